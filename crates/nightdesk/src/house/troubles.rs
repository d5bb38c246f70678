//! What the editors have to know now, until it is mended.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use web::Trouble;

/// Troubles by a name of their own, so that each is said once and can be
/// cleared when it is over.
#[derive(Default)]
pub(super) struct Troubles(Mutex<BTreeMap<String, Trouble>>);

impl Troubles {
    pub(super) fn raise(&self, name: &str, what: &str, mend: &str, link: Option<String>) {
        let trouble = Trouble { what: what.to_owned(), mend: mend.to_owned(), link };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), trouble);
    }

    pub(super) fn clear(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    pub(super) fn one(&self, name: &str) -> Option<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    pub(super) fn all(&self) -> Vec<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
