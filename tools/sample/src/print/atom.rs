//! Atom 1.0 (RFC 4287).

use super::{Head, body, escape, label, rfc3339};
use crate::piece::Piece;

/// A feed of these pieces, in their order.
pub fn atom(head: &Head<'_>, pieces: &[&Piece]) -> String {
    let updated = pieces.iter().map(|p| p.updated).max().unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>tag:courier.example,2020:{}</id>\n<title>{}</title>\n<subtitle>{}</subtitle>\n\
         <updated>{}</updated>\n<author><name>The Harbour Courier</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}{}\"/>\n\
         <link rel=\"alternate\" href=\"{base}/\"/>\n",
        escape(head.lang),
        escape(head.path),
        escape(head.title),
        escape(head.about),
        rfc3339(updated),
        escape(head.path),
        base = escape(head.base_url),
    );
    for p in pieces {
        out.push_str(&format!(
            "<entry>\n<id>tag:courier.example,2020:{}</id>\n<title>{}</title>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
             <published>{}</published>\n<updated>{}</updated>\n",
            p.slug,
            escape(&p.headline),
            escape(&format!("{}{}", head.base_url, p.path())),
            rfc3339(p.published),
            rfc3339(p.updated),
        ));
        if let Some(by) = &p.byline {
            out.push_str(&format!("<author><name>{}</name></author>\n", escape(by)));
        }
        for term in
            label(p.kind, p.lang.as_str()).into_iter().chain(p.subjects.iter().map(String::as_str))
        {
            out.push_str(&format!("<category term=\"{}\"/>\n", escape(term)));
        }
        out.push_str(&format!(
            "<summary>{}</summary>\n<content type=\"html\">{}</content>\n</entry>\n",
            escape(&p.teaser),
            escape(&body::html(p, head.base_url)),
        ));
    }
    out.push_str("</feed>\n");
    out
}
