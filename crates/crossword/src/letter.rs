//! The 26 letters.

use std::fmt;

/// A letter from A to Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letter(u8);

impl Letter {
    /// How many there are.
    pub const COUNT: usize = 26;

    /// The letter at this place of the alphabet, from 0.
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        u8::try_from(index).ok().filter(|&index| usize::from(index) < Self::COUNT).map(Self)
    }

    /// The letter that is written so, in either case.
    #[must_use]
    pub fn written(char: char) -> Option<Self> {
        char.is_ascii_alphabetic().then(|| Self(char.to_ascii_uppercase() as u8 - b'A'))
    }

    /// Its place in the alphabet, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The capital.
    #[must_use]
    pub fn capital(self) -> char {
        char::from(b'A' + self.0)
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.capital())
    }
}
