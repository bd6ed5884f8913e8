//! How a game stands, for the lobby.

use game::{Outcome, Standing};

use crate::event::{Ended, Reason, Started};
use crate::snapshot::Phase;
use crate::state::State;
use crate::{Pair, Setup, Side};

impl State {
    /// While both want another game and the lobby has not made it, that: seats swapped, the same options, and the other one
    /// begins. It changes when the game ends, when the second of both has offered, and when the lobby has told where the new
    /// game is; never back.
    pub(crate) fn standing(&self) -> Standing {
        let (Phase::Ended, Some((_, ended)), Some(started)) = (self.phase, &self.ended, &self.started) else {
            return Standing::Live;
        };
        let outcome = outcome(ended);
        if self.asides.rematch != Pair([true; 2]) || self.asides.rematch_game.is_some() {
            return Standing::Over(outcome);
        }
        let seats = self.names.iter().rev().cloned().collect();
        Standing::Again { outcome, seats, setup: again(started).text() }
    }
}

fn outcome(ended: &Ended) -> Outcome {
    let halves = match (ended.reason, ended.winner) {
        (Reason::Aborted | Reason::Cancelled, _) => None,
        (_, Some(Side::First)) => Some(vec![2, 0]),
        (_, Some(Side::Second)) => Some(vec![0, 2]),
        (_, None) => Some(vec![1, 1]),
    };
    Outcome { halves }
}

/// Who began sits at the other side now, so it is the same side that begins.
fn again(started: &Started) -> Setup {
    Setup {
        rules: started.rules,
        clock: started.clock,
        language: started.language.clone(),
        lexicon: Some(started.lexicon.name.clone()),
        first: Some(started.first),
        casual: started.casual,
    }
}
