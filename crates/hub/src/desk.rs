//! What the hub and the desk of its node have to do with each other: realms whose members are on other nodes too, or
//! whose views are numbered. Elsewhere the desk is not asked.

use std::sync::Arc;

use desk::{Entered, FromHub, No, Said, Say, ToHub, What, Why};
use types::{ConnId, Offset, Place, Realm, RealmKind};
use wire::{ErrorCode, Fault, ToClient};

use crate::conn::{Entering, RealmKey, Wanted};
use crate::hub::Hub;
use crate::private::to_client;
use crate::{ConnKey, Out, Output};

/// In the list of those who have members elsewhere, the number of the desk: no hub has it.
const DESK: u8 = u8::MAX;

impl Hub {
    /// Whether the desk has a hand in anything.
    pub(crate) fn has_desk(&self) -> bool {
        self.settings.shared != crate::Shared::default()
    }

    /// Tells the desk that the realm has members here from now on.
    pub(crate) fn show_interest(&mut self, realm_key: RealmKey, out: &mut Out) {
        let Some(realm) = self.realms.state(realm_key) else { return };
        if !std::mem::replace(&mut realm.is_at_desk, true) {
            let realm = realm.name.clone();
            out.list.push(Output::Desk(FromHub::Interest { realm, is_wanted: true }));
        }
    }

    /// Tells the desk how many members the realm has here, and when there are no more.
    pub(crate) fn tell_desk_count(&mut self, realm_key: RealmKey, members: u32, out: &mut Out) {
        let Some(realm) = self.realms.state(realm_key) else { return };
        if !realm.is_at_desk {
            return;
        }
        let told = match members {
            0 if realm.entering == 0 => {
                realm.is_at_desk = false;
                realm.set_elsewhere(DESK, 0);
                FromHub::Interest { realm: realm.name.clone(), is_wanted: false }
            }
            // Nobody asks how many conns a user has.
            _ if realm.name.kind() == RealmKind::User => return,
            _ => FromHub::Count { realm: realm.name.clone(), members },
        };
        out.list.push(Output::Desk(told));
    }

    /// Whether the desk is to be asked before the conn can be told that it is in the realm.
    pub(crate) fn must_ask(&self, key: ConnKey, wanted: &Wanted) -> bool {
        let is_in = |realm| self.conns.get(key.0).is_some_and(|conn| conn.is_in(realm));
        // A member that brings a cursor has a gap, whatever the server knows of it; one of a game is shown it anew.
        let has_all = !wanted.is_home && wanted.cursor.is_none() && !wanted.realm.is_hosted();
        let is_settled = has_all && self.realms.find(&wanted.realm).is_some_and(is_in);
        self.settings.shared.is_shared(&wanted.realm) && !is_settled
    }

    /// Asks the desk to let the conn in. Until the answer it hears nothing of the realm, so that nothing comes twice.
    /// Whether it was in there until now.
    pub(crate) fn ask_to_enter(&mut self, key: ConnKey, wanted: Wanted, out: &mut Out) -> bool {
        let Wanted { realm, cursor, .. } = wanted;
        let realm_key = self.realms.find_or_create(realm.clone());
        if let Some(state) = self.realms.state(realm_key) {
            state.entering += 1;
        }
        let is_in = self.conns.get(key.0).is_some_and(|conn| conn.is_in(realm_key));
        let goes_out = is_in && self.settings.shared.is_numbered(&realm);
        if goes_out {
            self.settle(key, out);
            self.exit(key, realm_key, out);
        }
        if let Some(conn) = self.conns.get(key.0).map(|conn| conn.id) {
            self.has_asked = true;
            out.list.push(Output::Desk(FromHub::Enter { conn, realm, cursor }));
        }
        goes_out
    }

    /// A conn speaks where the desk has a hand in it. Whether it is to be said here and now.
    pub(crate) fn say_at_desk(&mut self, realm_key: RealmKey, key: ConnKey, text: &str, out: &mut Out) -> bool {
        let shared = self.settings.shared;
        let Some(conn) = self.conns.get(key.0) else { return false };
        let Some(realm) = self.realms.state(realm_key) else { return false };
        let say = Say { from: Some(conn.id), user: conn.user().cloned(), what: What::Chat(text.to_owned()) };
        if shared.is_shared(&realm.name) {
            out.list.push(Output::Desk(FromHub::Say(realm.name.clone(), say)));
        }
        !shared.is_numbered(&realm.name)
    }

    pub(crate) fn desk_says(&mut self, told: ToHub, out: &mut Out) {
        match told {
            ToHub::Entered { conn, entered } => self.entered(conn, &entered, out),
            ToHub::NotEntered { conn, realm, why } => self.not_entered(conn, &realm, why, out),
            ToHub::Said { realm, said } => self.heard(&realm, &said, out),
            ToHub::Unsaid { conn, why } => {
                if let Some(key) = self.by_id.get(&conn).copied() {
                    self.tell_fault(key, &fault_of(why), out);
                }
            }
            ToHub::Head { realm, place } => {
                self.tell_full(&realm, Some(place), |realm| ToClient::Head { realm, place });
            }
            ToHub::Resync { realm, place, why } => {
                let why = why.name();
                self.tell_full(&realm, Some(place), |realm| ToClient::Resync { realm, place, why });
            }
            ToHub::Doubt { realm } => self.tell_full(&realm, None, |realm| ToClient::Doubt { realm }),
            ToHub::PutOut { realm, whom } => self.put_out(&realm, &whom, out),
            ToHub::Kick { realm, code } => self.kick_all(&realm, code, out),
            ToHub::Elsewhere { realm, members } => {
                let Some(realm_key) = self.realms.find(&realm) else { return };
                // A count that crossed the hub's word that it wants the realm no more would stay for ever.
                let Some(state) = self.realms.state(realm_key) else { return };
                if !state.is_at_desk && state.entering == 0 {
                    return;
                }
                state.set_elsewhere(DESK, members);
                self.presence_changed(realm_key);
            }
        }
    }

