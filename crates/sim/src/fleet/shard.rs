//! What a shard is to its hub: it gives it what conns say, carries out what follows, and does not read conns that wait
//! for the desk.

use std::collections::{BTreeMap, VecDeque};

use desk::{FromHub, ToHub};
use hub::{ConnKey, FromNode, Hub, HubMessage, Input, Out, Output, ToNode};
use types::{CloseCode, ConnId, Limits, LoginPolicy, Now, Realm};
use wire::packets::Packet;
use wire::{Dialect, FromClient};

use super::ear::Ear;
use super::judge::Judge;
use crate::Checked;

/// One shard.
#[derive(Debug)]
pub(crate) struct Shard {
    hub: Hub,
    limits: Limits,
    login: LoginPolicy,
    conns: BTreeMap<u32, Conn>,
    pub(crate) inbox: VecDeque<Mail>,
    pub(crate) is_woken: bool,
    out: Out,
}

#[derive(Debug)]
struct Conn {
    socket: usize,
    dialect: Dialect,
    ear: Ear,
    /// What it has said since it asked the desk something.
    held: Option<VecDeque<Vec<u8>>>,
}

/// What a shard is told.
#[derive(Clone, Debug)]
pub(crate) enum Mail {
    Opened {
        socket: usize,
        id: ConnId,
        dialect: Dialect,
        home: Realm,
        /// Who will say hello.
        user: String,
    },
    Said(usize, Vec<u8>),
    /// The client's end is gone.
    Ended(usize),
    /// The gateway has a reason to close it.
    Close(usize, CloseCode),
    Hub(u8, HubMessage),
    Desk(ToHub),
    Node(Box<FromNode>),
    Ticked,
}

/// What follows from a turn.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    pub(crate) sent: Vec<(usize, Vec<Packet>)>,
    pub(crate) closed: Vec<(usize, CloseCode)>,
    pub(crate) to_desk: Vec<FromHub>,
    pub(crate) to_node: Vec<ToNode>,
    pub(crate) tells: Vec<HubMessage>,
    pub(crate) passes: Vec<HubMessage>,
    /// What members have said: the socket, the realm, the line.
    pub(crate) said: Vec<(usize, String, String)>,
}

impl Shard {
    pub(crate) fn new(settings: hub::Settings) -> Self {
        Self {
            hub: Hub::new(settings),
            limits: settings.limits,
            login: settings.login,
            conns: BTreeMap::new(),
            inbox: VecDeque::new(),
            is_woken: false,
            out: Out::default(),
        }
    }

