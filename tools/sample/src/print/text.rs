//! Plain text as one copies it from a page: no markup, one block a line.

use crate::piece::{Part, Piece, render};
use crate::shelf::SampleError;
use jiff::Timestamp;

/// The stories that editors paste or drop into the watched folder.
const PASTED: [&str; 2] = ["storm-inquiry-opens", "strike-ballot-result"];

/// Two pages as plain text: the first to be pasted, the second to be dropped
/// into a watched folder. Name and text each.
pub fn pasted(base: Timestamp) -> Result<Vec<(String, String)>, SampleError> {
    let all = render(base)?;
    PASTED
        .iter()
        .map(|slug| {
            let piece = all.iter().find(|p| p.slug == *slug).ok_or_else(|| {
                SampleError::Unknown { slug: "pasted".to_owned(), other: (*slug).to_owned() }
            })?;
            Ok((format!("{slug}.txt"), flattened(piece)))
        })
        .collect()
}

/// True for a story that comes by hand or by folder, and so stands in no feed.
pub(crate) fn is_pasted(piece: &Piece) -> bool {
    PASTED.contains(&piece.slug.as_str())
}

/// One story, flattened: kicker, headline, teaser, text, credit, promotion,
/// related coverage.
pub fn flattened(piece: &Piece) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(piece.kicker.clone());
    lines.push(piece.headline.clone());
    lines.push(piece.teaser.clone());
    lines.extend(piece.byline.clone());
    let (mut promos, mut related) = (Vec::new(), Vec::new());
    for part in &piece.parts {
        match part {
            Part::Paragraph(t) | Part::Subhead(t) | Part::ReadMore(t, _) => lines.push(t.clone()),
            Part::Points(title, items) => {
                lines.push(title.clone());
                lines.extend(items.iter().map(|(label, text)| format!("{label}: {text}")));
            }
            Part::Promo(t) => promos.push(t.clone()),
            Part::Background(t, d) => {
                related.push(format!("{t} ({:02}.{:02}.{:04})", d.day(), d.month(), d.year()))
            }
        }
    }
    lines.extend(piece.credit.clone());
    lines.extend(promos);
    lines.extend(related);
    let mut text = lines.join("\n\n");
    text.push('\n');
    text
}
