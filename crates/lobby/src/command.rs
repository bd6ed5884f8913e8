//! What is asked of the lobby.

use game::Report;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Range;

/// A command, as JSON an object with its `kind`. Unknown fields are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Looks for somebody to play with.
    Seek(Wish),
    /// Takes a seek of one's own back.
    Unseek {
        /// Which.
        seek: u64,
    },
    /// Takes somebody up on his seek. One's own is taken back.
    Accept {
        /// Which.
        seek: u64,
    },
    /// Says no to a seek that is directed to oneself.
    Decline {
        /// Which.
        seek: u64,
    },
    /// How a game stands. For the host alone.
    Report(Report),
}

/// A game that somebody would like to play.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// By which rules.
    pub rules: String,
    /// With which options.
    #[serde(default)]
    pub setup: Map<String, Value>,
    /// With whom; without it with anybody.
    #[serde(default)]
    pub to: Option<String>,
    /// Whether ratings follow from it.
    pub rated: bool,
    /// Which ratings the other one may have.
    #[serde(default)]
    pub range: Option<Range>,
}
