//! HTML to plain blocks of text. Markup from outside is hostile: nothing of it
//! is kept, only words, in the order a reader sees them.

use crate::{depth, pictures};
use scraper::{Html, Node};

/// Elements whose content no reader sees as text.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math",
    "canvas", "audio", "video", "head", "title", "meta", "link", "button", "select", "textarea",
    "form", "nav", "input",
];
/// Elements that end the line before and after them.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "table",
    "tr",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "main",
    "figure",
    "figcaption",
    "hr",
    "address",
    "details",
    "summary",
    "body",
    "html",
    "center",
    "fieldset",
    "tbody",
    "thead",
];

/// The blocks of an HTML fragment or page, one a line, and the links in it as
/// (words, address as written).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// The text of each block on one line; none is empty.
    pub lines: Vec<String>,
    /// The links in order.
    pub links: Vec<(String, String)>,
}

impl Blocks {
    /// The blocks as a text, one a line.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// The address behind a title, if a link says just that.
    pub fn link_of(&self, title: &str) -> Option<&str> {
        self.links
            .iter()
            .find(|(words, _)| {
                words.contains(title) || title.contains(words.as_str()) && words.len() > 12
            })
            .map(|l| l.1.as_str())
    }
}

/// A picture in a text, as written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its address as written.
    pub src: String,
    /// What it shows.
    pub alt: Option<String>,
    /// The words printed with it.
    pub caption: Option<String>,
    /// Who made it, where the caption says so.
    pub credit: Option<String>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// Reads HTML; text without any tag is read as it is.
pub fn blocks(html: &str) -> Blocks {
    blocks_of_document(&Html::parse_fragment(depth::bounded(html)), None)
}

/// Reads HTML and the pictures in it. A picture's caption goes with the
/// picture and is no line of the text.
pub fn blocks_and_pictures(html: &str) -> (Blocks, Vec<Picture>) {
    let mut pictures = Vec::new();
    let blocks =
        blocks_of_document(&Html::parse_fragment(depth::bounded(html)), Some(&mut pictures));
    (blocks, pictures)
}

/// The lines of a document, in the order a reader sees them.
pub(crate) fn blocks_of_document(
    document: &Html,
    mut pictures: Option<&mut Vec<Picture>>,
) -> Blocks {
    let mut out = Blocks::default();
    let mut line = String::new();
    // An explicit stack: hostile markup is nested deeper than ours.
    enum Step<'a> {
        Enter(ego_tree::NodeRef<'a, Node>),
        Break,
        Cell,
        LinkEnd(String, usize),
        FigureEnd,
    }
    // In a figure: how many pictures there were before it, and a caption that
    // came before its picture.
    let mut figure: Option<usize> = None;
    let mut waiting: Option<String> = None;
    let mut stack = vec![Step::Enter(document.tree.root())];
    while let Some(step) = stack.pop() {
        match step {
            Step::Break => flush(&mut line, &mut out.lines),
            Step::Cell => line.push(' '),
            Step::LinkEnd(href, from) => {
                let words = story::one_line(line.get(from..).unwrap_or_default());
                if !words.is_empty() {
                    out.links.push((words, href));
                }
            }
            Step::FigureEnd => {
                figure = None;
                // A caption of no picture (of a film, a table) is text.
                if let Some(caption) = waiting.take() {
                    flush(&mut line, &mut out.lines);
                    out.lines.push(caption);
                }
            }
            Step::Enter(node) => {
                let mut after = None;
                match node.value() {
                    Node::Text(t) => {
                        line.push_str(t);
                        continue;
                    }
                    Node::Element(e) => {
                        let name = e.name();
                        if SILENT.contains(&name)
                            || e.attr("hidden").is_some()
                            || e.attr("aria-hidden") == Some("true") && name != "a"
                        {
                            continue;
                        }
                        if let Some(pictures) = pictures.as_deref_mut() {
                            if name == "img" {
                                let before = pictures.len();
                                pictures.extend(pictures::of(e));
                                if pictures.len() > before
                                    && let Some(caption) = waiting.take()
                                    && let Some(last) = pictures.last_mut()
                                {
                                    pictures::caption(last, &caption);
                                }
                                continue;
                            }
                            if name == "figure" && figure.is_none() {
                                figure = Some(pictures.len());
                                flush(&mut line, &mut out.lines);
                                stack.push(Step::FigureEnd);
                            }
                            let caption = name == "figcaption" && figure.is_some()
                                || e.attr("class").is_some_and(|c| c.contains("wp-caption-text"));
                            if caption {
                                let words = below(node);
                                // Only a picture of the same figure is meant.
                                let shown = pictures.len() > figure.unwrap_or(0);
                                match pictures.last_mut().filter(|_| shown) {
                                    Some(last) => pictures::caption(last, &words),
                                    None if !words.is_empty() => waiting = Some(words),
                                    None => {}
                                }
                                continue;
                            }
                        }
                        if name == "br" {
                            flush(&mut line, &mut out.lines);
                            continue;
                        }
                        if BLOCKS.contains(&name) {
                            flush(&mut line, &mut out.lines);
                            after = Some(Step::Break);
                        } else if name == "td" || name == "th" {
                            after = Some(Step::Cell);
                        } else if name == "a"
                            && let Some(href) = e.attr("href")
                        {
                            after = Some(Step::LinkEnd(href.to_owned(), line.len()));
                        }
                    }
                    Node::Document | Node::Fragment => {}
                    _ => continue,
                }
                stack.extend(after);
                let at = stack.len();
                stack.extend(node.children().map(Step::Enter));
                stack[at..].reverse();
            }
        }
    }
    flush(&mut line, &mut out.lines);
    out
}

