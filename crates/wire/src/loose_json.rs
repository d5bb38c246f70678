//! JSON as pages and feeds really hold it: in comments, with raw line ends in
//! strings, commas too many, or cut off. Strict JSON is read as it is; only
//! what does not parse is mended. Never here: what the JSON means.

use serde_json::Value;

/// Longer than this nothing is mended: it would be read twice for nothing.
const LONGEST: usize = 4_000_000;

/// The value of a text, as far as it can be told.
pub(crate) fn value(text: &str) -> Option<Value> {
    let text = unwrapped(text);
    if text.is_empty() {
        return None;
    }
    if let Ok(v) = serde_json::from_str(text) {
        return Some(v);
    }
    if text.len() > LONGEST {
        return None;
    }
    let mended = mended(text);
    if let Ok(v) = serde_json::from_str(&mended) {
        return Some(v);
    }
    // Several values one after the other: a list.
    let all: Vec<Value> = serde_json::Deserializer::from_str(&mended)
        .into_iter::<Value>()
        .map_while(Result::ok)
        .take(64)
        .collect();
    match all.len() {
        0 => serde_json::from_str(&crate::markup::unescape(&mended)).ok(),
        1 => all.into_iter().next(),
        _ => Some(Value::Array(all)),
    }
}

/// Without `<!-- -->`, `//<![CDATA[ //]]>`, a byte order mark and a closing `;`.
fn unwrapped(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text;
        text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == ';');
        for open in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "// <![CDATA["] {
            text = text.strip_prefix(open).unwrap_or(text);
        }
        for close in ["//]]>", "/*]]>*/", "// ]]>", "]]>", "-->", "//-->"] {
            text = text.strip_suffix(close).unwrap_or(text);
        }
        if text == before {
            return text;
        }
    }
}

/// Control characters inside strings become spaces, comments and commas before
/// a closing bracket go, and a backslash that escapes nothing stands for itself.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        if inside {
            match c {
                '\\' => match chars.next() {
                    Some(e) if "\"\\/bfnrtu".contains(e) => {
                        out.push('\\');
                        out.push(e);
                    }
                    Some(e) if !e.is_control() => out.push(e),
                    Some(_) | None => out.push(' '),
                },
                '"' => {
                    inside = false;
                    out.push('"');
                }
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => {
                inside = true;
                out.push('"');
            }
            '/' if chars.peek() == Some(&'/') => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        break;
                    }
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            ']' | '}' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            // Two commas, where a template left a field out.
            ',' if out.trim_end().ends_with([',', '[', '{']) => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A document whose end is missing: as much of it as holds whole elements of
/// the list under `key`, closed again.
pub(crate) fn cut_off(text: &str, key: &str) -> Option<Value> {
    let start = text.find(&format!("\"{key}\""))?;
    let open = start + text[start..].find('[')?;
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    let mut end = None;
    for (at, b) in text.bytes().enumerate().skip(open) {
        if inside {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => inside = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => inside = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 1 {
                    end = Some(at + 1);
                } else if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    value(&format!("{}]}}", text.get(..end?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_as_it_comes() {
        for text in [
            "{\"a\":\"b c\"}",
            "{\"a\":\"b\nc\"}",
            "<!-- {\"a\":\"b c\"} -->",
            "//<![CDATA[\n{\"a\":\"b c\",};\n//]]>",
            "/* x */ {\"a\":\"b c\", // y\n}",
            "{\"a\":\"b\\ c\"}",
            "{\"a\":\"b c\",,}",
            "{&quot;a&quot;:&quot;b c&quot;}",
        ] {
            assert_eq!(value(text), Some(json!({"a": "b c"})), "{text}");
        }
        assert_eq!(value("{\"a\":1}{\"a\":2}"), Some(json!([{"a": 1}, {"a": 2}])));
        for text in ["", "x", "{\"a\":", ";", "-->"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn whole_elements_of_a_cut_list() {
        let whole = "{\"t\":1,\"items\":[{\"a\":\"x]}\"},{\"b\":[1,2]},{\"c\":\"";
        assert_eq!(cut_off(whole, "items").unwrap()["items"].as_array().unwrap().len(), 2);
        assert_eq!(cut_off("{\"items\":[", "items"), None);
    }
}
