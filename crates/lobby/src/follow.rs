//! What each view changes for whoever has a snapshot. A client in any language does the same.

use std::cmp::Reverse;

use crate::limits::SHOWN_MAX;
use crate::view::{Lists, View};

impl Lists {
    /// Takes in a view that came after this snapshot.
    pub fn follow(&mut self, view: &View) {
        match view {
            View::Snapshot(newer) => *self = newer.clone(),
            View::SeekAdded { seek, seeks_total } => {
                self.seeks.push((**seek).clone());
                self.seeks.sort_by_key(|seek| Reverse(seek.id));
                self.seeks.truncate(SHOWN_MAX);
                self.seeks_total = *seeks_total;
            }
            View::SeekGone { id, seeks_total, .. } => {
                self.seeks.retain(|seek| seek.id != *id);
                self.seeks_total = *seeks_total;
            }
            View::GameAdded { game, games_total } => {
                self.games.push((**game).clone());
                self.games.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
                self.games.truncate(SHOWN_MAX);
                self.games_total = *games_total;
            }
            View::GameGone { game, games_total, .. } => {
                self.games.retain(|known| known.id != *game);
                self.games_total = *games_total;
            }
            View::Noted {} | View::LobbyYours(_) => {}
        }
    }
}