    /// Tells the members that have said `hello`, and takes note of where the realm is.
    fn tell_full<'a>(&mut self, realm: &Realm, place: Option<Place>, message: impl Fn(&str) -> ToClient<'_> + 'a) {
        // A user's own realm, which no client has joined, is not spoken of.
        let Some(realm_key) = self.realms.find(realm).filter(|_| realm.kind() != RealmKind::User) else { return };
        if let (Some(state), Some(place)) = (self.realms.state(realm_key), place) {
            state.place = place;
        }
        self.put_in_turn(realm_key, |turn, lane, realm| turn.say(lane, None, message(realm)));
    }

    /// Somebody spoke: on another node, or in a numbered realm on any.
    fn heard(&mut self, realm: &Realm, said: &Arc<Said>, out: &mut Out) {
        let Some(realm_key) = self.realms.find(realm) else { return };
        let Some(state) = self.realms.state(realm_key) else { return };
        if said.offset == Offset(0) {
            return self.say_said(realm_key, None, said);
        }
        state.place.offset = said.offset;
        let speaker = said.from.and_then(|from| self.by_id.get(&from).copied());
        let speaker = speaker.filter(|key| self.conns.get(key.0).is_some_and(|conn| conn.is_in(realm_key)));
        self.say_said(realm_key, speaker, said);
        if let Some(key) = speaker {
            let name = realm.to_string();
            self.answer(key, ToClient::Placed { realm: &name, offset: said.offset }, out);
        }
    }

    fn entered(&mut self, conn: ConnId, entered: &Entered, out: &mut Out) {
        let Entered { realm, place, why, missed } = entered;
        let Some(realm_key) = self.asked_for(realm) else { return };
        // A game as it stands, which comes first, has no place of its own.
        let last = missed.last().map_or(place.offset, |said| said.offset.max(place.offset));
        if let Some(state) = self.realms.state(realm_key) {
            state.place = Place { epoch: place.epoch, offset: last };
            // With the answer the desk takes the realm as wanted here, not before.
            state.is_at_desk = true;
        }
        let Some(key) = self.by_id.get(&conn).copied() else { return self.count_changed(realm_key) };
        if self.conns.get(key.0).is_some_and(|conn| !conn.is_in(realm_key)) {
            self.enter(key, realm_key, out);
        }
        let why = (place.is_numbered() || *why != Why::New).then_some(*why);
        if !self.is_own(key, realm) {
            self.answer_joined(key, realm_key, *place, why, out);
        }
        let Some(lane) = self.conns.get(key.0).map(|conn| conn.lane) else { return };
        let name = realm.to_string();
        for said in missed {
            if let Some(message) = to_client(&name, said) {
                out.send(key, lane, message);
            }
        }
        self.go_on(key, out);
    }

    fn not_entered(&mut self, conn: ConnId, realm: &Realm, why: No, out: &mut Out) {
        if let Some(realm_key) = self.asked_for(realm) {
            self.count_changed(realm_key);
        }
        if let Some(key) = self.by_id.get(&conn).copied() {
            self.tell_fault(key, &fault_of(why), out);
            self.tell_out(key, out);
            self.go_on(key, out);
        }
    }

    /// Who was a member until it asked again, and is not let in, hears nothing any more: it must not believe that it does.
    fn tell_out(&mut self, key: ConnKey, out: &mut Out) {
        let entering = self.conns.get(key.0).and_then(|conn| conn.entering.as_ref());
        let wanted = entering.and_then(|entering| entering.0.front());
        if let Some(realm) = wanted.filter(|wanted| wanted.was_in).map(|wanted| wanted.realm.to_string()) {
            self.answer(key, ToClient::Left { realm: &realm }, out);
        }
    }

    /// An answer of the desk about this realm has come: one conn fewer waits for it.
    fn asked_for(&mut self, realm: &Realm) -> Option<RealmKey> {
        let realm_key = self.realms.find(realm)?;
        let state = self.realms.state(realm_key)?;
        state.entering = state.entering.saturating_sub(1);
        Some(realm_key)
    }

    /// The conn has its answer: on to the next realm that it wants, or to what it has said in the meantime.
    fn go_on(&mut self, key: ConnKey, out: &mut Out) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Entering(mut wanted) = conn.entering.take().map(|entering| *entering).unwrap_or_default();
        wanted.pop_front();
        self.want(key, wanted, out);
        if self.conns.get(key.0).is_some_and(|conn| conn.entering.is_none()) {
            out.list.push(Output::Release(key));
        }
    }
}

pub(crate) fn fault_of(why: No) -> Fault {
    match why {
        No::NotFound => Fault::new(ErrorCode::NotFound, "no such realm"),
        No::Busy => Fault::new(ErrorCode::Busy, "too much waits there already: try again"),
        No::Unavailable => {
            Fault::new(ErrorCode::Unavailable, "who could say does not answer: try again; it may have been said")
        }
    }
}
