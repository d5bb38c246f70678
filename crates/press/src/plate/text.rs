//! The edition as plain text, made from the sheet itself and not from its
//! HTML: wrapped lines, links as footnotes.

use super::gap::Marks;
use super::html::{byline, paragraphs, web_url};
use crate::sheet::{Item, Sheet};
use story::SectionRole;

/// Where lines are wrapped.
const WIDTH: usize = 72;

struct Page {
    text: String,
    links: Vec<String>,
}

/// Writes a sheet as text with the given marks where a reader's words go.
pub(super) fn write(sheet: &Sheet, marks: &Marks) -> String {
    let mut page = Page { text: String::new(), links: Vec::new() };
    page.wrapped("", &sheet.newsletter.to_uppercase());
    page.wrapped("", &sheet.date_line);
    for p in paragraphs(&sheet.preface) {
        page.gap();
        page.wrapped("", &p);
    }
    page.gap();
    page.line(&format!("{}:", sheet.labels.unsubscribe));
    page.line(&marks.unsubscribe());
    for part in sheet.sections.iter().filter(|p| !p.items.is_empty()) {
        page.gap();
        page.gap();
        let title = story::one_line(&part.title).to_uppercase();
        page.wrapped("", &title);
        page.line(&"=".repeat(title.chars().count().clamp(3, WIDTH)));
        for item in &part.items {
            page.item(item, part.role, sheet);
        }
    }
    page.gap();
    page.line(&"-".repeat(WIDTH));
    if !page.links.is_empty() {
        page.line(&sheet.labels.links);
        for (i, url) in std::mem::take(&mut page.links).iter().enumerate() {
            page.line(&format!("[{}] {url}", i + 1));
        }
        page.gap();
    }
    // The address itself is not wrapped: it is not known here.
    page.wrapped("", &sheet.labels.why.replace("{address}", &marks.address()));
    page.gap();
    for (label, url) in [
        (&sheet.labels.unsubscribe, marks.unsubscribe()),
        (&sheet.labels.manage, marks.manage()),
        (&sheet.labels.archive, web_url(&sheet.archive_url).to_owned()),
    ] {
        if !url.is_empty() {
            page.line(&format!("{}:", story::one_line(label)));
            page.line(&url);
        }
    }
    if !sheet.imprint.trim().is_empty() {
        page.gap();
        sheet.imprint.lines().for_each(|l| page.wrapped("", l));
    }
    page.text
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// An empty line, unless one is there.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Text in lines; the second line on is indented by the width of `lead`.
    fn wrapped(&mut self, lead: &str, text: &str) {
        let text = story::one_line(text);
        if text.is_empty() {
            return;
        }
        let indent = " ".repeat(lead.chars().count());
        let mut line = lead.to_owned();
        let mut column = lead.chars().count();
        let mut empty = true;
        for word in text.split(' ') {
            let width = word.chars().count();
            if !empty && column + 1 + width > WIDTH {
                self.line(&line);
                line = indent.clone();
                column = indent.len();
                empty = true;
            }
            if !empty {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
            column += width;
            empty = false;
        }
        self.line(&line);
    }

    /// The number of a link in the list at the foot, as ` [3]`.
    fn link(&mut self, url: &str) -> String {
        let url = web_url(url);
        if url.is_empty() {
            return String::new();
        }
        let at = self.links.iter().position(|l| l == url).unwrap_or_else(|| {
            self.links.push(url.to_owned());
            self.links.len() - 1
        });
        format!(" [{}]", at + 1)
    }

    fn item(&mut self, item: &Item, role: SectionRole, sheet: &Sheet) {
        self.gap();
        self.wrapped("", &item.kicker);
        let link = self.link(&item.url);
        let mark = if role == SectionRole::Briefs { "* " } else { "" };
        self.wrapped(mark, &format!("{}{link}", item.headline));
        if let Some(shown) = &item.picture {
            let lead = if role == SectionRole::Briefs { "  " } else { "" };
            let by = match shown.credit.trim() {
                "" => String::new(),
                credit => format!(" ({credit})"),
            };
            self.wrapped(lead, &format!("[{}: {}{by}]", sheet.labels.picture, shown.alt.trim()));
        }
        for p in paragraphs(&item.text) {
            if role != SectionRole::Briefs {
                self.gap();
            }
            self.wrapped(if role == SectionRole::Briefs { "  " } else { "" }, &p);
        }
        if !item.note.trim().is_empty() {
            self.gap();
            self.wrapped("! ", &item.note);
        }
        if !item.points.is_empty() {
            self.gap();
            self.wrapped("", &sheet.labels.points);
            for point in &item.points {
                let label = if point.label.is_empty() {
                    String::new()
                } else {
                    format!("{}: ", point.label)
                };
                self.wrapped("- ", &format!("{label}{}", point.text));
            }
        }
        if !item.background.is_empty() {
            self.gap();
            self.wrapped("", &sheet.labels.background);
            for b in &item.background {
                let date = if b.date.is_empty() { String::new() } else { format!("{}: ", b.date) };
                let source =
                    if b.source.is_empty() { String::new() } else { format!(" ({})", b.source) };
                let link = self.link(&b.url);
                self.wrapped("- ", &format!("{date}{}{source}{link}", b.text));
            }
        }
        let byline = byline(item);
        if !byline.is_empty() {
            if role != SectionRole::Briefs {
                self.gap();
            }
            self.wrapped(if role == SectionRole::Briefs { "  " } else { "" }, &byline);
        }
    }
}
