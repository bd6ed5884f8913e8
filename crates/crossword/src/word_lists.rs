//! Where words are looked up.

use crate::{ListName, TileSet};

/// The word lists that a process has. A game in progress asks it by name, so the rules hold no list themselves.
pub trait WordLists: 'static {
    /// The list of this name for these tiles; without a name, the one that is played with unless somebody says
    /// otherwise. `None` if there is no such list.
    fn find(set: &TileSet, name: Option<&str>) -> Option<ListName>;

    /// Whether a word, in capitals, is in a list; `None` if this process does not have that list.
    fn has(list: &ListName, word: &str) -> Option<bool>;
}
