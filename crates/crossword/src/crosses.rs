//! What the words that cross a line allow on its squares.

use lexicon::Lexicon;

use crate::score::points;
use crate::{Board, Direction, Letter, Square, TileSet};

/// What the crossing word allows on an empty square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cross {
    /// A bit for each letter that makes a word of the tiles that adjoin.
    letters: u32,
    /// What those tiles count together; `None` if there are none, and every letter will do.
    pub score: Option<i32>,
}

/// Every letter will do.
const ALL: u32 = (1 << Letter::COUNT) - 1;

impl Cross {
    /// What a word in this direction through an empty square allows there.
    #[must_use]
    pub fn of(board: &Board, set: &TileSet, lexicon: &Lexicon, square: Square, direction: Direction) -> Self {
        let mut before: Vec<_> = board.run(square, direction, -1).map(|(_, laid)| laid).collect();
        let after: Vec<_> = board.run(square, direction, 1).map(|(_, laid)| laid).collect();
        if before.is_empty() && after.is_empty() {
            return Self { letters: ALL, score: None };
        }
        before.reverse();
        let score = before.iter().chain(&after).map(|laid| points(set, *laid)).sum();
        let step = |node, laid: &crate::Laid| lexicon.child(node, laid.letter.in_list()).map(|step| step.to);
        let Some(node) = before.iter().try_fold(lexicon.forward(), step) else {
            return Self { letters: 0, score: Some(score) };
        };
        let fits = lexicon.children(node).filter(|first| {
            let last = after.iter().try_fold(*first, |step, laid| lexicon.child(step.to, laid.letter.in_list()));
            last.is_some_and(|last| last.ends_word)
        });
        let letters = fits.fold(0, |letters, step| letters | 1 << step.letter.place());
        Self { letters, score: Some(score) }
    }

    /// Whether the letter at this place of the alphabet will do.
    #[must_use]
    pub fn allows(self, index: usize) -> bool {
        self.letters >> index & 1 == 1
    }

    /// The letters that will do.
    pub fn letters(self) -> impl Iterator<Item = Letter> {
        Letter::all().filter(move |letter| self.allows(letter.index()))
    }
}
