//! What a host answers.

use std::borrow::Cow;
use std::time::Duration;

use game::{Refusal, Words};
use types::{GameId, Name, Offset, Place};

use crate::Viewpoint;

/// What a host answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a command: it is kept. The offset of its last event.
    Acked(Offset),
    /// To a new game: it has begun.
    Created(GameId),
    /// To `Enter`: he may hear it, as this.
    Admitted(Viewpoint),
    /// To `After`: all that lies behind the place, or too much does.
    Views {
        /// How far the stream has come; less, if more is to be asked for.
        place: Place,
        /// In order, without a hole. `None` if there is more than anybody may ask for: a snapshot is to be asked for.
        views: Option<Vec<Told>>,
    },
    /// To `Snapshot`.
    Snapshot {
        /// The last view that it includes.
        place: Place,
        /// The game, as one may see it.
        words: Words,
    },
    /// To `Present` and `Wake`.
    Noted,
    /// Nothing has happened, or it is not known whether something has: the code says which.
    Refused(Refused),
    /// Another node owns the game.
    NotMine {
        /// Which, by the name under which it took it.
        owner: Name,
        /// For how long at most, unless it is renewed.
        left: Duration,
    },
}

/// One view of a game's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its place in the game's log.
    pub offset: Offset,
    /// What may be known.
    pub words: Words,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A stable name: the rules' own, or one of those here.
    pub code: Cow<'static, str>,
    /// A sentence for people.
    pub text: Cow<'static, str>,
    /// If sending the same again may help: after how long.
    pub retry_after: Option<Duration>,
}

impl Refused {
    /// How many there are that are not a game's own.
    pub const COUNT: usize = 8;

    /// All those that are not a game's own and that players can be told.
    pub const ALL: [Self; Self::COUNT] = [
        Self::STALE,
        Self::NOT_FOUND,
        Self::FOREIGN,
        Self::FAULTED,
        Self::BUSY,
        Self::MOVING,
        Self::UNAVAILABLE,
        Self::UNANSWERED,
    ];

    pub(crate) const fn no(code: &'static str, text: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), text: Cow::Borrowed(text), retry_after: None }
    }

    const fn later(code: &'static str, text: &'static str, millis: u64) -> Self {
        let retry_after = Some(Duration::from_millis(millis));
        Self { code: Cow::Borrowed(code), text: Cow::Borrowed(text), retry_after }
    }

    /// There is no such game, or it is none of the asker's business: nobody can tell which.
    pub const NOT_FOUND: Self = Self::no("not_found", "no such game");
    /// He may see the game, but not do that.
    pub const NOT_ALLOWED: Self = Self::no("not_allowed", "who sits at a game does not watch it");
    /// More has happened than he had seen.
    pub const STALE: Self = Self::no("stale", "more has happened than you had seen: look, and decide anew");
    /// The id is one of somebody else's commands.
    pub const FOREIGN: Self = Self::no("bad_command", "that `command_id` was used by somebody else: make random ones");
    /// There is a game of that id already.
    pub const EXISTS: Self = Self::no("exists", "there is a game of that id already");
    /// No such rules.
    pub const NO_RULES: Self = Self::no("no_rules", "this server knows no game of that name");
    /// The game cannot go on.
    pub const FAULTED: Self = Self::no("faulted", "the game cannot go on: the server's operator has to look at it");
    /// A queue is full.
    pub const BUSY: Self = Self::later("busy", "too much waits here: nothing was done, send the same again", 500);
    /// Nobody owns the game now.
    pub const MOVING: Self =
        Self::later("moving", "the game is on its way to another server: send the same again", 250);
    /// The store does not answer as it should.
    pub const UNAVAILABLE: Self =
        Self::later("unavailable", "the server cannot keep anything now: nothing was done, send the same again", 1_000);
    /// It may have happened.
    pub const UNANSWERED: Self = Self::later(
        "unanswered",
        "no answer came in time: it may have happened; send the same again, never a new one",
        500,
    );
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { code: Cow::Borrowed(refusal.code), text: refusal.text, retry_after: None }
    }
}
