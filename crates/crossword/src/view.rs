//! All that clients are ever sent. Bots and simulated players read it back.

use serde::{Deserialize, Serialize};

use crate::event::{Adjustment, Line, ListName, Question, Reason};
use crate::{Challenges, Pace, Pair, Side, Snapshot, Square, Tiles};

/// What a viewer may know of an event, or of the game. As JSON an object with its `kind`; `time_ms` is when it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum View {
    /// The game now.
    Snapshot(Box<Snapshot>),
    /// The game is made; it begins when both are there.
    Started(Box<StartedView>),
    /// A player has come.
    Here {
        /// Who.
        seat: Side,
        /// When.
        time_ms: i64,
    },
    /// A player has been away for a while. His clock goes on.
    Away {
        /// Who.
        seat: Side,
        /// When.
        time_ms: i64,
    },
    /// The first clock runs.
    Begun {
        /// When.
        time_ms: i64,
    },
    /// A play.
    Placed(PlacedView),
    /// Tiles went back to the bag, and as many were drawn.
    Exchanged(ExchangedView),
    /// A turn without anything.
    Passed {
        /// Whose.
        seat: Side,
        /// What is left on his clock.
        left_ms: i64,
        /// When.
        time_ms: i64,
    },
    /// A challenge and its outcome. Which word was wrong, nobody is told.
    Challenged(ChallengedView),
    /// A player asks the other something.
    Asked {
        /// Who asks.
        seat: Side,
        /// What.
        question: Question,
        /// Until when the other can answer.
        until_ms: Option<i64>,
        /// When.
        time_ms: i64,
    },
    /// A question is answered.
    Answered {
        /// Who answers.
        seat: Side,
        /// What.
        question: Question,
        /// Whether he agrees; of a nudge always.
        yes: bool,
        /// When.
        time_ms: i64,
    },
    /// A player asks whether the other is still there.
    Nudged {
        /// Who asks.
        seat: Side,
        /// When the other loses.
        until_ms: i64,
        /// When.
        time_ms: i64,
    },
    /// A player gives the other time.
    TimeAdded {
        /// Who gives.
        seat: Side,
        /// How much.
        ms: i64,
        /// When.
        time_ms: i64,
    },
    /// The server did not run the game for a while, which is charged to nobody.
    Paused {
        /// How long.
        ms: i64,
        /// When it went on.
        time_ms: i64,
    },
    /// A player said something. Watchers are told what when the game is over.
    Said {
        /// Who.
        seat: Side,
        /// What; only for players.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// When.
        time_ms: i64,
    },
    /// A player wrote something down.
    Noted {
        /// Who.
        seat: Side,
        /// What; only for himself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// When.
        time_ms: i64,
    },
    /// The game is over.
    Ended(Box<EndedView>),
    /// The same two play again.
    Rematch {
        /// The new game.
        game: String,
        /// When.
        time_ms: i64,
    },
}

impl View {
    /// Reads what a client was sent.
    ///
    /// # Errors
    /// When it is no view of this game.
    pub fn read(words: &game::Words) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&words.text)
    }
}

impl game::View for View {
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot",
            Self::Started(_) => "started",
            Self::Here { .. } => "here",
            Self::Away { .. } => "away",
            Self::Begun { .. } => "begun",
            Self::Placed(_) => "placed",
            Self::Exchanged(_) => "exchanged",
            Self::Passed { .. } => "passed",
            Self::Challenged(_) => "challenged",
            Self::Asked { .. } => "asked",
            Self::Answered { .. } => "answered",
            Self::Nudged { .. } => "nudged",
            Self::TimeAdded { .. } => "time_added",
            Self::Paused { .. } => "paused",
            Self::Said { .. } => "said",
            Self::Noted { .. } => "noted",
            Self::Ended(_) => "ended",
            Self::Rematch { .. } => "rematch",
        }
    }
}

/// Tiles that some may know and others may only count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// How many.
    pub count: usize,
    /// Which, sorted: only for those who may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<String>,
}

impl Drawn {
    /// For a viewer who may know them, or not.
    pub(crate) fn shown(tiles: &Tiles, may_know: bool) -> Self {
        Self { count: tiles.len(), tiles: may_know.then(|| tiles.letters()) }
    }
}

/// How a game is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedView {
    /// Who sits where.
    pub seats: Pair<String>,
    /// Who begins.
    pub first: Side,
    /// Which challenges there are.
    pub rules: Challenges,
    /// The clocks.
    pub clock: Pace,
    /// Of tiles and words.
    pub language: String,
    /// The word list.
    pub lexicon: ListName,
    /// Whether nobody's rating depends on it.
    pub casual: bool,
    /// Tiles in the bag.
    pub bag: usize,
    /// What each was dealt.
    pub racks: Pair<Drawn>,
    /// When.
    pub time_ms: i64,
}

/// A play. Whether its words are words, nobody is told before a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedView {
    /// Whose.
    pub seat: Side,
    /// Where the first of `tiles` is.
    pub at: Square,
    /// To the right; otherwise downwards.
    pub across: bool,
    /// Capitals, small letters for blanks, `.` for tiles that lay there already.
    pub tiles: String,
    /// Every word formed, the main word first.
    pub words: Vec<String>,
    /// What it earned.
    pub score: i32,
    /// What was drawn after it.
    pub drew: Drawn,
    /// What is left on the player's clock.
    pub left_ms: i64,
    /// When.
    pub time_ms: i64,
}

/// An exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangedView {
    /// Whose.
    pub seat: Side,
    /// What went back.
    pub gave: Drawn,
    /// What came for it.
    pub drew: Drawn,
    /// What is left on the player's clock.
    pub left_ms: i64,
    /// When.
    pub time_ms: i64,
}

/// A challenge and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengedView {
    /// Who challenged.
    pub by: Side,
    /// Some word was none: the play has come off.
    pub upheld: bool,
    /// What it was about.
    pub rule: Challenges,
    /// What the challenged player's score changes by.
    pub points: i32,
    /// What had been drawn for the play and is back in the bag.
    pub to_bag: Drawn,
    /// The challenger has lost his turn.
    pub turn_lost: bool,
    /// What is left on the challenger's clock.
    pub left_ms: i64,
    /// When.
    pub time_ms: i64,
}

/// How a game has ended, and what was hidden until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedView {
    /// Why.
    pub reason: Reason,
    /// Who has won; nobody in a tie, and where the game was called off.
    pub winner: Option<Side>,
    /// Points after the last turn.
    pub adjustments: Vec<Adjustment>,
    /// The final scores.
    pub scores: Pair<i32>,
    /// What is left on both clocks.
    pub left_ms: Pair<i64>,
    /// What both hold.
    pub racks: Pair<String>,
    /// What whoever was on turn held, turn by turn.
    pub past_racks: Vec<String>,
    /// The last that the players said.
    pub said: Vec<Line>,
    /// When.
    pub time_ms: i64,
}
