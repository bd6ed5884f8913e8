//! Addresses on the bus. Made from checked names and fixed words alone, so nothing that a player sends can address
//! anything else.

use std::fmt;
use std::sync::Arc;

use types::{ConnId, Name, Realm};

const ANY: &str = "*";
const REST: &str = ">";
/// The most bytes of a subject from the wire, with its prefix. NATS itself reads lines of 4 KiB.
const WIRE_BYTES_MAX: usize = 1_024;

/// Where something is said, inside the fleet: the bus itself adds and removes the prefix that keeps fleets apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(Arc<str>);

impl Subject {
    /// What is said in a realm: `lobby`, `room.x`, `game.x`, `gametv.x`, `user.x`.
    #[must_use]
    pub fn realm(realm: &Realm) -> Self {
        match realm {
            Realm::Lobby => Self::of(&["lobby"]),
            Realm::Room(name) => Self::of(&["room", name.as_str()]),
            Realm::Game(name) => Self::of(&["game", name.as_str()]),
            Realm::GameTv(name) | Realm::Stands(name) => Self::of(&["gametv", name.as_str()]),
            Realm::Seat(seat) => Self::of(&["user", seat.user.as_str(), "game", seat.game.as_str()]),
            Realm::User(name) => Self::of(&["user", name.as_str()]),
        }
    }

    /// What one player of a game is told: `user.<user>.game.<game>`.
    #[must_use]
    pub fn seat(user: &Name, game: &Name) -> Self {
        Self::of(&["user", user.as_str(), "game", game.as_str()])
    }

    /// Asks which realms a path or id means for a user: `ipc.request.registerRealm`.
    #[must_use]
    pub fn register_realm() -> Self {
        Self::of(&["ipc", "request", "registerRealm"])
    }

    /// A client's message for a backend: `ipc.pb.<kind>.<user>`.
    #[must_use]
    pub fn backend(kind: &Name, user: &Name) -> Self {
        Self::of(&["ipc", "pb", kind.as_str(), user.as_str()])
    }

    /// The owner of a game: `ipc.game.<game>`.
    #[must_use]
    pub fn game_owner(game: &Name) -> Self {
        Self::of(&["ipc", "game", game.as_str()])
    }

    /// The owner of a room's stream: `ipc.room.<room>`.
    #[must_use]
    pub fn room_owner(room: &Name) -> Self {
        Self::of(&["ipc", "room", room.as_str()])
    }

    /// The owner of the lobby's stream: `ipc.lobby`.
    #[must_use]
    pub fn lobby_owner() -> Self {
        Self::of(&["ipc", "lobby"])
    }

    /// A node, for as long as it lives: `ipc.node.<node>`.
    #[must_use]
    pub fn node(node: &Name) -> Self {
        Self::of(&["ipc", "node", node.as_str()])
    }

    /// Where a node says that its number is taken: `ipc.claim.<node>`.
    #[must_use]
    pub fn claim(node: &Name) -> Self {
        Self::of(&["ipc", "claim", node.as_str()])
    }

    /// Who is let in no more: `ipc.revoke`.
    #[must_use]
    pub fn revoke() -> Self {
        Self::of(&["ipc", "revoke"])
    }

    /// What every conn of the fleet is told: `ipc.broadcast`.
    #[must_use]
    pub fn broadcast() -> Self {
        Self::of(&["ipc", "broadcast"])
    }

    /// Where nodes say that they are there: `ipc.nodes`.
    #[must_use]
    pub fn nodes() -> Self {
        Self::of(&["ipc", "nodes"])
    }

    /// What other nodes say to a node about rooms of Godot's own multiplayer: `ipc.relay.<node>`.
    #[must_use]
    pub fn relay(node: &Name) -> Self {
        Self::of(&["ipc", "relay", node.as_str()])
    }

    /// The owner of such a room: `ipc.relay.room.<room>`.
    #[must_use]
    pub fn relay_room(room: &Name) -> Self {
        Self::of(&["ipc", "relay", "room", room.as_str()])
    }

    /// One conn of a node, for services: `conn.<node>.<conn>`.
    #[must_use]
    pub fn conn(node: &Name, conn: ConnId) -> Self {
        Self::of(&["conn", node.as_str(), &conn.get().to_string()])
    }

    /// All conns of a node: `conn.<node>`, of which they are the children.
    #[must_use]
    pub fn conns(node: &Name) -> Self {
        Self::of(&["conn", node.as_str()])
    }

    /// Asks any node to take what nobody answers for: `ipc.activate`.
    #[must_use]
    pub fn activate() -> Self {
        Self::of(&["ipc", "activate"])
    }

    /// Any other address; 1 to 16 names.
    #[must_use]
    pub fn from_names<const N: usize>(names: [&Name; N]) -> Self {
        const { assert!(N >= 1 && N <= 16, "a subject has 1 to 16 names") };
        Self::of(&names.map(Name::as_str))
    }

