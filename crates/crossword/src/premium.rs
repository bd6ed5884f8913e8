//! What a square multiplies, the first time that a tile covers it.

use crate::Square;

/// What is printed on a square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Premium {
    /// Nothing.
    Plain,
    /// The letter counts so many times.
    Letter(i32),
    /// The word counts so many times.
    Word(i32),
}

/// Rows 1–8; rows 9–15 mirror 7–1. `=` 3 × word, `-` 2 × word, `"` 3 × letter, `'` 2 × letter.
const LAYOUT: [&[u8; Square::SIDE]; 8] = [
    b"=  '   =   '  =",
    b" -   \"   \"   - ",
    b"  -   ' '   -  ",
    b"'  -   '   -  '",
    b"    -     -    ",
    b" \"   \"   \"   \" ",
    b"  '   ' '   '  ",
    b"=  '   -   '  =",
];

impl Premium {
    /// The premium of a square.
    #[must_use]
    pub fn of(square: Square) -> Self {
        let row = square.row().min(Square::SIDE - 1 - square.row());
        match LAYOUT[row][square.column()] {
            b'=' => Self::Word(3),
            b'-' => Self::Word(2),
            b'"' => Self::Letter(3),
            b'\'' => Self::Letter(2),
            _ => Self::Plain,
        }
    }

    /// How many times a fresh letter counts here.
    #[must_use]
    pub fn letter(self) -> i32 {
        match self {
            Self::Letter(times) => times,
            Self::Plain | Self::Word(_) => 1,
        }
    }

    /// How many times a word with a fresh letter here counts.
    #[must_use]
    pub fn word(self) -> i32 {
        match self {
            Self::Word(times) => times,
            Self::Plain | Self::Letter(_) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_of_each_as_the_rules_say() {
        let count = |premium| Square::all().filter(|&square| Premium::of(square) == premium).count();
        let counts = [Premium::Word(3), Premium::Word(2), Premium::Letter(3), Premium::Letter(2)].map(count);
        assert_eq!(counts, [8, 17, 12, 24]);
        assert_eq!(Premium::of(Square::CENTRE), Premium::Word(2));
    }

    #[test]
    fn the_board_is_the_same_when_it_is_turned() {
        for square in Square::all() {
            let turned = Square::at(square.column(), square.row()).unwrap();
            assert_eq!(Premium::of(square), Premium::of(turned), "{square}");
        }
    }
}
