//! From a list of words to the graph.
//!
//! Both halves are built from sorted strings, one after the other: what a string does not share with the one before it is
//! finished, and finished arcs that are equal are one ([`Cells`]), which leaves the smallest graph. The DAWG comes first.
//! The GADDAG holds every beginning of a word backwards, and after it the separator and the DAWG's arcs that continue this
//! beginning: "care" is `c|are`, `ac|re`, `rac|e` and `erac`.

use bytes::Bytes;

use crate::{
    Letter, Word, WordList,
    cells::{Cell, Cells, List},
    file,
    layout::{self, Graph},
};

/// The most bytes of a list's name.
pub(crate) const NAME_BYTES_MAX: usize = 64;

/// Makes the file image of a lexicon. The same list gives the same bytes.
///
/// `name` is what players are told that the list is called: 1 to 64 bytes.
///
/// # Errors
/// When the name is unfit, or the graph larger than the format can hold.
pub fn build(list: &WordList, name: &str) -> Result<Bytes, BuildError> {
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.chars().any(char::is_control) {
        return Err(BuildError::Name);
    }
    Ok(file::write(list, name, &graph(list, layout::CELLS_MAX)?))
}

/// The graph of a list, unless it takes more than `cells_max` cells.
fn graph(list: &WordList, cells_max: usize) -> Result<Graph, BuildError> {
    let mut cells = Cells::new(cells_max);
    let (forward, beginnings) = forward(list.words(), &mut cells)?;
    let forward_lists = cells.count();
    let around = around(beginnings, &mut cells)?;
    Some(layout::place(&cells, forward, around, forward_lists))
        .filter(|graph| graph.cells.len() <= cells_max)
        .ok_or(BuildError::TooLarge)
}

/// Why a list did not become a lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    #[error("a list's name has 1 to {NAME_BYTES_MAX} bytes and no control characters")]
    Name,
    #[error("the graph of this list needs more than {} arcs; give fewer words", layout::CELLS_MAX)]
    TooLarge,
}

/// The beginning of a word backwards, and what can follow it.
struct Beginning {
    backwards: Word,
    is_word: bool,
    rest: List,
}

fn forward(words: &[Word], cells: &mut Cells) -> Result<(List, Vec<Beginning>), BuildError> {
    let mut beginnings = Vec::new();
    let mut trie = Trie::new(cells, |path, is_word, rest| {
        let backwards = Word::part(path.iter().rev().copied());
        beginnings.extend(backwards.map(|backwards| Beginning { backwards, is_word, rest }));
    });
    for word in words {
        trie.insert(word, true, 0)?;
    }
    Ok((trie.finish(), beginnings))
}

fn around(mut beginnings: Vec<Beginning>, cells: &mut Cells) -> Result<List, BuildError> {
    beginnings.sort_unstable_by_key(|beginning| beginning.backwards);
    let mut trie = Trie::new(cells, |_, _, _| ());
    for Beginning { backwards, is_word, rest } in &beginnings {
        trie.insert(backwards, *is_word, *rest)?;
    }
    Ok(trie.finish())
}

/// A tree of strings of which only the path to the last string is open: the rest is in `cells` already.
struct Trie<'cells, F> {
    cells: &'cells mut Cells,
    /// Letters of the last string.
    path: Vec<Letter>,
    /// Arcs of the nodes on that path, from the root.
    open: [Vec<Cell>; Word::LETTERS_MAX + 1],
    /// Is told each string that begins one of those inserted: whether it is one, and what can follow it.
    on_finished: F,
}

impl<'cells, F: FnMut(&[Letter], bool, List)> Trie<'cells, F> {
    fn new(cells: &'cells mut Cells, on_finished: F) -> Self {
        Self { cells, path: Vec::new(), open: Default::default(), on_finished }
    }

    /// Adds a string, which must be above the last one. `separated` are the arcs behind a separator after it, 0 for none.
    fn insert(&mut self, letters: &[Letter], ends: bool, separated: List) -> Result<(), BuildError> {
        let shared = self.path.iter().zip(letters).take_while(|(old, new)| old == new).count();
        self.close(shared);
        for &letter in &letters[shared..] {
            self.open[self.path.len()].push(Cell { label: letter.place() as u8 + 1, ..Cell::default() });
            self.path.push(letter);
        }
        if let Some(last) = self.path.len().checked_sub(1).and_then(|before| self.open[before].last_mut()) {
            last.ends = ends;
        }
        if separated != 0 {
            self.open[self.path.len()].push(Cell { child: separated, ..Cell::default() });
        }
        // What will not fit is not finished: the memory for it would have no bound.
        if self.cells.is_full() { Err(BuildError::TooLarge) } else { Ok(()) }
    }

    /// Finishes all but the first `depth` letters of the path.
    fn close(&mut self, depth: usize) {
        while self.path.len() > depth {
            let child = self.finish_node(self.path.len());
            if let Some(arc) = self.open[self.path.len() - 1].last_mut() {
                arc.child = child;
                (self.on_finished)(&self.path, arc.ends, child);
            }
            self.path.pop();
        }
    }

    fn finish_node(&mut self, depth: usize) -> List {
        let mut arcs = std::mem::take(&mut self.open[depth]);
        let list = arcs.iter().rev().fold(0, |next, &arc| self.cells.number(Cell { next, ..arc }));
        arcs.clear();
        // Given back for its memory.
        self.open[depth] = arcs;
        list
    }

    /// The arcs of the root.
    fn finish(mut self) -> List {
        self.close(0);
        self.finish_node(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn a_graph_that_would_be_too_large_is_refused() {
        let list = WordList::read(Language::English, b"care\ntea\n").unwrap();
        let size = graph(&list, 1_000).unwrap().cells.len();
        assert!(graph(&list, size).is_ok());
        for cells_max in 0..size {
            assert_eq!(graph(&list, cells_max).err(), Some(BuildError::TooLarge), "{cells_max} of {size}");
        }
    }
}
