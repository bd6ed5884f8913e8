//! Gives every arc its place in the one array, where the arcs of a node stand side by side.
//!
//! A cell is 32 bits: 0–23 where the arcs of the node begin that it leads to, 0 for none; 24 the last arc of its node; 25 a
//! word ends with it; 26–31 its label, 0 for the separator, 1 up for letters. Cell 0 leads to the root of the DAWG, cell 1
//! to that of the GADDAG. Nodes stand in the order in which they were finished, children before parents, so whoever goes
//! from node to node goes down and comes to an end.
//!
//! 250,000 English words take 1.2 million cells, 300,000 Dutch ones 2.3; 24 bits count 16.8. Nodes could share the tails of
//! their arcs: that would save three in a hundred cells, and cost the order by which loops are found at a glance.

use crate::cells::{Cell, Cells, List};

/// The most cells that bits 0–23 can count.
pub(crate) const CELLS_MAX: usize = 1 << 24;
pub(crate) const CHILD: u32 = (1 << 24) - 1;
pub(crate) const LAST: u32 = 1 << 24;
pub(crate) const ENDS: u32 = 1 << 25;
pub(crate) const LABEL_SHIFT: u32 = 26;
/// Cells before the first node.
pub(crate) const ROOTS: usize = 2;

/// The array, and how many of its cells, from the first, are the DAWG's.
pub(crate) struct Graph {
    pub(crate) cells: Vec<u32>,
    pub(crate) forward_cells: usize,
}

/// Lays out what `cells` holds; its lists below `forward_lists` are the DAWG's.
pub(crate) fn place(cells: &Cells, forward: List, around: List, forward_lists: usize) -> Graph {
    let is_node = nodes(cells, [forward, around]);
    let mut places = vec![0; cells.count()];
    let mut graph = Graph { cells: vec![LAST; ROOTS], forward_cells: ROOTS };
    for node in (1..cells.count()).filter(|&list| is_node[list]) {
        places[node] = graph.cells.len() as u32;
        let arcs = cells.arcs(node as List);
        graph.cells.extend(arcs.map(|arc| packed(arc, places[arc.child as usize])));
        if node < forward_lists {
            graph.forward_cells = graph.cells.len();
        }
    }
    graph.cells[0] |= places[forward as usize];
    graph.cells[1] |= places[around as usize];
    graph
}

/// Which lists are all the arcs of a node, and not only the last ones.
fn nodes(cells: &Cells, roots: [List; 2]) -> Vec<bool> {
    let mut is_node = vec![false; cells.count()];
    let children = (0..cells.count()).map(|list| cells.get(list as List).child);
    children.chain(roots).for_each(|node| is_node[node as usize] = true);
    is_node
}

fn packed(arc: Cell, child: u32) -> u32 {
    let last = if arc.next == 0 { LAST } else { 0 };
    let ends = if arc.ends { ENDS } else { 0 };
    child | last | ends | u32::from(arc.label) << LABEL_SHIFT
}
