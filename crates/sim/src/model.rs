//! What a hub has to do, in the plainest words: who is where, who must hear what. Sends nothing, shares nothing.
//!
//! [`Model::opened`] and its neighbours take what the hub takes and note what must follow; `hearing` holds that against
//! what does.

use std::collections::{BTreeMap, VecDeque};

use hub::{HubMessage, LostDirect};
use types::{Bucket, CloseCode, ConnId, Limits, Millis, Now, Rate};
use wire::packets::{self, Packet, packet::Msg};
use wire::{Dialect, FromClient, Lane};

use crate::frame;

/// One hub, as it should be.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) limits: Limits,
    pub(crate) hubs: u8,
    pub(crate) realms: Vec<Realm>,
    pub(crate) conns: Vec<Option<Conn>>,
    pub(crate) by_id: BTreeMap<u64, u32>,
    /// What has been said this turn.
    pub(crate) said: Vec<Said>,
    /// How often something said is still to be heard.
    pub(crate) unheard: usize,
    /// What conns are to hear at once, in this order, each after what its realms have said.
    pub(crate) answers: VecDeque<(u32, Packet)>,
    /// Which conns the hub is to close at once.
    pub(crate) closes: VecDeque<(u32, CloseCode)>,
    /// What other hubs are to be told at once; directs that are sought have 0 hops here.
    pub(crate) tells: VecDeque<HubMessage>,
}

#[derive(Debug)]
pub(crate) struct Realm {
    pub(crate) name: String,
    pub(crate) members: Vec<u32>,
    /// By hub, what it has told.
    pub(crate) elsewhere: [u32; 3],
    changed: bool,
}

#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) id: u64,
    pub(crate) lane: Lane,
    home: usize,
    /// Where it is, and how many members it was last told of there.
    pub(crate) realms: Vec<(usize, u64)>,
    /// What it has to hear before its hub's turn ends.
    pub(crate) pending: VecDeque<Pending>,
    moves: Bucket,
    faults: Minute,
    misses: Minute,
}

/// Something said, on its way to one conn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) said: usize,
    /// The lane of the conn when it was said.
    pub(crate) lane: Lane,
}

/// Something said in a realm.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) realm: usize,
    pub(crate) what: What,
    /// By lane, the frame that has been read and found right: the same bytes need no second look.
    pub(crate) frames: [Vec<u8>; Lane::COUNT],
}

#[derive(Debug)]
pub(crate) enum What {
    Chat { from: u64, text: String },
    Presence { members: u64 },
}

/// Events in windows of a minute.
#[derive(Debug, Default)]
struct Minute {
    since: Millis,
    count: u32,
}

impl Minute {
    fn is_over(&mut self, now: Millis, limit: u32) -> bool {
        if now.0 >= self.since.0 + 60_000 {
            *self = Self { since: now, count: 0 };
        }
        self.count += 1;
        self.count > limit
    }
}

impl Model {
    pub(crate) fn new(limits: Limits, hubs: u8, names: &[String], slots: usize) -> Self {
        let realm =
            |name: &String| Realm { name: name.clone(), members: Vec::new(), elsewhere: [0; 3], changed: false };
        Self {
            limits,
            hubs,
            realms: names.iter().map(realm).collect(),
            conns: (0..slots).map(|_| None).collect(),
            by_id: BTreeMap::new(),
            said: Vec::new(),
            unheard: 0,
            answers: VecDeque::new(),
            closes: VecDeque::new(),
            tells: VecDeque::new(),
        }
    }

    pub(crate) fn conn(&self, slot: u32) -> Option<&Conn> {
        self.conns.get(slot as usize)?.as_ref()
    }

    pub(crate) fn opened(&mut self, slot: u32, id: u64, dialect: Dialect, home: usize) {
        if self.is_full_for(home) {
            self.closes.push_back((slot, CloseCode::Full));
            return;
        }
        self.conns[slot as usize] = Some(Conn {
            id,
            lane: Lane::plain(dialect),
            home,
            realms: Vec::new(),
            pending: VecDeque::new(),
            moves: Bucket::default(),
            faults: Minute::default(),
            misses: Minute::default(),
        });
        self.by_id.insert(id, slot);
        self.answer(slot, frame::of(id, Msg::Id(packets::IdMessage { id })));
        self.enter(slot, home);
    }

    pub(crate) fn closed(&mut self, slot: u32) {
        let Some(conn) = self.conns[slot as usize].take() else { return };
        self.by_id.remove(&conn.id);
        self.unheard -= conn.pending.len();
        for (realm, _) in conn.realms {
            self.realms[realm].drop_member(slot);
        }
    }

