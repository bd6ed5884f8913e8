//! How often something may happen.

use std::time::Duration;

use crate::Millis;

/// A rate with a burst, in one word: the generic cell rate algorithm (ITU-T I.371), which keeps the time at which the
/// bucket will be empty of debts instead of a level and a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    free_at_ns: u64,
}

/// What a [`Bucket`] is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Sustained, per second. 0 counts as 1.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl Rate {
    fn ns(self, cost: u64) -> u64 {
        let per_second = u64::from(self.per_second.max(1));
        u64::try_from(u128::from(cost) * 1_000_000_000 / u128::from(per_second)).unwrap_or(u64::MAX)
    }
}

impl Bucket {
    /// Takes `cost` if the rate allows it now; else takes nothing.
    pub fn take(&mut self, now: Millis, cost: u64, rate: Rate) -> bool {
        let before = *self;
        let fits = self.charge(now, cost, rate).is_zero();
        if !fits {
            *self = before;
        }
        fits
    }

    /// Takes `cost` in any case, and says how long to wait until the rate is kept again.
    pub fn charge(&mut self, now: Millis, cost: u64, rate: Rate) -> Duration {
        let now_ns = now.0.saturating_mul(1_000_000);
        self.free_at_ns = self.free_at_ns.max(now_ns).saturating_add(rate.ns(cost));
        let debt = self.free_at_ns - now_ns;
        Duration::from_nanos(debt.saturating_sub(rate.ns(rate.burst.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_second: 10, burst: 3 };

    #[test]
    fn a_burst_is_free_and_then_the_rate_holds() {
        let mut bucket = Bucket::default();
        let allowed = |bucket: &mut Bucket, at| (0..10).filter(|_| bucket.take(Millis(at), 1, RATE)).count();
        assert_eq!(allowed(&mut bucket, 1000), 3);
        assert_eq!(allowed(&mut bucket, 1100), 1);
        assert_eq!(allowed(&mut bucket, 1250), 1);
        assert_eq!(allowed(&mut bucket, 9000), 3);
    }

    #[test]
    fn a_charge_over_the_burst_says_how_long_to_wait() {
        let mut bucket = Bucket::default();
        assert_eq!(bucket.charge(Millis(0), 3, RATE), Duration::ZERO);
        assert_eq!(bucket.charge(Millis(0), 2, RATE), Duration::from_millis(200));
        assert_eq!(bucket.charge(Millis(200), 0, RATE), Duration::ZERO);
    }
}
