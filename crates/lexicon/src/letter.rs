//! A letter of an alphabet.

/// A letter, as its place in its language's alphabet, from 0 up. A blank is none: it is a tile, and stands for a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letter(u8);

impl Letter {
    /// The most letters that an alphabet can have, so that a set of them fits into a `u32`.
    pub const MAX: usize = 32;

    /// The letter at `place` of the alphabet; `None` from [`Letter::MAX`] on.
    #[must_use]
    pub const fn at(place: usize) -> Option<Self> {
        if place < Self::MAX { Some(Self(place as u8)) } else { None }
    }

    /// Its place in the alphabet, below [`Letter::MAX`].
    #[must_use]
    pub const fn place(self) -> usize {
        self.0 as usize
    }
}
