//! All that clients are ever sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What may be known of an event, or of the lobby. As JSON an object with its `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum View {
    /// The lobby now.
    Snapshot(Lists),
    /// Somebody seeks a game.
    SeekAdded {
        /// What.
        seek: Box<Seek>,
        /// How many seeks are open now.
        seeks_total: usize,
    },
    /// A seek is open no more.
    SeekGone {
        /// Which.
        id: u64,
        /// Why.
        why: Why,
        /// How many seeks are open now.
        seeks_total: usize,
    },
    /// A game has begun.
    GameAdded {
        /// Which.
        game: Box<LiveGame>,
        /// How many games there are now.
        games_total: usize,
    },
    /// A game is over.
    GameGone {
        /// Which.
        game: String,
        /// What each seat has got: 1, 0.5 or 0; `null` if nobody has won or drawn it.
        points: Option<Vec<f64>>,
        /// The ratings after it; `null` if none follow from it.
        ratings: Option<Vec<Rating>>,
        /// How many games there are now.
        games_total: usize,
    },
    /// Something has happened between some.
    Noted {},
    /// What the lobby has to say to one user.
    LobbyYours(Own),
}

impl View {
    /// Reads what a client was sent.
    ///
    /// # Errors
    /// When it is no view of a lobby.
    pub fn read(words: &game::Words) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&words.text)
    }
}

impl game::View for View {
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot",
            Self::SeekAdded { .. } => "seek_added",
            Self::SeekGone { .. } => "seek_gone",
            Self::GameAdded { .. } => "game_added",
            Self::GameGone { .. } => "game_gone",
            Self::Noted {} => "noted",
            Self::LobbyYours(_) => "lobby_yours",
        }
    }
}

/// What everybody may know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// The newest open seeks that are directed to nobody, the newest first.
    pub seeks: Vec<Seek>,
    /// How many there are.
    pub seeks_total: usize,
    /// The newest games, the newest first.
    pub games: Vec<LiveGame>,
    /// How many there are.
    pub games_total: usize,
}

/// What one user is told alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Own {
    /// His rating by the rules in which he has one. In the others it is the one that everybody begins with.
    pub rating: BTreeMap<String, Rating>,
    /// His own seeks and those directed to him, the newest first.
    pub seeks: Vec<Seek>,
    /// Games that he is about to play: a seek of his is accepted, or a rematch agreed on. One that cannot begin goes again.
    pub starting: Vec<LiveGame>,
    /// His newest games, the newest first.
    pub games: Vec<LiveGame>,
}

/// An open seek.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seek {
    /// Which: the offset at which it came.
    pub id: u64,
    /// Whose.
    pub by: String,
    /// His rating when he asked.
    pub rating: Rating,
    /// By which rules.
    pub rules: String,
    /// With which options.
    #[serde(with = "setup")]
    pub setup: Map<String, Value>,
    /// Whether ratings follow from the game.
    pub rated: bool,
    /// To whom it is directed; otherwise to everybody.
    pub to: Option<String>,
    /// Which ratings the other one may have.
    pub range: Option<Range>,
    /// When it came, in milliseconds since 1970.
    pub at: i64,
}

/// A game that is played, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveGame {
    /// Which.
    pub id: String,
    /// By which rules.
    pub rules: String,
    /// Who sits where.
    pub seats: Vec<String>,
    /// Their ratings when it began.
    pub ratings: Vec<Rating>,
    /// Whether ratings follow from it.
    pub rated: bool,
    /// When it began, in milliseconds since 1970.
    pub at: i64,
    /// The seek that it came of.
    pub seek: Option<u64>,
    /// The game that it is a rematch of.
    pub rematch_of: Option<String>,
}

/// How well somebody plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Elo's number.
    pub value: i32,
    /// After so many games. With less than 30 it is provisional.
    pub games: u32,
}

impl Default for Rating {
    fn default() -> Self {
        Self { value: 1_500, games: 0 }
    }
}

/// Ratings from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least.
    pub min: i32,
    /// The most.
    pub max: i32,
}

/// Why a seek is open no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its seeker took it back.
    Cancelled,
    /// Somebody took him up on it, or on another: who plays does not seek.
    Accepted,
    /// Its time was over.
    Expired,
    /// Its seeker has gone.
    Left,
    /// Whom it was directed to said no.
    Declined,
}

/// Options are an object in JSON, and text where the state is saved in a form that knows no objects.
mod setup {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::{Map, Value};

    pub(super) fn serialize<S: Serializer>(setup: &Map<String, Value>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return setup.serialize(serializer);
        }
        serde_json::to_string(setup).unwrap_or_default().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
        if deserializer.is_human_readable() {
            return Map::deserialize(deserializer);
        }
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
