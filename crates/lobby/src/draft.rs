//! Events that follow from one another, before they are kept.

use types::UnixMs;

use crate::elo;
use crate::event::{Begun, Event, Gone, What};
use crate::limits::SHOWN_MAX;
use crate::state::State;
use crate::view::{LiveGame, Rating, Why};

/// What is to happen, and the state after it.
pub(crate) struct Draft {
    pub(crate) state: State,
    at: UnixMs,
    events: Vec<Event>,
}

impl Draft {
    pub(crate) fn new(state: &State, at: UnixMs) -> Self {
        // Time in the lobby never goes back.
        Self { state: state.clone(), at: at.max(state.time), events: Vec::new() }
    }

    pub(crate) fn events(self) -> Vec<Event> {
        self.events
    }

    pub(crate) fn at(&self) -> UnixMs {
        self.at
    }

    pub(crate) fn push(&mut self, what: What) {
        let event = Event { at: self.at, what };
        self.state.apply(&event);
        self.events.push(event);
    }

    /// A seek ends. If it was among the newest, one that was too old for them is now the last of them.
    pub(crate) fn end_seek(&mut self, id: u64, why: Why) {
        let Some(open) = self.state.seeks.find(id) else {
            return;
        };
        let directed = open.seek.to.is_some();
        let total = self.state.seeks.public() - usize::from(!directed);
        let makes_room = !directed
            && self.state.seeks.public() > SHOWN_MAX
            && self.state.seeks.shown().any(|shown| shown.seek.id == id);
        self.push(What::SeekGone { id, why, directed, total });
        if makes_room && let Some(last) = self.state.seeks.shown().last().cloned() {
            self.push(What::SeekShown { seek: Box::new(last.seek.clone()), total });
        }
    }

    pub(crate) fn begin(&mut self, game: LiveGame, want: Option<[u8; 16]>, tell: Option<[u8; 16]>) {
        let total = self.state.games.len() + 1;
        self.push(What::Begun(Box::new(Begun { game, want, tell, total })));
    }

    /// A game ends, and another may be among the newest again.
    pub(crate) fn end_game(&mut self, id: &str, halves: Option<Vec<u8>>) {
        let Some(game) = self.state.games.find(id).cloned() else {
            return;
        };
        let halves = halves.filter(|halves| halves.len() == game.seats.len());
        let ratings = self.rated(&game, halves.as_deref());
        let total = self.state.games.len() - 1;
        let makes_room = total >= SHOWN_MAX && self.state.games.shown().any(|shown| shown.id == id);
        self.push(What::GameGone(Box::new(Gone { id: id.to_owned(), halves, ratings, total })));
        if makes_room && let Some(last) = self.state.games.shown().last().cloned() {
            self.push(What::GameShown { game: Box::new((*last).clone()), total });
        }
    }

    fn rated(&self, game: &LiveGame, halves: Option<&[u8]>) -> Option<[Rating; 2]> {
        let ([first, second], Some(&[won, lost])) = (game.seats.as_slice(), halves) else {
            return None;
        };
        let ratings = [first, second].map(|player| self.state.ratings.of(&game.rules, player));
        (game.rated && won.checked_add(lost) == Some(2)).then(|| elo::after(ratings, [won, lost]))
    }
}
