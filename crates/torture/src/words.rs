//! The words that players know, and the rules by which a log is read.

use crossword::{Crossword, ListName, WordLists};
use game::{Catalogue, Table};
use lexicon::{Language, Lexicon, Words};

/// What is played.
pub(crate) const RULES: &str = "crossword";

/// A log is read without a list: what was decided stands in it.
struct NoLists;

impl WordLists for NoLists {
    fn find(_language: Language, _name: Option<&str>) -> Option<ListName> {
        None
    }

    fn words(_list: &ListName) -> Option<&'static dyn Words> {
        None
    }
}

/// An empty table of the game that is played.
pub(crate) fn empty_table() -> Option<Box<dyn Table>> {
    let catalogue = Catalogue::default().with::<Crossword<NoLists>>();
    catalogue.find(RULES).map(|rules| (rules.empty)())
}

/// The English list, as a server has it.
///
/// # Errors
/// Never: what comes with the program is whole.
pub(crate) fn english() -> anyhow::Result<Lexicon> {
    let (list, name) = lexicon::shipped(Language::English);
    Ok(Lexicon::load(lexicon::build(&list, name)?)?)
}
