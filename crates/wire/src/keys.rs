//! The names a source will know a story again by.

use aws_lc_rs::digest;
use story::Key;
use url::Url;

/// Parameters that say where a reader came from, not what they read.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "dclid", "msclkid", "xtor", "ref", "cmpid", "cmp", "maca", "mc_cid",
    "mc_eid", "ocid", "smid", "igshid", "wtrid", "yclid", "rss",
];

/// SHA-256 in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The canonical form of a page's address, for comparing: `https`, lower-case
/// host without `www.`, no default port, no fragment, no tracking parameters.
/// None for what is no http(s) address.
pub fn canonical(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok()?;
    if url.scheme() == "http" {
        // http = https: sites changed over, their stories did not. Port 80 is
        // already gone as http's default.
        url.set_scheme("https").ok()?;
    }
    if url.scheme() != "https" || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if let Some(bare) = url.host_str().and_then(|h| h.strip_prefix("www.")).map(str::to_owned)
        && bare.contains('.')
    {
        url.set_host(Some(&bare)).ok()?;
    }
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    drop_tracking(&mut url);
    Some(url.to_string())
}

/// The address without tracking parameters, and else as it is.
pub fn untracked(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if url.query_pairs().any(|(k, _)| is_tracking(&k)) => {
            drop_tracking(&mut url);
            url.to_string()
        }
        _ => address.to_owned(),
    }
}

fn is_tracking(parameter: &str) -> bool {
    let p = parameter.to_lowercase();
    p.starts_with("utm_") || p.starts_with("at_") || TRACKING.contains(&p.as_str())
}

fn drop_tracking(url: &mut Url) {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(k, _)| !is_tracking(k))
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
}

/// An http(s) address as given, resolved against a base; none for anything
/// else (`javascript:`, `data:`, mail).
pub fn address(href: &str, base: Option<&str>) -> Option<String> {
    let href = href.trim();
    let url = match Url::parse(href) {
        Ok(u) => u,
        Err(_) if !href.is_empty() => Url::parse(base?).ok()?.join(href).ok()?,
        Err(_) => return None,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

/// A guid without the `#0`, `#1` that some sites count up on every change.
pub fn guid(text: &str) -> Option<Key> {
    let text = story::one_line(text);
    let bare = match text.rsplit_once('#') {
        Some((before, n))
            if !before.is_empty()
                && n.len() <= 3
                && !n.is_empty()
                && n.bytes().all(|b| b.is_ascii_digit()) =>
        {
            before
        }
        _ => &text,
    };
    (!bare.is_empty()).then(|| Key::Guid(bare.chars().take(500).collect()))
}

/// The key of a text that has no other name: a hash that white space, case and
/// punctuation do not change.
pub fn text(text: &str) -> Key {
    let folded = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    Key::Text(sha256(folded.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_goes_and_nothing_else() {
        for (given, bare) in [
            ("http://www.Example.org/a?utm_source=x&id=7#top", "http://www.example.org/a?id=7#top"),
            ("https://example.org/a?UTM_medium=rss", "https://example.org/a"),
            ("http://WWW.example.org/a?id=%20x", "http://WWW.example.org/a?id=%20x"),
            ("no address", "no address"),
        ] {
            assert_eq!(untracked(given), bare);
        }
    }

    #[test]
    fn one_page_one_address() {
        for (given, canon) in [
            ("http://Example.ORG:80/a?utm_source=x&id=7#top", "https://example.org/a?id=7"),
            ("https://example.org:443/a?fbclid=1", "https://example.org/a"),
            ("https://example.org/a?at_medium=RSS&xtor=2", "https://example.org/a"),
            ("http://www.example.org/a", "https://example.org/a"),
            ("https://www.org/a", "https://www.org/a"),
        ] {
            assert_eq!(canonical(given).as_deref(), Some(canon), "{given}");
        }
        for bad in ["javascript:alert(1)", "mailto:a@example.org", "a/b", ""] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
        assert_eq!(
            address("/x", Some("https://example.org/feed")).as_deref(),
            Some("https://example.org/x")
        );
        assert_eq!(address("javascript:alert(1)", Some("https://example.org/")), None);
    }

    #[test]
    fn guids_that_count_up_are_one() {
        assert_eq!(guid("https://example.org/1#3"), guid("https://example.org/1#0"));
        assert_ne!(guid("https://example.org/1#frag"), guid("https://example.org/1"));
        assert_eq!(guid("  "), None);
    }

    #[test]
    fn a_text_is_known_in_any_dress() {
        assert_eq!(text("Storm hits  coast."), text("storm hits\ncoast"));
    }
}
