//! The edition as HTML: template to MJML to the tables that mail programs
//! understand. Done once an edition.

use super::PlateError;
use super::colour::schemes;
use super::gap::Marks;
use crate::sheet::{Sheet, Shown};
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, context};
use mrml::prelude::parser::ParserOptions;
use mrml::prelude::render::RenderOptions;

const TEMPLATE: &str = include_str!("../../templates/edition.mjml");
/// The width of a text, in pixels: the mail's less its margins.
const COLUMN: u32 = 552;
const SANS: &str = "'Helvetica Neue', Helvetica, Arial, sans-serif";

/// Renders a sheet with the given marks where a reader's words go.
pub(super) fn render(sheet: &Sheet, marks: &Marks) -> Result<String, PlateError> {
    let mjml = fill(sheet, marks).map_err(|e| PlateError::Template(format!("{e:#}")))?;
    let parsed = mrml::parse_with_options(&mjml, &ParserOptions::default())
        .map_err(|e| PlateError::Template(e.to_string()))?;
    // No fonts from elsewhere: a mail loads nothing but the site's own pictures.
    let options =
        RenderOptions { disable_comments: true, fonts: Default::default(), ..Default::default() };
    let html = parsed.element.render(&options).map_err(|e| PlateError::Template(e.to_string()))?;
    Ok(with_landmark(tidy(&html)))
}

fn fill(sheet: &Sheet, marks: &Marks) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(|out, _, value| {
        if value.is_none() || value.is_undefined() {
            return Ok(());
        }
        if value.is_safe() {
            return write!(out, "{value}").map_err(minijinja::Error::from);
        }
        write!(out, "{}", escape(&value.to_string())).map_err(minijinja::Error::from)
    });
    env.add_template("edition", TEMPLATE)?;
    let (light, dark) = schemes(&sheet.colour);
    let rtl = sheet.language.direction() == "rtl";
    let (why_before, why_after) =
        sheet.labels.why.split_once("{address}").unwrap_or((&sheet.labels.why, ""));
    let parts: Vec<_> = sheet.sections.iter().filter(|p| !p.items.is_empty()).map(part).collect();
    let context = context! {
        sheet => Serde(sheet),
        parts => parts,
        preface => paragraphs(&sheet.preface),
        imprint => sheet.imprint.lines().map(story::one_line).filter(|l| !l.is_empty()).collect::<Vec<_>>(),
        archive_url => web_url(&sheet.archive_url).to_owned(),
        why_before => why_before.to_owned(),
        why_after => why_after.to_owned(),
        dir => sheet.language.direction(),
        start => if rtl { "right" } else { "left" },
        // A fixed text with quotes that must stay quotes inside a style.
        sans => Value::from_safe_string(SANS.to_owned()),
        c => Serde(light),
        d => Serde(dark),
        sizes => context! { lead => "32px", news => "24px", features => "23px", briefs => "18px" },
        gaps => context! {
            address => marks.address(), unsubscribe => marks.unsubscribe(), manage => marks.manage(),
        },
    };
    env.get_template("edition")?.render(context)
}

fn part(part: &crate::sheet::Part) -> Value {
    let items: Vec<Value> = part
        .items
        .iter()
        .map(|item| {
            let background: Vec<Value> = item
                .background
                .iter()
                .map(|b| context! { url => web_url(&b.url).to_owned(), ..Value::from(Serde(b)) })
                .collect();
            context! {
                url => web_url(&item.url).to_owned(),
                paragraphs => paragraphs(&item.text),
                byline => byline(item),
                background => background,
                picture => item.picture.as_ref().and_then(picture),
                ..Value::from(Serde(item))
            }
        })
        .collect();
    context! { title => part.title.clone(), role => part.role.as_str(), items => items }
}

/// What is set of a picture: as wide as the column, or as it is.
fn picture(shown: &Shown) -> Option<Value> {
    let url = web_url(&shown.url);
    let width = shown.width.min(COLUMN);
    (!url.is_empty() && width > 0).then(|| {
        context! { url => url.to_owned(), width => width, alt => shown.alt.clone(), credit => shown.credit.clone() }
    })
}

/// Source and credit on one line.
pub(super) fn byline(item: &crate::sheet::Item) -> String {
    let parts: Vec<&str> = [&item.source, &item.credit]
        .map(|s| s.trim())
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    parts.join(" · ")
}

/// The address if it is one of the web; otherwise nothing, so that no other
/// scheme ever becomes a link.
pub(super) fn web_url(url: &str) -> &str {
    let fine = (url.starts_with("https://") || url.starts_with("http://"))
        && url.len() <= 2000
        && !url.contains(|c: char| c.is_control() || c.is_whitespace());
    if fine { url } else { "" }
}

/// Paragraphs are apart by an empty line.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(story::one_line).filter(|p| !p.is_empty()).collect()
}

/// Text for element content and quoted attributes. Controls are dropped: they
/// have no place in a mail and XML has none for them either.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Puts a main landmark around the renderer's outermost element: screen
/// readers jump to it, and axe asks for it.
fn with_landmark(html: String) -> String {
    let open = html.find("role=\"article\"").and_then(|at| html[..at].rfind("<div"));
    match (open, html.rfind("</body>")) {
        (Some(open), Some(close)) if open <= close => format!(
            "{}<div role=\"main\">{}</div>{}",
            &html[..open],
            &html[open..close],
            &html[close..]
        ),
        _ => html,
    }
}

/// Takes out the white space at line ends and the empty lines that templates
/// leave behind, so that fewer octets travel a hundred thousand times.
fn tidy(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for line in html.lines() {
        let line = line.trim();
        if !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
