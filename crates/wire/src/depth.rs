//! Markup that is nested deeper than any page is cut where it goes too deep:
//! an HTML parser takes time by the square of the depth.

use std::collections::HashMap;

/// Elements open at a time. Browsers stop at 512; careless pages leave open
/// what they should close, and are given room.
const DEEPEST: usize = 3000;
/// Elements that need no end, and so do not nest by being left open.
const NO_END: [&str; 23] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead",
];

/// The text up to where too many elements are open.
pub(crate) fn bounded(html: &str) -> &str {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut all, mut at) = (0usize, 0usize);
    while let Some(next) = html.get(at..).and_then(|rest| rest.find('<')) {
        let mark = at + next;
        let rest = &html[mark + 1..];
        at = mark + 1;
        let ends = rest.starts_with('/');
        let name: String = rest[usize::from(ends)..]
            .chars()
            .take(16)
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        // What stands in a program or a comment opens nothing.
        let silent = match name.as_str() {
            "script" if !ends => Some("</script"),
            "style" if !ends => Some("</style"),
            "" if rest.starts_with("!--") => Some("-->"),
            _ => None,
        };
        if let Some(end) = silent {
            let Some(over) = rest.find(end) else { return html };
            at += over;
            continue;
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || NO_END.contains(&&*name) {
            continue;
        }
        let count = open.entry(name).or_default();
        if ends {
            all -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else if all == DEEPEST {
            return &html[..mark];
        } else {
            *count += 1;
            all += 1;
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::bounded;

    #[test]
    fn only_what_is_too_deep_is_cut() {
        let program = format!("<script>{}</script>", "for(i=0;i<n;)a<b;".repeat(9000));
        for flat in ["<div><p>a<br><img src=x></div>".repeat(9000), program] {
            assert_eq!(bounded(&flat).len(), flat.len());
        }
        assert_eq!(bounded(&"<div>".repeat(9000)).len(), 3000 * 5);
        assert_eq!(bounded(&"<div></p></x>".repeat(9000)).len(), 3000 * 13);
        for text in ["", "<", "a < b", "</", "<é", "</p></p>", "<!--", "<script>", "<!--<script>"]
        {
            assert_eq!(bounded(text), text);
        }
    }
}
