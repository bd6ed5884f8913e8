//! Time-outs: a walk over all conns a few times a second, so that no conn owns a timer.

use std::time::Duration;

use hub::{ConnKey, Input};
use types::{CloseCode, Limits, Millis};
use ws::Opcode;

use crate::conn::{Conn, Phase};
use crate::outbox::Spares;
use crate::shard::Shard;
use crate::stats::{Counter, LimitHit};

/// How often conns are looked at; time-outs are late by at most this.
pub(crate) const SWEEP_EVERY: Duration = Duration::from_millis(100);

/// How often realms tell their members how many they are.
pub(crate) const PRESENCE_EVERY: Duration = Duration::from_secs(1);

/// When fewer conns than this have come and gone, their memory is not worth looking for.
const CONNS_WORTH_A_TRIM: usize = 256;

/// What a look at a conn leads to.
enum Finding {
    Ping,
    HandshakeLate,
    Gone,
    Stale,
    Silent,
    Unfinished,
}

impl Shard {
    /// Looks at every conn once.
    pub(crate) fn sweep(&mut self) {
        let now = self.now.mono;
        let mut found = std::mem::take(&mut self.found);
        for (slot, conn) in self.conns.iter() {
            if let Some(finding) = look(conn, now, &self.limits) {
                found.0.push((ConnKey(slot), finding));
            }
        }
        for (key, finding) in found.0.drain(..) {
            self.act_on(key, finding);
        }
        self.found = found;
        self.mind_memory();
        self.close_leaving();
        self.stats().set(Counter::Conns, self.hub.conn_count() as u64);
        self.stats().set(Counter::Realms, self.hub.realm_count() as u64);
        self.stats().set(Counter::GodotPeers, self.relay.peers.count());
        self.stats().set_errors(self.hub.error_counts());
        if self.now.mono.since(self.presence_at) >= PRESENCE_EVERY {
            self.presence_at = self.now.mono;
            self.hub.handle(self.now, Input::Ticked, &mut self.out);
            self.let_go_of_memory();
        }
        if self.conns.is_empty() && !self.is_at_rest {
            self.is_at_rest = true;
            self.spares = Spares::default();
            self.hub.handle(self.now, Input::Ticked, &mut self.out);
            self.let_go_of_memory();
        }
        self.conns_peak = self.conns_peak.max(self.conns.len());
        if self.conns_peak >= CONNS_WORTH_A_TRIM && self.conns.len() <= self.conns_peak / 4 {
            self.conns_peak = self.conns.len();
            memory::give_back();
        }
    }

    /// What a busy minute needed does not stay for ever.
    fn let_go_of_memory(&mut self) {
        self.spares.decay();
        for list in [&mut self.again, &mut self.dirty] {
            list.shrink_to(2 * list.len());
        }
        self.paused.shrink_to(2 * self.paused.len());
        self.found.0.shrink_to_fit();
        self.out.let_go_of_memory();
    }

    fn act_on(&mut self, key: ConnKey, finding: Finding) {
        match finding {
            Finding::Ping => {
                if let Some(conn) = self.conns.get_mut(key.0) {
                    conn.pinged_at = self.now.mono;
                }
                self.queue_control(key, Opcode::Ping, b"");
            }
            Finding::HandshakeLate => {
                self.stats().add_limit(LimitHit::HandshakeTime);
                self.drop_conn(key, "no handshake in time");
            }
            Finding::Gone => self.drop_conn(key, "closed"),
            Finding::Stale => self.too_slow(key, LimitHit::OutboxAge),
            Finding::Silent => {
                self.stats().add_limit(LimitHit::DeadAfter);
                self.close(key, CloseCode::Silent);
            }
            Finding::Unfinished => {
                self.stats().add_limit(LimitHit::MessageTime);
                self.close(key, CloseCode::Silent);
            }
        }
    }
}

fn look(conn: &Conn, now: Millis, limits: &Limits) -> Option<Finding> {
    match &conn.phase {
        Phase::Proxied { since, .. } | Phase::Head { since, .. } => {
            (now.since(*since) >= limits.handshake_time).then_some(Finding::HandshakeLate)
        }
        Phase::Closing { until, .. } => (now >= *until).then_some(Finding::Gone),
        Phase::Open(_) => look_at_open(conn, now, limits),
    }
}

fn look_at_open(conn: &Conn, now: Millis, limits: &Limits) -> Option<Finding> {
    let silence = now.since(conn.heard_at);
    if conn.outbox.is_stale(now, limits) {
        Some(Finding::Stale)
    } else if conn.is_paused || conn.held.is_some() {
        // It is we who do not listen.
        None
    } else if conn.begun_at.is_some_and(|begun| now.since(begun) > limits.message_time) {
        Some(Finding::Unfinished)
    } else if silence > limits.dead_after {
        Some(Finding::Silent)
    } else {
        let is_quiet = silence >= limits.ping_every && now.since(conn.pinged_at) >= limits.ping_every;
        is_quiet.then_some(Finding::Ping)
    }
}

/// A list that the sweep uses again each time.
#[derive(Default)]
pub(crate) struct Found(Vec<(ConnKey, Finding)>);
