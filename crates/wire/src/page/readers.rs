//! The two libraries that find a page's article, asked where they can do no
//! harm: a page that makes one of them panic, run out of stack or run on
//! without end costs that page its answer, and nothing else.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Longer pages are read without the libraries: theirs is not linear time.
const LONGEST: usize = 3_000_000;
/// As Readability's own bound on elements.
const MOST: usize = 40_000;
/// Both are recursive; markup nested deeper than this is nobody's article.
const DEEPEST: usize = 400;
/// A stack that holds `DEEPEST` levels many times over.
const STACK: usize = 64 << 20;
/// A usual page takes a twentieth of a second.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the libraries found; empty where one found nothing.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Readability's article, as HTML.
    pub article: String,
    /// Trafilatura's article, as text, a block a line.
    pub text: String,
}

enum Answer {
    Article(String),
    Text(String),
}

/// Asks both about a page of that depth and that many elements.
pub(super) fn ask(page: &str, (depth, elements): (usize, usize)) -> Found {
    let mut found = Found::default();
    if page.len() > LONGEST || depth > DEEPEST || elements > MOST {
        return found;
    }
    let (tell, told) = mpsc::channel();
    let page = page.to_owned();
    let started = thread::Builder::new().name("page".into()).stack_size(STACK).spawn(move || {
        let article = catch_unwind(AssertUnwindSafe(|| readability(&page))).unwrap_or_default();
        let gone = tell.send(Answer::Article(article)).is_err();
        if !gone {
            let text = catch_unwind(AssertUnwindSafe(|| trafilatura(&page))).unwrap_or_default();
            let _ = tell.send(Answer::Text(text));
        }
    });
    if started.is_err() {
        return found;
    }
    let end = Instant::now() + PATIENCE;
    // The channel closes when the thread is done, in whatever way.
    while let Ok(answer) = told.recv_timeout(end.saturating_duration_since(Instant::now())) {
        match answer {
            Answer::Article(a) => found.article = a,
            Answer::Text(t) => found.text = t,
        }
    }
    found
}

fn readability(page: &str) -> String {
    let config = dom_smoothie::Config {
        max_elements_to_parse: MOST,
        keep_classes: true,
        disable_json_ld: true,
        ..dom_smoothie::Config::default()
    };
    dom_smoothie::Readability::new(page, None, Some(config))
        .ok()
        .and_then(|mut r| r.parse().ok())
        .map(|a| a.content.to_string())
        .unwrap_or_default()
}

fn trafilatura(page: &str) -> String {
    let options = rs_trafilatura::Options {
        // Its classifier is for shops and forums; what we are given are stories.
        page_type: Some(rs_trafilatura::page_type::PageType::Article),
        ..rs_trafilatura::Options::default()
    };
    rs_trafilatura::extract_with_options(page, &options).map(|r| r.content_text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_pages_cost_only_themselves() {
        let deep = "<div>".repeat(2_000);
        let wide = "<p>x</p>".repeat(2_000);
        for page in ["", "<", &deep, &wide, "<html><body><table><tr><td>"] {
            let _ = ask(page, (10, 10));
        }
        assert!(ask(&deep, (2_000, 2_000)).article.is_empty());
    }
}
