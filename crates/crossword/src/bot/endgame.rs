//! The end of a game, when the bag is empty and both racks are known: who can do what is worked out turn by turn, to the last
//! tile if not too many positions lie between.

use std::cmp::Reverse;

use lexicon::Lexicon;

use crate::{Board, Move, TileSet, Tiles, moves};

/// Positions that are looked at at most. Where the end is not reached within these, the best of what has been seen counts.
const POSITIONS_MAX: usize = 300;
/// Plays that are tried in each position, those that score most first.
const PLAYS_MAX: usize = 24;
/// Turns that are looked ahead at most.
const DEPTH_MAX: usize = 12;
const SCORELESS_MAX: u8 = 6;

/// The best play for whoever holds the first rack; `None` where it is best to pass.
pub(super) fn best(set: &TileSet, lexicon: &Lexicon, board: Board, racks: [Tiles; 2], scoreless: u8) -> Option<Move> {
    let mut search = Search { set, lexicon, positions: 0 };
    let node = Node { board, racks, scoreless };
    let mut best = None;
    // Each depth again from the start, so that there is always an answer when the positions are used up.
    for depth in 1..=DEPTH_MAX {
        match search.first(&node, depth) {
            Some(play) => best = Some(play),
            None => break,
        }
    }
    best.flatten()
}

#[derive(Clone)]
struct Node {
    board: Board,
    /// First the one to move.
    racks: [Tiles; 2],
    scoreless: u8,
}

struct Search<'a> {
    set: &'a TileSet,
    lexicon: &'a Lexicon,
    positions: usize,
}

impl Search<'_> {
    /// The best play at this depth; `None` if the positions do not reach for it.
    fn first(&mut self, node: &Node, depth: usize) -> Option<Option<Move>> {
        let (mut best, mut most) = (None, i32::MIN);
        for play in self.plays(node) {
            let worth = self.worth_of(node, play.as_ref(), depth, (most.max(-MOST), MOST))?;
            if worth > most {
                (best, most) = (play, worth);
            }
        }
        Some(best)
    }

    /// Plays, those that score most first, and passing.
    fn plays(&self, node: &Node) -> Vec<Option<Move>> {
        let mut plays = moves(&node.board, self.set, self.lexicon, &node.racks[0]);
        plays.sort_by_key(|play| (Reverse(play.score), Reverse(play.fresh().count())));
        plays.truncate(PLAYS_MAX);
        plays.into_iter().map(Some).chain([None]).collect()
    }

    /// What the mover gains, less what the other one gains from there on.
    fn worth_of(&mut self, node: &Node, play: Option<&Move>, depth: usize, window: (i32, i32)) -> Option<i32> {
        let Some(play) = play else {
            let next = Node { racks: [node.racks[1], node.racks[0]], scoreless: node.scoreless + 1, ..node.clone() };
            return self.value(&next, depth - 1, (-window.1, -window.0)).map(|value| -value);
        };
        let (board, kept) = laid(node, play);
        if kept.is_empty() {
            return Some(play.score + 2 * self.set.worth(&node.racks[1]));
        }
        let next = Node { board, racks: [node.racks[1], kept], scoreless: 0 };
        let window = (play.score - window.1, play.score - window.0);
        self.value(&next, depth - 1, window).map(|value| play.score - value)
    }

    /// What the side to move can still gain on the other. `window` is what could change the choice further up (alpha–beta).
    fn value(&mut self, node: &Node, depth: usize, (least, most): (i32, i32)) -> Option<i32> {
        let held = node.racks.map(|rack| self.set.worth(&rack));
        if node.scoreless >= SCORELESS_MAX {
            return Some(held[1] - held[0]);
        }
        if depth == 0 {
            // As if neither had another play: each is left with what he holds.
            return Some(2 * (held[1] - held[0]));
        }
        self.positions += 1;
        if self.positions > POSITIONS_MAX {
            return None;
        }
        let mut best = -MOST;
        for play in self.plays(node) {
            let worth = self.worth_of(node, play.as_ref(), depth, (best.max(least), most))?;
            best = best.max(worth);
            if best >= most {
                break;
            }
        }
        Some(best)
    }
}

/// More than any game is won by.
const MOST: i32 = 1_000_000;

fn laid(node: &Node, play: &Move) -> (Board, Tiles) {
    let (mut board, mut used) = (node.board.clone(), Tiles::default());
    for (square, tile) in play.play().squares() {
        if let Some(tile) = tile {
            board.put(square, Some(tile));
            used.add(tile.tile());
        }
    }
    (board, node.racks[0].minus(&used).unwrap_or_default())
}
