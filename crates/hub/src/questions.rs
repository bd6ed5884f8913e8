//! Who is where: what the node asks its hubs, page by page, and what conns ask the node.

use types::{ConnId, Millis, Name, Now, Place, Realm};
use wire::{ErrorCode, Fault, Lane};

use crate::conn::Conn;
use crate::hub::Hub;
use crate::{ConnKey, Out, Output, ToNode};

/// A realm as one hub knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealmFacts {
    /// Which.
    pub realm: Realm,
    /// How many conns of this hub are in it.
    pub members: u64,
    /// How far its stream has been heard here; [`Place::NONE`] without one.
    pub place: Place,
}

/// A conn as its hub knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnFacts {
    /// Its slot.
    pub key: ConnKey,
    /// Its id.
    pub id: ConnId,
    /// Who it is, once it has said so.
    pub user: Option<Name>,
    /// How it speaks, and whether it has said `hello`.
    pub lane: Lane,
    /// Where it is.
    pub realms: Vec<Realm>,
    /// Since when it is open.
    pub since: Millis,
}

impl Hub {
    /// Asks who is in a realm: anybody about open ones, members about others.
    #[inline(never)]
    pub(crate) fn who(
        &mut self,
        now: Now,
        key: ConnKey,
        name: &str,
        after: u64,
        limit: u32,
        out: &mut Out,
    ) -> Result<(), Fault> {
        self.take_move(now, key)?;
        let Some(realm) = name.parse::<Realm>().ok() else { return Err(self.unknown_realm(now, key)) };
        let own = self.realm_of(key, name).and_then(|realm| self.realms.look(realm));
        let own = own.map(|state| state.name.clone());
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        let id = conn.id;
        if !realm.is_open() && own.is_none() {
            return Err(self.unknown_realm(now, key));
        }
        let realm = own.unwrap_or(realm);
        if !self.settings.manners.presence.has(realm.kind()) {
            return Err(Fault::new(ErrorCode::NotAllowed, "nobody is told who is in that realm"));
        }
        let most = self.settings.limits.page;
        let limit = usize::try_from(limit).unwrap_or(most).min(most);
        let limit = if limit == 0 { most } else { limit };
        out.list.push(Output::node(ToNode::Who { conn: id, realm, after, limit }));
        Ok(())
    }

    /// The members of a realm on this hub with a greater id than `after`, by rising id, at most `limit`.
    #[must_use]
    pub fn members(&self, realm: &Realm, after: u64, limit: usize) -> Vec<(ConnId, Option<Name>)> {
        let Some(realm) = self.realms.find(realm).and_then(|key| self.realms.look(key)) else { return Vec::new() };
        let conns = realm.members.iter().flatten().filter_map(|member| self.conns.get(member.conn.0));
        let mut ids: Vec<ConnId> = conns.map(|conn| conn.id).filter(|id| id.get() > after).collect();
        if ids.len() > limit {
            ids.select_nth_unstable(limit);
            ids.truncate(limit);
        }
        ids.sort_unstable();
        ids.into_iter().filter_map(|id| self.find(id)).map(|conn| (conn.id, conn.user().cloned())).collect()
    }

    /// How many conns of this hub are in a realm.
    #[must_use]
    pub fn count(&self, realm: &Realm) -> u64 {
        self.realms.find(realm).and_then(|key| self.realms.look(key)).map_or(0, |realm| realm.count() as u64)
    }

    /// The realms of this hub behind `after` by kind and name whose text begins with `prefix`, at most `limit`.
    #[must_use]
    pub fn realms(&self, after: Option<&Realm>, prefix: &str, limit: usize) -> Vec<RealmFacts> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, Excluded);
        let found = self.realms.by_name.range::<Realm, _>((from, Unbounded));
        let states = found.filter_map(|(_, key)| self.realms.look(*key));
        let with_members = states.filter(|state| state.count() > 0 && state.text.starts_with(prefix));
        let facts = with_members.map(|state| RealmFacts {
            realm: state.name.clone(),
            members: state.count() as u64,
            place: state.place,
        });
        facts.take(limit).collect()
    }

    /// The conns of this hub with a greater id than `after`, by rising id, at most `limit`; of one user, if
    /// one is named.
    #[must_use]
    pub fn conns(&self, after: u64, user: Option<&Name>, limit: usize) -> Vec<ConnFacts> {
        let from = ConnId::new(after.saturating_add(1));
        let Some(from) = from else { return Vec::new() };
        let found = self.by_id.range(from..).filter_map(|(_, key)| self.facts_of(*key));
        found.filter(|facts| user.is_none() || facts.user.as_ref() == user).take(limit).collect()
    }

    /// One conn of this hub.
    #[must_use]
    pub fn conn_facts(&self, id: ConnId) -> Option<ConnFacts> {
        self.facts_of(*self.by_id.get(&id)?)
    }

    fn find(&self, id: ConnId) -> Option<&Conn> {
        self.conns.get(self.by_id.get(&id)?.0)
    }

    fn facts_of(&self, key: ConnKey) -> Option<ConnFacts> {
        let conn = self.conns.get(key.0)?;
        let realms = conn.memberships.iter().filter_map(|membership| self.realms.look(membership.realm));
        let realms = realms.map(|realm| realm.name.clone()).collect();
        Some(ConnFacts { key, id: conn.id, user: conn.user().cloned(), lane: conn.lane, realms, since: conn.since })
    }
}
