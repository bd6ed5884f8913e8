//! A node that goes down: nobody new, and everybody is told when to come back, so that not all come at once.

use hub::{ConnKey, FromNode, Input};
use types::{CloseCode, ConnId, Millis};

use crate::conn::{Open, Phase};
use crate::shard::Shard;

/// Conns that are still to be closed.
#[derive(Debug, Default)]
pub(crate) struct Draining(Vec<Leaving>);

/// A conn that has been told when to go.
#[derive(Clone, Copy, Debug)]
struct Leaving {
    at: Millis,
    key: ConnKey,
    id: ConnId,
}

impl Shard {
    /// Begins: listens no more, and spreads the conns over the time that the settings give.
    pub(crate) fn begin_to_drain(&mut self) {
        self.is_draining = true;
        self.listeners.clear();
        let keys: Vec<ConnKey> = self.conns.iter().map(|(slot, _)| ConnKey(slot)).collect();
        for key in keys {
            match self.conns.get(key.0).map(|conn| &conn.phase) {
                Some(Phase::Open(Open::Player { id, .. })) => self.tell_to_leave(key, *id),
                // The peers of a room go together: what is left of one would only choose new hosts.
                Some(Phase::Open(Open::Peer { id, room })) => {
                    let (id, lot) = (*id, u64::from(room.0));
                    self.leaves_after(key, id, lot);
                }
                Some(Phase::Open(Open::Echo)) => self.close(key, CloseCode::Restarting),
                Some(Phase::Closing { .. }) | None => {}
                Some(_) => self.drop_conn(key, "the node goes down"),
            }
        }
        self.carry_out();
        self.close_leaving();
    }

    fn tell_to_leave(&mut self, key: ConnKey, id: ConnId) {
        let after = self.leaves_after(key, id, id.get());
        if !self.limits.drain_spread.is_zero() {
            let after_ms = u32::try_from(after).unwrap_or(u32::MAX);
            self.hub.handle(self.now, Input::Node(Box::new(FromNode::Move { conn: id, after_ms })), &mut self.out);
        }
    }

    /// Notes when a conn is to be closed: in so many milliseconds. The same lot, the same time.
    fn leaves_after(&mut self, key: ConnKey, id: ConnId, lot: u64) -> u64 {
        let spread = u64::try_from(self.limits.drain_spread.as_millis()).unwrap_or(u64::MAX);
        let after = jitter(lot) % spread.saturating_add(1);
        self.draining.0.push(Leaving { at: Millis(self.now.mono.0 + after), key, id });
        after
    }

    /// Closes those whose time has come, once they have been sent what waits for them.
    pub(crate) fn close_leaving(&mut self) {
        let (now, mut draining) = (self.now.mono, std::mem::take(&mut self.draining));
        let mut due = Vec::new();
        draining.0.retain(|leaving| {
            let Some(conn) = self.conns.get(leaving.key.0).filter(|conn| conn.id() == Some(leaving.id)) else {
                return false;
            };
            let is_due = leaving.at <= now && conn.outbox.is_empty();
            if is_due {
                due.push(leaving.key);
            }
            !is_due
        });
        self.draining = draining;
        // Afterwards, for the end of a peer is told to the others of its room, who may be due as well.
        for key in due {
            self.close(key, CloseCode::Restarting);
        }
    }
}

/// A number that looks drawn by chance, and is the same for the same lot (Knuth's multiplicative hash).
fn jitter(lot: u64) -> u64 {
    lot.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}
