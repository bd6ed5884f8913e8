//! How a node that goes down lets its games go: a few at a time, so that whoever takes them has each of them in
//! milliseconds. The others go on here meanwhile.

use types::GameId;

use crate::host::{Host, State, Work};
use crate::{Output, Refused};

/// So many games are let go at once, and with each tick so many more.
const FEW: usize = 16;

/// All of them have been let go after so many ticks, however many they are.
const TICKS: usize = 20;

/// A node that goes down.
pub(crate) struct Draining {
    /// How many games it lets go at a time.
    few: usize,
    /// How many it may let go until the next tick.
    may_go: usize,
}

impl Host {
    /// The node goes down.
    pub(crate) fn drain(&mut self, work: &mut Work<'_>) {
        let few = FEW.max(self.game_count().div_ceil(TICKS));
        self.draining = Some(Draining { few, may_go: few });
        self.let_go_of_some(work);
    }

    /// Some time has passed.
    pub(crate) fn let_go_of_more(&mut self, work: &mut Work<'_>) {
        if let Some(draining) = &mut self.draining {
            draining.may_go = draining.few;
            self.let_go_of_some(work);
        }
    }

    /// Whether this node is asked about a game for nothing: it goes down, and the game is not here, or leaves.
    pub(crate) fn refuses(&self, game: &GameId) -> bool {
        self.draining.is_some() && !matches!(self.games.get(game), Some(State::Playing(playing)) if !playing.is_leaving)
    }

    /// Lets go of those that leave and in which nothing is being done.
    pub(crate) fn let_go_of_some(&mut self, work: &mut Work<'_>) {
        let Some(draining) = &mut self.draining else { return };
        let playing = self.games.values_mut().filter_map(|state| match state {
            State::Playing(playing) if !playing.is_leaving => Some(playing),
            State::Playing(_) | State::Opening(_) | State::Elsewhere { .. } | State::Faulted => None,
        });
        for playing in playing.take(draining.may_go) {
            playing.is_leaving = true;
            draining.may_go -= 1;
        }
        for game in self.playing_that(|playing| playing.is_leaving && playing.doing.is_none()) {
            self.let_go(&game, work);
        }
        if self.game_count() == 0 {
            work.out.push(Output::Drained);
        }
    }

    /// Lets a game go in good order: nothing is being done in it.
    pub(crate) fn let_go(&mut self, game: &GameId, work: &mut Work<'_>) {
        let is_at_rest = self.draining.is_none();
        let jobs = self.stop(game, is_at_rest, work);
        jobs.into_iter().for_each(|job| work.refuse(job, &Refused::MOVING));
    }

    /// The store knows that a game is nobody's.
    pub(crate) fn released(&self, game: GameId, work: &mut Work<'_>) {
        if self.draining.is_some() {
            work.out.push(Output::Vacant(game));
        }
    }
}
