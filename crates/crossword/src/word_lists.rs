//! Where words are looked up.

use lexicon::{Language, Words};

use crate::ListName;

/// The word lists that a process has. A game in progress asks it by name, so the rules hold no list themselves.
pub trait WordLists: 'static {
    /// The list of this name in a language; without a name, the one that is played with unless somebody says otherwise.
    /// `None` if there is no such list.
    fn find(language: Language, name: Option<&str>) -> Option<ListName>;

    /// The words of a list that [`WordLists::find`] has named, here or elsewhere, now or long ago; `None` if this process
    /// does not have it.
    fn words(list: &ListName) -> Option<&'static dyn Words>;
}
