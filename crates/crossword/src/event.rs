//! What has happened in a game: the truth, kept and never sent.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use types::UnixMs;

use crate::{Challenges, Pace, Pair, Side, Square, Tiles};

/// Something that has happened. It holds secrets: it has no `Debug`, and can be written only in the form in which it is
/// kept ([`Crossword::write`](game::Game::write)).
#[derive(Clone, PartialEq)]
pub struct Event {
    pub(crate) at: UnixMs,
    pub(crate) what: What,
}

impl Event {
    /// When it happened.
    #[must_use]
    pub fn at(&self) -> UnixMs {
        self.at
    }
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

/// Tiles that are not for everybody. Kept as text; a client is sent [`Drawn`](crate::view::Drawn) instead.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Hidden(pub(crate) Tiles);

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.letters())
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Tiles::read(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// What can happen. Who may know what of it says [`redact`](crate::redact).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum What {
    Started(Box<Started>),
    /// A player has joined the game's realm.
    Here {
        seat: Side,
    },
    /// A player has been without a conn for a while.
    Away {
        seat: Side,
    },
    /// Both have been there: the clocks run.
    Begun {},
    Placed(Box<Placed>),
    Exchanged {
        seat: Side,
        gave: Hidden,
        drew: Hidden,
        left_ms: i64,
    },
    Passed {
        seat: Side,
        left_ms: i64,
    },
    Challenged(Challenged),
    Asked {
        seat: Side,
        question: Question,
        until_ms: Option<i64>,
    },
    Answered {
        seat: Side,
        question: Question,
        yes: bool,
    },
    Nudged {
        seat: Side,
        until_ms: i64,
    },
    TimeAdded {
        /// Who gives it.
        seat: Side,
        ms: i64,
    },
    /// Nobody ran the game for so long.
    Paused {
        ms: i64,
    },
    Said {
        seat: Side,
        text: String,
    },
    Noted {
        seat: Side,
        text: String,
    },
    Ended(Box<Ended>),
    /// The same two play again, there.
    Rematched {
        game: String,
    },
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Started {
    pub(crate) seats: Pair<String>,
    pub(crate) first: Side,
    pub(crate) rules: Challenges,
    pub(crate) clock: Pace,
    pub(crate) language: String,
    pub(crate) lexicon: ListName,
    pub(crate) casual: bool,
    pub(crate) racks: Pair<Hidden>,
}

/// Which word list a game is played with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListName {
    /// What players call it.
    pub name: String,
    /// The SHA-256 of its words, in hexadecimal digits: the same words, the same digits.
    pub digest: String,
}

impl ListName {
    /// The name under which games are played with this lexicon.
    #[must_use]
    pub fn of(lexicon: &lexicon::Lexicon) -> Self {
        let digest = lexicon.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { name: lexicon.name().to_owned(), digest }
    }
}

/// A play, and what it brought about.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Placed {
    pub(crate) seat: Side,
    pub(crate) at: Square,
    pub(crate) across: bool,
    pub(crate) tiles: String,
    pub(crate) words: Vec<String>,
    pub(crate) score: i32,
    pub(crate) drew: Hidden,
    pub(crate) left_ms: i64,
}

/// A challenge and its outcome: under which list, `Started` says, but nobody has to look there again.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Challenged {
    pub(crate) by: Side,
    /// A word was none: the play comes off.
    pub(crate) upheld: bool,
    pub(crate) rule: Challenges,
    /// What the challenged player's score changes by.
    pub(crate) points: i32,
    /// What had been drawn for the play and is in the bag again.
    pub(crate) to_bag: Hidden,
    /// The challenger has lost his turn.
    pub(crate) turn_lost: bool,
    pub(crate) left_ms: i64,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ended {
    pub(crate) reason: Reason,
    pub(crate) winner: Option<Side>,
    pub(crate) adjustments: Vec<Adjustment>,
    pub(crate) scores: Pair<i32>,
    pub(crate) left_ms: Pair<i64>,
    pub(crate) racks: Pair<Hidden>,
    /// What whoever was on turn held, turn by turn.
    pub(crate) past_racks: Vec<Hidden>,
    /// The last that the players said, for those who watched.
    pub(crate) said: Vec<Line>,
}

/// What one player asks the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Shall we call it off?
    Abort,
    /// Are you still there? It is your turn.
    Nudge,
    /// Shall we play again?
    Rematch,
}

/// Why a game is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// One has played his last tile, and the bag is empty.
    Standard,
    /// A clock has run out.
    Time,
    /// Six turns in a row have scored nothing.
    Scoreless,
    /// One has given up.
    Resigned,
    /// Both have agreed to call it off. Nobody has won.
    Aborted,
    /// Somebody was wrong where a challenge is for the game.
    TripleChallenge,
    /// One has not come. Nobody has won.
    Cancelled,
    /// One has not answered a nudge.
    Forfeit,
    /// An operator has decided.
    Adjudicated,
}

/// Points after the last turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Whose.
    pub seat: Side,
    /// What they are for.
    pub why: AdjustmentKind,
    /// How many; negative where they are lost.
    pub points: i32,
}

/// What points after the last turn are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// Twice the other's rack, for going out.
    WentOut,
    /// One's own rack, after six scoreless turns.
    Rack,
    /// Overtime.
    Overtime,
}

/// Something that a player has said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Who.
    pub seat: Side,
    /// When.
    pub time_ms: i64,
    /// What.
    pub text: String,
}
