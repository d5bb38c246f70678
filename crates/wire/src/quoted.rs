//! Whether words quote a story: what is asked of a subject and a preface once the
//! story may not be shown any more.

use crate::anatomy::sentences::sentences;
use story::{Story, one_line};

/// A sentence of fewer characters may be anybody's.
const LONG: usize = 20;

/// True if words quote a story: its headline, or a sentence of it.
pub fn quotes(words: &str, story: &Story) -> bool {
    let headline = one_line(&story.title());
    let parts = [&story.teaser, &story.lead].into_iter().chain(&story.body);
    let mut sentences = parts.flat_map(|part| sentences(part));
    !headline.is_empty() && words.contains(&headline)
        || sentences.any(|s| s.chars().count() >= LONG && words.contains(&one_line(s)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_or_a_sentence_of_some_length() {
        let story = Story {
            headline: Some("Dam breaks".into()),
            lead: "The dam above the town broke on Tuesday. It rained.".into(),
            ..Story::default()
        };
        for (words, quoted) in [
            ("Tonight: Dam breaks, and more", true),
            ("The dam above the town broke on Tuesday. Good morning.", true),
            ("It rained. Good morning.", false),
            ("The dam above the town holds.", false),
            ("", false),
        ] {
            assert_eq!(quotes(words, &story), quoted, "{words}");
        }
        assert!(!quotes("Anything", &Story::default()));
    }
}
