//! What must follow from what a conn says.

use hub::{HubMessage, LostDirect};
use types::{CloseCode, ConnId, Now};
use wire::FromClient;
use wire::packets::{self, packet::Msg};

use super::model::{Model, SESSION, What};
use crate::frame;

impl Model {
    pub(crate) fn said(&mut self, now: Now, slot: u32, words: &FromClient<'_>) {
        let Some(conn) = self.conn(slot) else { return };
        match words {
            FromClient::Chat { realm, text } => self.chat(slot, realm, text),
            FromClient::Hello(hello) => self.hello(now, slot, hello.version, &hello.client),
            _ if !conn.is_known => self.garbled(now, slot, "unknown_kind"),
            FromClient::Direct { to, text, body } => self.direct(slot, *to, text, body),
            FromClient::Join { realm, .. } => self.join(now, slot, realm),
            FromClient::Leave(name) => self.leave(now, slot, name),
            FromClient::DirectToUser { .. }
            | FromClient::Who { .. }
            | FromClient::Call { .. }
            | FromClient::Command(_) => {}
            FromClient::Ping { client_time } => {
                let pong = packets::Pong { client_time: *client_time, server_time: now.unix.0 };
                self.answer(slot, frame::of(0, Msg::Pong(pong)));
            }
        }
    }

    pub(crate) fn garbled(&mut self, now: Now, slot: u32, code: &str) {
        let limit = self.limits.faults;
        if self.conns[slot as usize].as_mut().is_some_and(|conn| conn.faults.is_over(now.mono, limit)) {
            self.close(slot, CloseCode::TooManyErrors);
        } else {
            self.error(slot, code);
        }
    }

    fn chat(&mut self, slot: u32, realm: &str, text: &str) {
        let Some(conn) = self.conn(slot) else { return };
        let realm = if realm.is_empty() { Some(conn.home) } else { self.realm(realm) };
        let is_long = text.chars().count() > self.limits.chat_chars;
        match realm.filter(|realm| conn.is_in(*realm)) {
            _ if is_long => self.error(slot, "too_long"),
            None => self.error(slot, "not_found"),
            Some(realm) => {
                let from = conn.id;
                self.say(realm, Some(slot), What::Chat { from, text: text.to_owned() });
                if let (2.., Some(from), Ok(realm)) = (self.hubs, ConnId::new(from), self.realms[realm].name.parse()) {
                    self.tells.push_back(HubMessage::Chat { realm, from, text: text.to_owned() });
                }
            }
        }
    }

    fn hello(&mut self, now: Now, slot: u32, version: u32, client: &str) {
        let limits = self.limits;
        let Some(conn) = &mut self.conns[slot as usize] else { return };
        if version != 1 {
            return self.close(slot, CloseCode::Version);
        }
        conn.lane = conn.lane.with_hello();
        if client.chars().count() > limits.name_chars {
            self.error(slot, "too_long");
        } else if std::mem::replace(&mut conn.is_known, true) {
            self.garbled(now, slot, "unknown_kind");
        } else {
            let (home, user) = (conn.home, format!("u{}", conn.id));
            let of_conn = packets::ConnLimits {
                message_bytes: limits.message_bytes as u32,
                chat_chars: limits.chat_chars as u32,
                realms: limits.realms_per_conn as u32,
            };
            let heartbeat = limits.ping_every.as_millis() as u32;
            let limits = buffa::MessageField::some(of_conn);
            let welcome = packets::Welcome {
                user,
                session: SESSION.to_owned(),
                limits,
                server_time: now.unix.0,
                heartbeat,
                version: 1,
                ..Default::default()
            };
            self.answer(slot, frame::of(0, Msg::Welcome(welcome)));
            self.answer_joined(slot, home);
        }
    }

    fn join(&mut self, now: Now, slot: u32, name: &str) {
        let limits = self.limits;
        let realm = self.realm(name);
        let is_full = realm.is_some_and(|realm| self.is_full_for(realm));
        let Some(conn) = &mut self.conns[slot as usize] else { return };
        if !conn.may_move(now, &limits) {
            return self.error(slot, "busy");
        }
        match realm {
            None if conn.misses.is_over(now.mono, limits.unknown_realms) => self.error(slot, "busy"),
            None => self.error(slot, "not_found"),
            Some(realm) if conn.is_in(realm) => self.answer_joined(slot, realm),
            Some(_) if conn.realms.len() >= limits.realms_per_conn => self.error(slot, "too_many_realms"),
            Some(_) if is_full => self.error(slot, "busy"),
            Some(realm) => {
                self.enter(slot, realm);
                self.answer_joined(slot, realm);
            }
        }
    }

    fn leave(&mut self, now: Now, slot: u32, name: &str) {
        let limits = self.limits;
        let realm = self.realm(name);
        let Some(conn) = &mut self.conns[slot as usize] else { return };
        if !conn.may_move(now, &limits) {
            return self.error(slot, "busy");
        }
        let Some(realm) = realm.filter(|realm| conn.is_in(*realm)) else {
            return self.error(slot, "not_found");
        };
        conn.realms.retain(|(at, _)| *at != realm);
        self.realms[realm].drop_member(slot);
        self.answer(slot, frame::of(0, Msg::Left(packets::Left { realm: name.to_owned() })));
    }

    fn direct(&mut self, slot: u32, to: u64, text: &str, body: &[u8]) {
        let from = self.conn(slot).and_then(|conn| ConnId::new(conn.id));
        let (Some(from), Some(to)) = (from, ConnId::new(to)) else { return self.error(slot, "bad_id") };
        if text.chars().count() > self.limits.chat_chars {
            return self.error(slot, "too_long");
        }
        let direct = LostDirect { from, to, text: text.to_owned(), body: body.to_owned(), hops: 0 };
        if self.hubs > 1 && !self.by_id.contains_key(&to.get()) {
            self.tells.push_back(HubMessage::Seek(direct));
        } else if let Err(code) = self.deliver(&direct) {
            self.error(slot, code);
        }
    }
}