    pub(crate) fn said(&mut self, now: Now, slot: u32, words: &FromClient<'_>) {
        let Some(conn) = self.conn(slot) else { return };
        match words {
            FromClient::Chat { realm, text } => self.chat(slot, realm, text),
            FromClient::Hello { version, client } => self.hello(now, slot, *version, client),
            _ if !conn.lane.has_hello() => self.garbled(now, slot, "unknown_kind"),
            FromClient::Direct { to, text, body } => self.direct(slot, *to, text, body),
            FromClient::Join(name) => self.join(now, slot, name),
            FromClient::Leave(name) => self.leave(now, slot, name),
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

    pub(crate) fn ticked(&mut self) {
        for at in 0..self.realms.len() {
            if std::mem::take(&mut self.realms[at].changed) {
                self.say(at, None, What::Presence { members: self.realms[at].count() });
            }
        }
    }

    pub(crate) fn told_chat(&mut self, realm: &types::Realm, from: ConnId, text: &str) {
        if let Some(realm) = self.realm(&realm.to_string()) {
            self.say(realm, None, What::Chat { from: from.get(), text: text.to_owned() });
        }
    }

    pub(crate) fn told_members(&mut self, hub: u8, realm: &types::Realm, count: u32) {
        if let Some(realm) = self.realm(&realm.to_string()) {
            self.realms[realm].elsewhere[usize::from(hub)] = count;
            self.realms[realm].changed = true;
        }
    }

    /// Notes the direct for its receiver; else says why not.
    pub(crate) fn deliver(&mut self, direct: &LostDirect) -> Result<(), &'static str> {
        let (slot, packet) = self.form(direct)?;
        self.answer(slot, packet);
        Ok(())
    }

    /// The receiver of a direct, if it is here, and the form in which it hears it, if it has one.
    pub(crate) fn form(&self, direct: &LostDirect) -> Result<(u32, Packet), &'static str> {
        let LostDirect { from, to, text, body, .. } = direct;
        let slot = *self.by_id.get(&to.get()).ok_or("not_found")?;
        let lane = self.conn(slot).map_or(Lane::PlainProtobuf, |conn| conn.lane);
        if lane == Lane::FullJson && body.len() >= 50_000 {
            return Err("too_long");
        }
        if lane.has_hello() {
            let direct = packets::Direct { conn: to.get(), msg: text.clone(), body: body.clone() };
            return Ok((slot, frame::of(from.get(), Msg::Direct(direct))));
        }
        if text.is_empty() {
            return Err("not_found");
        }
        Ok((slot, frame::chat(from.get(), String::new(), text.clone())))
    }

    pub(crate) fn error(&mut self, slot: u32, code: &str) {
        if self.conn(slot).is_some_and(|conn| conn.lane != Lane::PlainProtobuf) {
            let error = packets::Error { code: code.to_owned(), text: String::new() };
            self.answer(slot, frame::of(0, Msg::Error(error)));
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

    /// All but the speaker are to hear it; a presence, only those who have said hello.
    fn say(&mut self, realm: usize, speaker: Option<u32>, what: What) {
        let is_chat = matches!(what, What::Chat { .. });
        let said = self.said.len();
        for member in &self.realms[realm].members {
            let Some(conn) = &mut self.conns[*member as usize] else { continue };
            if Some(*member) != speaker && (is_chat || conn.lane.has_hello()) {
                conn.pending.push_back(Pending { said, lane: conn.lane });
                self.unheard += 1;
            }
        }
        self.said.push(Said { realm, what, frames: Default::default() });
    }

    fn hello(&mut self, now: Now, slot: u32, version: u32, client: &str) {
        let limits = self.limits;
        let Some(conn) = &mut self.conns[slot as usize] else { return };
        if version != 1 {
            self.close(slot, CloseCode::Version);
        } else if client.chars().count() > limits.name_chars {
            self.error(slot, "too_long");
        } else if conn.lane.has_hello() {
            self.garbled(now, slot, "unknown_kind");
        } else {
            conn.lane = conn.lane.with_hello();
            let home = conn.home;
            let of_conn = packets::ConnLimits {
                message_bytes: limits.message_bytes as u32,
                chat_chars: limits.chat_chars as u32,
                realms: limits.realms_per_conn as u32,
            };
            let heartbeat = limits.ping_every.as_millis() as u32;
            let limits = buffa::MessageField::some(of_conn);
            let welcome = packets::Welcome { limits, server_time: now.unix.0, heartbeat, version: 1 };
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

    fn answer(&mut self, slot: u32, packet: Packet) {
        self.answers.push_back((slot, packet));
    }

    fn answer_joined(&mut self, slot: u32, realm: usize) {
        let Realm { name, .. } = &self.realms[realm];
        let joined = packets::Joined { realm: name.clone(), members: self.realms[realm].count() };
        self.answer(slot, frame::of(0, Msg::Joined(joined)));
    }

    fn close(&mut self, slot: u32, code: CloseCode) {
        self.closed(slot);
        self.closes.push_back((slot, code));
    }

    fn enter(&mut self, slot: u32, realm: usize) {
        if let Some(conn) = &mut self.conns[slot as usize] {
            conn.realms.push((realm, 0));
            self.realms[realm].members.push(slot);
            self.realms[realm].changed = true;
        }
    }

    fn realm(&self, name: &str) -> Option<usize> {
        self.realms.iter().position(|realm| realm.name == name)
    }

    /// Whether the realm would be one more than the limit. With several hubs there is no limit in a run.
    fn is_full_for(&self, realm: usize) -> bool {
        let used = |realm: &&Realm| !realm.members.is_empty();
        self.realms[realm].members.is_empty() && self.realms.iter().filter(used).count() >= self.limits.rooms
    }
}

impl Conn {
    pub(crate) fn is_in(&self, realm: usize) -> bool {
        self.realms.iter().any(|(at, _)| *at == realm)
    }

    fn may_move(&mut self, now: Now, limits: &Limits) -> bool {
        self.moves.take(now.mono, 1, Rate { per_second: limits.joins_rate, burst: limits.joins_burst })
    }
}

impl Realm {
    pub(crate) fn count(&self) -> u64 {
        self.members.len() as u64 + self.elsewhere.iter().map(|count| u64::from(*count)).sum::<u64>()
    }

    fn drop_member(&mut self, slot: u32) {
        self.members.retain(|member| *member != slot);
        self.changed = true;
    }
}
