//! What a hub knows of one conn.

use types::{Bucket, ConnId, Millis, Realm};
use wire::Lane;

/// One conn. Its realms come first where it started.
#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) id: ConnId,
    pub(crate) lane: Lane,
    /// Where a chat without a realm goes, for as long as the conn is there.
    /// By name, since the realm may end and begin again in another slot while the conn is elsewhere.
    pub(crate) home: Realm,
    pub(crate) memberships: Vec<Membership>,
    pub(crate) joins: Bucket,
    pub(crate) faults: PerMinute,
    pub(crate) unknown_realms: PerMinute,
}

/// A hub's handle for one realm: the index of its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RealmKey(pub(crate) u32);

/// That a conn is in a realm, and where in the realm's list of its lane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    pub(crate) realm: RealmKey,
    pub(crate) slot: u32,
}

/// Counts events in windows of a minute.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PerMinute {
    since: Millis,
    count: u32,
}

impl PerMinute {
    /// One more; whether that is more than `limit` in this minute.
    pub(crate) fn is_over(&mut self, now: Millis, limit: u32) -> bool {
        if now.since(self.since).as_secs() >= 60 {
            *self = Self { since: now, count: 0 };
        }
        self.count = self.count.saturating_add(1);
        self.count > limit
    }
}

impl Conn {
    pub(crate) fn new(id: ConnId, lane: Lane, home: Realm) -> Self {
        Self {
            id,
            lane,
            home,
            memberships: Vec::with_capacity(1),
            joins: Bucket::default(),
            faults: PerMinute::default(),
            unknown_realms: PerMinute::default(),
        }
    }

    pub(crate) fn is_in(&self, realm: RealmKey) -> bool {
        self.memberships.iter().any(|membership| membership.realm == realm)
    }
}
