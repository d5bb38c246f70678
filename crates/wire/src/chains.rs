//! By what a story is known again that comes back under another name: runs of
//! its words. Pure; what follows is the inbox's to decide.

use aws_lc_rs::digest::{SHA256, digest};
use std::collections::BTreeSet;
use story::Story;

/// Two texts of one source that share so much of the shorter one are one
/// story. Agencies send an updated story under a new number; tables and daily
/// reports of one make share phrases, and far less than this.
pub const SAME_STORY: f64 = 0.6;

/// Words in a run.
const RUN: usize = 8;
/// One run in so many is kept of a long text.
const SAMPLE: u64 = 4;
/// A text of fewer words is kept whole.
const WHOLE: usize = 120;
/// Words of a text that are looked at.
const MOST: usize = 1_500;
/// With fewer runs to compare nothing can be told.
const FEWEST: usize = 10;

/// A text's runs of eight words, as hashes: all of a short text, a sample of a
/// long one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs(Vec<u64>);

impl Runs {
    /// The runs of a story's text.
    pub fn of(story: &Story) -> Self {
        let text = story.full_text().to_lowercase();
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(MOST)
            .collect();
        let whole = words.len() < WHOLE;
        let runs = words.windows(RUN).map(|run| hash(&run.join(" ")));
        Self::from_hashes(runs.filter(|h| whole || h % SAMPLE == 0).collect())
    }

    /// Runs that were kept.
    pub fn from_hashes(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// The hashes, rising.
    pub fn all(&self) -> &[u64] {
        &self.0
    }

    fn sampled(&self) -> usize {
        self.0.iter().filter(|h| *h % SAMPLE == 0).count()
    }

    /// The shared runs over those of the shorter text, 0 to 1; 0 where too few
    /// can be compared. Against a sample only the sample counts.
    pub fn share(&self, other: &Self) -> f64 {
        let shared = |sample: bool| {
            let mine = self.0.iter().filter(|h| !sample || *h % SAMPLE == 0);
            mine.filter(|h| other.0.binary_search(h).is_ok()).count()
        };
        let whole = |runs: &Self| runs.0.iter().any(|h| h % SAMPLE != 0);
        let (least, shared) = if whole(self) && whole(other) {
            (self.0.len().min(other.0.len()), shared(false))
        } else {
            (self.sampled().min(other.sampled()), shared(true))
        };
        #[allow(clippy::cast_precision_loss)]
        let share = if least < FEWEST { 0.0 } else { shared as f64 / least as f64 };
        share
    }
}

/// True if two headlines speak of the same: they share a third of their longer
/// words. Boiler-plate can make two short texts alike, and hardly both.
pub fn headlines_alike(a: &Story, b: &Story) -> bool {
    let words = |s: &Story| -> BTreeSet<String> {
        let title = s.title().to_lowercase();
        let words = title.split(|c: char| !c.is_alphanumeric());
        words.filter(|w| w.chars().count() > 3).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 6 >= a.len() + b.len()
}

fn hash(run: &str) -> u64 {
    let digest = digest(&SHA256, run.as_bytes());
    digest.as_ref().iter().take(8).fold(0, |all, octet| all << 8 | u64::from(*octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Runs {
        Runs::of(&Story { lead: text.to_owned(), ..Story::default() })
    }

    fn text(seed: usize, words: usize) -> String {
        (0..words).map(|n| format!("w{} ", (n * 7919 + seed * 104_729) % 50_021)).collect()
    }

    #[test]
    fn a_longer_version_of_a_text_is_known() {
        for words in [60, 150, 400, 1200] {
            let first = text(1, words);
            let second =
                format!("A new lead of quite other words came. {first} {}", text(2, words / 4));
            assert!(runs(&first).share(&runs(&second)) >= SAME_STORY, "{words}");
            assert!(runs(&first).share(&runs(&text(3, words))) < 0.1, "{words}");
        }
        let short = runs("Too short to tell.");
        assert!(short.share(&short) < 0.1);
    }
}
