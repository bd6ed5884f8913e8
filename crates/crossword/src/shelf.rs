//! The word lists of a process.

use std::sync::OnceLock;

use lexicon::{Language, Lexicon, Words};

use crate::{ListName, WordLists};

/// What the process has put there at its start; nothing changes it later.
static LISTS: OnceLock<Vec<Lexicon>> = OnceLock::new();

/// The word lists of this process: `Crossword<Shelf>` is played with them.
pub struct Shelf;

/// The lists have been put there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the word lists of this process are there already")]
pub struct AlreadyFull;

impl Shelf {
    /// Puts the lists there, once, before the first game. The first of a language is the one that it is played with unless
    /// somebody says otherwise.
    ///
    /// # Errors
    /// When it has been done before.
    pub fn fill(lists: Vec<Lexicon>) -> Result<(), AlreadyFull> {
        LISTS.set(lists).map_err(|_| AlreadyFull)
    }

    /// All of them.
    #[must_use]
    pub fn lists() -> &'static [Lexicon] {
        LISTS.get().map_or(&[], Vec::as_slice)
    }

    /// The list with which a game is played.
    #[must_use]
    pub fn list(name: &ListName) -> Option<&'static Lexicon> {
        Self::lists().iter().find(|list| ListName::of(list).digest == name.digest)
    }
}

impl WordLists for Shelf {
    fn find(language: Language, name: Option<&str>) -> Option<ListName> {
        let fits = |list: &&Lexicon| list.language() == language && name.is_none_or(|name| list.name() == name);
        Self::lists().iter().find(fits).map(ListName::of)
    }

    fn words(list: &ListName) -> Option<&'static dyn Words> {
        Self::list(list).map(|list| list as &dyn Words)
    }
}
