//! What conns ask for, and what other hubs tell: one method a kind.

use types::{CloseCode, ConnId, MESSAGE_OUT_BYTES_MAX, Now, Rate, Realm};
use wire::{DirectText, ErrorCode, Fault, FromClient, PROTOCOL_VERSION, ToClient, Welcome};

use crate::hub::Hub;
use crate::realms::RealmState;
use crate::{ConnKey, HubMessage, LostDirect, Out, Output};

impl Hub {
    pub(crate) fn said(&mut self, now: Now, key: ConnKey, said: FromClient<'_>, out: &mut Out) {
        let answer = match said {
            FromClient::Chat { realm, text } => self.chat(key, &realm, &text, out),
            FromClient::Hello { version, client } => self.hello(now, key, version, &client, out),
            FromClient::Direct { .. } | FromClient::Join(_) | FromClient::Leave(_) | FromClient::Ping { .. }
                if !self.has_hello(key) =>
            {
                Err(Fault::new(ErrorCode::UnknownKind, "say `hello` first: without it a conn only chats"))
            }
            FromClient::Direct { to, text, body } => self.direct(key, to, &text, &body, out),
            FromClient::Join(realm) => self.join(now, key, &realm, out),
            FromClient::Leave(realm) => self.leave(now, key, &realm, out),
            FromClient::Ping { client_time } => {
                self.answer(key, ToClient::Pong { client_time, server_time: now.unix }, out);
                Ok(())
            }
        };
        match answer {
            Ok(()) => {}
            Err(fault) if fault.code == ErrorCode::UnknownKind => self.faulted(now, key, fault, out),
            Err(fault) => self.refuse(key, &fault, out),
        }
    }

    fn refuse(&mut self, key: ConnKey, fault: &Fault, out: &mut Out) {
        self.errors[fault.code as usize] += 1;
        self.answer(key, ToClient::Error { code: fault.code, text: &fault.text }, out);
    }

    /// A message that could not be used: the conn is told if it can be, and closed if there are too many.
    pub(crate) fn faulted(&mut self, now: Now, key: ConnKey, fault: Fault, out: &mut Out) {
        let limit = self.settings.limits.faults;
        let Some(conn) = self.conn(key) else { return };
        if conn.faults.is_over(now.mono, limit) {
            self.close(key, CloseCode::TooManyErrors, out);
        } else {
            self.refuse(key, &fault, out);
        }
    }

    pub(crate) fn told(&mut self, hub: u8, message: HubMessage, out: &mut Out) {
        match message {
            HubMessage::Chat { realm, from, text } => {
                if let Some(realm) = self.realms.find(&realm) {
                    self.say(realm, None, from, &text);
                }
            }
            HubMessage::Members { realm, count } => self.count_elsewhere(hub, realm, count),
            HubMessage::Seek(direct) => self.seek(direct, out),
            HubMessage::Missed(direct) => self.missed(direct, out),
        }
    }

    fn seek(&mut self, direct: LostDirect, out: &mut Out) {
        let LostDirect { from, to, text, body, hops } = &direct;
        let delivered = match self.by_id.get(to).copied() {
            Some(key) => self.deliver_direct(key, DirectText { from: *from, to: *to, text, body }, out).is_ok(),
            None if *hops > 0 => {
                let hops = hops - 1;
                out.list.push(Output::Pass(HubMessage::Seek(LostDirect { hops, ..direct })));
                return;
            }
            None => false,
        };
        if !delivered {
            let hops = self.settings.hubs;
            out.list.push(Output::Pass(HubMessage::Missed(LostDirect { hops, ..direct })));
        }
    }

    fn missed(&mut self, direct: LostDirect, out: &mut Out) {
        if let Some(key) = self.by_id.get(&direct.from).copied() {
            self.refuse(key, &no_such_conn(direct.to), out);
        } else if direct.hops > 0 {
            let hops = direct.hops - 1;
            out.list.push(Output::Pass(HubMessage::Missed(LostDirect { hops, ..direct })));
        }
    }

    fn has_hello(&mut self, key: ConnKey) -> bool {
        self.conn(key).is_some_and(|conn| conn.lane.has_hello())
    }

    /// Sends a conn something of its own, after what its realms have said before.
    fn answer(&mut self, key: ConnKey, message: ToClient<'_>, out: &mut Out) {
        self.settle(key, out);
        if let Some(conn) = self.conn(key) {
            out.send(key, conn.lane, message);
        }
    }

