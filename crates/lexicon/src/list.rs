//! A list of words, read from text.

use std::{collections::BTreeSet, str};

use sha2::{Digest, Sha256};

use crate::{Class, Language, Word};

/// Words of a language, each once, in the order of a dictionary.
#[derive(Clone, Debug)]
pub struct WordList {
    language: Language,
    words: Vec<Word>,
    /// One for each word, or none at all.
    classes: Vec<Class>,
}

impl WordList {
    /// The most words of a list, in lines read and in words kept. The largest public lists hold half as many.
    pub const WORDS_MAX: usize = 1 << 20;

    /// Reads UTF-8 text with one word a line, in any order, small or capital. Empty lines and lines that begin with `#`
    /// are skipped, as is space around a word; a word that comes twice counts once.
    ///
    /// # Errors
    /// The first line that is anything else, and why.
    pub fn read(language: Language, text: &[u8]) -> Result<Self, ListError> {
        Self::of(language, read_words(language, text)?)
    }

    /// The words in `words`, in any order; one that comes twice counts once.
    ///
    /// # Errors
    /// When there are none, or too many.
    pub fn of(language: Language, mut words: Vec<Word>) -> Result<Self, ListError> {
        words.sort_unstable();
        words.dedup();
        match words.len() {
            0 => Err(ListError::Empty),
            count if count > Self::WORDS_MAX => Err(ListError::TooMany),
            _ => Ok(Self { language, words, classes: Vec::new() }),
        }
    }

    /// Says how common each of [`WordList::words`] is.
    ///
    /// # Errors
    /// When `classes` are fewer or more.
    pub fn with_classes(self, classes: Vec<Class>) -> Result<Self, ListError> {
        match (self.words.len(), classes.len()) {
            (expected, found) if expected != found => Err(ListError::Classes { expected, found }),
            _ => Ok(Self { classes, ..self }),
        }
    }

    /// Takes out the words that `text` lists; it may list none, and words that are not here.
    ///
    /// # Errors
    /// The first line of `text` that is no word, or that no word is left.
    pub fn without(self, text: &[u8]) -> Result<Self, ListError> {
        let out: BTreeSet<Word> = read_words(self.language, text)?.into_iter().collect();
        let stays: Vec<bool> = self.words.iter().map(|word| !out.contains(word)).collect();
        let classes = self.classes.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(class, _)| *class).collect();
        let words = self.words.into_iter().zip(&stays).filter(|(_, stays)| **stays).map(|(word, _)| word).collect();
        Ok(Self { classes, ..Self::of(self.language, words)? })
    }

    /// The language that the words are of.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words, each once, in the order of a dictionary.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// How common each of [`WordList::words`] is; empty where the list does not say.
    #[must_use]
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The list as text: one word a line, sorted, in small letters.
    #[must_use]
    pub fn text(&self) -> String {
        let alphabet = self.language.alphabet();
        self.words.iter().flat_map(|word| [alphabet.spell(word), "\n".to_owned()]).collect()
    }

    /// The SHA-256 of [`WordList::text`]: the same for every file that lists the same words.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.text()).into()
    }
}

/// The words of `text` as they come.
fn read_words(language: Language, text: &[u8]) -> Result<Vec<Word>, ListError> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut words = Vec::new();
    for (line, number) in text.split(|&byte| byte == b'\n').zip(1..) {
        words.extend(word(language, line).map_err(|why| ListError::Line { number, why })?);
        if words.len() > WordList::WORDS_MAX {
            return Err(ListError::TooMany);
        }
    }
    Ok(words)
}

/// What a line says: a word, or nothing.
fn word(language: Language, line: &[u8]) -> Result<Option<Word>, BadLine> {
    let line = str::from_utf8(line).map_err(|_| BadLine::NotUtf8)?.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let alphabet = language.alphabet();
    if let Some(found) = line.chars().find(|&character| alphabet.letter(character).is_none()) {
        return Err(BadLine::NoLetter { found, language });
    }
    alphabet.word(line).map(Some).ok_or_else(|| BadLine::Length(line.chars().count()))
}

/// Why a text is no list of words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    #[error("line {number}: {why}")]
    Line { number: usize, why: BadLine },
    #[error("no word in it; expected one a line")]
    Empty,
    #[error("more than {} words", WordList::WORDS_MAX)]
    TooMany,
    #[error("{found} classes for {expected} words")]
    Classes { expected: usize, found: usize },
}

/// Why a line is neither a word nor to be skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    #[error("not UTF-8; save the file as UTF-8")]
    NotUtf8,
    #[error("{:?} is no letter here; expected one word of the letters {}", found.to_string(), language.alphabet().as_str())]
    NoLetter { found: char, language: Language },
    #[error("its length is {0}; expected {min} to {max} letters", min = Word::LETTERS_MIN, max = Word::LETTERS_MAX)]
    Length(usize),
}
