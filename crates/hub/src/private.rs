//! Realms that belong to a service: only its word lets a conn in, and it says what is heard there.

use std::sync::Arc;

use desk::{FromHub, No, Said, Say, What, Whom};
use types::{CloseCode, ConnId, Limits, Name, Now, Offset, Rate, Realm, RealmKind};
use wire::{ErrorCode, Fault, ToClient, ViewText};

use crate::conn::{Entering, RealmKey, Wanted};
use crate::hub::Hub;
use crate::{ConnKey, FromNode, Happened, HubMessage, Out, Output, ToNode};

/// Kinds of calls that are the server's own words to a service.
const RESERVED: [&str; 2] = ["joined", "left"];

impl Hub {
    pub(crate) fn node_says(&mut self, now: Now, told: FromNode, out: &mut Out) {
        match told {
            FromNode::Admitted { conn, user, login } => self.admitted(now, conn, user, &login, out),
            FromNode::Registered { conn, realms } => self.registered(now, conn, realms, out),
            FromNode::Direct(direct) => self.direct_from_afar(&direct, out),
            FromNode::Close { conn, code } => self.with_conn(conn, |hub, key| hub.close(key, code, out)),
            FromNode::Refused { conn, fault } => self.with_conn(conn, |hub, key| hub.tell_fault(key, &fault, out)),
            FromNode::Members { conn, realm, total, page, next } => self.with_conn(conn, |hub, key| {
                let realm = &realm.to_string();
                hub.answer(key, ToClient::Members { realm, total, page: &page, next }, out);
            }),
            FromNode::Commanded { conn, id, answer } => {
                self.with_conn(conn, |hub, key| hub.answer_command(key, &id.to_bytes(), &answer, out));
            }
            FromNode::Said { conn, what } => self.with_conn(conn, |hub, key| hub.tell_alone(key, what, out)),
            FromNode::Broadcast(what) => {
                let keys: Vec<ConnKey> = self.by_id.values().copied().collect();
                for key in keys {
                    self.tell_alone(key, what.clone(), out);
                }
            }
            FromNode::Move { conn, after_ms } => {
                self.with_conn(conn, |hub, key| hub.answer(key, ToClient::Move { after_ms }, out));
            }
        }
    }

    fn tell_alone(&mut self, key: ConnKey, what: What, out: &mut Out) {
        let said = Said { offset: Offset(0), from: None, user: None, what };
        if let Some(message) = to_client("", &said) {
            self.answer(key, message, out);
        }
    }

    /// Where the operator limits how often one conn chats.
    #[inline]
    pub(crate) fn check_chat_rate(&mut self, now: Now, key: ConnKey) -> Result<(), Fault> {
        if self.settings.limits.chat_rate == 0 { Ok(()) } else { self.take_chat(now, key) }
    }

    #[cold]
    fn take_chat(&mut self, now: Now, key: ConnKey) -> Result<(), Fault> {
        let Limits { chat_rate: per_second, chat_burst: burst, .. } = self.settings.limits;
        let Some(conn) = self.conn(key) else { return Ok(()) };
        if conn.chats.take(now.mono, 1, Rate { per_second, burst }) {
            return Ok(());
        }
        Err(Fault::new(ErrorCode::Busy, format!("more than {per_second} chats a second: nobody has heard this one")))
    }

    fn with_conn(&mut self, conn: ConnId, work: impl FnOnce(&mut Self, ConnKey)) {
        if let Some(key) = self.by_id.get(&conn).copied() {
            work(self, key);
        }
    }

    /// Asks the service that owns the realm, which may mean other realms by it.
    pub(crate) fn ask_for_word(&mut self, key: ConnKey, realm: &Realm, out: &mut Out) {
        let Some(conn) = self.conns.get(key.0) else { return };
        let Some(user) = conn.user().cloned() else { return };
        self.has_asked = true;
        out.list.push(Output::node(ToNode::Register { conn: conn.id, user, realm: realm.clone() }));
    }

