//! Realms: those who are told the same things.

use std::fmt;
use std::str::FromStr;

use crate::RealmKind;

/// What a realm, game, room or user is called: 1 to 64 of `[A-Za-z0-9_]`. Checked here once, so that it can become
/// part of a subject, a log line or a file name without escaping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

impl Name {
    /// The most characters of a name.
    pub const CHARS_MAX: usize = 64;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = BadRealm;

    fn from_str(text: &str) -> Result<Self, BadRealm> {
        let legal = (1..=Self::CHARS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if legal { Ok(Self(text.into())) } else { Err(BadRealm) }
    }
}

/// A realm by its kind and name. On the wire and in logs: `lobby`, `room-x`, `game-g`, `gametv-g`, `user-u`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Realm {
    /// Where everybody starts who does not ask for a room. Open.
    Lobby,
    /// A room that anybody may create and join by its name. Open.
    Room(Name),
    /// The players of one game. Private: its owner admits.
    Game(Name),
    /// The watchers of one game. Private.
    GameTv(Name),
    /// Every conn of one user. Private.
    User(Name),
    /// A game that the host runs, as a user sees it who sits there. To him it is `game-g`.
    Seat(Box<SeatAt>),
    /// A game that the host runs, as everybody else sees it: the game. To them it is `gametv-g`.
    Stands(Name),
}

/// Whose seat at which game. Apart, so that a realm is as small as its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeatAt {
    /// The game.
    pub game: Name,
    /// Who sits there.
    pub user: Name,
}

/// The text names no realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a realm: expected `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _")]
pub struct BadRealm;

impl Realm {
    /// Whether anybody may join. A client never puts itself into any other realm.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Lobby | Self::Room(_))
    }

    /// The seat of a user at a game.
    #[must_use]
    pub fn seat(game: Name, user: Name) -> Self {
        Self::Seat(Box::new(SeatAt { game, user }))
    }

    /// Whether the host speaks there, and nobody else. No text is read as such a realm: only the host's word makes one of
    /// `game-g` or `gametv-g`.
    #[must_use]
    pub fn is_hosted(&self) -> bool {
        matches!(self, Self::Seat(..) | Self::Stands(_))
    }
}

impl Realm {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> RealmKind {
        match self {
            Self::Lobby => RealmKind::Lobby,
            Self::Room(_) => RealmKind::Room,
            Self::Game(_) | Self::Seat(..) => RealmKind::Game,
            Self::GameTv(_) | Self::Stands(_) => RealmKind::GameTv,
            Self::User(_) => RealmKind::User,
        }
    }
}

impl FromStr for Realm {
    type Err = BadRealm;

    fn from_str(text: &str) -> Result<Self, BadRealm> {
        if text == "lobby" {
            return Ok(Self::Lobby);
        }
        let (kind, name) = text.split_once('-').ok_or(BadRealm)?;
        let kind = match kind {
            "room" => Self::Room,
            "game" => Self::Game,
            "gametv" => Self::GameTv,
            "user" => Self::User,
            _ => return Err(BadRealm),
        };
        Ok(kind(name.parse()?))
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lobby => f.write_str("lobby"),
            Self::Room(name) => write!(f, "room-{}", name.as_str()),
            Self::Game(name) => write!(f, "game-{}", name.as_str()),
            Self::Seat(seat) => write!(f, "game-{}", seat.game.as_str()),
            Self::GameTv(name) | Self::Stands(name) => write!(f, "gametv-{}", name.as_str()),
            Self::User(name) => write!(f, "user-{}", name.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_written_as_it_is_read() {
        for text in ["lobby", "room-x", "game-g1", "gametv-g1", "user-Ann_7"] {
            assert_eq!(text.parse::<Realm>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn t44_what_could_be_a_subject_or_a_path_is_no_realm() {
        let long = format!("room-{}", "x".repeat(65));
        let huge = "a".repeat(10 * 1024);
        for text in [
            "",
            "user.>",
            "game.*",
            "..",
            "room-",
            "room-a.b",
            "room->",
            "room-*",
            "room-a b",
            "$JS.API.>",
            "lobby ",
            "Lobby",
            "room",
            "-x",
            "room-é",
            "room-a\n",
            "room-a-b",
            &long,
            &huge,
        ] {
            assert_eq!(text.parse::<Realm>(), Err(BadRealm), "{text:?}");
        }
    }

    #[test]
    fn t44_names_match_whole_and_only_open_kinds_are_open() {
        assert_ne!("game-ab".parse::<Realm>(), "game-abc".parse::<Realm>());
        assert!("room-x".parse::<Realm>().unwrap().is_open());
        assert!(!"game-x".parse::<Realm>().unwrap().is_open());
    }
}
