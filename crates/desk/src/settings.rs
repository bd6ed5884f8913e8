//! What a desk is made with.

use std::time::Duration;

use types::{ConnId, Epoch, Place, Realm, UnixMs};

/// The number of a node within its fleet, 0 for a node that is alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeNumber(pub u16);

impl NodeNumber {
    /// One more than the greatest: ten bits, for it is a part of ids and epochs that stay below 2^53.
    pub const COUNT: u16 = 1 << 10;

    /// The node that a conn id is of: its upper ten bits.
    #[must_use]
    pub fn of_conn(conn: ConnId) -> Self {
        Self(conn.node())
    }

    /// An epoch that begins now and is later than `last`. Forty-one bits of milliseconds since 2026 and the node's
    /// number: two nodes never begin the same one.
    #[must_use]
    pub fn epoch(self, now: UnixMs, last: Epoch) -> Epoch {
        const YEAR_2026: i64 = 1_767_225_600_000;
        let since = u64::try_from(now.0 - YEAR_2026).unwrap_or(0).max(1);
        let own = |millis: u64| millis << 10 | u64::from(self.0);
        let epoch = own(since);
        Epoch(if epoch > last.0 { epoch } else { own((last.0 >> 10) + 1) })
    }
}

/// What holds for all realms of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RealmSettings {
    /// How many views are kept for those who come back; 0: the realm has no stream.
    pub history: usize,
    /// How long they are kept.
    pub history_age: Duration,
}

impl RealmSettings {
    /// Whether what is said gets a place in a stream.
    #[must_use]
    pub fn is_numbered(self) -> bool {
        self.history > 0
    }
}

/// What a desk is made with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// This node.
    pub node: NodeNumber,
    /// How many shards this node has.
    pub shards: u8,
    /// Whether there can be no other node: then nobody is told how many are here.
    pub is_alone: bool,
    /// For `lobby`.
    pub lobby: RealmSettings,
    /// For `room-x`.
    pub room: RealmSettings,
    /// For `game-g`, `gametv-g` and `user-u`: what a service numbers itself is kept so long.
    pub private: RealmSettings,
    /// The most views that one gap may be filled with.
    pub gap_max: usize,
    /// The most conns that wait to enter one realm, and the most that waits to be said in it.
    pub waiting_max: usize,
    /// How long a conn waits to enter, and a say for its place.
    pub patience: Duration,
}

/// What is kept of a hosted game's stream: whoever has missed more asks the host, which has all of it.
const HOSTED: RealmSettings = RealmSettings { history: 64, history_age: Duration::from_secs(600) };

impl Settings {
    /// What holds for a realm.
    #[must_use]
    pub fn of(&self, realm: &Realm) -> RealmSettings {
        match realm {
            Realm::Lobby => self.lobby,
            Realm::Room(_) => self.room,
            Realm::Seat(..) | Realm::Stands(_) => HOSTED,
            Realm::Game(_) | Realm::GameTv(_) | Realm::User(_) => self.private,
        }
    }

    /// Where a new stream begins.
    pub(crate) fn first_place(&self, now: UnixMs, last: Epoch) -> Place {
        Place { epoch: self.node.epoch(now, last), offset: types::Offset(0) }
    }
}
