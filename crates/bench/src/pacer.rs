//! When each speaker should speak, whatever the server does.
//!
//! The times are laid down beforehand, so that a server that stalls cannot push them back: a message that leaves late
//! counts from when it should have left (no coordinated omission).

/// Speakers that all say the same number of messages a second.
#[derive(Clone, Debug)]
pub(crate) struct Pacer {
    voices: u32,
    period: f64,
    /// All at the same instant of the period, instead of spread over it.
    tick: bool,
    start: u64,
    round: u64,
    voice: u32,
}

impl Pacer {
    /// `rate` messages a second of each of `voices` speakers, from `start` (nanoseconds since the run began) on.
    pub(crate) fn new(voices: u32, rate: f64, tick: bool, start: u64) -> Self {
        Self { voices, period: 1e9 / rate, tick, start, round: 0, voice: 0 }
    }

    /// When the next message is due; `None` without speakers.
    pub(crate) fn next_due(&self) -> Option<u64> {
        let phase = if self.tick { 0.0 } else { f64::from(self.voice) / f64::from(self.voices) };
        (self.voices > 0).then(|| self.start + ((self.round as f64 + phase) * self.period) as u64)
    }

    /// The next message that is due by `now`: its speaker's number and when it should have left.
    pub(crate) fn take(&mut self, now: u64) -> Option<(u32, u64)> {
        let due = self.next_due().filter(|&due| due <= now)?;
        let voice = self.voice;
        self.voice += 1;
        if self.voice == self.voices {
            self.voice = 0;
            self.round += 1;
        }
        Some((voice, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latency::Latency;

    fn due_by(pacer: &mut Pacer, now: u64) -> Vec<(u32, u64)> {
        std::iter::from_fn(|| pacer.take(now)).collect()
    }

    #[test]
    fn speakers_are_spread_over_the_period() {
        let mut pacer = Pacer::new(2, 10.0, false, 1_000);
        let expected = [(0, 1_000), (1, 50_001_000), (0, 100_001_000)];
        assert_eq!(due_by(&mut pacer, 100_001_000), expected);
        assert_eq!(pacer.next_due(), Some(150_001_000));
    }

    #[test]
    fn a_tick_is_one_instant() {
        let mut pacer = Pacer::new(3, 20.0, true, 0);
        let expected = [(0, 0), (1, 0), (2, 0), (0, 50_000_000), (1, 50_000_000), (2, 50_000_000)];
        assert_eq!(due_by(&mut pacer, 99_999_999), expected);
    }

    /// A server that answers in 1 ms but stands still in the fifth of ten seconds. Counted from when a message really
    /// left, one of ten thousand was slow; a client that sent on time would have waited half a second in every tenth.
    #[test]
    fn a_stalled_second_is_seen_by_all_who_should_have_spoken_in_it() {
        const MS: u64 = 1_000_000;
        let mut pacer = Pacer::new(1, 1_000.0, false, 0);
        let mut latency = Latency::default();
        let mut now = 0;
        while now < 10_000 * MS {
            while let Some((_, due)) = pacer.take(now) {
                latency.record(now + MS - due);
            }
            now = if now == 4_000 * MS { 5_000 * MS } else { now + MS };
        }
        let summary = latency.summary();
        assert_eq!(summary.count, 10_000);
        assert!((1.0..=1.02).contains(&(summary.p50_us / 1_000.0)), "{summary:?}");
        assert!((880.0..=920.0).contains(&(summary.p99_us / 1_000.0)), "{summary:?}");
        assert!((995.0..=1_010.0).contains(&(summary.max_us / 1_000.0)), "{summary:?}");
    }
}
