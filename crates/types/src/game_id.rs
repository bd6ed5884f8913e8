//! Which game.

use std::fmt;
use std::str::FromStr;

use crate::{BadRealm, Name, Realm};

/// A game's public address, as safe in subjects and logs as any [`Name`]. An id that should not be guessed carries at
/// least 96 random bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameId(Name);

impl GameId {
    /// The realm of those who sit at the game.
    #[must_use]
    pub fn realm(&self) -> Realm {
        Realm::Game(self.0.clone())
    }

    /// The realm of those who watch it.
    #[must_use]
    pub fn watchers(&self) -> Realm {
        Realm::GameTv(self.0.clone())
    }

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
    fn a_game_has_a_realm_for_its_players_and_one_for_its_watchers() {
        let game: GameId = "g1".parse().unwrap();
        assert_eq!((game.realm().to_string(), game.watchers().to_string()), ("game-g1".into(), "gametv-g1".into()));
        assert!("g.1".parse::<GameId>().is_err());
    }
}
