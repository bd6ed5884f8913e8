//! What is asked of a host.

use types::{CommandId, GameId, Name, Offset, Place};

use game::Words;

/// Something that is asked about one game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A player, or somebody else, wants something.
    Command(Command),
    /// A game is to begin.
    Create(NewGame),
    /// A user wants to hear the game: as a player, or as a watcher.
    Enter {
        /// Which game.
        game: GameId,
        /// Who.
        user: Name,
        /// Whether he asks for the watchers' realm.
        watches: bool,
    },
    /// Views behind a place that was seen.
    After {
        /// Which game.
        game: GameId,
        /// As whom.
        view: Viewpoint,
        /// The last that was seen; without a number: only how far the stream has come.
        place: Place,
    },
    /// The game as it stands.
    Snapshot {
        /// Which game.
        game: GameId,
        /// As whom.
        view: Viewpoint,
    },
    /// It is nobody's now, and may have something to do.
    Wake {
        /// Which game.
        game: GameId,
    },
    /// A user's first conn has come to the game, or his last has gone for good.
    Present {
        /// Which game.
        game: GameId,
        /// Who.
        user: Name,
        /// Whether he is there.
        is_here: bool,
    },
}

impl Ask {
    /// The game that it is about.
    #[must_use]
    pub fn game(&self) -> &GameId {
        match self {
            Self::Command(command) => &command.game,
            Self::Create(new) => &new.game,
            Self::Enter { game, .. }
            | Self::After { game, .. }
            | Self::Snapshot { game, .. }
            | Self::Wake { game }
            | Self::Present { game, .. } => game,
        }
    }
}

/// As whom a game is seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Viewpoint {
    /// As the user who sits at it.
    Of(Name),
    /// As anybody else.
    Watcher,
}

/// Somebody wants something of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Which game.
    pub game: GameId,
    /// Made once for each thing that is wanted.
    pub id: CommandId,
    /// Who; `None` for a host.
    pub user: Option<Name>,
    /// The last view that he had seen when he decided: if there is more by now, he should decide anew.
    pub expect: Option<Offset>,
    /// What, in the words of the game.
    pub words: Words,
}

/// A game is to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGame {
    /// Its id.
    pub game: GameId,
    /// What makes it once.
    pub id: CommandId,
    /// Who wants it; `None` for an operator.
    pub by: Option<Name>,
    /// Which rules.
    pub rules: Name,
    /// Who sits where.
    pub seats: Vec<Name>,
    /// The options, as a JSON object.
    pub setup: String,
}
