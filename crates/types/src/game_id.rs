//! Which game.

use std::fmt;
use std::str::FromStr;

use crate::{BadRealm, Name};

/// A game's public address, as safe in subjects and logs as any [`Name`]. An id that should not be guessed carries at
/// least 96 random bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameId(Name);

impl GameId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The id as a checked name.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.0
    }
}

impl From<Name> for GameId {
    fn from(name: Name) -> Self {
        Self(name)
    }
}

impl FromStr for GameId {
    type Err = BadRealm;

    fn from_str(text: &str) -> Result<Self, BadRealm> {
        text.parse().map(Self)
    }
}

impl fmt::Display for GameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_id_is_a_name() {
        assert_eq!("g1".parse::<GameId>().unwrap().as_str(), "g1");
        assert!("g.1".parse::<GameId>().is_err());
    }
}
