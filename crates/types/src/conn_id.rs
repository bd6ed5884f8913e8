//! The public address of one socket.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::UnixMs;

/// Names one conn: from 1 up, never used again, below 2^53 so that a JSON number carries it exactly
/// (RFC 8259 section 6). A public address: knowing it gives no right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(NonZeroU64);

impl ConnId {
    /// The largest id: what a double holds exactly.
    pub const MAX: u64 = (1 << 53) - 1;

    /// The id with this number, unless it is 0 (which reads as "unset" in proto3) or above [`ConnId::MAX`].
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).filter(|number| number.get() <= Self::MAX).map(Self)
    }

    /// The number of the node that gave it, 0 for a node that is alone; see [`ConnIds::of_node`].
    #[must_use]
    pub fn node(self) -> u16 {
        u16::try_from(self.0.get() >> ConnIds::COUNT_BITS).unwrap_or(u16::MAX)
    }

    /// The id as it is written on the wire.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

impl fmt::Display for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Hands out conn ids; one for all shards of a node.
#[derive(Debug)]
pub struct ConnIds(AtomicU64);

impl Default for ConnIds {
    fn default() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl ConnIds {
    /// What is below the number of the node.
    const COUNT_BITS: u32 = 43;

    /// For a node of a fleet: its number in the upper ten bits, below it a count that begins with the time in quarters of
    /// a millisecond since 2026, so that a later node of the same number gives no id again. That holds until 2095, and
    /// while a node opens fewer than 4,000 conns a second on average over its life.
    #[must_use]
    pub fn of_node(number: u16, now: UnixMs) -> Self {
        const YEAR_2026: i64 = 1_767_225_600_000;
        let quarters = u64::try_from(now.0 - YEAR_2026).unwrap_or(0).max(1) * 4;
        Self(AtomicU64::new(u64::from(number) << Self::COUNT_BITS | quarters & ((1 << Self::COUNT_BITS) - 1)))
    }

    /// The next id; `None` after 2^53 conns, which at a million conns a second is in 285 years.
    #[must_use]
    pub fn allocate(&self) -> Option<ConnId> {
        ConnId::new(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_start_at_one_and_rise() {
        let ids = ConnIds::default();
        let first: Vec<u64> = (0..3).filter_map(|_| ids.allocate()).map(ConnId::get).collect();
        assert_eq!(first, [1, 2, 3]);
    }

    #[test]
    fn nodes_of_a_fleet_never_give_the_same_id() {
        let first = |number, at| ConnIds::of_node(number, UnixMs(at)).allocate().unwrap().get();
        let now = 1_800_000_000_000;
        assert!(first(1, now) < first(2, now) && first(2, now) < first(1023, now));
        assert!(first(1, now) + 4_000 == first(1, now + 1_000));
        assert!(first(1023, 3_900_000_000_000) <= ConnId::MAX);
    }

    #[test]
    fn zero_and_what_a_double_cannot_hold_are_no_ids() {
        assert_eq!(ConnId::new(0), None);
        assert_eq!(ConnId::new(1 << 53), None);
        assert_eq!(ConnId::new(ConnId::MAX).map(ConnId::get), Some(ConnId::MAX));
    }
}