    /// The service has answered: the conn goes into what it was let into, with its cursor where that is what it asked
    /// for, and then on to the next that it wants.
    fn registered(&mut self, now: Now, id: ConnId, realms: Result<Vec<Realm>, No>, out: &mut Out) {
        let Some(key) = self.by_id.get(&id).copied() else { return };
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Entering(mut wanted) = conn.entering.take().map(|entering| *entering).unwrap_or_default();
        let Some(asked) = wanted.pop_front() else { return };
        match realms {
            Ok(realms) if !realms.is_empty() => {
                let room = (self.settings.limits.realms_per_conn + 1).saturating_sub(conn.memberships.len());
                for realm in realms.into_iter().take(room).rev() {
                    let cursor = asked.cursor.filter(|_| realm.to_string() == asked.realm.to_string());
                    wanted.push_front(Wanted { is_granted: true, ..Wanted::new(realm, cursor) });
                }
            }
            Ok(_) | Err(No::NotFound) => {
                let fault = self.unknown_realm(now, key);
                self.tell_fault(key, &fault, out);
            }
            Err(why) => self.tell_fault(key, &crate::desk::fault_of(why), out),
        }
        self.want(key, wanted, out);
        self.release(key, out);
    }

    /// Something for a service.
    #[inline(never)]
    pub(crate) fn call(
        &self,
        key: ConnKey,
        kind: &str,
        text: String,
        body: Vec<u8>,
        out: &mut Out,
    ) -> Result<(), Fault> {
        self.demand_hello(key)?;
        let bad = || Fault::new(ErrorCode::BadId, "`call.kind` is no name: expected 1 to 64 of A-Z a-z 0-9 _");
        let kind: Name = kind.parse().map_err(|_| bad())?;
        if RESERVED.contains(&kind.as_str()) {
            let text = format!("`call.kind` {} is what the server itself tells a service", kind.as_str());
            return Err(Fault::new(ErrorCode::NotAllowed, text));
        }
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        let Some(user) = conn.user().cloned() else { return Ok(()) };
        out.list.push(Output::node(ToNode::Call { conn: conn.id, user, kind, text, body }));
        Ok(())
    }

    /// Says in a realm of this hub what is no plain chat.
    pub(crate) fn say_said(&mut self, realm_key: RealmKey, speaker: Option<ConnKey>, said: &Said) {
        match &said.what {
            What::Chat(text) => match said.from {
                Some(from) => self.say(realm_key, speaker, from, said.offset, text),
                None => self.put_in_turn(realm_key, |turn, lane, realm| {
                    turn.say(lane, None, ToClient::ServerChat { realm, offset: said.offset, text });
                }),
            },
            What::View(_) | What::Direct { .. } | What::Came | What::Went => {
                if self.is_watched()
                    && let Some(bytes) = size_of(&said.what)
                {
                    self.said_in(realm_key, said.from, said.offset, bytes, None);
                }
                self.put_in_turn(realm_key, |turn, lane, realm| {
                    if let Some(message) = to_client(realm, said) {
                        turn.say(lane, speaker, message);
                    }
                });
            }
        }
    }

    /// Tells whom it concerns that a conn has come into a realm, or goes: members where that is announced, and the
    /// service that owns the realm.
    pub(crate) fn tell_of_move(&mut self, key: ConnKey, realm_key: RealmKey, is_in: bool, out: &mut Out) {
        let Some(realm) = self.realms.look(realm_key) else { return };
        let (realm, members) = (realm.name.clone(), realm.count_everywhere());
        let Some(conn) = self.conns.get(key.0) else { return };
        let (user, id) = (conn.user().cloned(), conn.id);
        if self.is_watched() && realm.kind() != RealmKind::User {
            self.happened(Happened::Moved { conn: id, realm: realm.clone(), is_in, members });
        }
        let Some(user) = user else { return };
        if matches!(realm.kind(), RealmKind::Game | RealmKind::GameTv) {
            let (user, realm) = (user.clone(), realm.clone());
            out.list.push(Output::node(ToNode::Moved { conn: id, user, realm, is_in }));
        }
        // Of those at a game the game itself says what may be known.
        if realm.is_hosted() || !self.settings.manners.announce.has(realm.kind()) {
            return;
        }
        let what = if is_in { What::Came } else { What::Went };
        let said = Said { offset: Offset(0), from: Some(id), user: Some(user), what };
        self.say_said(realm_key, Some(key), &said);
        if self.settings.shared.is_shared(&realm) {
            let say = Say { from: said.from, user: said.user.clone(), what: said.what.clone() };
            out.list.push(Output::Desk(FromHub::Announce(realm.clone(), say)));
        }
        if !self.settings.is_alone() {
            out.list.push(Output::Tell(HubMessage::Said { realm, said: Arc::new(said) }));
        }
    }

