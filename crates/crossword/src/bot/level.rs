//! How strong a bot is.

use std::fmt;
use std::str::FromStr;

use lexicon::Class;

/// How strong a bot is: from 1, who knows everyday words and lays one of the better plays, to 5, who knows all words, minds
/// what it keeps, and looks ahead when the bag is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(u8);

/// No such level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a level is a number from 1 to {}", Level::MAX)]
pub struct BadLevel;

impl Level {
    /// The number of levels, and the strongest.
    pub const MAX: u8 = 5;

    /// The level with this number, from 1.
    pub fn of(number: u8) -> Result<Self, BadLevel> {
        if (1..=Self::MAX).contains(&number) { Ok(Self(number)) } else { Err(BadLevel) }
    }

    /// All of them, the weakest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=Self::MAX).map(Self)
    }

    /// The rarest words that it knows. Of a list that does not say how common words are it knows all.
    pub(super) fn vocabulary(self) -> Class {
        match self.0 {
            1 => Class::Everyday,
            2 => Class::Common,
            3 => Class::Known,
            4 => Class::Uncommon,
            _ => Class::Rare,
        }
    }

    /// It lays one of so many of the best plays that it knows.
    pub(super) fn picks_among(self) -> usize {
        match self.0 {
            1 => 8,
            2 => 3,
            _ => 1,
        }
    }

    /// Whether the tiles that it keeps count for it.
    pub(super) fn minds_what_it_keeps(self) -> bool {
        self.0 >= 4
    }

    /// Whether it looks ahead when the bag is empty.
    pub(super) fn looks_ahead(self) -> bool {
        self.0 >= 5
    }

    /// How often it sees that a word is none.
    pub(super) fn sees_wrong_words_percent(self) -> u32 {
        match self.0 {
            1 => 40,
            2 => 60,
            3 => 80,
            4 => 95,
            _ => 100,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Level {
    type Err = BadLevel;

    fn from_str(text: &str) -> Result<Self, BadLevel> {
        text.parse().map_err(|_| BadLevel).and_then(Self::of)
    }
}
