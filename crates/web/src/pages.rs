//! The templates: embedded, escaped by default, rendered here only.

use crate::assets;
use crate::locale::Locales;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};
use std::sync::LazyLock;
use story::Lang;

/// A map of values for a template; takes them by reference.
macro_rules! values {
    ($($key:ident $(=> $value:expr)?),* $(, .. $rest:expr)? $(,)?) => {
        minijinja::context! {
            $($key => minijinja::Value::from(minijinja::value::Serde(&$crate::pages::pick!($key $(, $value)?)))),*
            $(, .. $rest)?
        }
    };
}

/// The value, or the variable of the key's name.
macro_rules! pick {
    ($key:ident) => {
        $key
    };
    ($key:ident, $value:expr) => {
        $value
    };
}

pub(crate) use {pick, values};

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),+]
    };
}

const TEMPLATES: &[(&str, &str)] = &templates![
    "mail/house.html",
    "public/base.html",
    "public/parts.html",
    "public/home.html",
    "public/say.html",
    "public/ask.html",
    "public/archive.html",
    "public/corrections.html",
    "public/edition.html",
    "public/story.html",
    "public/feed.xml",
    "desk/base.html",
    "desk/parts.html",
    "desk/say.html",
    "desk/login.html",
    "desk/pass.html",
    "desk/today.html",
    "desk/event.html",
    "desk/point.html",
    "desk/story.html",
    "desk/edition.html",
    "desk/offer.html",
    "desk/picture.html",
    "desk/compare.html",
    "desk/correction.html",
    "desk/corrections.html",
    "desk/correction_list.html",
    "desk/source_form.html",
    "desk/renew.html",
    "desk/progress.html",
    "desk/sources.html",
    "desk/source.html",
    "desk/newsletters.html",
    "desk/newsletter.html",
    "desk/readers.html",
    "desk/settings.html",
    "desk/editors.html",
    "desk/account.html",
    "catcher/list.html",
    "catcher/mail.html",
];

static LOCALES: LazyLock<Locales> = LazyLock::new(Locales::new);
static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(engine);

fn engine() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    // The feed is XML: the same five characters are escaped, as numbers.
    env.set_auto_escape_callback(|name| {
        if name.ends_with(".html") || name.ends_with(".xml") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    env.set_formatter(escaped);
    env.add_function("t", words);
    env.add_function("asset", |name: &str| assets::url(name));
    env.add_filter("paragraphs", |text: &str| -> Vec<String> {
        text.split("\n\n").map(str::to_owned).filter(|p| !p.trim().is_empty()).collect()
    });
    env.add_filter("brief", |text: &str| brief(text, 260));
    env.add_filter("web_link", |url: &str| web_link(url).unwrap_or_default());
    for (name, text) in TEMPLATES {
        if let Err(e) = env.add_template(name, text) {
            tracing::error!("the template {name} can't be read: {e:#}");
        }
    }
    env
}

/// Escapes the five characters that mean something in HTML and XML, in text
/// and in quoted attributes alike. (The engine's own escaping also writes every
/// slash as a number, which makes addresses unreadable.)
fn escaped(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (clean, special) = rest.split_at(at);
        out.write_str(clean)?;
        out.write_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        })?;
        // All five are one byte long.
        rest = special.get(1..).unwrap_or_default();
    }
    Ok(out.write_str(rest)?)
}

/// `t("key", title=…)`: the words under a key, in the page's `lang`.
fn words(state: &State, key: &str, values: Kwargs) -> Result<String, Error> {
    let lang = state.lookup("lang").map(|v| v.to_string()).unwrap_or_default();
    let mut pairs = Vec::new();
    for name in values.args() {
        let value: Value = values.get(name)?;
        pairs.push((name.to_owned(), value.to_string()));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Ok(LOCALES.text(&Lang::of(&lang), key, &pairs))
}

/// The first words of a text, cut between two of them.
fn brief(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(head, _)| head);
    format!("{} …", whole.trim_end_matches([',', ';', ':', '–', '-']))
}

/// The address if it is one that a reader may be sent to: http or https.
pub fn web_link(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url.trim()).ok()?;
    (matches!(parsed.scheme(), "http" | "https") && parsed.has_host()).then(|| parsed.to_string())
}

/// The templates.
pub struct Pages;

impl Pages {
    /// The words that pages share.
    pub fn locales() -> &'static Locales {
        &LOCALES
    }

    /// A page as a response.
    pub fn html(status: StatusCode, name: &str, values: Value) -> Response {
        match ENGINE.get_template(name).and_then(|t| t.render(values)) {
            Ok(html) => {
                let kind = HeaderValue::from_static("text/html; charset=utf-8");
                (status, [(header::CONTENT_TYPE, kind)], html).into_response()
            }
            Err(e) => {
                tracing::error!("the page {name} can't be made: {e:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, "This page can't be made.\n").into_response()
            }
        }
    }

    /// A template as text.
    pub fn text(name: &str, values: Value) -> Result<String, Error> {
        ENGINE.get_template(name)?.render(values)
    }

    /// A mail's HTML. The template is ours and is rendered in the tests, so a
    /// failure leaves a mail with its text part only, and a line in the log.
    pub fn mail(name: &str, values: Value) -> String {
        Self::text(name, values).unwrap_or_else(|e| {
            tracing::error!("the mail {name} can't be made: {e:#}");
            String::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_read() {
        for (name, text) in TEMPLATES {
            let mut env = engine();
            env.add_template(name, text).unwrap_or_else(|e| panic!("{name}: {e:#}"));
        }
    }

    #[test]
    fn values_can_not_break_out() {
        let mut env = engine();
        env.add_template("x.html", "<a title=\"{{ v }}\">{{ v }}</a> {{ n }}").unwrap();
        let hostile = "\"'><script>/&amp;é";
        let got = env.get_template("x.html").unwrap();
        let got = got.render(values! { v => hostile, n => 7 }).unwrap();
        let safe = "&quot;&#39;&gt;&lt;script&gt;/&amp;amp;é";
        assert_eq!(got, format!("<a title=\"{safe}\">{safe}</a> 7"));
    }

    #[test]
    fn only_the_web_is_linked() {
        for (url, fine) in [
            ("https://example.org/a", true),
            ("http://example.org", true),
            ("javascript:alert(1)", false),
            (" JaVaScript:alert(1)", false),
            ("data:text/html,x", false),
            ("//example.org", false),
            ("ftp://example.org", false),
            ("", false),
        ] {
            assert_eq!(web_link(url).is_some(), fine, "{url:?}");
        }
    }
}
