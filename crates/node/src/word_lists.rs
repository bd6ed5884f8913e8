//! The word lists that games of this node are played with: those that come with the program.
//!
//! A list becomes a graph when it is first needed, in a third of a second and on a thread of its own where that can be
//! foreseen: a node that runs no crossword game does without it.

use std::sync::OnceLock;
use std::thread;

use crossword::{ListName, WordLists};
use lexicon::{Language, Lexicon, Words};

/// `Crossword<Lists>` is played with them.
pub(crate) struct Lists;

static ENGLISH: OnceLock<Option<Lexicon>> = OnceLock::new();
static DUTCH: OnceLock<Option<Lexicon>> = OnceLock::new();

impl Lists {
    /// Makes sure that the lists are there, without waiting for it.
    pub(crate) fn warm() {
        if ENGLISH.get().is_none() {
            // Without the thread the first game waits for them.
            let _ = thread::Builder::new().name("words".to_owned()).spawn(|| Language::ALL.map(list));
        }
    }
}

/// The list of a language. What comes with the program is whole: a test builds it.
fn list(language: Language) -> Option<&'static Lexicon> {
    let place = match language {
        Language::English => &ENGLISH,
        Language::Dutch => &DUTCH,
    };
    let built = place.get_or_init(|| {
        let (list, name) = lexicon::shipped(language);
        let built = lexicon::build(&list, name).map_err(|error| error.to_string());
        let loaded = built.and_then(|file| Lexicon::load(file).map_err(|error| error.to_string()));
        loaded.inspect_err(|error| tracing::error!(error, name, "a word list cannot be used")).ok()
    });
    built.as_ref()
}

impl WordLists for Lists {
    fn find(language: Language, name: Option<&str>) -> Option<ListName> {
        let list = list(language)?;
        name.is_none_or(|name| list.name() == name).then(|| ListName::of(list))
    }

    fn words(wanted: &ListName) -> Option<&'static dyn Words> {
        let mut lists = Language::ALL.into_iter().filter_map(list);
        lists.find(|list| ListName::of(list).digest == wanted.digest).map(|list| list as &dyn Words)
    }
}
