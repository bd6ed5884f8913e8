//! Whether an array of cells is a graph that one can walk without care.

use crate::{
    Word,
    layout::{CELLS_MAX, CHILD, ENDS, LABEL_SHIFT, LAST, ROOTS},
};

/// What makes an array of cells no graph of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadGraph {
    #[error("{0} cells, which is too few or too many")]
    Size(usize),
    #[error("its halves do not meet between two nodes")]
    Halves,
    #[error("cell {0} leads to no node before its own")]
    Child(usize),
    #[error("cell {0} has a letter that is none, or out of order")]
    Label(usize),
    #[error("cell {0} ends no word and leads nowhere")]
    DeadEnd(usize),
    #[error("a word of more than {max} letters leads through cell {0}", max = Word::LETTERS_MAX)]
    TooDeep(usize),
    #[error("{found} words instead of {expected}")]
    Words { expected: u32, found: u32 },
}

/// Checks that no walk over `cells` can leave them, go in circles, or be longer than a word: every cell leads to a node
/// before its own. Answers with how many words end in each cell of the DAWG, what it leads to and its node's later cells.
pub(crate) fn check(
    cells: &[[u8; 4]],
    forward_cells: usize,
    letters: usize,
    words: u32,
) -> Result<Box<[u32]>, BadGraph> {
    if !(ROOTS..=CELLS_MAX).contains(&cells.len()) {
        return Err(BadGraph::Size(cells.len()));
    }
    let is_last = |cell: [u8; 4]| u32::from_le_bytes(cell) & LAST != 0;
    let ends_a_node =
        |end: usize| end.checked_sub(1).and_then(|last| cells.get(last)).is_some_and(|&cell| is_last(cell));
    if forward_cells < ROOTS || !ends_a_node(forward_cells) || !ends_a_node(cells.len()) {
        return Err(BadGraph::Halves);
    }
    let roots = [child(cells[0]), child(cells[1])];
    for (root, end) in [(0, forward_cells), (1, cells.len())] {
        let is_node = roots[root] == 0 || (ROOTS..end).contains(&roots[root]);
        let is_bare = u32::from_le_bytes(cells[root]) & !CHILD == LAST;
        (is_node && is_bare).then_some(()).ok_or(BadGraph::Child(root))?;
    }
    let mut walk = Walk { cells, forward_cells, letters, heights: vec![0; cells.len()], words: vec![0; forward_cells] };
    let mut start = ROOTS;
    while let Some(length) = cells[start..].iter().position(|&cell| is_last(cell)) {
        walk.node(start, start + length)?;
        start += length + 1;
    }
    match walk.words[roots[0]] {
        found if found == words => Ok(walk.words.into()),
        found => Err(BadGraph::Words { expected: words, found }),
    }
}

fn child(cell: [u8; 4]) -> usize {
    (u32::from_le_bytes(cell) & CHILD) as usize
}

/// Goes over the nodes from the lowest up, so that what a cell leads to is known when its own turn comes.
struct Walk<'cells> {
    cells: &'cells [[u8; 4]],
    forward_cells: usize,
    letters: usize,
    /// The most letters that a walk can take from a cell and its node's later ones.
    heights: Vec<u8>,
    words: Vec<u32>,
}

impl Walk<'_> {
    /// Looks at the node with the cells from `start` to `last`.
    fn node(&mut self, start: usize, last: usize) -> Result<(), BadGraph> {
        let mut above = self.letters + 1;
        for at in (start..=last).rev() {
            let cell = u32::from_le_bytes(self.cells[at]);
            let (label, child, ends) = ((cell >> LABEL_SHIFT) as usize, child(self.cells[at]), cell & ENDS != 0);
            if child == 1 || child >= start {
                return Err(BadGraph::Child(at));
            }
            // The separator comes first in its node, stands in the GADDAG alone, and leads into the DAWG.
            if label >= above || (label == 0 && (at < self.forward_cells || child >= self.forward_cells || ends)) {
                return Err(BadGraph::Label(at));
            }
            if child == 0 && !ends {
                return Err(BadGraph::DeadEnd(at));
            }
            self.measure(at, last, child, label != 0, ends)?;
            above = label;
        }
        Ok(())
    }

    fn measure(&mut self, at: usize, last: usize, child: usize, is_letter: bool, ends: bool) -> Result<(), BadGraph> {
        let (later, later_words) = match at {
            at if at == last => (0, 0),
            at => (self.heights[at + 1], self.words.get(at + 1).copied().unwrap_or_default()),
        };
        let height = self.heights[child] + u8::from(is_letter);
        if usize::from(height) > Word::LETTERS_MAX {
            return Err(BadGraph::TooDeep(at));
        }
        self.heights[at] = height.max(later);
        if at < self.forward_cells {
            self.words[at] = self.words[child].saturating_add(u32::from(ends)).saturating_add(later_words);
        }
        Ok(())
    }
}
