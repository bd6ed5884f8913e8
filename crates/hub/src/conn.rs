//! What a hub knows of one conn.

use std::collections::VecDeque;

use types::{Bucket, ConnId, Millis, Name, Place, Realm, Secret};
use wire::Lane;

/// One conn. Its realms come first where it started.
#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) id: ConnId,
    pub(crate) lane: Lane,
    pub(crate) who: Who,
    pub(crate) since: Millis,
    /// Where a chat without a realm goes, for as long as the conn is there.
    /// By name, since the realm may end and begin again in another slot while the conn is elsewhere.
    pub(crate) home: Realm,
    pub(crate) memberships: Vec<Membership>,
    pub(crate) joins: Bucket,
    pub(crate) chats: Bucket,
    pub(crate) faults: PerMinute,
    pub(crate) unknown_realms: PerMinute,
    /// The realms that it still wants to enter, the first of which the desk has been asked for.
    pub(crate) entering: Option<Box<Entering>>,
}

/// Who a conn is.
#[derive(Debug)]
pub(crate) enum Who {
    /// Nobody knows yet; with what the handshake brought.
    Unknown(Option<Secret>),
    /// It has said `hello`, and was let in.
    User(Name),
}

/// The realms, in the order in which the conn is let in.
#[derive(Debug, Default)]
pub(crate) struct Entering(pub(crate) VecDeque<Wanted>);

/// A realm that a conn wants to enter, and the last place that it has seen there.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) realm: Realm,
    pub(crate) cursor: Option<Place>,
    /// Whether it has been in the realm since it was opened, and has only now said `hello`: nobody has told it from
    /// which place on it hears it.
    pub(crate) is_home: bool,
    /// Whether the service that owns the realm has let the conn in; of no concern where anybody may join.
    pub(crate) is_granted: bool,
    /// Whether it was in the realm until it asked again: if it is not let in now, it has to be told that it is out.
    pub(crate) was_in: bool,
}

impl Wanted {
    /// A realm that the client has named.
    pub(crate) fn new(realm: Realm, cursor: Option<Place>) -> Self {
        Self { realm, cursor, is_home: false, is_granted: false, was_in: false }
    }

    /// Whether the service that owns the realm has to be asked.
    pub(crate) fn needs_word(&self) -> bool {
        !self.realm.is_open() && !self.is_granted
    }
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
    pub(crate) fn new(id: ConnId, lane: Lane, home: Realm, token: Option<Secret>, now: Millis) -> Self {
        Self {
            id,
            lane,
            who: Who::Unknown(token),
            since: now,
            home,
            memberships: Vec::with_capacity(1),
            joins: Bucket::default(),
            chats: Bucket::default(),
            faults: PerMinute::default(),
            unknown_realms: PerMinute::default(),
            entering: None,
        }
    }

    /// The user behind it, once it was let in.
    pub(crate) fn user(&self) -> Option<&Name> {
        match &self.who {
            Who::User(user) => Some(user),
            Who::Unknown(_) => None,
        }
    }

    /// Whether it may hear more than one realm in a turn. Its user's own is not counted: that one speaks seldom, and its
    /// order among the others is nobody's concern.
    pub(crate) fn is_in_others(&self) -> bool {
        self.memberships.len() > 1 + usize::from(self.user().is_some())
    }

    pub(crate) fn is_in(&self, realm: RealmKey) -> bool {
        self.memberships.iter().any(|membership| membership.realm == realm)
    }
}
