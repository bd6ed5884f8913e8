//! The 26 letters.

use std::fmt;

/// A letter from A to Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letter(lexicon::Letter);

impl Letter {
    /// How many there are.
    pub const COUNT: usize = 26;

    /// The letter at this place of the alphabet, from 0.
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        (index < Self::COUNT).then(|| lexicon::Letter::at(index)).flatten().map(Self)
    }

    /// The letter that is written so, in either case.
    #[must_use]
    pub fn written(char: char) -> Option<Self> {
        let index = u8::try_from(char.to_ascii_uppercase()).ok()?.checked_sub(b'A')?;
        Self::at(index.into())
    }

    /// Its place in the alphabet, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.place()
    }

    /// The capital.
    #[must_use]
    pub fn capital(self) -> char {
        char::from(b'A' + self.index() as u8)
    }

    /// The letter as word lists have it.
    #[must_use]
    pub fn in_list(self) -> lexicon::Letter {
        self.0
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).filter_map(Self::at)
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.capital())
    }
}
