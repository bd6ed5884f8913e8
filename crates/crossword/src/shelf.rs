//! The word lists of a process.

use std::sync::{LazyLock, OnceLock};

use lexicon::{Language, Lexicon, Words};

use crate::{ListName, WordLists};

/// What the process has put there at its start; nothing changes it later.
static LISTS: OnceLock<Vec<Place>> = OnceLock::new();

/// A list, or how to come by it.
struct Place {
    language: Language,
    list: LazyLock<Option<Named>, Box<dyn FnOnce() -> Option<Named> + Send>>,
}

type Named = (ListName, Lexicon);

impl Place {
    fn of(language: Language, make: impl FnOnce() -> Option<Lexicon> + Send + 'static) -> Self {
        let named = || make().map(|list| (ListName::of(&list), list));
        Self { language, list: LazyLock::new(Box::new(named)) }
    }

    fn list(&self) -> Option<&Named> {
        self.list.as_ref()
    }
}

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
        Self::put(lists.into_iter().map(|list| Place::of(list.language(), || Some(list))).collect())
    }

    /// Says how to come by the list of each language, instead: each is made when somebody first needs it, who waits for it.
    /// A list that cannot be made is not there.
    ///
    /// # Errors
    /// When there are lists already.
    pub fn fill_when_needed(make: fn(Language) -> Option<Lexicon>) -> Result<(), AlreadyFull> {
        Self::put(Language::ALL.into_iter().map(|language| Place::of(language, move || make(language))).collect())
    }

    fn put(places: Vec<Place>) -> Result<(), AlreadyFull> {
        LISTS.set(places).map_err(|_| AlreadyFull)
    }

    /// Whether nobody has to wait for a list any more.
    #[must_use]
    pub fn is_warm() -> bool {
        places().iter().all(|place| LazyLock::get(&place.list).is_some())
    }

    /// All of them.
    pub fn lists() -> impl Iterator<Item = &'static Lexicon> {
        all().map(|(_, list)| list)
    }

    /// The list with which a game is played.
    #[must_use]
    pub fn list(name: &ListName) -> Option<&'static Lexicon> {
        all().find(|(known, _)| known.digest == name.digest).map(|(_, list)| list)
    }
}

fn places() -> &'static [Place] {
    LISTS.get().map_or(&[], Vec::as_slice)
}

fn all() -> impl Iterator<Item = &'static Named> {
    places().iter().filter_map(Place::list)
}

impl WordLists for Shelf {
    fn find(language: Language, name: Option<&str>) -> Option<ListName> {
        let lists = places().iter().filter(|place| place.language == language).filter_map(Place::list);
        let mut fits = lists.filter(|(_, list)| name.is_none_or(|name| list.name() == name));
        fits.next().map(|(known, _)| known.clone())
    }

    fn words(list: &ListName) -> Option<&'static dyn Words> {
        Self::list(list).map(|list| list as &dyn Words)
    }
}
