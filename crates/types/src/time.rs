//! Time as an argument.

#[cfg(test)]
mod tests;

use std::ops::Add;
use std::time::Duration;

/// Milliseconds on a monotonic clock, counted from the start of the process (or of a simulation).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// How much later this is than `earlier`; zero if it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Millis {
    type Output = Self;

    fn add(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// Milliseconds since 1970 by the wall clock: for people and clients, never for time-outs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMs(pub i64);

/// Both clocks at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// For waits and rates.
    pub mono: Millis,
    /// For people and clients.
    pub unix: UnixMs,
}

/// The time of day of one process, for whatever must not jump with the machine's clock: games, whose players would lose on
/// time, and what clients compare with them. Where that clock is set forwards or back, this one goes on as before and comes
/// nearer by at most a fiftieth of the time that passes: an hour is made up for in about two days.
#[derive(Clone, Copy, Debug)]
pub struct SteadyTime {
    /// The last moment at which it was brought nearer, and what it was then.
    from: Now,
}

impl SteadyTime {
    /// It comes nearer to the time of day by at most one part in so many of what passes.
    const PARTS: i64 = 50;

    /// It begins as the machine's clock stands.
    #[must_use]
    pub fn starting_at(now: Now) -> Self {
        Self { from: now }
    }

    /// Both clocks at this moment, of which the time of day is steady. It never goes back, however often it is asked for.
    pub fn at(&mut self, now: Now) -> Now {
        let passed = i64::try_from(now.mono.since(self.from.mono).as_millis()).unwrap_or(i64::MAX);
        let even = self.from.unix.0.saturating_add(passed);
        let most = passed / Self::PARTS;
        if most == 0 {
            return Now { mono: now.mono, unix: UnixMs(even) };
        }
        let nearer = now.unix.0.saturating_sub(even).clamp(-most, most);
        self.from = Now { mono: now.mono, unix: UnixMs(even.saturating_add(nearer)) };
        self.from
    }
}
