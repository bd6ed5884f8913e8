//! The client: one input in, its consequences out.

use std::collections::BTreeMap;

use types::{Millis, Realm};
use wire::PROTOCOL_VERSION;
use wire::packets::{self, Packet, packet::Msg};

use crate::comeback::{Comeback, Luck};
use crate::commands::Commands;
use crate::conn::Conn;
use crate::guards::Guards;
use crate::membership::{Membership, State};
use crate::{Event, Input, Output};

/// What a client is made with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The realm in which every conn starts: `lobby`, or `room-x` for an address with `?room=x`. The client is in it from
    /// the start, as if it had joined.
    pub home: Realm,
    /// For the server's log, at most 64 characters.
    pub name: String,
    /// Who the user is: a token of the game's login service, or the guest token of an earlier [`Event::Welcome`]. Empty: a
    /// new guest.
    pub token: String,
}

/// What one app needs to be in realms.
#[derive(Debug)]
pub struct Client {
    pub(crate) settings: Settings,
    /// The session secret of the last `welcome`; empty before.
    pub(crate) session: String,
    /// The realms that the app wants to be in, by name.
    pub(crate) realms: BTreeMap<String, Membership>,
    pub(crate) conn: Conn,
    pub(crate) comeback: Comeback,
    /// What the app wants of games and has no answer for good.
    pub(crate) commands: Commands,
    pub(crate) guards: Guards,
}

/// What an input is worked on with.
pub(crate) struct Work<'a> {
    pub(crate) now: Millis,
    pub(crate) luck: Luck,
    out: &'a mut Vec<Output>,
}

impl Work<'_> {
    pub(crate) fn push(&mut self, output: Output) {
        self.out.push(output);
    }

    pub(crate) fn send(&mut self, msg: Msg) {
        self.push(Output::Send(Packet { msg: Some(msg), ..Packet::default() }));
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.push(Output::Tell(event));
    }
}

impl Client {
    /// A client that is not connected.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::guarded(settings, Guards::default())
    }

    /// A client that lacks a guard.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub fn without(settings: Settings, guards: &'static [crate::Guard]) -> Self {
        Self::guarded(settings, Guards::without(guards))
    }

    fn guarded(settings: Settings, guards: Guards) -> Self {
        let home = settings.home.to_string();
        Self {
            settings,
            session: String::new(),
            realms: BTreeMap::from([(home, Membership::new(true, guards))]),
            conn: Conn::Away,
            comeback: Comeback::default(),
            commands: Commands::default(),
            guards,
        }
    }

    /// Takes one input and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Millis, luck: Luck, input: Input, out: &mut Vec<Output>) {
        let work = &mut Work { now, luck, out };
        match input {
            Input::Connect => self.connect(work),
            Input::Disconnect => self.disconnect(work),
            Input::Join(realm) => self.join(realm, work),
            Input::Leave(realm) => self.leave(realm, work),
            Input::Say { realm, text } => self.say(realm, text, work),
            Input::Direct { conn, text, body } => {
                self.send(Msg::Direct(packets::Direct { conn, msg: text, body, user: String::new() }), work);
            }
            Input::Who { realm, after, limit } => self.send(Msg::Who(packets::Who { realm, after, limit }), work),
            Input::Call { kind, text, body } => self.send(Msg::Call(packets::Call { kind, text, body }), work),
            Input::Command { game, id, expect, kind, text } => {
                let (command_id, expect_offset) = (id.to_vec(), expect);
                let command = packets::Command { game, command_id, expect_offset, kind, text };
                self.commands.give(id, command, self.conn.is_welcome(), work);
            }
            Input::Token(token) => self.renew(token, work),
            Input::Opened => self.opened(work),
            Input::Heard(packet) => self.heard(packet, work),
            Input::Ended { code, reason } => self.ended(code, reason, work),
            Input::Ticked => self.tick(work),
        }
    }

    fn join(&mut self, realm: String, work: &mut Work<'_>) {
        if let Some(membership) = self.realms.get_mut(&realm) {
            membership.is_wanted = true;
            return;
        }
        let can_be_joined = realm.parse().is_ok_and(|realm| !matches!(realm, Realm::User(_)));
        if !can_be_joined || self.realms.len() >= self.conn.realms_max() {
            return work.tell(Event::NotJoined { realm });
        }
        self.realms.insert(realm.clone(), Membership::new(true, self.guards));
        if self.conn.is_welcome() {
            self.ask(&realm, work);
        }
    }

    fn leave(&mut self, realm: String, work: &mut Work<'_>) {
        let Some(membership) = self.realms.get_mut(&realm) else { return };
        match membership.state {
            State::Out => self.forget(realm, work),
            // The answer is waited for, so that it is not taken for that to a later question.
            State::Asked(_) => (membership.is_wanted, membership.has_been_in) = (false, false),
            State::In => {
                self.realms.remove(&realm);
                work.send(Msg::Leave(packets::Leave { realm }));
            }
        }
    }

    /// The app is in a realm no more, and the server need not be told.
    pub(crate) fn forget(&mut self, realm: String, work: &mut Work<'_>) {
        self.realms.remove(&realm);
        work.tell(Event::Left { realm });
    }

    fn say(&self, realm: String, text: String, work: &mut Work<'_>) {
        match self.realms.get(&realm) {
            Some(membership) if membership.state == State::In => {
                let msg = Some(Msg::Chat(packets::ChatMessage { msg: text }));
                work.push(Output::Send(Packet { msg, realm, ..Packet::default() }));
            }
            Some(_) | None => work.tell(Event::Unsaid { realm }),
        }
    }

    /// Sends what is of no use later.
    fn send(&self, msg: Msg, work: &mut Work<'_>) {
        if self.conn.is_welcome() {
            work.send(msg);
        }
    }

    /// The app has a new token: for the next conn, and for this one, whose login may be about to end.
    fn renew(&mut self, token: String, work: &mut Work<'_>) {
        self.settings.token.clone_from(&token);
        self.send(Msg::Hello(packets::Hello { version: PROTOCOL_VERSION, token, ..Default::default() }), work);
    }

    /// Asks to enter a realm, behind what was seen there last.
    pub(crate) fn ask(&mut self, realm: &str, work: &mut Work<'_>) {
        let Some(membership) = self.realms.get_mut(realm) else { return };
        if !membership.may_ask(realm) {
            self.realms.remove(realm);
            return work.tell(Event::NotJoined { realm: realm.to_owned() });
        }
        membership.state = State::Asked(work.now);
        let (epoch, offset) = (membership.place().epoch.0, membership.place().offset.0);
        let cursor = packets::Cursor { epoch, offset, realm: String::new() };
        let cursor = if membership.has_been_in { Some(cursor).into() } else { None.into() };
        work.send(Msg::Join(packets::Join { realm: realm.to_owned(), cursor }));
    }
}
