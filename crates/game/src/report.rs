//! What the lobby is told of a game.

use serde::{Deserialize, Serialize};
use types::{GameId, Name};

use crate::{Standing, Words};

/// What the lobby is told of a game, as JSON in the words of a command of the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which game.
    pub game: String,
    /// By which rules it is played.
    pub rules: String,
    /// Who sits where.
    pub seats: Vec<String>,
    /// How it stands.
    pub standing: Stands,
}

/// [`Standing`] as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Stands {
    /// See [`Standing::Live`].
    Live,
    /// See [`Standing::Over`].
    Over {
        /// See [`crate::Outcome::halves`].
        halves: Option<Vec<u8>>,
    },
    /// See [`Standing::Again`].
    Again {
        /// See [`crate::Outcome::halves`].
        halves: Option<Vec<u8>>,
        /// Who sits where in the new game.
        seats: Vec<String>,
        /// Its options, as a JSON object.
        setup: String,
    },
}

impl Report {
    /// The command's kind.
    pub const KIND: &'static str = "report";

    /// What there is to tell.
    #[must_use]
    pub fn of(game: &GameId, rules: &str, seats: &[Name], standing: &Standing) -> Self {
        let names = |seats: &[Name]| seats.iter().map(Name::to_string).collect();
        let standing = match standing {
            Standing::Live => Stands::Live,
            Standing::Over(outcome) => Stands::Over { halves: outcome.halves.clone() },
            Standing::Again { outcome, seats, setup } => {
                Stands::Again { halves: outcome.halves.clone(), seats: names(seats), setup: setup.clone() }
            }
        };
        Self { game: game.to_string(), rules: rules.to_owned(), seats: names(seats), standing }
    }

    /// As a command.
    #[must_use]
    pub fn words(&self) -> Words {
        Words { kind: Self::KIND.to_owned(), text: serde_json::to_string(self).unwrap_or_default() }
    }
}
