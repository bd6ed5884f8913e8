//! The loop. One turn: wait · read each ready socket once and give what it says to the hub · hand every member its
//! share of what was said · send each outbox once.
//!
//! Sockets are watched for edges in both directions from the start, so nothing is registered anew; who has more to
//! read, or is held back, stands in a list.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hub::{ConnKey, Output};
use mio::event::Event;
use mio::{Events, Token};
use types::{CloseCode, Millis, Now, SteadyTime, UnixMs};

use crate::accept::Waiting;
use crate::conn::Phase;
use crate::encrypted::HANDSHAKES_MAX;
use crate::facts::WATCHED_MAX;
use crate::mesh::Upward;
use crate::shard::{EVENTS_MAX, READ_BYTES, Shard, WAKER};
use crate::stats::{Counter, LimitHit};
use crate::sweep::SWEEP_EVERY;

impl Shard {
    /// Turns until the node stops.
    pub(crate) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS_MAX);
        while !self.shared.is_stopping.load(Ordering::Relaxed) {
            if let Err(error) = self.poll.poll(&mut events, self.patience())
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "a shard cannot wait for its sockets");
                return;
            }
            self.turn(&events);
        }
    }

    /// One turn of the loop.
    fn turn(&mut self, events: &Events) {
        self.look_at_the_clock();
        self.stats().add(Counter::Turns, 1);
        self.hub.watch(if self.is_watched() { WATCHED_MAX } else { 0 });
        self.handshakes_left = HANDSHAKES_MAX;
        self.take_mail();
        let again = std::mem::take(&mut self.again);
        let is_held = self.mesh.is_full();
        self.stats().add(Counter::Held, u64::from(is_held));
        for event in events {
            match self.listener_of(event.token()) {
                Some(index) => self.accept_at(index),
                None if event.token() == WAKER => self.look_at_the_flags(),
                None => self.guarded(conn_key(event.token()), |shard, key| shard.on_event_of(key, event, is_held)),
            }
        }
        for key in again {
            self.read_or_keep(key, is_held);
        }
        for index in std::mem::take(&mut self.accept_again) {
            self.accept_at(index);
        }
        self.resume_paused();
        if self.now.mono.since(self.swept_at) >= SWEEP_EVERY {
            self.swept_at = self.now.mono;
            self.accept_again.append(&mut self.accept_stalled);
            self.sweep();
            self.carry_out();
        }
        self.deliver_and_flush();
    }

    /// How long the loop may sleep.
    fn patience(&self) -> Option<Duration> {
        if !self.again.is_empty() || !self.accept_again.is_empty() {
            return Some(if self.mesh.is_full() { Duration::from_millis(1) } else { Duration::ZERO });
        }
        if self.is_at_rest && self.accept_stalled.is_empty() {
            return None;
        }
        let paused = self.paused.iter().map(|(until, _)| until.since(self.now.mono)).min();
        Some(paused.map_or(SWEEP_EVERY, |wait| wait.clamp(Duration::from_millis(1), SWEEP_EVERY)))
    }

    fn look_at_the_clock(&mut self) {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Now {
            mono: Millis(millis(self.started.elapsed())),
            unix: UnixMs(i64::try_from(millis(unix)).unwrap_or(i64::MAX)),
        };
        self.now = self.steady.get_or_insert(SteadyTime::starting_at(now)).at(now);
    }

    fn listener_of(&self, token: Token) -> Option<usize> {
        let index = WAKER.0.wrapping_sub(1).wrapping_sub(token.0);
        (index < self.listeners.len()).then_some(index)
    }

    fn accept_at(&mut self, index: usize) {
        match self.accept(index) {
            Waiting::Nobody => {}
            Waiting::Perhaps => self.accept_again.push(index),
            Waiting::ForFiles => self.accept_stalled.push(index),
        }
    }

    fn on_event_of(&mut self, key: ConnKey, event: &Event, is_held: bool) {
        if event.is_writable()
            && let Some(conn) = self.conns.get_mut(key.0)
            && conn.is_blocked()
        {
            conn.outbox.unblock();
            self.mark_dirty(key);
        }
        if event.is_read_closed()
            && let Some(conn) = self.conns.get_mut(key.0)
        {
            conn.is_ended = true;
        }
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            if is_held || self.mesh.is_laden() {
                self.again.push(key);
            } else {
                self.on_readable(key);
            }
        }
    }

    fn read_or_keep(&mut self, key: ConnKey, is_held: bool) {
        if is_held || self.mesh.is_laden() {
            self.again.push(key);
        } else {
            self.guarded(key, Self::on_readable);
        }
    }

    /// A fault of ours costs one conn, not ten thousand: what it panics on is closed, the rest goes on.
    pub(crate) fn guarded(&mut self, key: ConnKey, work: impl FnOnce(&mut Self, ConnKey)) {
        if catch_unwind(AssertUnwindSafe(|| work(self, key))).is_err() {
            tracing::error!(conn = self.conn_id(key), "caught a panic: this conn is closed");
            self.stats().add(Counter::Caught, 1);
            self.buffer.resize(READ_BYTES, 0);
            self.out.clear();
            self.close(key, CloseCode::OurFault);
        }
        // The buffer is lent out while a conn is at work.
        debug_assert_eq!(self.buffer.len(), READ_BYTES);
    }

    /// Reads the conns whose time of waiting is over.
    fn resume_paused(&mut self) {
        if self.paused.is_empty() {
            return;
        }
        let now = self.now.mono;
        let due: Vec<ConnKey> = self.paused.extract_if(.., |(until, _)| *until <= now).map(|(_, key)| key).collect();
        for key in due {
            if let Some(conn) = self.conns.get_mut(key.0) {
                conn.is_paused = false;
            }
            self.again.push(key);
        }
    }

    /// Does what the hub has decided.
    pub(crate) fn carry_out(&mut self) {
        if self.out.list.is_empty() {
            return;
        }
        let mut out = std::mem::take(&mut self.out);
        for output in out.list.drain(..) {
            match output {
                Output::Send(conn, frames) => {
                    self.queue(conn, &out.bytes[frames], self.limits.outbox_bytes);
                }
                Output::Close(conn, code) => self.send_close(conn, code),
                Output::Tell(message) => self.mesh.tell(&message),
                Output::Pass(message) => self.mesh.pass(message),
                Output::Desk(told) => self.mesh.tell_node(Upward::Desk(told)),
                Output::Node(told) => self.mesh.tell_node(Upward::Node(*told)),
                Output::Release(conn) => self.released.push(conn),
            }
        }
        out.clear();
        self.out = out;
        if self.hub.is_turn_full() {
            self.deliver();
        }
    }

    /// Puts frames into a conn's outbox, to leave at the end of the turn.
    pub(crate) fn queue(&mut self, key: ConnKey, frames: &[u8], max: usize) {
        let now = self.now.mono;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        if !matches!(conn.phase, Phase::Open(_)) {
            return;
        }
        match conn.outbox.push(now, frames, max, &mut self.spares) {
            Ok(()) => self.mark_dirty(key),
            Err(_) => self.too_slow(key, LimitHit::OutboxBytes),
        }
    }

    pub(crate) fn mark_dirty(&mut self, key: ConnKey) {
        if let Some(conn) = self.conns.get_mut(key.0)
            && !conn.is_dirty
        {
            conn.is_dirty = true;
            self.dirty.push(key);
        }
    }

    fn deliver_and_flush(&mut self) {
        self.deliver();
        self.mesh.post();
        let mut dirty = std::mem::take(&mut self.dirty);
        for key in dirty.drain(..) {
            self.flush(key);
        }
        dirty.append(&mut self.dirty);
        self.dirty = dirty;
    }

    /// Hands every member its share of what was said: straight into the socket if nothing waits before it.
    fn deliver(&mut self) {
        let (now, max, sent) = (self.now.mono, self.limits.outbox_bytes, &mut Sent::default());
        let mut late: Vec<(ConnKey, Late)> = Vec::new();
        let (conns, spares, dirty) = (&mut self.conns, &mut self.spares, &mut self.dirty);
        self.hub.end_turn(&mut self.out, |key, frames, is_last| {
            let Some(conn) = conns.get_mut(key.0) else { return };
            if !matches!(conn.phase, Phase::Open(_)) {
                return;
            }
            let outcome = if is_last && conn.outbox.is_empty() {
                conn.send_past(now, frames, max, spares)
            } else {
                if !conn.is_dirty {
                    conn.is_dirty = true;
                    dirty.push(key);
                }
                Ok(conn.outbox.push(now, frames, max, spares).map(|()| 0))
            };
            match outcome {
                Ok(Ok(0)) => {}
                Ok(Ok(bytes)) => sent.add(bytes),
                Ok(Err(_)) => late.push((key, Late::Full)),
                Err(_) => late.push((key, Late::Broken)),
            }
        });
        self.stats().add(Counter::Sends, sent.sends);
        self.stats().add(Counter::BytesOut, sent.bytes);
        for (key, late) in late {
            match late {
                Late::Full => self.too_slow(key, LimitHit::OutboxBytes),
                Late::Broken => self.drop_conn(key, "the connection broke"),
            }
        }
        if !self.out.list.is_empty() {
            self.carry_out();
        }
    }

    fn flush(&mut self, key: ConnKey) {
        let now = self.now.mono;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        conn.is_dirty = false;
        match conn.flush(now, &mut self.spares) {
            Ok(bytes) => {
                let is_done = conn.outbox.is_empty() && !conn.has_unsent();
                let is_closing = matches!(conn.phase, Phase::Closing { .. });
                self.stats().add(Counter::Sends, 1);
                self.stats().add(Counter::BytesOut, bytes as u64);
                if is_done && is_closing {
                    self.half_close(key);
                }
            }
            Err(_) => self.drop_conn(key, "the connection broke"),
        }
    }
}

/// Why a member could not be handed its share.
enum Late {
    Full,
    Broken,
}

#[derive(Default)]
struct Sent {
    sends: u64,
    bytes: u64,
}

impl Sent {
    fn add(&mut self, bytes: usize) {
        self.sends += 1;
        self.bytes += bytes as u64;
    }
}

fn conn_key(token: Token) -> ConnKey {
    ConnKey(u32::try_from(token.0).unwrap_or(u32::MAX))
}
