//! What is due, in order of time; what is due at the same time, in the order in which it was put down.

use std::collections::BTreeMap;

use types::Millis;

#[derive(Debug)]
pub(crate) struct Agenda<T> {
    due: BTreeMap<(Millis, u64), T>,
    last: u64,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { due: BTreeMap::new(), last: 0 }
    }
}

impl<T> Agenda<T> {
    pub(crate) fn push(&mut self, at: Millis, what: T) {
        self.last += 1;
        self.due.insert((at, self.last), what);
    }

    /// What is due next, if that is not later than `until`.
    pub(crate) fn pop(&mut self, until: Millis) -> Option<(Millis, T)> {
        let first = self.due.first_entry().filter(|first| first.key().0 <= until)?;
        let ((at, _), what) = first.remove_entry();
        Some((at, what))
    }
}
