//! What a hub is told when it is made.

use types::{Limits, LoginPolicy, Realm, RealmKind, RealmKinds};

/// What a hub is made with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The limits of the node.
    pub limits: Limits,
    /// How many hubs share this node, this one included. With 1, nobody is told anything.
    pub hubs: u8,
    /// What the desk of the node has a hand in.
    pub shared: Shared,
    /// What is asked of a conn before it takes part.
    pub login: LoginPolicy,
    /// What is done in which kinds of realms.
    pub manners: Manners,
}

/// What is done in which kinds of realms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// Where members may chat. Default: `lobby` and `room-x`; elsewhere only the owner speaks.
    pub speak: RealmKinds,
    /// Where members are told how many they are, and may ask who. Default: all but `user-x`.
    pub presence: RealmKinds,
    /// Where each coming and going is told to everybody. Default: nowhere, for it costs a message a member.
    pub announce: RealmKinds,
}

impl Default for Manners {
    fn default() -> Self {
        use RealmKind::{Game, GameTv, Lobby, Room};
        Self {
            speak: [Lobby, Room].into_iter().collect(),
            presence: [Lobby, Room, Game, GameTv].into_iter().collect(),
            announce: RealmKinds::default(),
        }
    }
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
            Realm::Seat(..) | Realm::Stands(_) => true,
            Realm::Game(_) | Realm::GameTv(_) | Realm::User(_) => false,
        }
    }

    /// Whether the desk has a hand in the realm.
    pub(crate) fn is_shared(self, realm: &Realm) -> bool {
        let is_private = matches!(realm, Realm::Game(_) | Realm::GameTv(_));
        self.has_other_nodes || is_private || self.is_numbered(realm)
    }
}

impl Settings {
    /// For a hub that is alone, without a desk, and open to everybody.
    #[must_use]
    pub fn alone(limits: Limits) -> Self {
        let (shared, login, manners) = (Shared::default(), LoginPolicy::default(), Manners::default());
        Self { limits, hubs: 1, shared, login, manners }
    }

    pub(crate) fn is_alone(self) -> bool {
        self.hubs <= 1
    }
}
