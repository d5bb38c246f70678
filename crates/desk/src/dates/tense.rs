//! Whether the clause round a day speaks of what is to come.

use super::reader::Reader;

/// How many words round a day tell.
const TENSE: usize = 9;
/// A day so few words into its sentence opens it.
const OPENING: usize = 3;

impl Reader<'_> {
    /// True if the words round it put the clause in the future. A clause ends
    /// at a mark or an `and`; the comma of an opening `On Friday,` ends none.
    pub(super) fn is_future(&self, at: usize) -> bool {
        let wall = |i: usize| self.gap(i).contains(['.', '!', '?', ';', ':', '\n']);
        let and = |i: usize| self.names.and.contains(&self.lower(i));
        let opens = at <= OPENING || (at - OPENING..at).any(wall);
        let comma = |i: usize| self.gap(i).contains(',') && !(opens && i <= at + 1);
        let ends = |i: usize| wall(i) || comma(i);
        let before = (at.saturating_sub(TENSE)..at).rev().take_while(|i| !ends(*i) && !and(*i));
        let behind = (at..at + TENSE).take_while(|i| !ends(*i) && !and(*i + 1)).map(|i| i + 1);
        before.chain(behind).any(|i| {
            let w = self.lower(i);
            self.names.future.contains(&w)
                || self.names.future_endings.iter().any(|e| w.ends_with(e))
                || self.names.future_pairs.iter().any(|p| self.row(i, p))
        })
    }
}
