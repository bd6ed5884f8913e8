//! What a hub has to do, in the plainest words: who is where, who must hear what. Shares no code with the hub.
//!
//! [`Model::opened`] and its neighbours, and [`Model::said`] in `rules`, take what the hub takes and note what must
//! follow; `hearing` holds that against what does.

use std::collections::{BTreeMap, VecDeque};

use hub::{HubMessage, LostDirect};
use types::{Bucket, CloseCode, ConnId, Limits, Millis, Name, Now, Rate};
use wire::packets::{self, Packet, packet::Msg};
use wire::{Dialect, Lane};

use crate::{Checked, frame};

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

/// What every conn is told of its session.
pub(crate) const SESSION: &str = "s";

/// Under which name a conn is let in.
pub(crate) fn user_of(conn: u64) -> Checked<Name> {
    format!("u{conn}").parse().map_err(|error| format!("a user has no name: {error}"))
}

#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) id: u64,
    pub(crate) lane: Lane,
    /// Whether it has been let in.
    pub(crate) is_known: bool,
    pub(crate) home: usize,
    /// Where it is, and how many members it was last told of there.
    pub(crate) realms: Vec<(usize, u64)>,
    /// What it has to hear before its hub's turn ends.
    pub(crate) pending: VecDeque<Pending>,
    moves: Bucket,
    pub(crate) faults: Minute,
    pub(crate) misses: Minute,
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
pub(crate) struct Minute {
    since: Millis,
    count: u32,
}

impl Minute {
    pub(crate) fn is_over(&mut self, now: Millis, limit: u32) -> bool {
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
            is_known: false,
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
            let direct =
                packets::Direct { conn: to.get(), msg: text.clone(), body: body.clone(), ..Default::default() };
            return Ok((slot, frame::of(from.get(), Msg::Direct(direct))));
        }
        if text.is_empty() {
            return Err("not_found");
        }
        Ok((slot, frame::chat(from.get(), String::new(), text.clone())))
    }

    pub(crate) fn error(&mut self, slot: u32, code: &str) {
        if self.conn(slot).is_some_and(|conn| conn.lane != Lane::PlainProtobuf) {
            let error = packets::ErrorMessage { code: code.to_owned(), text: String::new() };
            self.answer(slot, frame::of(0, Msg::Error(error)));
        }
    }

    /// All but the speaker are to hear it; a presence, only those who have said hello.
    pub(crate) fn say(&mut self, realm: usize, speaker: Option<u32>, what: What) {
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

    pub(crate) fn answer(&mut self, slot: u32, packet: Packet) {
        self.answers.push_back((slot, packet));
    }

    pub(crate) fn answer_joined(&mut self, slot: u32, realm: usize) {
        let Realm { name, .. } = &self.realms[realm];
        let joined = packets::Joined { realm: name.clone(), members: self.realms[realm].count(), ..Default::default() };
        self.answer(slot, frame::of(0, Msg::Joined(joined)));
    }

    pub(crate) fn close(&mut self, slot: u32, code: CloseCode) {
        self.closed(slot);
        self.closes.push_back((slot, code));
    }

    pub(crate) fn enter(&mut self, slot: u32, realm: usize) {
        if let Some(conn) = &mut self.conns[slot as usize] {
            conn.realms.push((realm, 0));
            self.realms[realm].members.push(slot);
            self.realms[realm].changed = true;
        }
    }

    pub(crate) fn realm(&self, name: &str) -> Option<usize> {
        self.realms.iter().position(|realm| realm.name == name)
    }

    /// Whether the realm would be one more than the limit. With several hubs there is no limit in a run.
    pub(crate) fn is_full_for(&self, realm: usize) -> bool {
        let used = |realm: &&Realm| !realm.members.is_empty();
        self.realms[realm].members.is_empty() && self.realms.iter().filter(used).count() >= self.limits.rooms
    }
}

impl Conn {
    pub(crate) fn is_in(&self, realm: usize) -> bool {
        self.realms.iter().any(|(at, _)| *at == realm)
    }

    pub(crate) fn may_move(&mut self, now: Now, limits: &Limits) -> bool {
        self.moves.take(now.mono, 1, Rate { per_second: limits.joins_rate, burst: limits.joins_burst })
    }
}

impl Realm {
    pub(crate) fn count(&self) -> u64 {
        self.members.len() as u64 + self.elsewhere.iter().map(|count| u64::from(*count)).sum::<u64>()
    }

    pub(crate) fn drop_member(&mut self, slot: u32) {
        self.members.retain(|member| *member != slot);
        self.changed = true;
    }
}
