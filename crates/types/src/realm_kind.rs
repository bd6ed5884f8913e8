//! Kinds of realms, and sets of them.

use std::fmt;

/// What is set for all realms of a kind alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RealmKind {
    /// `lobby`.
    Lobby,
    /// `room-x`.
    Room,
    /// `game-g`.
    Game,
    /// `gametv-g`.
    GameTv,
    /// `user-u`.
    User,
}

impl RealmKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Lobby, Self::Room, Self::Game, Self::GameTv, Self::User];

    /// Its name in settings, subjects and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lobby => "lobby",
            Self::Room => "room",
            Self::Game => "game",
            Self::GameTv => "gametv",
            Self::User => "user",
        }
    }
}

impl fmt::Display for RealmKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Some of the kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RealmKinds(u8);

impl RealmKinds {
    /// Whether the kind is one of them.
    #[must_use]
    pub fn has(self, kind: RealmKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }
}

impl FromIterator<RealmKind> for RealmKinds {
    fn from_iter<T: IntoIterator<Item = RealmKind>>(kinds: T) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u8))
    }
}
