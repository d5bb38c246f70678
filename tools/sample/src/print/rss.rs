//! RSS 2.0 with `content:encoded`.

use super::{Head, body, escape, label, rfc822};
use crate::drawing::{HEIGHT, WIDTH};
use crate::piece::Piece;

/// A channel of these pieces, in their order.
pub fn rss(head: &Head<'_>, pieces: &[&Piece]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n",
    );
    out.push_str(&format!(
        "<title>{}</title>\n<link>{base}/</link>\n<description>{}</description>\n\
         <language>{}</language>\n\
         <atom:link href=\"{base}{}\" rel=\"self\" type=\"application/rss+xml\"/>\n",
        escape(head.title),
        escape(head.about),
        escape(head.lang),
        escape(head.path),
        base = escape(head.base_url),
    ));
    if let Some(newest) = pieces.iter().map(|p| p.updated).max() {
        out.push_str(&format!("<lastBuildDate>{}</lastBuildDate>\n", rfc822(newest)));
    }
    for p in pieces {
        let link = escape(&format!("{}{}", head.base_url, p.path()));
        out.push_str(&format!(
            "<item>\n<title>{}</title>\n<link>{link}</link>\n\
             <guid isPermaLink=\"false\">{}:{}</guid>\n<pubDate>{}</pubDate>\n",
            escape(&p.headline),
            p.outlet.folder(),
            p.slug,
            rfc822(p.published),
        ));
        if let Some(by) = &p.byline {
            out.push_str(&format!("<dc:creator>{}</dc:creator>\n", escape(by)));
        }
        for category in
            label(p.kind, p.lang.as_str()).into_iter().chain(p.subjects.iter().map(String::as_str))
        {
            out.push_str(&format!("<category>{}</category>\n", escape(category)));
        }
        if let Some(shows) = &p.picture {
            out.push_str(&format!(
                "<media:content url=\"{}\" medium=\"image\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
                 <media:description>{}</media:description><media:credit>{}</media:credit>\
                 </media:content>\n",
                escape(&format!("{}{}", head.base_url, p.picture_path())),
                escape(shows),
                escape(&format!("Drawing: {}", p.outlet.name())),
            ));
        }
        // Text inside CDATA can't hold its end mark; escaped HTML never does.
        out.push_str(&format!(
            "<description>{}</description>\n<content:encoded><![CDATA[{}]]></content:encoded>\n\
             </item>\n",
            escape(&p.teaser),
            body::html(p, head.base_url),
        ));
    }
    out.push_str("</channel>\n</rss>\n");
    out
}