    fn chat(&mut self, key: ConnKey, realm: &str, text: &str, out: &mut Out) -> Result<(), Fault> {
        self.check_text(text)?;
        let Some(conn) = self.conns.get(key.0 as usize).and_then(Option::as_ref) else { return Ok(()) };
        let from = conn.id;
        let is_meant =
            |state: &mut RealmState| if realm.is_empty() { state.name == conn.home } else { *state.text == *realm };
        let mut of_conn = conn.memberships.iter().map(|membership| membership.realm);
        let realm_key = of_conn.find(|key| self.realms.state(*key).is_some_and(is_meant));
        let realm_key = realm_key.ok_or_else(|| {
            Fault::new(ErrorCode::NotFound, "this conn is not in that realm: `join` it before speaking there")
        })?;
        self.say(realm_key, Some(key), from, text);
        if !self.settings.is_alone()
            && let Some(realm) = self.realms.state(realm_key)
        {
            let message = HubMessage::Chat { realm: realm.name.clone(), from, text: text.to_owned() };
            out.list.push(Output::Tell(message));
        }
        Ok(())
    }

    fn check_text(&self, text: &str) -> Result<(), Fault> {
        let max = self.settings.limits.chat_chars;
        if text.len() > max && text.chars().count() > max {
            return Err(Fault::new(ErrorCode::TooLong, format!("the text is longer than {max} characters")));
        }
        Ok(())
    }

    fn hello(&mut self, now: Now, key: ConnKey, version: u32, client: &str, out: &mut Out) -> Result<(), Fault> {
        if version != PROTOCOL_VERSION {
            self.close(key, CloseCode::Version, out);
            return Ok(());
        }
        let limits = self.settings.limits;
        if client.chars().count() > limits.name_chars {
            let text = format!("`hello.client` is longer than {} characters", limits.name_chars);
            return Err(Fault::new(ErrorCode::TooLong, text));
        }
        if self.has_hello(key) {
            return Err(Fault::new(ErrorCode::UnknownKind, "`hello` was said before on this conn"));
        }
        self.change_lane(key, out);
        let number = |limit: usize| u32::try_from(limit).unwrap_or(u32::MAX);
        let welcome = Welcome {
            message_bytes: number(limits.message_bytes),
            chat_chars: number(limits.chat_chars),
            realms: number(limits.realms_per_conn),
            server_time: now.unix,
            heartbeat_ms: u32::try_from(limits.ping_every.as_millis()).unwrap_or(u32::MAX),
        };
        self.answer(key, ToClient::Welcome(welcome), out);
        let home = self.conns.get(key.0 as usize).and_then(Option::as_ref).map(|conn| &conn.home);
        if let Some(home) = home.and_then(|home| self.realms.find(home)) {
            self.answer_joined(key, home, out);
        }
        Ok(())
    }

    fn answer_joined(&mut self, key: ConnKey, realm_key: crate::conn::RealmKey, out: &mut Out) {
        self.settle(key, out);
        let Some(lane) = self.conn(key).map(|conn| conn.lane) else { return };
        if let Some(realm) = self.realms.state(realm_key) {
            out.send(key, lane, ToClient::Joined { realm: &realm.text, members: realm.count_everywhere() });
        }
    }

    fn join(&mut self, now: Now, key: ConnKey, name: &str, out: &mut Out) -> Result<(), Fault> {
        let limits = self.settings.limits;
        self.take_move(now, key)?;
        // A private realm gets the answer of one that does not exist: only its owner lets anybody know of it.
        let Some(name) = name.parse::<Realm>().ok().filter(Realm::is_open) else {
            return Err(self.unknown_realm(now, key));
        };
        let found = self.realms.find(&name);
        let Some(conn) = self.conn(key) else { return Ok(()) };
        let is_member = found.is_some_and(|realm| conn.is_in(realm));
        if !is_member {
            if conn.memberships.len() >= limits.realms_per_conn {
                let text = format!("a conn may be in {} realms: `leave` one first", limits.realms_per_conn);
                return Err(Fault::new(ErrorCode::TooManyRealms, text));
            }
            if found.is_none() && self.realms.len() >= limits.rooms {
                return Err(Fault::new(ErrorCode::Busy, "this node has as many rooms as it may: try again later"));
            }
        }
        let realm = self.realms.find_or_create(name);
        if !is_member {
            self.enter(key, realm);
        }
        self.answer_joined(key, realm, out);
        Ok(())
    }

