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
    /// Where it goes once the node lets it in.
    waits_for: Option<Name>,
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
}

impl Shard {
    /// A handshake is done. Whether the conn is in its room; if not, it waits for the node's word.
    pub(crate) fn come_to_room(&mut self, key: ConnKey, id: ConnId, room: &Name, token: Option<Secret>) -> bool {
        tracing::debug!(conn = id.get(), godot_room = %room, "opened");
        let has_knocked = token.is_some() || self.relay.peers.login != LoginPolicy::Open;
        let waits_for = has_knocked.then(|| room.clone());
        self.relay.peers.here.insert(id, Peer { key, has_knocked, waits_for });
        if has_knocked {
            self.mesh.tell_node(Upward::Node(ToNode::Login { conn: id, token, session: None }));
        } else {
            self.enter_room(key, id, room.clone());
        }
        !has_knocked
    }

    fn enter_room(&mut self, key: ConnKey, id: ConnId, room: Name) {
        let line = Line { shard: self.number, slot: key.0, conn: id };
        self.tell_room(room_number(&room), Input::Came { room, line });
    }

    /// A peer is gone.
    pub(crate) fn leave_room(&mut self, id: ConnId, room: RoomNumber) {
        let Some(peer) = self.relay.peers.here.remove(&id) else { return };
        if peer.has_knocked {
            self.mesh.tell_node(Upward::Node(ToNode::Gone(id)));
        }
        if peer.waits_for.is_none() {
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
        let Some(peer) = self.relay.peers.here.get_mut(&id) else { return Some(told) };
        let key = peer.key;
        if let Some(code) = code {
            self.close(key, code);
        } else if let Some(room) = peer.waits_for.take() {
            self.enter_room(key, id, room);
        }
        self.released.push(key);
        None
    }
}
