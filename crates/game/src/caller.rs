//! Who wants something of a game, when, and with what luck.

use types::{CommandId, Name, UnixMs};

use crate::{Luck, Seat};

/// Made by the host for each command.
#[derive(Clone)]
pub struct Caller {
    /// Who commands.
    pub who: Who,
    /// When the command reached the game's owner; never before the game's last event.
    pub at: UnixMs,
    /// Luck for this command alone. What comes of it is written into the events; the luck itself is kept nowhere.
    pub luck: Luck,
}

/// Who commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody who sits at the game.
    Seat(Seat),
    /// Somebody who does not.
    User(Name),
    /// The host itself, with a [`Notice`].
    Host,
}

/// What the host tells a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The game's deadline has passed.
    Deadline,
    /// For so many milliseconds no node ran the game: no player is charged for them.
    Paused {
        /// How long, at least 1.
        ms: i64,
    },
    /// The user in a seat is there: he has joined the game's realm.
    Here(Seat),
    /// He has been without a conn in the game's realm for a while.
    Away(Seat),
    /// A user whom [`crate::Game::awaits`] names has been without any conn for a while.
    Left(Name),
    /// What the game wanted is done, or will never be.
    Done {
        /// Which want.
        id: CommandId,
        /// Why it will never be.
        refused: Option<String>,
    },
}
