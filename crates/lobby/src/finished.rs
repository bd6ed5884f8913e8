//! Games over, for as long as a rematch can follow.

use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

use crate::limits::{REMATCH_MS, REMATCHES_MAX};

/// The last games over. Cheap to clone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Finished {
    games: RedBlackTreeMapSync<String, Over>,
    by_age: RedBlackTreeMapSync<(i64, String), ()>,
}

/// A game over.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Over {
    pub(crate) at: i64,
    pub(crate) rated: bool,
    /// Its rematch is made.
    pub(crate) is_followed: bool,
}

impl Finished {
    /// Adds a game, and forgets the old ones.
    pub(crate) fn add(&mut self, id: &str, over: Over) {
        if let Some(before) = self.games.get(id) {
            self.by_age.remove_mut(&(before.at, id.to_owned()));
        }
        self.games.insert_mut(id.to_owned(), over);
        self.by_age.insert_mut((over.at, id.to_owned()), ());
        while let Some(((at, oldest), ())) = self.by_age.first()
            && (self.games.size() > REMATCHES_MAX || at.saturating_add(REMATCH_MS) < over.at)
        {
            let (at, oldest) = (*at, oldest.clone());
            self.games.remove_mut(&oldest);
            self.by_age.remove_mut(&(at, oldest));
        }
    }

    /// A rematch of it is made.
    pub(crate) fn follow(&mut self, id: &str) {
        if let Some(over) = self.games.get(id) {
            let followed = Over { is_followed: true, ..*over };
            self.games.insert_mut(id.to_owned(), followed);
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Over> {
        self.games.get(id)
    }

    /// The oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Over)> {
        self.by_age.keys().filter_map(|(_, id)| Some((id.as_str(), self.games.get(id)?)))
    }
}
