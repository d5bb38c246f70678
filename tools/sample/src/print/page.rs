//! A story's page with its data as JSON-LD (schema.org NewsArticle).

use super::{body, escape, rfc3339};
use crate::piece::Piece;
use serde_json::json;
use story::Kind;

/// The whole page.
pub fn page(p: &Piece, base_url: &str) -> String {
    let url = format!("{base_url}{}", p.path());
    let sort = match p.kind {
        Kind::Opinion => "OpinionNewsArticle",
        Kind::Analysis => "AnalysisNewsArticle",
        _ => "NewsArticle",
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": sort,
        "headline": p.headline,
        "description": p.teaser,
        "datePublished": rfc3339(p.published),
        "dateModified": rfc3339(p.updated),
        "inLanguage": p.lang.as_str(),
        "mainEntityOfPage": url,
        "publisher": { "@type": "NewsMediaOrganization", "name": p.outlet.name() },
        "keywords": p.subjects,
    });
    if let Some(by) = &p.byline {
        data["author"] = json!([{ "@type": "Person", "name": by }]);
    }
    // A script element ends at `</`, whatever the JSON thinks of it.
    let data = data.to_string().replace("</", "<\\/");
    let line = |class: &str, text: &Option<String>| {
        text.as_ref().map_or(String::new(), |t| format!("<p class=\"{class}\">{}</p>\n", escape(t)))
    };
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{headline} | {house}</title>\n\
         <meta name=\"description\" content=\"{teaser}\">\n\
         <link rel=\"canonical\" href=\"{url}\">\n\
         <script type=\"application/ld+json\">{data}</script>\n\
         <style>body{{font:1.05rem/1.6 Georgia,serif;max-width:38rem;margin:2rem auto;\
         padding:0 1rem;color:#1c1c1c;background:#fff}}h1{{line-height:1.2}}\
         .kicker{{text-transform:uppercase;letter-spacing:.06em;font-size:.85rem}}\
         .teaser{{font-weight:bold}}footer{{margin-top:3rem;font-size:.9rem;color:#555}}\
         </style>\n</head>\n<body>\n<header>{house}</header>\n<main>\n<article>\n\
         {kicker}<h1>{headline}</h1>\n<p class=\"teaser\">{teaser}</p>\n{byline}\
         <p><time datetime=\"{when}\">{when}</time></p>\n{body}</article>\n</main>\n\
         <footer>An invented story from an invented place, made for trying out a newsroom.\
         </footer>\n</body>\n</html>\n",
        lang = escape(p.lang.as_str()),
        headline = escape(&p.headline),
        house = escape(p.outlet.name()),
        teaser = escape(&p.teaser),
        url = escape(&url),
        kicker = line("kicker", &p.kicker),
        byline = line("byline", &p.byline),
        when = rfc3339(p.updated),
        body = body::html(p, base_url),
    )
}
