//! `join` and `leave`: how a conn comes to hear more.

use std::collections::VecDeque;

use desk::Why;
use types::{Now, Place, Rate, Realm, RealmKind};
use wire::{ErrorCode, Fault, Lane, ToClient};

use crate::conn::{Entering, Membership, RealmKey, Wanted};
use crate::hub::Hub;
use crate::realms::Member;
use crate::{ConnKey, Out};

impl Hub {
    /// The conn has said `hello`: it moves to the lane that is told everything.
    pub(crate) fn change_lane(&mut self, key: ConnKey, out: &mut Out) {
        if self.has_hello(key) {
            return;
        }
        self.settle(key, out);
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let old = conn.lane;
        conn.lane = old.with_hello();
        for at in 0..conn.memberships.len() {
            self.change_lane_in(key, at, old);
        }
    }

    fn change_lane_in(&mut self, key: ConnKey, at: usize, old: Lane) {
        let Some(Membership { realm: realm_key, slot }) = self.conn(key).map(|conn| conn.memberships[at]) else {
            return;
        };
        self.remove_member(realm_key, old, slot);
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let in_others = conn.is_in_others();
        let Some(realm) = self.realms.state(realm_key) else { return };
        let members = &mut realm.members[conn.lane as usize];
        conn.memberships[at].slot = u32::try_from(members.len()).unwrap_or(u32::MAX);
        members.push(Member { conn: key, in_others });
        if let Some(turn) = &mut realm.turn {
            turn.skip_so_far(conn.lane, key);
        }
    }

    pub(crate) fn answer_joined(
        &mut self,
        key: ConnKey,
        realm_key: RealmKey,
        place: Place,
        why: Option<Why>,
        out: &mut Out,
    ) {
        self.settle(key, out);
        let Some(lane) = self.conn(key).map(|conn| conn.lane) else { return };
        let Some(realm) = self.realms.state(realm_key) else { return };
        let recovered = why.is_some_and(Why::is_recovered);
        let why = why.map_or("", Why::name);
        let joined = ToClient::Joined { realm: &realm.text, place, recovered, why, members: realm.count_everywhere() };
        out.send(key, lane, joined);
    }

    #[inline(never)]
    pub(crate) fn join(
        &mut self,
        now: Now,
        key: ConnKey,
        name: &str,
        cursor: Option<Place>,
        out: &mut Out,
    ) -> Result<(), Fault> {
        let limits = self.settings.limits;
        self.take_move(now, key)?;
        // A user's realm is heard by his conns without a word, and by nobody else.
        let Some(name) = name.parse::<Realm>().ok().filter(|name| name.kind() != RealmKind::User) else {
            return Err(self.unknown_realm(now, key));
        };
        let found = self.realms.find(&name);
        let Some(conn) = self.conn(key) else { return Ok(()) };
        // What a service lets into is limited by what it answers. The realm of its own user does not count.
        let is_new = name.is_open() && !found.is_some_and(|realm| conn.is_in(realm));
        if is_new && conn.memberships.len() > limits.realms_per_conn {
            let text = format!("a conn may be in {} realms: `leave` one first", limits.realms_per_conn);
            return Err(Fault::new(ErrorCode::TooManyRealms, text));
        }
        if is_new && !self.has_place_in(&name) {
            let text = "that realm has as many conns, or this node as many realms, as it may: try again later";
            return Err(Fault::new(ErrorCode::Busy, text));
        }
        self.want(key, VecDeque::from([Wanted::new(name, cursor)]), out);
        Ok(())
    }

    /// Lets the conn into one realm after the other; where the desk has a hand in it, it is asked, and the conn waits.
    pub(crate) fn want(&mut self, key: ConnKey, mut wanted: VecDeque<Wanted>, out: &mut Out) {
        while let Some(next) = wanted.front() {
            let must_ask = self.must_ask(key, next);
            if next.needs_word() || must_ask {
                if next.needs_word() {
                    self.ask_for_word(key, &next.realm, out);
                } else {
                    let was_in = self.ask_to_enter(key, next.clone(), out);
                    wanted.iter_mut().take(1).for_each(|next| next.was_in = was_in);
                }
                if let Some(conn) = self.conns.get_mut(key.0) {
                    conn.entering = Some(Box::new(Entering(wanted)));
                }
                return;
            }
            let unplaced = next.cursor.map(|_| Why::Open);
            let realm = self.realms.find_or_create(next.realm.clone());
            if self.conns.get(key.0).is_some_and(|conn| !conn.is_in(realm)) {
                self.enter(key, realm, out);
            }
            let place = self.realms.state(realm).map_or(Place::NONE, |realm| realm.place);
            if !self.is_own(key, &next.realm) {
                self.answer_joined(key, realm, place, if place.is_numbered() { Some(Why::New) } else { unplaced }, out);
            }
            wanted.pop_front();
        }
    }

    #[inline(never)]
    pub(crate) fn leave(&mut self, now: Now, key: ConnKey, name: &str, out: &mut Out) -> Result<(), Fault> {
        self.take_move(now, key)?;
        let is_own = name.parse().is_ok_and(|realm| self.is_own(key, &realm));
        let Some(realm) = self.realm_of(key, name).filter(|_| !is_own) else {
            return Err(Fault::new(ErrorCode::NotFound, "this conn is not in that realm"));
        };
        self.settle(key, out);
        self.exit(key, realm, out);
        self.answer(key, ToClient::Left { realm: name }, out);
        Ok(())
    }

    /// The realm of this name that the conn is in.
    pub(crate) fn realm_of(&self, key: ConnKey, name: &str) -> Option<RealmKey> {
        let mut realms = self.conns.get(key.0)?.memberships.iter().map(|membership| membership.realm);
        realms.find(|realm| self.realms.look(*realm).is_some_and(|realm| *realm.text == *name))
    }

    pub(crate) fn has_hello(&self, key: ConnKey) -> bool {
        self.conns.get(key.0).is_some_and(|conn| conn.lane.has_hello())
    }

    /// What only conns may do that have said `hello`.
    pub(crate) fn demand_hello(&self, key: ConnKey) -> Result<(), Fault> {
        let is_known = self.conns.get(key.0).is_some_and(|conn| conn.user().is_some());
        if is_known { Ok(()) } else { Err(hello_is_missing()) }
    }

    /// Joins and leaves need a `hello` and have a rate.
    pub(crate) fn take_move(&mut self, now: Now, key: ConnKey) -> Result<(), Fault> {
        self.demand_hello(key)?;
        let limits = self.settings.limits;
        let rate = Rate { per_second: limits.joins_rate, burst: limits.joins_burst };
        let Some(conn) = self.conn(key) else { return Ok(()) };
        if conn.joins.take(now.mono, 1, rate) {
            return Ok(());
        }
        let text = format!("more than {} joins and leaves a second: slow down", rate.per_second);
        Err(Fault::new(ErrorCode::Busy, text))
    }

    pub(crate) fn unknown_realm(&mut self, now: Now, key: ConnKey) -> Fault {
        let limit = self.settings.limits.unknown_realms;
        if self.conn(key).is_some_and(|conn| conn.unknown_realms.is_over(now.mono, limit)) {
            return Fault::new(ErrorCode::Busy, "too many names that are no realm: wait a minute");
        }
        let text = "no such realm: `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _, can be joined by anybody; into others \
                    their service lets in";
        Fault::new(ErrorCode::NotFound, text)
    }
}

#[cold]
pub(crate) fn hello_is_missing() -> Fault {
    Fault::new(ErrorCode::UnknownKind, "say `hello` first: without it a conn only chats")
}
