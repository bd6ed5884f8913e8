//! Peers of Godot's own multiplayer, `/godot/<room>`: between their sockets and the rooms that they are in.
//!
//! Each room is looked after by one shard, chosen by the room's name, and its peers may be on any. Whatever happens in a
//! room goes through that shard, so all of its peers hear it in one order. Where peers may be on other nodes too, the node
//! looks after all rooms, in one place, and says what its shards are to do.

use std::borrow::Cow;
use std::sync::Arc;

use hub::ConnKey;
use relay::{Input, Line, Output, Rooms};
use types::{CloseCode, ConnId, Name};
use ws::{Kind, Opcode, put_frame};

use crate::conn::{Open, Phase};
use crate::mesh::Mail;
use crate::peers::Peers;
use crate::shard::Shard;
use crate::stats::LimitHit;

/// The rooms that a shard looks after, and the peers whose sockets it has.
pub(crate) struct Relay {
    rooms: Rooms,
    /// Whether the node looks after the rooms.
    pub(crate) is_elsewhere: bool,
    pub(crate) peers: Peers,
}

impl Relay {
    pub(crate) fn new(settings: &hub::Settings) -> Self {
        let is_elsewhere = settings.shared.has_other_nodes;
        Self { rooms: Rooms::new(settings.limits), is_elsewhere, peers: Peers::new(settings.login) }
    }
}

/// Stands for the name of a room: it says which shard looks after the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoomNumber(pub(crate) u32);

/// Equal names have equal numbers, and others seldom (FNV-1a).
pub(crate) fn room_number(room: &Name) -> RoomNumber {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    RoomNumber(room.as_str().bytes().fold(0x811c_9dc5, step))
}

/// Where the node looks after rooms, it tells a shard about its peers.
#[derive(Debug)]
pub enum Relayed {
    /// A peer's room is found: it is read from now on.
    Admit(Line),
    /// One message for each of these.
    Send(Vec<Line>, Vec<u8>),
    /// A peer is to be closed.
    Close(Line, CloseCode),
}

impl Shard {
    /// A peer speaks; `false` once it is closing.
    pub(crate) fn on_peer_message(
        &mut self,
        key: ConnKey,
        id: ConnId,
        room: RoomNumber,
        kind: Kind,
        payload: Cow<'_, [u8]>,
    ) -> bool {
        let input = match kind {
            Kind::Binary => Input::Said(id, payload.into_owned()),
            Kind::Text => Input::Faulted(id),
        };
        self.tell_room(room, input);
        self.is_open(key)
    }

    pub(crate) fn tell_room(&mut self, room: RoomNumber, input: Input) {
        if self.relay.is_elsewhere {
            return self.mesh.tell_rooms(input);
        }
        let shards = u32::try_from(self.shared.stats.len()).unwrap_or(u32::MAX).max(1);
        let shard = u8::try_from(room.0 % shards).unwrap_or(0);
        if shard == self.number {
            self.in_rooms(input);
        } else {
            self.mesh.send_to(shard, Mail::Rooms(input));
        }
    }

    /// Something happens in a room that this shard looks after.
    pub(crate) fn in_rooms(&mut self, input: Input) {
        let mut out = Vec::new();
        self.relay.rooms.handle(self.now.mono, input, &mut out);
        let mut late = Vec::new();
        for output in out {
            match output {
                Output::Send(lines, message) => self.send_to_all(lines, &message, &mut late),
                Output::Close(line, code) if line.shard == self.number => self.end_peer(line, code),
                Output::Close(line, code) => self.mesh.send_to(line.shard, Mail::PeerEnds(line, code)),
            }
        }
        self.end_late(late);
    }

    fn send_to_all(&mut self, lines: Vec<Line>, message: &[u8], late: &mut Vec<ConnKey>) {
        let mut frame = Vec::with_capacity(message.len() + ws::HEAD_BYTES_MAX);
        put_frame(&mut frame, Opcode::Binary, message);
        let (here, mut elsewhere): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.shard == self.number);
        self.push_to_peers(&here, &frame, late);
        if elsewhere.is_empty() {
            return;
        }
        let frame: Arc<[u8]> = frame.into();
        while let Some(shard) = elsewhere.first().map(|line| line.shard) {
            let there = elsewhere.extract_if(.., |line| line.shard == shard).collect();
            self.mesh.send_to(shard, Mail::Peers(there, Arc::clone(&frame)));
        }
    }

    /// Frames that another shard has for peers of this one.
    pub(crate) fn send_to_peers(&mut self, lines: &[Line], frame: &[u8]) {
        let mut late = Vec::new();
        self.push_to_peers(lines, frame, &mut late);
        self.end_late(late);
    }

    /// What the node says, where it looks after the rooms.
    pub(crate) fn relayed(&mut self, relayed: Relayed) {
        match relayed {
            Relayed::Admit(line) => self.admit_peer(line),
            Relayed::Send(lines, message) => {
                let mut frame = Vec::with_capacity(message.len() + ws::HEAD_BYTES_MAX);
                put_frame(&mut frame, Opcode::Binary, &message);
                self.send_to_peers(&lines, &frame);
            }
            Relayed::Close(line, code) => {
                self.admit_peer(line);
                self.end_peer(line, code);
            }
        }
    }

    fn push_to_peers(&mut self, lines: &[Line], frame: &[u8], late: &mut Vec<ConnKey>) {
        let (now, max) = (self.now.mono, self.limits.outbox_bytes);
        for line in lines {
            let Some(key) = self.peer_at(*line) else { continue };
            let Some(conn) = self.conns.get_mut(key.0) else { continue };
            match conn.outbox.push(now, frame, max, &mut self.spares) {
                Ok(()) => self.mark_dirty(key),
                Err(_) => late.push(key),
            }
        }
    }

    /// Closes those who do not read, after all that follows has been said to the others: each end is told in its turn.
    fn end_late(&mut self, late: Vec<ConnKey>) {
        for key in late {
            if self.is_open(key) {
                self.too_slow(key, LimitHit::OutboxBytes);
            }
        }
    }

    pub(crate) fn end_peer(&mut self, line: Line, code: CloseCode) {
        if let Some(key) = self.peer_at(line) {
            self.close(key, code);
        }
    }

    /// The socket of a peer, if it is still open.
    pub(crate) fn peer_at(&self, line: Line) -> Option<ConnKey> {
        let conn = self.conns.get(line.slot)?;
        let is_it = matches!(conn.phase, Phase::Open(Open::Peer { id, .. }) if id == line.conn);
        is_it.then_some(ConnKey(line.slot))
    }
}
