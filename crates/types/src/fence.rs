//! Which term of ownership.

/// A number that the store raises each time a game is taken: only the holder of the highest can write. 0: never taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub u64);
