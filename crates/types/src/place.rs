//! Where in a realm's stream something stands.

use std::fmt;

/// One run of a stream's count: whoever begins to count anew takes a greater one, so that of two that count at the
/// same time the later wins. Below 2^53, for clients that keep numbers as doubles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// The number of a view in its stream: the first is 1, each next one more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub u64);

impl Offset {
    /// The place right behind this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A place in a realm's stream: everything up to it has been said, or seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Of which count.
    pub epoch: Epoch,
    /// The last view.
    pub offset: Offset,
}

impl Place {
    /// Of what keeps no history: nothing there has a place.
    pub const NONE: Self = Self { epoch: Epoch(0), offset: Offset(0) };

    /// Whether it is in a stream at all.
    #[must_use]
    pub fn is_numbered(self) -> bool {
        self.epoch != Epoch(0)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.epoch.0, self.offset.0)
    }
}
