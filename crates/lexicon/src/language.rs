//! Languages, and the letters that each is written with.

use std::{fmt, str::FromStr};

use crate::{Letter, Word};

/// A language that there is a game in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    #[default]
    English,
    Dutch,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Dutch];

    /// The letters that words of this language are made of.
    #[must_use]
    pub const fn alphabet(self) -> Alphabet {
        match self {
            Self::English | Self::Dutch => Alphabet("abcdefghijklmnopqrstuvwxyz"),
        }
    }

    /// Its stable name, as in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "english",
            Self::Dutch => "dutch",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no language's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such language here; expected english or dutch")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.name() == name).ok_or(UnknownLanguage)
    }
}

/// The letters of a language in their order: at most [`Letter::MAX`], each one small character of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet(&'static str);

impl Alphabet {
    /// How many letters there are.
    #[must_use]
    pub const fn size(self) -> usize {
        self.0.len()
    }

    /// Every letter, in order.
    pub fn letters(self) -> impl Iterator<Item = Letter> {
        (0..self.size()).filter_map(Letter::at)
    }

    /// The letter that `character` is, small or capital.
    #[must_use]
    pub fn letter(self, character: char) -> Option<Letter> {
        let small = character.to_ascii_lowercase();
        self.0.chars().position(|letter| letter == small).and_then(Letter::at)
    }

    /// The letters of `text`, small or capital; `None` if one is not of this alphabet, or there are too few or too many
    /// for a word.
    #[must_use]
    pub fn word(self, text: &str) -> Option<Word> {
        let letters = text.chars().take(Word::LETTERS_MAX + 1).map(|character| self.letter(character));
        Word::new(&letters.collect::<Option<Vec<_>>>()?)
    }

    /// `letters` as small characters; a letter of a larger alphabet is `?`.
    #[must_use]
    pub fn spell(self, letters: &[Letter]) -> String {
        letters.iter().map(|letter| self.0.as_bytes().get(letter.place()).map_or('?', |&byte| byte.into())).collect()
    }

    /// The letters as text, in order.
    pub(crate) const fn as_str(self) -> &'static str {
        self.0
    }
}
