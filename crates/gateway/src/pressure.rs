//! How much of the memory that the process may have is in use, and what follows: better no new conns, and the slowest cut,
//! than to be ended by the system with all of them.

use std::time::Duration;

use hub::ConnKey;
use types::{Limits, Millis};

use crate::conn::Phase;
use crate::shard::Shard;
use crate::stats::LimitHit;

/// It is looked at so often.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The log is told so often at most, however often the level goes up and down.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// From so many per cent on nobody new comes in.
const SCARCE: u64 = 80;

/// From so many per cent on those are cut who read most slowly.
const SHORT: u64 = 90;

/// Of what the process may have, one part in so many is freed at a time.
const FREED_AT_ONCE: u64 = 20;

/// How much is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Roomy,
    /// There is enough for those who are here.
    Scarce,
    /// There may soon be too little for them.
    Short,
}

/// What was seen last.
#[derive(Debug)]
pub(crate) struct Pressure {
    /// Bytes; without a limit nothing is looked at.
    allowed: Option<u64>,
    looked_at: Option<Millis>,
    level: Level,
    said_at: Option<Millis>,
}

impl Pressure {
    pub(crate) fn of(limits: &Limits) -> Self {
        let allowed = if limits.memory > 0 { Some(limits.memory as u64) } else { memory::allowed() };
        Self { allowed, looked_at: None, level: Level::Roomy, said_at: None }
    }

    pub(crate) fn level(&mut self, now: Millis) -> Level {
        let Some(allowed) = self.allowed else { return Level::Roomy };
        if self.looked_at.is_none_or(|at| now.since(at) >= LOOK_EVERY) {
            self.looked_at = Some(now);
            let used = memory::resident().unwrap_or_default();
            self.level = level(used, allowed);
            self.say(now, used, allowed);
        }
        self.level
    }

    /// Whoever is refused is told only that there is no room; why, and what to do, is for the operator.
    fn say(&mut self, now: Millis, used: u64, allowed: u64) {
        let is_said = self.said_at.is_some_and(|at| now.since(at) < SAID_EVERY);
        if self.level > Level::Roomy && !is_said {
            self.said_at = Some(now);
            tracing::warn!(
                used,
                allowed,
                "memory is scarce, and nobody new is let in: raise the limit of the control group, or `limits.memory`"
            );
        }
    }

    /// Bytes that are freed at a time.
    fn at_once(&self) -> usize {
        let bytes = self.allowed.unwrap_or_default() / FREED_AT_ONCE;
        usize::try_from(bytes).unwrap_or(usize::MAX)
    }
}

fn level(used: u64, allowed: u64) -> Level {
    match used.saturating_mul(100) / allowed.max(1) {
        ..SCARCE => Level::Roomy,
        SCARCE..SHORT => Level::Scarce,
        SHORT.. => Level::Short,
    }
}

impl Shard {
    /// Cuts those for whose reading most has waited longest, as long as memory is short.
    pub(crate) fn mind_memory(&mut self) {
        if self.pressure.level(self.now.mono) < Level::Short {
            return;
        }
        let waiting = self.conns.iter().filter(|(_, conn)| matches!(conn.phase, Phase::Open(_)));
        let waiting =
            waiting.filter_map(|(slot, conn)| Some((conn.outbox.blocked_since()?, ConnKey(slot), conn.outbox.bytes())));
        let mut slowest: Vec<(Millis, ConnKey, usize)> = waiting.collect();
        slowest.sort_unstable_by_key(|(since, ..)| *since);
        let mut freed = 0;
        for (_, key, bytes) in slowest {
            if freed >= self.pressure.at_once() {
                break;
            }
            freed += bytes;
            self.too_slow(key, LimitHit::Memory);
        }
        if freed > 0 {
            memory::give_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_begin_at_four_fifths_and_nine_tenths() {
        let levels = [0, 799, 800, 899, 900, 5_000].map(|used| level(used, 1_000));
        use Level::{Roomy, Scarce, Short};
        assert_eq!(levels, [Roomy, Roomy, Scarce, Scarce, Short, Short]);
    }
}
