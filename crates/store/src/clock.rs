//! The store's own time, where the store is in this process.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use types::UnixMs;

/// Gives the time for leases, which runs evenly whatever is done to the machine's clock, and the time of day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    start: Instant,
    began: UnixMs,
}

/// Both times of one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// For leases; of this process alone.
    pub(crate) even: UnixMs,
    /// For notes, deadlines and people.
    pub(crate) wall: UnixMs,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), began: wall() }
    }

    pub(crate) fn now(&self) -> Times {
        let passed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        Times { even: UnixMs(self.began.0.saturating_add(passed)), wall: wall() }
    }
}

/// The time of day; 1970 for a clock that stands before it.
pub(crate) fn wall() -> UnixMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
