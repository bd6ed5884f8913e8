//! What a hub is told when it is made.

use types::{Limits, Realm};

/// What a hub is made with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The limits of the node.
    pub limits: Limits,
    /// How many hubs share this node, this one included. With 1, nobody is told anything.
    pub hubs: u8,
    /// What the desk of the node has a hand in.
    pub shared: Shared,
}

/// Which realms are more than one hub's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Whether what is said in `lobby` gets a place in a stream.
    pub lobby_is_numbered: bool,
    /// The same for `room-x`.
    pub rooms_are_numbered: bool,
    /// Whether there may be other nodes, with members of the same realms.
    pub has_other_nodes: bool,
}

impl Shared {
    /// Whether what is said in the realm gets a place in a stream.
    #[must_use]
    pub fn is_numbered(self, realm: &Realm) -> bool {
        match realm {
            Realm::Lobby => self.lobby_is_numbered,
            Realm::Room(_) => self.rooms_are_numbered,
            Realm::Game(_) | Realm::GameTv(_) | Realm::User(_) => false,
        }
    }

    /// Whether the desk has a hand in the realm.
    pub(crate) fn is_shared(self, realm: &Realm) -> bool {
        self.has_other_nodes || self.is_numbered(realm)
    }
}

impl Settings {
    pub(crate) fn is_alone(self) -> bool {
        self.hubs <= 1
    }
}