/// All words below a node on one line.
fn below(node: ego_tree::NodeRef<'_, Node>) -> String {
    let mut out = String::new();
    for n in node.descendants() {
        match n.value() {
            Node::Text(t)
                if !n
                    .parent()
                    .and_then(|p| p.value().as_element().map(|e| SILENT.contains(&e.name())))
                    .unwrap_or(false) =>
            {
                out.push_str(t);
            }
            Node::Element(e) if BLOCKS.contains(&e.name()) || e.name() == "br" => out.push(' '),
            _ => {}
        }
    }
    story::one_line(&out)
}

fn flush(line: &mut String, lines: &mut Vec<String>) {
    let text = story::one_line(line);
    if !text.is_empty() {
        lines.push(text);
    }
    line.clear();
}

/// The blocks of a text that may be HTML, escaped HTML, or plain: a text
/// without a tag keeps its own line ends.
pub fn blocks_of(text: &str) -> Blocks {
    if has_tags(text) {
        return blocks(text);
    }
    if text.contains("&lt;") && has_tags(&unescape(text)) {
        return blocks(&unescape(text));
    }
    let lines = story::plain(&unescape(text))
        .lines()
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect();
    Blocks { lines, links: Vec::new() }
}

/// The same with the pictures.
pub fn blocks_and_pictures_of(text: &str) -> (Blocks, Vec<Picture>) {
    if has_tags(text) {
        return blocks_and_pictures(text);
    }
    if text.contains("&lt;") {
        let once = unescape(text);
        if has_tags(&once) {
            return blocks_and_pictures(&once);
        }
    }
    (blocks_of(text), Vec::new())
}

/// A title on one line: tags taken out, entities read, once more if they were
/// escaped twice (`&amp;amp;`, `&amp;lt;b&amp;gt;`).
pub fn title(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        if has_tags(&text) {
            text = blocks(&text).lines.join(" ");
        } else if text.contains('&') {
            let once = unescape(&text);
            if once == text {
                break;
            }
            text = once;
        } else {
            break;
        }
    }
    if has_tags(&text) {
        text = blocks(&text).lines.join(" ");
    }
    story::one_line(&text)
}

/// True if there is something in it that a browser would take for a tag we
/// know (`a < b` and `<3` are text).
pub fn has_tags(text: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "b", "i", "em", "strong", "span", "br", "img", "u", "s", "sub", "sup", "small",
        "font", "code", "cite", "q", "abbr", "time", "mark", "td", "th", "tt", "strike", "del",
        "ins", "kbd", "picture", "source", "wbr", "!doctype",
    ];
    text.match_indices('<').any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        if rest.starts_with("!--") {
            return true;
        }
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '!').take(12).collect();
        let name = name.to_ascii_lowercase();
        let next = rest[name.len()..].chars().next();
        next.is_none_or(|c| c == '>' || c == '/' || c.is_whitespace())
            && (BLOCKS.contains(&name.as_str())
                || INLINE.contains(&name.as_str())
                || SILENT.contains(&name.as_str()))
    })
}

/// Character references read once.
pub fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let guarded = text.replace('<', "&lt;").replace('\r', "");
    // html5ever knows all the named references; a lone text node comes back.
    Html::parse_fragment(&guarded).root_element().text().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_left() {
        for (html, lines) in [
            ("<p>One</p><p>Two <b>bold</b></p>", vec!["One", "Two bold"]),
            ("One<br>Two<br/><br/>Three", vec!["One", "Two", "Three"]),
            ("<p onclick=x>A<script>alert(1)</script><style>p{}</style></p>", vec!["A"]),
            ("<ul><li>a</li><li>b</li></ul>c", vec!["a", "b", "c"]),
            ("<div><div>x</div>y</div>", vec!["x", "y"]),
            ("<img src=x onerror=alert(1)>z", vec!["z"]),
            ("&lt;p&gt;esc&lt;/p&gt;", vec!["esc"]),
            ("a < b and <3", vec!["a < b and <3"]),
            ("Tom &amp; Ann\nnext", vec!["Tom & Ann", "next"]),
        ] {
            assert_eq!(blocks_of(html).lines, lines, "{html}");
        }
    }

    #[test]
    fn titles() {
        for (given, title_) in [
            ("Tom &amp;amp; Ann", "Tom & Ann"),
            ("<b>Storm</b> hits", "Storm hits"),
            ("&lt;b&gt;Storm&lt;/b&gt; hits", "Storm hits"),
            ("5 < 6 &hellip;", "5 < 6 …"),
            ("Caf&eacute;", "Café"),
        ] {
            assert_eq!(title(given), title_, "{given}");
        }
    }

    #[test]
    fn a_caption_goes_with_its_picture() {
        let (blocks, pictures) = blocks_and_pictures(
            "<p>One</p><figure><img src='/a.jpg' alt='A quay'><figcaption>The quay. (Photo: Ann Example)</figcaption></figure>\
             <figure><blockquote>Words</blockquote><figcaption>Who said it</figcaption></figure>\
             <img src='/1x1.gif' width=1 height=1><p>Two</p>",
        );
        assert_eq!(blocks.lines, ["One", "Words", "Who said it", "Two"]);
        assert_eq!(pictures.len(), 1);
        assert_eq!(pictures[0].alt.as_deref(), Some("A quay"));
        assert_eq!(pictures[0].caption.as_deref(), Some("The quay."));
        assert_eq!(pictures[0].credit.as_deref(), Some("Ann Example"));
    }

    #[test]
    fn deep_nesting_is_no_crash() {
        let html = "<div>".repeat(20_000) + "x";
        assert!(blocks(&html).lines.len() <= 1);
    }
}
