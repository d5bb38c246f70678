//! The story files, read once, and the rules that hold between them.

use crate::script::{Script, ScriptError, read};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What is wrong with the sample.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SampleError {
    /// A file could not be read.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// Two stories have one name.
    #[error("two stories are called {0}: rename one")]
    Twice(String),
    /// A story names another one that is not there.
    #[error("{slug} points to {other:?}, which is no story: mend the slug")]
    Unknown {
        /// The story.
        slug: String,
        /// What it points to.
        other: String,
    },
    /// A placeholder was not understood.
    #[error("{slug}: {what} is no date: write {{day-3:weekday}}, date, dd.mm.yyyy, iso or year")]
    Placeholder {
        /// The story.
        slug: String,
        /// The placeholder.
        what: String,
    },
    /// A copy takes more paragraphs than there are.
    #[error("{slug} copies past the end of {original}, which has {paragraphs} paragraphs")]
    Short {
        /// The copy.
        slug: String,
        /// The story it copies.
        original: String,
        /// How many paragraphs that has.
        paragraphs: usize,
    },
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        const FILES: &[(&str, &str)] =
            &[$((concat!($name, ".md"), include_str!(concat!("../stories/", $name, ".md")))),+];
    };
}

files!("storm", "strike", "river", "news", "features", "opinion", "briefs", "deutsch", "espanol");

static SHELF: LazyLock<Result<Vec<Script>, SampleError>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (name, text) in FILES {
        all.extend(read(name, text)?);
    }
    let mut seen = HashSet::new();
    for s in &all {
        if !seen.insert(s.slug.as_str()) {
            return Err(SampleError::Twice(s.slug.clone()));
        }
    }
    Ok(all)
});

/// All stories as written, in the files' order.
pub fn scripts() -> Result<&'static [Script], SampleError> {
    SHELF.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_in_the_folder_is_on_the_shelf() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut listed: Vec<String> = FILES.iter().map(|(n, _)| (*n).to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }
}
