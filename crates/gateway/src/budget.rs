//! How much one conn may send. Over it, the conn is not read: TCP holds the sender back.

use std::time::Duration;

use hub::ConnKey;
use types::{Bucket, CloseCode, Limits, Millis, Rate};

use crate::shard::Shard;
use crate::stats::{Counter, LimitHit};

/// The inbound budget of one conn.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Budget {
    messages: Bucket,
    bytes: Bucket,
    /// Since when the conn has been at its limit without a pause.
    full_since: Option<Millis>,
}

/// What a charge leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read on.
    Within,
    /// Do not read for so long.
    Wait(Duration),
    /// It has kept at it for too long.
    TooFast,
}

impl Budget {
    /// Charges one read: the frames in it, control frames included, and its bytes.
    pub(crate) fn charge(&mut self, now: Millis, frames: u64, bytes: usize, limits: &Limits) -> Verdict {
        let by_messages = Rate { per_second: limits.inbound_messages_rate, burst: limits.inbound_messages_burst };
        let by_bytes = Rate { per_second: limits.inbound_bytes_rate, burst: limits.inbound_bytes_burst };
        let wait = self.messages.charge(now, frames, by_messages).max(self.bytes.charge(now, bytes as u64, by_bytes));
        if wait.is_zero() {
            self.full_since = None;
            return Verdict::Within;
        }
        let since = *self.full_since.get_or_insert(now);
        if now.since(since) > limits.inbound_full_time { Verdict::TooFast } else { Verdict::Wait(wait) }
    }

    /// The conn had nothing to say when it was read again.
    pub(crate) fn rest(&mut self) {
        self.full_since = None;
    }
}

impl Shard {
    /// Charges what has been read of a conn, and lets it wait, or ends it.
    pub(crate) fn charge(&mut self, key: ConnKey, frames: u64, bytes: usize) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        match conn.budget.charge(self.now.mono, frames, bytes, &self.limits) {
            Verdict::Within => {}
            Verdict::Wait(wait) => {
                if !conn.is_paused {
                    conn.is_paused = true;
                    self.paused.push((self.now.mono + wait, key));
                }
                self.stats().add(Counter::Paused, 1);
                self.stats().add_limit(LimitHit::InboundMessagesRate);
            }
            Verdict::TooFast => {
                self.stats().add_limit(LimitHit::InboundFullTime);
                self.close(key, CloseCode::TooFast);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t35_a_burst_then_the_rate_then_4029() {
        let limits = Limits::default();
        let (mut budget, mut now, mut taken) = (Budget::default(), Millis(0), 0);
        let verdict = loop {
            match budget.charge(now, 100, 700, &limits) {
                Verdict::Within => taken += 100,
                Verdict::Wait(wait) => {
                    taken += 100;
                    now = now + wait + Duration::from_millis(1);
                }
                Verdict::TooFast => break now,
            }
        };
        assert!((30_000..30_300).contains(&verdict.0), "{verdict:?}");
        assert!((33_000..34_500).contains(&taken), "{taken}");
    }

    #[test]
    fn a_conn_that_rests_starts_afresh() {
        let limits = Limits::default();
        let mut budget = Budget::default();
        assert!(matches!(budget.charge(Millis(0), 5_000, 0, &limits), Verdict::Wait(_)));
        budget.rest();
        assert!(matches!(budget.charge(Millis(40_000), 5_000, 0, &limits), Verdict::Wait(_)));
    }
}