    /// Nothing is left of conns that have ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.conns.is_empty() && self.hub.conn_count() == 0 && self.hub.realm_count() == 0
    }

    pub(crate) fn sockets(&self) -> impl Iterator<Item = usize> {
        self.conns.values().map(|conn| conn.socket)
    }

    fn slot(&self, socket: usize) -> Option<u32> {
        self.conns.iter().find_map(|(slot, conn)| (conn.socket == socket).then_some(*slot))
    }

    /// Does all that is in the mail, then hands every member his share.
    pub(crate) fn turn(&mut self, now: Now, judge: &mut Judge) -> Checked<Turn> {
        self.is_woken = false;
        let mut turn = Turn::default();
        while let Some(mail) = self.inbox.pop_front() {
            self.take(now, mail, &mut turn, judge)?;
            if self.hub.is_turn_full() {
                self.end_turn(now, &mut turn, judge)?;
            }
        }
        self.end_turn(now, &mut turn, judge)?;
        Ok(turn)
    }

    fn take(&mut self, now: Now, mail: Mail, turn: &mut Turn, judge: &mut Judge) -> Checked {
        match mail {
            Mail::Opened { socket, id, dialect, home, user } => {
                let free = (0..).find(|slot| !self.conns.contains_key(slot)).unwrap_or(u32::MAX);
                let ear = Ear::new(id.get(), dialect, &home, self.login, user);
                self.conns.insert(free, Conn { socket, dialect, ear, held: None });
                self.give(now, Input::Opened { conn: ConnKey(free), id, dialect, home, token: None }, turn, judge)
            }
            Mail::Said(socket, message) => match self.slot(socket) {
                Some(slot) => self.said(now, slot, message, turn, judge),
                None => Ok(()),
            },
            Mail::Ended(socket) => match self.slot(socket) {
                Some(slot) => {
                    self.conns.remove(&slot);
                    self.give(now, Input::Closed(ConnKey(slot)), turn, judge)
                }
                None => Ok(()),
            },
            Mail::Close(socket, code) => {
                turn.closed.push((socket, code));
                self.take(now, Mail::Ended(socket), turn, judge)
            }
            Mail::Hub(from, message) => self.give(now, Input::Told(from, message), turn, judge),
            Mail::Desk(told) => self.give(now, Input::Desk(told), turn, judge),
            Mail::Node(told) => self.give(now, Input::Node(told), turn, judge),
            Mail::Ticked => self.give(now, Input::Ticked, turn, judge),
        }
    }

    fn said(&mut self, now: Now, slot: u32, message: Vec<u8>, turn: &mut Turn, judge: &mut Judge) -> Checked {
        let Some(conn) = self.conns.get_mut(&slot) else { return Ok(()) };
        if let Some(held) = &mut conn.held {
            held.push_back(message);
            return Ok(());
        }
        let said = wire::decode(conn.dialect, &message, self.limits.json_nesting);
        let said = said.map_err(|fault| format!("a client of ours says what cannot be read: {fault:?}"))?;
        if let FromClient::Chat { realm, text } = &said
            && conn.ear.is_in(realm)
        {
            turn.said.push((conn.socket, realm.to_string(), text.to_string()));
        }
        conn.ear.says(&said);
        self.give(now, Input::Said(ConnKey(slot), said), turn, judge)?;
        if self.hub.has_just_asked(ConnKey(slot))
            && let Some(conn) = self.conns.get_mut(&slot)
        {
            conn.held = Some(VecDeque::new());
        }
        Ok(())
    }

    fn give(&mut self, now: Now, input: Input<'_>, turn: &mut Turn, judge: &mut Judge) -> Checked {
        self.hub.handle(now, input, &mut self.out);
        self.carry_out(now, turn, judge)
    }

    fn end_turn(&mut self, now: Now, turn: &mut Turn, judge: &mut Judge) -> Checked {
        let Self { hub, out, conns, .. } = self;
        let mut result = Ok(());
        hub.end_turn(out, |key, frames, _| {
            if result.is_ok() {
                result = deliver(conns, key, frames, turn, judge);
            }
        });
        result?;
        self.carry_out(now, turn, judge)
    }

    fn carry_out(&mut self, now: Now, turn: &mut Turn, judge: &mut Judge) -> Checked {
        let mut released = Vec::new();
        let Self { out, conns, .. } = self;
        for output in out.list.drain(..) {
            match output {
                Output::Send(key, range) => deliver(conns, key, &out.bytes[range], turn, judge)?,
                Output::Close(key, code) => {
                    if let Some(conn) = conns.remove(&key.0) {
                        turn.closed.push((conn.socket, code));
                    }
                }
                Output::Tell(message) => turn.tells.push(message),
                Output::Pass(message) => turn.passes.push(message),
                Output::Desk(told) => turn.to_desk.push(told),
                Output::Node(asked) => turn.to_node.push(*asked),
                Output::Release(key) => released.push(key),
            }
        }
        out.clear();
        for key in released {
            let held = self.conns.get_mut(&key.0).and_then(|conn| conn.held.take());
            for message in held.into_iter().flatten() {
                self.said(now, key.0, message, turn, judge)?;
            }
        }
        Ok(())
    }
}

fn deliver(
    conns: &mut BTreeMap<u32, Conn>,
    key: ConnKey,
    frames: &[u8],
    turn: &mut Turn,
    judge: &mut Judge,
) -> Checked {
    let conn = conns.get_mut(&key.0).ok_or("a conn hears something after its end")?;
    let packets = conn.ear.read(judge, frames)?;
    turn.sent.push((conn.socket, packets));
    Ok(())
}