    fn leave(&mut self, now: Now, key: ConnKey, name: &str, out: &mut Out) -> Result<(), Fault> {
        self.take_move(now, key)?;
        let found = name.parse::<Realm>().ok().and_then(|name| self.realms.find(&name));
        let Some(conn) = self.conn(key) else { return Ok(()) };
        let Some(realm) = found.filter(|realm| conn.is_in(*realm)) else {
            return Err(Fault::new(ErrorCode::NotFound, "this conn is not in that realm"));
        };
        self.settle(key, out);
        self.exit(key, realm);
        self.answer(key, ToClient::Left { realm: name }, out);
        Ok(())
    }

    /// Joins and leaves have a rate.
    fn take_move(&mut self, now: Now, key: ConnKey) -> Result<(), Fault> {
        let limits = self.settings.limits;
        let rate = Rate { per_second: limits.joins_rate, burst: limits.joins_burst };
        let Some(conn) = self.conn(key) else { return Ok(()) };
        if conn.joins.take(now.mono, 1, rate) {
            return Ok(());
        }
        let text = format!("more than {} joins and leaves a second: slow down", rate.per_second);
        Err(Fault::new(ErrorCode::Busy, text))
    }

    fn unknown_realm(&mut self, now: Now, key: ConnKey) -> Fault {
        let limit = self.settings.limits.unknown_realms;
        if self.conn(key).is_some_and(|conn| conn.unknown_realms.is_over(now.mono, limit)) {
            return Fault::new(ErrorCode::Busy, "too many names that are no realm: wait a minute");
        }
        let text = "no such realm: `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _, can be joined by anybody";
        Fault::new(ErrorCode::NotFound, text)
    }

    fn direct(&mut self, key: ConnKey, to: u64, text: &str, body: &[u8], out: &mut Out) -> Result<(), Fault> {
        let to = ConnId::new(to)
            .ok_or_else(|| Fault::new(ErrorCode::BadId, "`direct.conn` is no conn id: they go from 1 to 2^53 - 1"))?;
        self.check_text(text)?;
        let Some(from) = self.conn(key).map(|conn| conn.id) else { return Ok(()) };
        let here = if to == from { Some(key) } else { self.by_id.get(&to).copied() };
        if let Some(receiver) = here {
            return self.deliver_direct(receiver, DirectText { from, to, text, body }, out);
        }
        if self.settings.is_alone() {
            return Err(no_such_conn(to));
        }
        let lost = LostDirect {
            from,
            to,
            text: text.to_owned(),
            body: body.to_owned(),
            hops: self.settings.hubs.saturating_sub(2),
        };
        out.list.push(Output::Pass(HubMessage::Seek(lost)));
        Ok(())
    }

    fn deliver_direct(&mut self, receiver: ConnKey, direct: DirectText<'_>, out: &mut Out) -> Result<(), Fault> {
        self.settle(receiver, out);
        let Some(lane) = self.conn(receiver).map(|conn| conn.lane) else { return Ok(()) };
        let bytes = out.send(receiver, lane, ToClient::Direct(direct));
        if bytes == 0 {
            let text = format!("conn {} has said no `hello` and hears only `direct.msg`", direct.to);
            return Err(Fault::new(ErrorCode::NotFound, text));
        }
        if bytes > MESSAGE_OUT_BYTES_MAX {
            out.unsend(bytes);
            let text = format!("would be more than {MESSAGE_OUT_BYTES_MAX} bytes for the receiver");
            return Err(Fault::new(ErrorCode::TooLong, text));
        }
        Ok(())
    }

    fn count_elsewhere(&mut self, hub: u8, name: Realm, count: u32) {
        let found = if count > 0 { Some(self.realms.find_or_create(name)) } else { self.realms.find(&name) };
        let Some(realm_key) = found else { return };
        let Some(realm) = self.realms.state(realm_key) else { return };
        realm.set_elsewhere(hub, count);
        self.presence_changed(realm_key);
        self.realms.forget_if_empty(realm_key);
    }
}

fn no_such_conn(to: ConnId) -> Fault {
    Fault::new(ErrorCode::NotFound, format!("no conn {to}"))
}
