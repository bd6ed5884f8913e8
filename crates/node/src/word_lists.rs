//! The word lists that games of this node are played with: those that come with the program, on the process's shelf.
//!
//! A list becomes a graph when it is first needed, in a third of a second and on a thread of its own where that can be
//! foreseen: a server alone that runs no crossword game does without it, a node of a fleet has them before it takes a game.

use std::sync::LazyLock;
use std::thread;

use crossword::{ListName, Shelf, WordLists};
use lexicon::{Language, Lexicon, Words};

/// `Crossword<Lists>` is played with them.
pub(crate) struct Lists;

/// The shelf, filled by the first node of the process that asks. If somebody has filled it before, with his lists.
static FILLED: LazyLock<()> = LazyLock::new(|| {
    let _ = Shelf::fill_when_needed(list);
});

impl Lists {
    /// Comes back when the lists are there.
    pub(crate) async fn wait() {
        LazyLock::force(&FILLED);
        // It fails only if the runtime ends.
        let _ = tokio::task::spawn_blocking(|| Shelf::lists().count()).await;
    }

    /// Makes sure that the lists are there, without waiting for it.
    pub(crate) fn warm() {
        LazyLock::force(&FILLED);
        if Shelf::is_warm() {
            return;
        }
        // Without the thread the first game waits for them.
        let _ = thread::Builder::new().name("words".to_owned()).spawn(|| Shelf::lists().count());
    }
}

/// The list of a language. What comes with the program is whole: a test builds it.
fn list(language: Language) -> Option<Lexicon> {
    let (list, name) = lexicon::shipped(language);
    let built = lexicon::build(&list, name).map_err(|error| error.to_string());
    let loaded = built.and_then(|file| Lexicon::load(file).map_err(|error| error.to_string()));
    loaded.inspect_err(|error| tracing::error!(error, name, "a word list cannot be used")).ok()
}

impl Lists {
    /// The list with which a game was played.
    pub(crate) fn list(name: &ListName) -> Option<&'static Lexicon> {
        LazyLock::force(&FILLED);
        Shelf::list(name)
    }
}

impl WordLists for Lists {
    fn find(language: Language, name: Option<&str>) -> Option<ListName> {
        LazyLock::force(&FILLED);
        Shelf::find(language, name)
    }

    fn words(wanted: &ListName) -> Option<&'static dyn Words> {
        LazyLock::force(&FILLED);
        Shelf::words(wanted)
    }
}
