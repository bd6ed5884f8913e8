//! How far clocks may differ.

use std::time::Duration;

use types::UnixMs;

/// How far the clock of a login service, or of another node, may be from ours: 60 s.
pub const LEEWAY: Duration = Duration::from_secs(60);

/// `time`, and `wait` later. Stops at the end of time instead of wrapping.
pub(crate) fn later(time: UnixMs, wait: Duration) -> UnixMs {
    UnixMs(time.0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
}
