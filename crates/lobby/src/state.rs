//! The lobby as it is: all of it follows from its events. Nothing here can fail or asks anybody: it has happened.

use types::UnixMs;

use crate::event::{Begun, Event, Gone, Sought, What};
use crate::finished::{Finished, Over};
use crate::games::{Games, Tell};
use crate::ratings::Ratings;
use crate::seeks::{Open, Seeks};

/// The whole truth. It is cloned for each command, so its parts share what they have in common with the clone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct State {
    /// How many events there were: the offset of the last.
    pub(crate) events: u64,
    /// When the last event happened.
    pub(crate) time: UnixMs,
    pub(crate) seeks: Seeks,
    pub(crate) games: Games,
    pub(crate) finished: Finished,
    pub(crate) ratings: Ratings,
}

impl State {
    pub(crate) fn apply(&mut self, event: &Event) {
        self.events += 1;
        self.time = event.at;
        match &event.what {
            What::Opened {} | What::SeekShown { .. } | What::GameShown { .. } => {}
            What::Sought(sought) => {
                let Sought { seek, correspondence, ends, .. } = (**sought).clone();
                self.seeks.add(Open { seek, correspondence, ends });
            }
            What::SeekGone { id, .. } => self.seeks.remove(*id),
            What::Matched(agreed) => {
                if let Some(old) = &agreed.game.rematch_of {
                    self.finished.follow(old);
                }
                self.games.start((**agreed).clone());
            }
            What::MatchFailed { want } => self.games.started(want),
            What::Begun(begun) => self.begun(begun),
            What::GameGone(gone) => self.gone(gone, event.at),
            What::Told { want } => self.games.told(want),
        }
    }

    fn begun(&mut self, begun: &Begun) {
        if let Some(want) = &begun.want {
            self.games.started(want);
        }
        if let (Some(want), Some(old)) = (begun.tell, &begun.game.rematch_of) {
            self.games.tell(want, Tell { old: old.clone(), new: begun.game.id.clone() });
        }
        self.games.add(begun.game.clone());
    }

    fn gone(&mut self, gone: &Gone, at: UnixMs) {
        let Some(game) = self.games.remove(&gone.id) else {
            return;
        };
        for (player, rating) in game.seats.iter().zip(gone.ratings.into_iter().flatten()) {
            self.ratings.put(&game.rules, player, rating, at.0);
        }
        self.finished.add(&gone.id, Over { at: at.0, rated: game.rated, is_followed: false });
    }
}
