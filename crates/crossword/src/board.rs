//! The tiles that lie, face up, where everybody sees them.

use crate::{Direction, Letter, Square, Tile};

/// A tile on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Laid {
    /// What it is read as.
    pub letter: Letter,
    /// Whether it is a blank, which scores nothing.
    pub blank: bool,
}

impl Laid {
    /// A capital, or a small letter for a blank.
    #[must_use]
    pub fn read(char: char) -> Option<Self> {
        Letter::written(char).map(|letter| Self { letter, blank: char.is_ascii_lowercase() })
    }

    /// The tile that it was on the rack.
    #[must_use]
    pub fn tile(self) -> Tile {
        if self.blank { Tile::Blank } else { Tile::Letter(self.letter) }
    }

    /// A capital, or a small letter for a blank.
    #[must_use]
    pub fn char(self) -> char {
        if self.blank { self.letter.capital().to_ascii_lowercase() } else { self.letter.capital() }
    }
}

/// 15 × 15 squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    squares: [Option<Laid>; Square::COUNT],
    laid: usize,
}

impl Default for Board {
    fn default() -> Self {
        Self { squares: [None; Square::COUNT], laid: 0 }
    }
}

impl Board {
    /// What lies on a square.
    #[must_use]
    pub fn on(&self, square: Square) -> Option<Laid> {
        self.squares[square.index()]
    }

    /// How many tiles lie there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.laid
    }

    /// Whether nothing has been laid yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.laid == 0
    }

    /// Lays a tile, or takes away what lies there.
    pub fn put(&mut self, square: Square, laid: Option<Laid>) {
        let before = std::mem::replace(&mut self.squares[square.index()], laid);
        self.laid = self.laid + usize::from(laid.is_some()) - usize::from(before.is_some());
    }

    /// Whether a tile lies beside the square.
    #[must_use]
    pub fn has_neighbour(&self, square: Square) -> bool {
        square.neighbours().any(|beside| self.on(beside).is_some())
    }

    /// The tiles that adjoin the square in this direction, step by step away from it.
    pub(crate) fn run(&self, from: Square, direction: Direction, step: isize) -> impl Iterator<Item = (Square, Laid)> {
        let next = move |square: &Square| square.stepped(direction, step);
        let squares = std::iter::successors(next(&from), next);
        squares.map_while(|square| self.on(square).map(|laid| (square, laid)))
    }
}
