//! What a store has done, counted for whoever watches over it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ledger::{Answer, Ask, Failed};

/// Counts that only rise, but for [`Stats::waiting`]. Anybody may read them at any time.
#[derive(Debug)]
pub struct Stats {
    waiting: AtomicU64,
    /// From the ask to its answer, of asks that add to a log, in microseconds.
    append_micros: Histogram,
    /// Asks that went into one transaction.
    group_asks: Histogram,
    not_done: AtomicU64,
    unknown: AtomicU64,
    fatal: AtomicU64,
}

impl Default for Stats {
    fn default() -> Self {
        const MICROS: [u64; 12] =
            [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 3_000_000];
        const ASKS: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];
        Self {
            waiting: AtomicU64::new(0),
            append_micros: Histogram::up_to(&MICROS),
            group_asks: Histogram::up_to(&ASKS),
            not_done: AtomicU64::new(0),
            unknown: AtomicU64::new(0),
            fatal: AtomicU64::new(0),
        }
    }
}

impl Stats {
    /// Asks that have no answer yet: they wait, or are worked at.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How long an addition to a log took, from the ask to its answer, in microseconds.
    #[must_use]
    pub fn append_micros(&self) -> &Histogram {
        &self.append_micros
    }

    /// How many asks went into one transaction.
    #[must_use]
    pub fn group_asks(&self) -> &Histogram {
        &self.group_asks
    }

    /// What was not carried out, by kind: see [`Failed`].
    #[must_use]
    pub fn failed(&self) -> [(&'static str, u64); 3] {
        let counts = [("not_done", &self.not_done), ("unknown", &self.unknown), ("fatal", &self.fatal)];
        counts.map(|(kind, count)| (kind, count.load(Ordering::Relaxed)))
    }

    pub(crate) fn grouped(&self, asks: usize) {
        self.group_asks.count(asks as u64);
    }
}

/// An ask from when it comes until it is answered, or nobody waits for it any more.
pub(crate) struct Counted {
    stats: Arc<Stats>,
    appends_since: Option<Instant>,
}

impl Counted {
    pub(crate) fn begin(stats: &Arc<Stats>, ask: &Ask) -> Self {
        stats.waiting.fetch_add(1, Ordering::Relaxed);
        let appends_since = matches!(ask, Ask::Append(_)).then(Instant::now);
        Self { stats: Arc::clone(stats), appends_since }
    }

    pub(crate) fn end(self, answer: &Result<Answer, Failed>) {
        if let Some(since) = self.appends_since {
            self.stats.append_micros.count(micros(since.elapsed()));
        }
        let failed = match answer {
            Ok(_) => return,
            Err(Failed::NotDone(_)) => &self.stats.not_done,
            Err(Failed::Unknown(_)) => &self.stats.unknown,
            Err(Failed::Fatal(_)) => &self.stats.fatal,
        };
        failed.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.stats.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// How often something was how large.
#[derive(Debug)]
pub struct Histogram {
    /// Each limit, and how often something was at most so large and larger than the limit before.
    parts: Vec<(u64, AtomicU64)>,
    larger: AtomicU64,
    sum: AtomicU64,
}

impl Histogram {
    fn up_to(limits: &[u64]) -> Self {
        let parts = limits.iter().map(|limit| (*limit, AtomicU64::new(0))).collect();
        Self { parts, larger: AtomicU64::new(0), sum: AtomicU64::new(0) }
    }

    fn count(&self, size: u64) {
        let part = self.parts.iter().find(|(limit, _)| size <= *limit).map_or(&self.larger, |(_, count)| count);
        part.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(size, Ordering::Relaxed);
    }

    /// Each limit, and how often something was at most so large; last, without a limit, how often there was anything.
    pub fn up_to_each(&self) -> impl Iterator<Item = (Option<u64>, u64)> {
        let parts = self.parts.iter().map(|(limit, count)| (Some(*limit), count));
        parts.chain([(None, &self.larger)]).scan(0, |so_far, (limit, count)| {
            *so_far += count.load(Ordering::Relaxed);
            Some((limit, *so_far))
        })
    }

    /// All sizes together.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_counts_what_is_below_it() {
        let histogram = Histogram::up_to(&[1, 10, 100]);
        [0, 1, 2, 10, 11, 1_000].into_iter().for_each(|size| histogram.count(size));
        let counted: Vec<_> = histogram.up_to_each().collect();
        assert_eq!(counted, [(Some(1), 2), (Some(10), 4), (Some(100), 5), (None, 6)]);
        assert_eq!(histogram.sum(), 1_024);
    }

    #[test]
    fn an_ask_that_nobody_waits_for_any_more_waits_no_longer() {
        let stats = Arc::new(Stats::default());
        let counted = Counted::begin(&stats, &ledger::EpochAsk.into());
        assert_eq!(stats.waiting(), 1);
        drop(counted);
        assert_eq!((stats.waiting(), stats.append_micros().up_to_each().last()), (0, Some((None, 0))));
        Counted::begin(&stats, &ledger::EpochAsk.into()).end(&Err(Failed::Unknown("lost".into())));
        assert_eq!((stats.waiting(), stats.failed()[1]), (0, ("unknown", 1)));
    }
}
