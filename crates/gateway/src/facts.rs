//! What can be asked about a shard.

use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hub::{ConnKey, Hub};
use types::{ConnId, Millis, Slots};
use wire::Dialect;

use crate::conn::{Conn, Open, Phase};
use crate::mesh::Upward;
use crate::peers::Peers;
use crate::shard::Shard;

/// A shard between two turns, to be looked at.
pub struct ShardFacts<'a> {
    /// Its realms, and who is in them.
    pub hub: &'a Hub,
    conns: &'a Slots<Conn>,
    peers: &'a Peers,
    now: Millis,
}

/// What is known of a conn's socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketFacts {
    /// Where it comes from, as far as proxies say it.
    pub address: Option<IpAddr>,
    /// What waits to be sent to it, in bytes.
    pub outbox_bytes: usize,
    /// How long the oldest of that has waited.
    pub outbox_age: Duration,
}

impl ShardFacts<'_> {
    /// Whether it has this conn: a player, or a peer of Godot's own multiplayer, whom no hub knows.
    #[must_use]
    pub fn has_conn(&self, conn: ConnId) -> bool {
        self.hub.conn_facts(conn).is_some() || self.peers.has(conn)
    }

    /// The socket of a conn.
    #[must_use]
    pub fn socket(&self, key: ConnKey) -> Option<SocketFacts> {
        let conn = self.conns.get(key.0)?;
        let peer = || conn.socket.peer_addr().ok().map(|peer| peer.ip());
        Some(SocketFacts {
            address: conn.address.as_deref().copied().or_else(peer),
            outbox_bytes: conn.outbox.bytes(),
            outbox_age: conn.outbox.blocked_since().map_or(Duration::ZERO, |since| self.now.since(since)),
        })
    }
}

/// The most that a hub tells of one turn to those who watch.
pub(crate) const WATCHED_MAX: u32 = 256;

impl Shard {
    /// Whether somebody wants to be told what happens.
    pub(crate) fn is_watched(&self) -> bool {
        self.shared.is_watched.load(Ordering::Relaxed)
    }

    #[cold]
    pub(crate) fn tell_opened(&mut self, key: ConnKey, id: ConnId, dialect: Dialect) {
        let address = self.facts().socket(key).and_then(|socket| socket.address);
        self.mesh.tell_node(Upward::Opened { conn: id, address, dialect });
    }

    #[cold]
    pub(crate) fn tell_closed(&mut self, key: ConnKey, code: Option<u16>) {
        if let Some(&Phase::Open(Open::Player { id, .. })) = self.conns.get(key.0).map(|conn| &conn.phase) {
            self.mesh.tell_node(Upward::Closed { conn: id, code });
        }
    }

    pub(crate) fn facts(&self) -> ShardFacts<'_> {
        ShardFacts { hub: &self.hub, conns: &self.conns, peers: &self.relay.peers, now: self.now.mono }
    }
}
