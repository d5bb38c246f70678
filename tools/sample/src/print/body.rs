//! A story's text as HTML, as it stands in feeds and on its page.

use super::escape;
use crate::piece::{Part, Piece};

/// Text, credit, promotion and related coverage in the order of a news page.
/// The teaser is not in it: each form has its own place for that.
pub(super) fn html(piece: &Piece, base_url: &str) -> String {
    let mut out = String::new();
    let (foot, text): (Vec<&Part>, Vec<&Part>) =
        piece.parts.iter().partition(|p| matches!(p, Part::Promo(_) | Part::Background(..)));
    for part in text {
        set(part, base_url, &mut out);
    }
    if let Some(credit) = &piece.credit {
        out.push_str(&format!("<p>{}</p>\n", escape(credit)));
    }
    for part in foot {
        set(part, base_url, &mut out);
    }
    out
}

fn set(part: &Part, base_url: &str, out: &mut String) {
    match part {
        Part::Paragraph(t) => out.push_str(&format!("<p>{}</p>\n", escape(t))),
        Part::Subhead(t) => out.push_str(&format!("<h2>{}</h2>\n", escape(t))),
        Part::Points(title, items) => {
            out.push_str(&format!("<h2>{}</h2>\n<ul>\n", escape(title)));
            for (label, text) in items {
                out.push_str(&format!(
                    "<li><strong>{}:</strong> {}</li>\n",
                    escape(label),
                    escape(text)
                ));
            }
            out.push_str("</ul>\n");
        }
        Part::ReadMore(line, path) => {
            let link = escape(&format!("{base_url}{path}"));
            // `Read more: title` links its title only, as houses do.
            let (before, title) = line.split_once(": ").unwrap_or(("", line));
            let before = if before.is_empty() { String::new() } else { format!("{before}: ") };
            out.push_str(&format!(
                "<p>{}<a href=\"{link}\">{}</a></p>\n",
                escape(&before),
                escape(title)
            ));
        }
        Part::Promo(t) => out.push_str(&format!("<p>{}</p>\n", escape(t))),
        Part::Background(t, date) => out.push_str(&format!(
            "<p>{} ({:02}.{:02}.{:04})</p>\n",
            escape(t),
            date.day(),
            date.month(),
            date.year()
        )),
    }
}
