//! The games that a server knows.

use std::collections::BTreeMap;
use std::fmt;

use types::Name;

use crate::{Caller, Game, Record, Refusal, Table, table};

/// How games of one kind begin.
#[derive(Clone, Copy)]
pub struct Rules {
    /// What they are called.
    pub name: &'static str,
    /// An empty table, to which a log is applied.
    pub empty: fn() -> Box<dyn Table>,
    /// The first records of a new game: who asks, who will sit where, and the options as a JSON object.
    pub open: fn(Caller, &[Name], &str) -> Opening,
    /// See [`Game::SAVE_EVERY`].
    pub save_every: u64,
    /// See [`Game::HAS_OWN`].
    pub has_own: bool,
    /// The table that was saved; `None` if these rules cannot read it.
    pub restore: fn(&Record) -> Option<Box<dyn Table>>,
}

/// The first records of a new game, or why there can be no such game.
pub type Opening = Result<Vec<Record>, Refusal>;

impl Rules {
    /// The rules of a game.
    #[must_use]
    pub fn of<G: Game>() -> Self {
        Self {
            name: G::RULES,
            empty: || Box::new(G::default()),
            open: table::open::<G>,
            save_every: G::SAVE_EVERY,
            has_own: G::HAS_OWN,
            restore: table::restore::<G>,
        }
    }
}

/// Every kind of game that a server knows, by name.
#[derive(Clone, Default)]
pub struct Catalogue(BTreeMap<&'static str, Rules>);

impl Catalogue {
    /// Adds a game. Of two with one name the later counts.
    #[must_use]
    pub fn with<G: Game>(mut self) -> Self {
        self.0.insert(G::RULES, Rules::of::<G>());
        self
    }

    /// The rules of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Rules> {
        self.0.get(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
