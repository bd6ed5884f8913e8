//! The realms of a hub and their members.

use std::collections::BTreeMap;

use types::{Place, Realm, RealmKind, RealmKinds, Slots};
use wire::Lane;

use crate::ConnKey;
use crate::conn::RealmKey;
use crate::turn::Turn;

/// Every realm that has members, here or in another hub of this node.
#[derive(Debug)]
pub(crate) struct Realms {
    slots: Slots<RealmState>,
    pub(crate) by_name: BTreeMap<Realm, RealmKey>,
    /// Where members may chat.
    speak: RealmKinds,
    /// How many are of one user each.
    users: usize,
}

/// One realm.
#[derive(Debug)]
pub(crate) struct RealmState {
    pub(crate) name: Realm,
    /// `name` as it is written on the wire.
    pub(crate) text: Box<str>,
    /// By lane, since all conns of a lane hear the same bytes.
    pub(crate) members: [Vec<Member>; Lane::COUNT],
    /// Whether only its owner speaks there.
    pub(crate) is_mute: bool,
    /// What is said this turn; `None` when nothing has been.
    pub(crate) turn: Option<Box<Turn>>,
    /// How many members the other hubs have: (hub, count), no zero counts.
    pub(crate) elsewhere: Vec<(u8, u32)>,
    /// Whether members are to be told the new count.
    pub(crate) presence_due: bool,
    /// Whether the other hubs are to be told the new count.
    pub(crate) count_due: bool,
    /// How far its stream has been heard here.
    pub(crate) place: Place,
    /// How many conns wait for the desk to let them in.
    pub(crate) entering: u32,
    /// Whether the desk knows that the realm is wanted here.
    pub(crate) is_at_desk: bool,
}

/// One member in a realm's list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) conn: ConnKey,
    /// Whether the conn is in other realms too, and so may hear several of them in one turn.
    pub(crate) in_others: bool,
}

impl RealmState {
    fn new(name: Realm, is_mute: bool) -> Self {
        Self {
            is_mute,
            text: name.to_string().into(),
            name,
            members: Default::default(),
            turn: None,
            elsewhere: Vec::new(),
            presence_due: false,
            count_due: false,
            place: Place::NONE,
            entering: 0,
            is_at_desk: false,
        }
    }

    /// How many conns of this hub are in the realm.
    pub(crate) fn count(&self) -> usize {
        self.members.iter().map(Vec::len).sum()
    }

    /// How many conns of this node are in the realm.
    pub(crate) fn count_everywhere(&self) -> u64 {
        self.count() as u64 + self.elsewhere.iter().map(|(_, count)| u64::from(*count)).sum::<u64>()
    }

    fn is_forgettable(&self) -> bool {
        self.count() == 0 && self.elsewhere.is_empty() && !self.count_due && self.entering == 0 && !self.is_at_desk
    }

    /// Takes note of another hub's count.
    pub(crate) fn set_elsewhere(&mut self, hub: u8, count: u32) {
        self.elsewhere.retain(|(other, _)| *other != hub);
        if count > 0 {
            self.elsewhere.push((hub, count));
        }
    }
}

impl Realms {
    pub(crate) fn new(speak: RealmKinds) -> Self {
        Self { slots: Slots::default(), by_name: BTreeMap::new(), speak, users: 0 }
    }

    /// How many there are, but for those of one user each.
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.users
    }

    pub(crate) fn find(&self, name: &Realm) -> Option<RealmKey> {
        self.by_name.get(name).copied()
    }

    /// Finds a realm, or begins it.
    pub(crate) fn find_or_create(&mut self, name: Realm) -> RealmKey {
        if let Some(key) = self.find(&name) {
            return key;
        }
        let is_mute = name.is_hosted() || !self.speak.has(name.kind());
        let key = RealmKey(self.slots.insert(RealmState::new(name.clone(), is_mute)));
        self.users += usize::from(name.kind() == RealmKind::User);
        self.by_name.insert(name, key);
        key
    }

    pub(crate) fn state(&mut self, key: RealmKey) -> Option<&mut RealmState> {
        self.slots.get_mut(key.0)
    }

    pub(crate) fn look(&self, key: RealmKey) -> Option<&RealmState> {
        self.slots.get(key.0)
    }

    /// Forgets the realm if nobody is in it any more, here or elsewhere.
    pub(crate) fn forget_if_empty(&mut self, key: RealmKey) {
        let is_empty = self.slots.get(key.0).is_some_and(RealmState::is_forgettable);
        if is_empty && let Some(realm) = self.slots.remove(key.0) {
            self.by_name.remove(&realm.name);
            self.users -= usize::from(realm.name.kind() == RealmKind::User);
        }
    }
}
