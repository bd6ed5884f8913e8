//! What a game has to do with what is around it: other games, and the lobby.

use types::{CommandId, GameId, Name};

use crate::Words;

/// How a game stands, as far as the lobby minds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is being played.
    Live,
    /// It is over.
    Over(Outcome),
    /// It is over, and those who sat at it want another: of the same rules, with these seats and options.
    Again {
        /// How the old one ended.
        outcome: Outcome,
        /// Who sits where in the new one.
        seats: Vec<Name>,
        /// Its options, as a JSON object.
        setup: String,
    },
}

/// How a game ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// For each seat 2 for a game won, 1 for a draw, 0 for a game lost; `None` if nobody's rating is to follow from it.
    pub halves: Option<Vec<u8>>,
}

/// Something that a game wants done outside of itself. The state names it until an event says that it is done
/// ([`crate::Notice::Done`]): so it happens even if the game's owner crashes, and whoever is asked twice knows it by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// Made once for each thing that is wanted, from the luck of the command that led to it.
    pub id: CommandId,
    /// What.
    pub what: Wanted,
}

/// What a game can want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Another game is to begin.
    Begin {
        /// Its id; nobody else's.
        game: GameId,
        /// By which rules.
        rules: Name,
        /// Who sits where.
        seats: Vec<Name>,
        /// The options, as a JSON object.
        setup: String,
    },
    /// Another game is to be told something, as by the host.
    Tell {
        /// Which.
        game: GameId,
        /// What, in that game's words.
        words: Words,
    },
}
