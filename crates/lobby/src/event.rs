//! What has happened in the lobby: the truth, kept and never sent.

use serde::{Deserialize, Serialize};
use types::UnixMs;

use crate::view::{LiveGame, Rating, Seek, Why};

/// The id of something that the lobby wants done.
pub(crate) type WantId = [u8; 16];

/// Something that has happened. It can be written only in the form in which it is kept
/// ([`Lobby::write`](game::Game::write)).
#[derive(Clone, PartialEq)]
pub struct Event {
    pub(crate) at: UnixMs,
    pub(crate) what: What,
}

/// The form in which an event is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    at: i64,
    #[serde(rename = "is")]
    what: What,
}

impl From<Event> for Kept {
    fn from(event: Event) -> Self {
        Self { at: event.at.0, what: event.what }
    }
}

impl From<Kept> for Event {
    fn from(kept: Kept) -> Self {
        Self { at: UnixMs(kept.at), what: kept.what }
    }
}

/// What can happen. Who may know what of it says [`redact`](crate::redact). Totals are those after it, for a view has to
/// tell them and sees nothing but its event.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum What {
    /// There is a lobby.
    Opened {},
    Sought(Box<Sought>),
    SeekGone {
        id: u64,
        why: Why,
        /// It was directed to somebody.
        directed: bool,
        total: usize,
    },
    /// A seek that was too old for the lists is among the newest again.
    SeekShown {
        seek: Box<Seek>,
        total: usize,
    },
    /// Two are to play: the host is asked to begin it.
    Matched(Box<Match>),
    /// There will be no such game.
    MatchFailed {
        want: WantId,
    },
    Begun(Box<Begun>),
    GameShown {
        game: Box<LiveGame>,
        total: usize,
    },
    GameGone(Box<Gone>),
    /// A game has been told of its rematch, or cannot be.
    Told {
        want: WantId,
    },
}

/// A new seek.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sought {
    pub(crate) seek: Seek,
    pub(crate) correspondence: bool,
    /// When it ends by itself.
    pub(crate) ends: i64,
    pub(crate) total: usize,
}

/// A game that is to begin.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Match {
    pub(crate) want: WantId,
    pub(crate) game: LiveGame,
    /// Its options, as a JSON object.
    pub(crate) setup: String,
}

/// A game that has begun.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begun {
    pub(crate) game: LiveGame,
    /// What was wanted, if it was the lobby.
    pub(crate) want: Option<WantId>,
    /// What is wanted next: that the old game tells of its rematch.
    pub(crate) tell: Option<WantId>,
    pub(crate) total: usize,
}

/// A game that is over.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gone {
    pub(crate) id: String,
    /// See [`game::Outcome::halves`].
    pub(crate) halves: Option<Vec<u8>>,
    /// The new ratings of both, if any follow.
    pub(crate) ratings: Option<[Rating; 2]>,
    pub(crate) total: usize,
}
