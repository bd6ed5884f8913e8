//! The public address of one socket.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

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
    fn zero_and_what_a_double_cannot_hold_are_no_ids() {
        assert_eq!(ConnId::new(0), None);
        assert_eq!(ConnId::new(1 << 53), None);
        assert_eq!(ConnId::new(ConnId::MAX).map(ConnId::get), Some(ConnId::MAX));
    }
}