    /// The address as text, its tokens separated by dots.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the dots. Those of a message that came from elsewhere may be no [`Name`]s.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    fn of(tokens: &[&str]) -> Self {
        Self(tokens.join(".").into())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One token of a pattern.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// This name.
    Name(&'a Name),
    /// Any one token.
    Any,
}

/// Which subjects a subscription hears.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(Arc<str>);

impl Pattern {
    /// One subject.
    #[must_use]
    pub fn exactly(subject: &Subject) -> Self {
        Self(Arc::clone(&subject.0))
    }

    /// Every subject that has one more token: `x.*`.
    #[must_use]
    pub fn children(subject: &Subject) -> Self {
        Self([subject.as_str(), ANY].join(".").into())
    }

    /// Every subject that has more tokens: `x.>`.
    #[must_use]
    pub fn below(subject: &Subject) -> Self {
        Self([subject.as_str(), REST].join(".").into())
    }

    /// Every subject of as many tokens that agrees in the names; 1 to 16 parts.
    #[must_use]
    pub fn from_parts<const N: usize>(parts: [Part<'_>; N]) -> Self {
        const { assert!(N >= 1 && N <= 16, "a pattern has 1 to 16 parts") };
        let tokens = parts.map(|part| match part {
            Part::Name(name) => name.as_str(),
            Part::Any => ANY,
        });
        Self(tokens.join(".").into())
    }

    /// The pattern as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Subscriptions with the same group share what is said: each message goes to one of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group(Arc<str>);

impl Group {
    /// The services behind the gateways: `backends`.
    #[must_use]
    pub fn backends() -> Self {
        Self("backends".into())
    }

    /// The nodes that can take a game or a room: `nodes`.
    #[must_use]
    pub fn nodes() -> Self {
        Self("nodes".into())
    }

    /// Any other.
    #[must_use]
    pub fn named(name: &Name) -> Self {
        Self(name.as_str().into())
    }

    /// The group as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What keeps the subjects of fleets apart that share a server: nothing, or a name before every subject.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefix(Option<Name>);

impl Prefix {
    pub(crate) fn new(name: Option<Name>) -> Self {
        Self(name)
    }

    /// A subject or pattern as it stands on the wire.
    pub(crate) fn add(&self, text: &str) -> String {
        self.0.as_ref().map_or_else(|| text.to_owned(), |prefix| [prefix.as_str(), text].join("."))
    }

    /// The subject of a message from the wire. `None` if no message of this fleet can have it.
    pub(crate) fn remove(&self, wire: &str) -> Option<Subject> {
        let text = match &self.0 {
            None => wire,
            Some(prefix) => wire.strip_prefix(prefix.as_str())?.strip_prefix('.')?,
        };
        is_address(text).then(|| Subject(text.into()))
    }
}

/// Whether something can be published there. Others choose their own tokens, so any printable text goes.
pub(crate) fn is_address(wire: &str) -> bool {
    let is_token = |token: &str| {
        !token.is_empty()
            && token != ANY
            && token != REST
            && token.chars().all(|c| !c.is_whitespace() && !c.is_control())
    };
    wire.len() <= WIRE_BYTES_MAX && wire.split('.').all(is_token)
}

/// Whether a subject on the wire is one that a pattern on the wire means.
pub(crate) fn matches(pattern: &str, subject: &str) -> bool {
    let mut tokens = subject.split('.');
    for part in pattern.split('.') {
        let Some(token) = tokens.next() else {
            return false;
        };
        match part {
            REST => return true,
            ANY => {}
            name if name == token => {}
            _ => return false,
        }
    }
    tokens.next().is_none()
}

/// Whether a pattern on the wire means more than one subject.
pub(crate) fn has_wildcard(pattern: &str) -> bool {
    pattern.split('.').any(|part| part == ANY || part == REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_mean_what_they_mean_on_nats() {
        for (pattern, subject, expected) in [
            ("game.x", "game.x", true),
            ("game.x", "game.xy", false),
            ("game.*", "game.x", true),
            ("game.*", "game", false),
            ("game.*", "game.x.y", false),
            ("game.>", "game.x.y", true),
            ("game.>", "game", false),
            ("user.*.game.*", "user.u.game.g", true),
            ("user.*.game.*", "user.u.room.g", false),
        ] {
            assert_eq!(matches(pattern, subject), expected, "{pattern} {subject}");
        }
    }

    #[test]
    fn a_prefix_comes_off_as_it_went_on() {
        let prefix = Prefix::new("blue".parse().ok());
        assert_eq!(prefix.add("lobby"), "blue.lobby");
        assert_eq!(prefix.remove("blue.lobby").unwrap().as_str(), "lobby");
        for foreign in ["lobby", "bluelobby", "blue", "blue.", "green.lobby", "blue.a..b", "blue.*", "blue.a b"] {
            assert_eq!(prefix.remove(foreign), None, "{foreign}");
        }
        assert_eq!(Prefix::default().remove("ipc.pb.a-b.ü").unwrap().tokens().last(), Some("ü"));
    }
}
