//! Who comes to a room of Godot's own multiplayer, and who he is. Its clients have no `hello`: a token comes with the
//! handshake, and a conn that waits for the node's word is not read.

use std::collections::BTreeMap;

use hub::{ConnKey, FromNode, ToNode};
use relay::{Input, Line};
use types::{ConnId, LoginPolicy, Name, Secret};

use crate::mesh::Upward;
use crate::relayed::{RoomNumber, room_number};
use crate::shard::Shard;

/// The peers whose sockets a shard has. As many as it has conns.
pub(crate) struct Peers {
    login: LoginPolicy,
    here: BTreeMap<ConnId, Peer>,
}

struct Peer {
    key: ConnKey,
    /// Whether the node was asked who it is.
    has_knocked: bool,
    waits: Waits,
}

/// Why a peer is not read.
enum Waits {
    /// The node has not said who it is; then it goes to this room.
    Door(Name),
    /// The node has not found its room.
    Room,
    /// It is read.
    Not,
}

impl Peers {
    pub(crate) fn new(login: LoginPolicy) -> Self {
        Self { login, here: BTreeMap::new() }
    }

    pub(crate) fn count(&self) -> u64 {
        self.here.len() as u64
    }

    pub(crate) fn has(&self, id: ConnId) -> bool {
        self.here.contains_key(&id)
    }

    /// Whether a conn waits for nothing. One that is gone already, or closing, is read to its end.
    fn is_read(&self, id: ConnId) -> bool {
        self.here.get(&id).is_none_or(|peer| matches!(peer.waits, Waits::Not))
    }
}

impl Shard {
    /// A handshake is done. Whether the conn is to be read; if not, it waits for the node's word.
    pub(crate) fn come_to_room(&mut self, key: ConnKey, id: ConnId, room: &Name, token: Option<Secret>) -> bool {
        tracing::debug!(conn = id.get(), godot_room = %room, "opened");
        let has_knocked = token.is_some() || self.relay.peers.login != LoginPolicy::Open;
        self.relay.peers.here.insert(id, Peer { key, has_knocked, waits: Waits::Door(room.clone()) });
        if has_knocked {
            self.mesh.tell_node(Upward::Node(ToNode::Login { conn: id, token, session: None }));
        } else {
            self.enter_room(id);
        }
        self.relay.peers.is_read(id)
    }

    /// It is known who the peer is.
    fn enter_room(&mut self, id: ConnId) {
        let Some(peer) = self.relay.peers.here.get_mut(&id) else { return };
        let next = if self.relay.is_elsewhere { Waits::Room } else { Waits::Not };
        let Waits::Door(room) = std::mem::replace(&mut peer.waits, next) else { return };
        let line = Line { shard: self.number, slot: peer.key.0, conn: id };
        self.tell_room(room_number(&room), Input::Came { room, line });
    }

    /// The peer is read from now on.
    pub(crate) fn admit_peer(&mut self, line: Line) {
        if let Some(peer) = self.relay.peers.here.get_mut(&line.conn) {
            peer.waits = Waits::Not;
            self.released.push(peer.key);
        }
    }

    /// A peer is gone.
    pub(crate) fn leave_room(&mut self, id: ConnId, room: RoomNumber) {
        let Some(peer) = self.relay.peers.here.remove(&id) else { return };
        if peer.has_knocked {
            self.mesh.tell_node(Upward::Node(ToNode::Gone(id)));
        }
        if !matches!(peer.waits, Waits::Door(_)) {
            self.tell_room(room, Input::Left(id));
        }
    }

    /// What the node says; gives back what is for the hub.
    pub(crate) fn told_of_peer(&mut self, told: FromNode) -> Option<FromNode> {
        let (id, code) = match &told {
            FromNode::Admitted { conn, .. } => (*conn, None),
            FromNode::Close { conn, code } => (*conn, Some(*code)),
            FromNode::Registered { .. }
            | FromNode::Commanded { .. }
            | FromNode::Members { .. }
            | FromNode::Refused { .. }
            | FromNode::Said { .. }
            | FromNode::Broadcast(_)
            | FromNode::Direct(_)
            | FromNode::Move { .. } => return Some(told),
        };
        let Some(key) = self.relay.peers.here.get(&id).map(|peer| peer.key) else { return Some(told) };
        match code {
            Some(code) => self.close(key, code),
            None => self.enter_room(id),
        }
        if self.relay.peers.is_read(id) {
            self.released.push(key);
        }
        None
    }
}
