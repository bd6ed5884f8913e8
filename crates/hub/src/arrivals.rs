//! How conns begin and end, and the lists of members that this keeps true.

use types::{CloseCode, LoginPolicy, Now, Realm};
use wire::{Lane, ToClient};

use crate::conn::{Conn, Membership, RealmKey};
use crate::hub::Hub;
use crate::realms::Member;
use crate::{ConnKey, Out, Output};

impl Hub {
    #[inline(never)]
    pub(crate) fn open(&mut self, now: Now, key: ConnKey, conn: Conn, out: &mut Out) {
        let (id, home) = (conn.id, conn.home.clone());
        if !self.has_place_in(&home) {
            out.list.push(Output::Close(key, CloseCode::Full));
            return;
        }
        out.send(key, conn.lane, ToClient::Id(id));
        let before = self.conns.insert_at(key.0, conn);
        debug_assert!(before.is_none(), "the slot is taken");
        self.by_id.insert(id, key);
        if self.settings.login != LoginPolicy::Open {
            // Who says no `hello` hears nothing, and is not waited for for ever.
            self.unknown.push_back((now.mono, id));
            return;
        }
        let shared = self.settings.shared.is_shared(&home);
        let realm = self.realms.find_or_create(home);
        self.enter(key, realm, out);
        if shared {
            self.show_interest(realm, out);
        }
    }

    /// Whether one more conn may enter the realm, and one more realm may begin if that is needed.
    pub(crate) fn has_place_in(&mut self, name: &Realm) -> bool {
        let limits = self.settings.limits;
        match self.realms.find(name).and_then(|key| self.realms.state(key)) {
            Some(realm) => limits.realm_conns == 0 || realm.count_everywhere() < limits.realm_conns as u64,
            None => self.realms.len() < limits.rooms,
        }
    }

    /// Puts a conn into a realm that it is not in. It hears what is said from now on.
    pub(crate) fn enter(&mut self, key: ConnKey, realm_key: RealmKey, out: &mut Out) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Some(realm) = self.realms.state(realm_key) else { return };
        let members = &mut realm.members[conn.lane as usize];
        let slot = u32::try_from(members.len()).unwrap_or(u32::MAX);
        members.push(Member { conn: key, in_others: false });
        if let Some(turn) = &mut realm.turn {
            turn.skip_so_far(conn.lane, key);
        }
        conn.memberships.push(Membership { realm: realm_key, slot });
        self.mark_in_others(key);
        self.count_changed(realm_key);
        self.tell_of_move(key, realm_key, true, out);
    }

    /// Takes a conn out of a realm that it is in.
    pub(crate) fn exit(&mut self, key: ConnKey, realm_key: RealmKey, out: &mut Out) {
        self.tell_of_move(key, realm_key, false, out);
        let Some(conn) = self.conn(key) else { return };
        let Some(at) = conn.memberships.iter().position(|membership| membership.realm == realm_key) else { return };
        let (lane, slot) = (conn.lane, conn.memberships.swap_remove(at).slot);
        self.remove_member(realm_key, lane, slot);
        self.mark_in_others(key);
        self.count_changed(realm_key);
        self.realms.forget_if_empty(realm_key);
    }

    /// Frees a slot in a realm's list; the member that takes it over is told.
    pub(crate) fn remove_member(&mut self, realm_key: RealmKey, lane: Lane, slot: u32) {
        let Some(realm) = self.realms.state(realm_key) else { return };
        let members = &mut realm.members[lane as usize];
        members.swap_remove(slot as usize);
        let Some(moved) = members.get(slot as usize).map(|member| member.conn) else { return };
        let Some(conn) = self.conn(moved) else { return };
        if let Some(membership) = conn.memberships.iter_mut().find(|membership| membership.realm == realm_key) {
            membership.slot = slot;
        }
    }

    /// Keeps `in_others` true to the number of realms that the conn is in.
    fn mark_in_others(&mut self, key: ConnKey) {
        let Some(conn) = self.conns.get(key.0) else { return };
        let in_others = conn.is_in_others();
        for membership in &conn.memberships {
            if let Some(realm) = self.realms.state(membership.realm) {
                realm.members[conn.lane as usize][membership.slot as usize].in_others = in_others;
            }
        }
    }

    /// Forgets a conn. No output names it after this.
    #[inline(never)]
    pub(crate) fn forget(&mut self, key: ConnKey, out: &mut Out) {
        self.tell_of_end(key, out);
        let Some(conn) = self.conns.remove(key.0) else { return };
        self.by_id.remove(&conn.id);
        for membership in conn.memberships {
            self.remove_member(membership.realm, conn.lane, membership.slot);
            self.count_changed(membership.realm);
            self.realms.forget_if_empty(membership.realm);
        }
    }

    pub(crate) fn close(&mut self, key: ConnKey, code: CloseCode, out: &mut Out) {
        self.forget(key, out);
        out.list.push(Output::Close(key, code));
    }
}
