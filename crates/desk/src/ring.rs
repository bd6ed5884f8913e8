//! What was said last in a stream: bounded in number and in age.

use std::collections::VecDeque;
use std::sync::Arc;

use types::{Epoch, Millis, Place};

use crate::{RealmSettings, Said, Why};

/// A view, and when it came here.
pub type Kept = (Millis, Arc<Said>);

/// The last views of one epoch, without a hole, up to its head.
#[derive(Debug)]
pub(crate) struct Ring {
    head: Place,
    kept: VecDeque<Kept>,
}

impl Ring {
    /// Nothing is known of what was said before.
    pub(crate) fn starting_at(head: Place) -> Self {
        Self { head, kept: VecDeque::new() }
    }

    pub(crate) fn head(&self) -> Place {
        self.head
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.head.epoch
    }

    /// Adds the next view. What has another offset does not come in.
    pub(crate) fn push(&mut self, now: Millis, said: Arc<Said>, settings: RealmSettings) {
        debug_assert_eq!(said.offset, self.head.offset.next());
        self.head.offset = said.offset;
        self.kept.push_back((now, said));
        while self.kept.len() > settings.history {
            self.kept.pop_front();
        }
    }

    /// Forgets what is too old.
    pub(crate) fn trim(&mut self, now: Millis, settings: RealmSettings) {
        while self.kept.front().is_some_and(|(at, _)| now.since(*at) > settings.history_age) {
            self.kept.pop_front();
        }
    }

    /// What is kept behind an offset, at most `most` of it from the front.
    pub(crate) fn kept_after(&self, after: u64, most: usize) -> Vec<Kept> {
        let behind = self.kept.iter().filter(|(_, said)| said.offset.0 > after);
        behind.take(most).map(|(at, said)| (*at, Arc::clone(said))).collect()
    }

    /// Everything after `cursor`, at most `max` views of it from the front; or why it is not to be had.
    pub(crate) fn after(&self, cursor: Place, max: usize) -> Result<Vec<Arc<Said>>, Why> {
        if cursor.epoch != self.head.epoch {
            return Err(Why::Epoch);
        }
        let Some(gap) = self.head.offset.0.checked_sub(cursor.offset.0) else { return Err(Why::Ahead) };
        let gap = usize::try_from(gap).unwrap_or(usize::MAX);
        let Some(first) = self.kept.len().checked_sub(gap) else { return Err(Why::Trimmed) };
        Ok(self.kept.range(first..).take(max).map(|(_, said)| Arc::clone(said)).collect())
    }
}
