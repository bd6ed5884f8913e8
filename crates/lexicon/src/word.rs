//! A word: a few letters in a row, kept in place.

use std::ops::Deref;

use crate::Letter;

/// From 2 to 15 letters. Words are ordered as in a dictionary.
// What follows the last letter is the least letter, so that the derived order is that of a dictionary: where a word
// and a longer one that begins with it look the same, the length decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    letters: [Letter; Self::LETTERS_MAX],
    count: u8,
}

impl Word {
    /// The fewest letters of a word: one alone is none.
    pub const LETTERS_MIN: usize = 2;
    /// The most letters of a word: the side of the board.
    pub const LETTERS_MAX: usize = 15;

    /// `letters` as a word; `None` if they are too few or too many.
    #[must_use]
    pub fn new(letters: &[Letter]) -> Option<Self> {
        (letters.len() >= Self::LETTERS_MIN).then(|| Self::part(letters.iter().copied())).flatten()
    }

    /// A part of a word, which may be shorter than a word; `None` if `letters` are too many.
    pub(crate) fn part(letters: impl Iterator<Item = Letter>) -> Option<Self> {
        let mut part = Self { letters: [Letter::default(); Self::LETTERS_MAX], count: 0 };
        for letter in letters {
            *part.letters.get_mut(usize::from(part.count))? = letter;
            part.count += 1;
        }
        Some(part)
    }
}

impl Deref for Word {
    type Target = [Letter];

    fn deref(&self) -> &[Letter] {
        &self.letters[..usize::from(self.count)]
    }
}