    /// The conn was in the realm where it started before anybody knew who it is.
    pub(crate) fn announce_home(&mut self, key: ConnKey, out: &mut Out) {
        let Some(conn) = self.conns.get(key.0) else { return };
        for realm in conn.memberships.iter().map(|membership| membership.realm).collect::<Vec<_>>() {
            self.tell_of_move(key, realm, true, out);
        }
    }

    /// The conn ends: it goes from wherever it is.
    pub(crate) fn tell_of_end(&mut self, key: ConnKey, out: &mut Out) {
        let Some(conn) = self.conns.get(key.0) else { return };
        let (id, is_known) = (conn.id, conn.user().is_some());
        if !is_known && !self.is_watched() {
            return;
        }
        for realm in conn.memberships.iter().map(|membership| membership.realm).collect::<Vec<_>>() {
            self.tell_of_move(key, realm, false, out);
        }
        if is_known {
            out.list.push(Output::node(ToNode::Gone(id)));
        }
    }

    /// The owner of a realm puts conns out of it.
    pub(crate) fn put_out(&mut self, realm: &Realm, whom: &Whom, out: &mut Out) {
        let Some(realm_key) = self.realms.find(realm) else { return };
        let name = realm.to_string();
        for key in self.members_of(realm_key) {
            let Some(conn) = self.conns.get(key.0) else { continue };
            let is_meant = match whom {
                Whom::Everybody => true,
                Whom::Conn(id) => conn.id == *id,
                Whom::User(user) => conn.user() == Some(user),
            };
            if is_meant && !self.is_own(key, realm) {
                self.settle(key, out);
                self.exit(key, realm_key, out);
                self.answer(key, ToClient::Left { realm: &name }, out);
            }
        }
    }

    /// Every conn of the realm is closed.
    pub(crate) fn kick_all(&mut self, realm: &Realm, code: CloseCode, out: &mut Out) {
        let Some(realm_key) = self.realms.find(realm) else { return };
        for key in self.members_of(realm_key) {
            self.close(key, code, out);
        }
    }

    fn members_of(&mut self, realm_key: RealmKey) -> Vec<ConnKey> {
        let Some(realm) = self.realms.state(realm_key) else { return Vec::new() };
        realm.members.iter().flatten().map(|member| member.conn).collect()
    }
}

/// How much is said, if it is said by somebody and not only about him.
fn size_of(what: &What) -> Option<usize> {
    match what {
        What::Chat(text) => Some(text.len()),
        What::View(view) => Some(view.text.len() + view.body.len()),
        What::Direct { text, body } => Some(text.len() + body.len()),
        What::Came | What::Went => None,
    }
}

/// How a full conn hears it.
pub(crate) fn to_client<'a>(realm: &'a str, said: &'a Said) -> Option<ToClient<'a>> {
    Some(match &said.what {
        What::Chat(text) => match said.from {
            Some(from) => ToClient::Chat { from, realm, offset: said.offset, text },
            None => ToClient::ServerChat { realm, offset: said.offset, text },
        },
        What::View(view) => {
            let view = ViewText { kind: &view.kind, text: &view.text, body: &view.body };
            ToClient::View { realm, offset: said.offset, view }
        }
        What::Direct { text, body } => {
            let user = realm.strip_prefix("user-")?;
            ToClient::DirectToUser { from: said.from?, user, text, body }
        }
        What::Came => ToClient::Came { realm, conn: said.from?, user: said.user.as_ref() },
        What::Went => ToClient::Went { realm, conn: said.from?, user: said.user.as_ref() },
    })
}

#[cold]
pub(crate) fn may_not_speak() -> Fault {
    Fault::new(ErrorCode::NotAllowed, "members do not chat in that realm: only who owns it speaks there")
}
