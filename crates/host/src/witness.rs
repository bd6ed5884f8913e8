//! Who knows which game's rules are running, should the process end meanwhile.

use types::GameId;

use crate::Host;
use crate::host::Input;

/// Is told before the rules of a game run, and when they have. What it notes down can outlive the process: a stack that
/// overflows, an abort and memory that is used up are no panics, and nobody catches them.
pub trait Witness: Send {
    /// The rules of this game run from now on.
    fn enters(&mut self, game: &GameId);

    /// No game's do any more.
    fn leaves(&mut self);
}

impl Host {
    /// The same host, with somebody who knows what it runs.
    #[must_use]
    pub fn with_witness(mut self, witness: impl Witness + 'static) -> Self {
        self.witness = Some(Box::new(witness));
        self
    }

    /// Says for which game an input is. Of time that passes the host says it game by game.
    pub(crate) fn enter_for(&mut self, input: &Input) {
        let Some(witness) = &mut self.witness else { return };
        let game = match input {
            Input::Asked(_, ask) => Some(ask.game()),
            Input::Stored(ticket, _) => self.tickets.get(ticket).and_then(crate::job::Purpose::runs),
            Input::Sent { from, .. } => Some(from),
            Input::Ticked | Input::Drain => None,
        };
        if let Some(game) = game {
            witness.enters(game);
        }
    }

    pub(crate) fn enter(&mut self, game: &GameId) {
        if let Some(witness) = &mut self.witness {
            witness.enters(game);
        }
    }

    pub(crate) fn leave_all(&mut self) {
        if let Some(witness) = &mut self.witness {
            witness.leaves();
        }
    }
}
