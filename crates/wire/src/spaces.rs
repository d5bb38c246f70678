//! The vocabularies that feeds mix, told by their address and not by their
//! prefix: the prefix is the feed's own choice (Namespaces in XML, §2).
//!
//! Never here: what an element of a vocabulary means.

/// A vocabulary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ns {
    /// None, or one of RSS's own: the elements of a feed itself.
    #[default]
    Core,
    /// Atom 0.3 and 1.0.
    Atom,
    /// RDF.
    Rdf,
    /// RSS 1.0 content: the full text.
    Content,
    /// Dublin Core, the fifteen elements.
    Dc,
    /// Dublin Core terms.
    Terms,
    /// Media RSS.
    Media,
    /// iTunes podcasts.
    Itunes,
    /// RSS 1.0 syndication: how often a feed changes.
    Sy,
    /// Creative Commons, in its three dresses.
    Cc,
    /// Deutsche Welle's stable content ids.
    Dwsyn,
    /// FeedBurner's original links.
    Feedburner,
    /// XHTML.
    Xhtml,
    /// Google's news extension of site maps.
    News,
    /// Google's picture extension of site maps.
    Image,
    /// One we do not read.
    Other,
}

/// The vocabulary of a namespace's address. Addresses are compared without
/// scheme, case and closing `/` or `#`, as feeds write them in all forms.
pub fn of_address(address: &str, prefix: &str) -> Ns {
    let low = address.trim().to_ascii_lowercase();
    let bare = low
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.")
        .trim_end_matches(['/', '#']);
    match bare {
        "w3.org/2005/atom" | "purl.org/atom/ns" | "purl.org/atom" => Ns::Atom,
        "w3.org/1999/02/22-rdf-syntax-ns" => Ns::Rdf,
        "purl.org/rss/1.0/modules/content" => Ns::Content,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => Ns::Dc,
        "purl.org/dc/terms" => Ns::Terms,
        "search.yahoo.com/mrss" => Ns::Media,
        "itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Ns::Itunes,
        "purl.org/rss/1.0/modules/syndication" => Ns::Sy,
        "backend.userland.com/creativecommonsrssmodule"
        | "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html"
        | "web.resource.org/cc"
        | "creativecommons.org/ns" => Ns::Cc,
        "rssnamespace.org/feedburner/ext/1.0" => Ns::Feedburner,
        "w3.org/1999/xhtml" => Ns::Xhtml,
        "google.com/schemas/sitemap-news/0.9" => Ns::News,
        "google.com/schemas/sitemap-image/1.1" => Ns::Image,
        "sitemaps.org/schemas/sitemap/0.9" | "google.com/schemas/sitemap/0.84" => Ns::Core,
        _ if bare.contains("atompub.org/2005/") => Ns::Atom,
        _ if bare.contains("dwsyn") => Ns::Dwsyn,
        _ if bare.contains("search.yahoo.com/mrss") => Ns::Media,
        _ if bare.contains("itunes.com/dtds/podcast") => Ns::Itunes,
        // RSS 0.90, 1.0 and the many addresses people gave to 0.9x and 2.0; and
        // a default namespace nobody knows is still the feed's own.
        _ if prefix.is_empty()
            || bare.contains("purl.org/rss/1.0") && !bare.contains("modules")
            || bare.contains("my.netscape.com/rdf/simple/0.9")
            || bare.contains("channel.netscape.com/rdf/simple/0.9")
            || bare.contains("backend.userland.com/rss")
            || bare.contains("purl.org/net/rss1.1") =>
        {
            Ns::Core
        }
        _ => Ns::Other,
    }
}

/// The vocabulary that a prefix customarily stands for, for feeds that use it
/// undeclared.
pub fn of_prefix(prefix: &str) -> Ns {
    match prefix.to_ascii_lowercase().as_str() {
        "" | "rss" => Ns::Core,
        "atom" | "atom10" | "atom03" | "a10" => Ns::Atom,
        "rdf" => Ns::Rdf,
        "content" => Ns::Content,
        "dc" => Ns::Dc,
        "dcterms" | "dct" => Ns::Terms,
        "media" | "mrss" => Ns::Media,
        "itunes" => Ns::Itunes,
        "sy" => Ns::Sy,
        "cc" | "creativecommons" => Ns::Cc,
        "dwsyn" => Ns::Dwsyn,
        "feedburner" => Ns::Feedburner,
        "xhtml" => Ns::Xhtml,
        "news" => Ns::News,
        "image" => Ns::Image,
        _ => Ns::Other,
    }
}
