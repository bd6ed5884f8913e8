//! Whether and when a closed conn comes back.

use std::time::Duration;

use types::Millis;

/// The first wait, before luck has shortened or lengthened it. Each failure doubles it.
const FIRST: Duration = Duration::from_millis(500);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(30);

/// A conn that was open for so long starts with short waits again.
const PEACE: Duration = Duration::from_secs(60);

/// Within this time all come back from a restart.
const RESTART: Duration = Duration::from_secs(10);

/// So often in a row a close that makes no sense is answered by coming back.
const MISUNDERSTOOD_MAX: u32 = 3;

/// What a server may ask a client to wait at most.
const RETRY_MAX: Duration = Duration::from_hours(1);

/// Luck in thousandths, 0 to 999, drawn anew for every input, so that a thousand clients do not return in one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Luck(pub u16);

impl Luck {
    /// This share of a time.
    fn of(self, time: Duration) -> Duration {
        time * u32::from(self.0) / 1000
    }
}

/// What follows from a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Stay away.
    Never,
    /// Come back, waiting longer each time.
    BackOff,
    /// Come back now; if that fails, as with [`Next::BackOff`].
    AtOnce,
    /// Come back at a moment of chance within ten seconds, so that not all return in one instant.
    Restart,
    /// Come back, but only a few times in a row.
    AFewTimes,
}

impl Next {
    /// What follows from this code; `None`: there was no close frame. Codes that nobody knows count by their range.
    #[must_use]
    pub fn after(code: Option<u16>) -> Self {
        let Some(code) = code else { return Self::BackOff };
        match code {
            1000 | 1003 | 1007..=1010 | 4500..=4999 => Self::Never,
            1006 | 1011 => Self::BackOff,
            4001 | 4008 => Self::AtOnce,
            4012 => Self::Restart,
            4000..=4499 => Self::BackOff,
            _ => Self::AFewTimes,
        }
    }
}

/// How often a client has tried in vain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Comeback {
    tries: u32,
    misunderstood: u32,
    opened: Option<Millis>,
}

impl Comeback {
    /// A conn is open.
    pub fn opened(&mut self, now: Millis) {
        self.opened = Some(now);
    }

    /// Somebody asked to come back: the next wait is a short one again.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// A conn has ended or could not be made; how long to wait before the next try, `None` to stay away.
    pub fn closed(&mut self, now: Millis, code: Option<u16>, reason: &str, luck: Luck) -> Option<Duration> {
        if self.opened.take().is_some_and(|opened| now.since(opened) >= PEACE) {
            self.forget();
        }
        let next = Next::after(code);
        if next == Next::Never {
            return None;
        }
        if next == Next::AFewTimes {
            self.misunderstood += 1;
            if self.misunderstood > MISUNDERSTOOD_MAX {
                return None;
            }
        }
        let (is_first, doubled) = (self.tries == 0, FIRST * (1 << self.tries.min(10)));
        self.tries = self.tries.saturating_add(1);
        let retry = retry(reason);
        Some(match (next, retry) {
            (Next::AtOnce, _) if is_first => Duration::ZERO,
            (Next::Restart, None) if is_first => luck.of(RESTART),
            (Next::Restart, Some(retry)) if is_first => retry,
            (Next::Never | Next::BackOff | Next::AtOnce | Next::Restart | Next::AFewTimes, _) => {
                retry.unwrap_or_default() + (doubled / 2 + luck.of(doubled)).min(LONGEST)
            }
        })
    }
}

/// What the server asks for in a reason like `full; retry=5`.
fn retry(reason: &str) -> Option<Duration> {
    let value = reason.split(';').skip(1).find_map(|part| part.trim().strip_prefix("retry="))?;
    Some(Duration::from_secs(value.parse().ok()?).min(RETRY_MAX))
}
