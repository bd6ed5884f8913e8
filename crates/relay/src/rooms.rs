//! Who is in which room, and who hears what.

use std::collections::BTreeMap;
use std::time::Duration;

use types::{CloseCode, ConnId, Limits, Millis, Name, Slots};

use crate::message::{self, PeerId, Said, Target};

/// The most peers of one room, whatever the settings say: an engine sends an `rpc` to all as one message to each.
/// When full: 4013.
pub const PEERS_MAX: usize = 64;

const FAULTS_WINDOW: Duration = Duration::from_mins(1);

/// How a peer is reached. These rooms only keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The shard that holds its socket.
    pub shard: u8,
    /// The socket's place there, used again after its end.
    pub slot: u32,
    /// The conn's id, never used again.
    pub conn: ConnId,
}

/// Something happened. A conn comes once, and leaves once.
#[derive(Clone, Debug)]
pub enum Input {
    /// A handshake is done.
    Came {
        /// Which room it asked for.
        room: Name,
        /// How it is reached.
        line: Line,
    },
    /// A conn sent a binary message.
    Said(ConnId, Vec<u8>),
    /// A conn sent something that no engine sends.
    Faulted(ConnId),
    /// A conn has ended.
    Left(ConnId),
}

/// What follows, to be carried out in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// One message for each of these.
    Send(Vec<Line>, Vec<u8>),
    /// A conn is to be closed; it is forgotten here.
    Close(Line, CloseCode),
}

/// Some rooms, and all who are in them.
#[derive(Debug)]
pub struct Rooms {
    limits: Limits,
    by_name: BTreeMap<Name, u32>,
    rooms: Slots<Room>,
    peers: BTreeMap<ConnId, Peer>,
}

#[derive(Debug)]
struct Room {
    name: Name,
    /// The number of the next peer. None is used twice while the room lasts.
    next: PeerId,
    /// The first is the host: who has been there longest.
    lines: BTreeMap<PeerId, Line>,
}

#[derive(Debug)]
struct Peer {
    room: u32,
    id: PeerId,
    faults: u32,
    faults_since: Millis,
}

impl Rooms {
    /// No rooms yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, by_name: BTreeMap::new(), rooms: Slots::default(), peers: BTreeMap::new() }
    }

    /// Takes one input; what follows is added to `out`.
    pub fn handle(&mut self, now: Millis, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::Came { room, line } => self.come(now, room, line, out),
            Input::Said(conn, message) => self.hear(now, conn, &message, out),
            Input::Faulted(conn) => self.fault(now, conn, out),
            Input::Left(conn) => self.leave(conn, out),
        }
    }

    /// Whether somebody is in that room.
    pub(crate) fn has(&self, name: &Name) -> bool {
        self.by_name.contains_key(name)
    }

    /// Forgets a room and all who are in it.
    pub(crate) fn end(&mut self, name: &Name) {
        let Some(slot) = self.by_name.remove(name) else { return };
        self.rooms.remove(slot);
        self.peers.retain(|_, peer| peer.room != slot);
    }

    fn come(&mut self, now: Millis, name: Name, line: Line, out: &mut Vec<Output>) {
        let Some(slot) = self.room_with_a_place(name) else {
            return out.push(Output::Close(line, CloseCode::Full));
        };
        let Some(room) = self.rooms.get_mut(slot) else { return };
        let id = room.next;
        room.next.0 += 1;
        out.push(Output::Send(vec![line], message::id(id)));
        out.extend(room.lines.keys().map(|other| Output::Send(vec![line], message::add_peer(*other))));
        out.extend(to_all(room.lines.values(), || message::add_peer(id)));
        room.lines.insert(id, line);
        out.extend(room.host().map(|host| Output::Send(vec![line], message::host(host))));
        self.peers.insert(line.conn, Peer { room: slot, id, faults: 0, faults_since: now });
    }

    /// The room of that name, made if need be, unless it or the node is full.
    fn room_with_a_place(&mut self, name: Name) -> Option<u32> {
        if let Some(slot) = self.by_name.get(&name) {
            let room = self.rooms.get(*slot)?;
            let max = match self.limits.realm_conns {
                0 => PEERS_MAX,
                set => set.min(PEERS_MAX),
            };
            return (room.lines.len() < max && room.next.0 < i32::MAX).then_some(*slot);
        }
        if self.by_name.len() >= self.limits.rooms {
            return None;
        }
        let room = Room { name: name.clone(), next: PeerId::FIRST, lines: BTreeMap::new() };
        let slot = self.rooms.insert(room);
        self.by_name.insert(name, slot);
        Some(slot)
    }

    fn hear(&mut self, now: Millis, conn: ConnId, message: &[u8], out: &mut Vec<Output>) {
        let Some(peer) = self.peers.get(&conn) else { return };
        let Some(room) = self.rooms.get(peer.room) else { return };
        match message::read(message) {
            Said::Relay(target, inner) => {
                let heard_by = room.lines.iter().filter(|(other, _)| **other != peer.id && target.means(**other));
                out.extend(to_all(heard_by.map(|(_, line)| line), || message::relayed(peer.id, inner)));
            }
            Said::Path(number) => {
                let line = room.lines.get(&peer.id).copied();
                out.extend(line.map(|line| Output::Send(vec![line], message::confirm_path(number))));
            }
            // An engine sends what is for all to the server too.
            Said::ToServer => {}
            Said::Fault => self.fault(now, conn, out),
        }
    }

    fn fault(&mut self, now: Millis, conn: ConnId, out: &mut Vec<Output>) {
        let Some(peer) = self.peers.get_mut(&conn) else { return };
        if now.since(peer.faults_since) >= FAULTS_WINDOW {
            (peer.faults, peer.faults_since) = (0, now);
        }
        peer.faults += 1;
        if peer.faults <= self.limits.faults {
            return;
        }
        let line = self.rooms.get(peer.room).and_then(|room| room.lines.get(&peer.id)).copied();
        out.extend(line.map(|line| Output::Close(line, CloseCode::TooManyErrors)));
        self.leave(conn, out);
    }

    fn leave(&mut self, conn: ConnId, out: &mut Vec<Output>) {
        let Some(peer) = self.peers.remove(&conn) else { return };
        let Some(room) = self.rooms.get_mut(peer.room) else { return };
        let was_host = room.host() == Some(peer.id);
        room.lines.remove(&peer.id);
        out.extend(to_all(room.lines.values(), || message::del_peer(peer.id)));
        match room.host() {
            Some(host) if was_host => out.extend(to_all(room.lines.values(), || message::host(host))),
            Some(_) => {}
            None => {
                self.by_name.remove(&room.name);
                self.rooms.remove(peer.room);
            }
        }
    }
}

impl Room {
    fn host(&self) -> Option<PeerId> {
        self.lines.first_key_value().map(|(id, _)| *id)
    }
}

impl Target {
    fn means(self, peer: PeerId) -> bool {
        match self {
            Self::Others => true,
            Self::One(one) => peer == one,
            Self::AllBut(one) => peer != one,
            Self::Server => false,
        }
    }
}

/// A message for all of these, if there are any.
fn to_all<'a>(lines: impl Iterator<Item = &'a Line>, message: impl FnOnce() -> Vec<u8>) -> Option<Output> {
    let lines: Vec<Line> = lines.copied().collect();
    (!lines.is_empty()).then(|| Output::Send(lines, message()))
}
