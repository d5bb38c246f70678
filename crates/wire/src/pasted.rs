//! Plain text: copied from a page, pasted at the desk, or dropped in a folder.

use crate::{
    entry::Entry,
    markup::Blocks,
    read::{Hint, Read, ReadError},
};
use story::Format;

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let entry = Entry {
        // Empty lines tell paragraphs apart, so the text is handed on as it is.
        text: Blocks { lines: vec![text.to_owned()], links: Vec::new() },
        url: hint.url().map(str::to_owned),
        language: hint.language.clone(),
        whole_page: true,
        ..Entry::default()
    };
    let Some(received) = entry.received() else {
        return Err(ReadError::new(
            "line 1",
            "there are no words in it",
            "paste the text of the story",
        ));
    };
    Ok(Read {
        format: Format::Text,
        stories: vec![received],
        troubles: Vec::new(),
        feed: None,
        aside: Vec::new(),
    })
}
