//! The word lists of a process.

use std::sync::OnceLock;

use lexicon::{Language, Lexicon, Words};

use crate::{ListName, WordLists};

/// What the process has put there at its start; nothing changes it later.
static LISTS: OnceLock<Vec<(ListName, Lexicon)>> = OnceLock::new();

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
        let named = lists.into_iter().map(|list| (ListName::of(&list), list)).collect();
        LISTS.set(named).map_err(|_| AlreadyFull)
    }

    /// All of them.
    pub fn lists() -> impl Iterator<Item = &'static Lexicon> {
        all().iter().map(|(_, list)| list)
    }

    /// The list with which a game is played.
    #[must_use]
    pub fn list(name: &ListName) -> Option<&'static Lexicon> {
        all().iter().find(|(known, _)| known.digest == name.digest).map(|(_, list)| list)
    }
}

fn all() -> &'static [(ListName, Lexicon)] {
    LISTS.get().map_or(&[], Vec::as_slice)
}

impl WordLists for Shelf {
    fn find(language: Language, name: Option<&str>) -> Option<ListName> {
        let fits = |(_, list): &&(ListName, Lexicon)| {
            list.language() == language && name.is_none_or(|name| list.name() == name)
        };
        all().iter().find(fits).map(|(known, _)| known.clone())
    }

    fn words(list: &ListName) -> Option<&'static dyn Words> {
        Self::list(list).map(|list| list as &dyn Words)
    }
}
