//! Where on the board: columns A–O, rows 1–15.

use std::fmt;
use std::str::FromStr;

/// One square of the board. Written column first: `H8` is the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Square(u8);

/// Which way a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Across => Self::Down,
            Self::Down => Self::Across,
        }
    }
}

impl Square {
    /// Squares in a row, and rows.
    pub const SIDE: usize = 15;
    /// Squares of the board.
    pub const COUNT: usize = Self::SIDE * Self::SIDE;
    /// H8, which the first play covers.
    pub const CENTRE: Self = Self(112);

    /// The square at this row and column, both from 0.
    #[must_use]
    pub fn at(row: usize, column: usize) -> Option<Self> {
        (row < Self::SIDE && column < Self::SIDE).then(|| Self((row * Self::SIDE + column) as u8))
    }

    /// Its place among all, row by row, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The row, from 0.
    #[must_use]
    pub fn row(self) -> usize {
        self.index() / Self::SIDE
    }

    /// The column, from 0.
    #[must_use]
    pub fn column(self) -> usize {
        self.index() % Self::SIDE
    }

    /// The square so many steps further in this direction, backwards if negative.
    #[must_use]
    pub fn stepped(self, direction: Direction, steps: isize) -> Option<Self> {
        let (row, column) = match direction {
            Direction::Across => (Some(self.row()), self.column().checked_add_signed(steps)),
            Direction::Down => (self.row().checked_add_signed(steps), Some(self.column())),
        };
        Self::at(row?, column?)
    }

    /// The up to four squares beside it.
    pub fn neighbours(self) -> impl Iterator<Item = Self> {
        let ways = [(Direction::Across, -1), (Direction::Across, 1), (Direction::Down, -1), (Direction::Down, 1)];
        ways.into_iter().filter_map(move |(direction, step)| self.stepped(direction, step))
    }

    /// All of them, row by row.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }

    /// As the start of a play: `8D` across, `D8` down.
    #[must_use]
    pub fn notation(self, direction: Direction) -> String {
        let column = char::from(b'A' + self.column() as u8);
        match direction {
            Direction::Across => format!("{}{column}", self.row() + 1),
            Direction::Down => format!("{column}{}", self.row() + 1),
        }
    }

    /// Reads the start of a play: `8D` across, `D8` down.
    #[must_use]
    pub fn read_notation(text: &str) -> Option<(Self, Direction)> {
        let (row, column, direction) = if text.starts_with(|first: char| first.is_ascii_digit()) {
            let (row, column) = text.split_at_checked(text.len().checked_sub(1)?)?;
            (row, column, Direction::Across)
        } else {
            let (column, row) = text.split_at_checked(1)?;
            (row, column, Direction::Down)
        };
        Some((Self::named(row, column)?, direction))
    }

    fn named(row: &str, column: &str) -> Option<Self> {
        let column = match column.as_bytes() {
            [letter] => letter.to_ascii_uppercase().checked_sub(b'A')?,
            _ => return None,
        };
        let is_plain = row.bytes().all(|byte| byte.is_ascii_digit()) && !row.starts_with('0');
        let row: usize = row.parse().ok().filter(|_| is_plain)?;
        Self::at(row.checked_sub(1)?, column.into())
    }
}

impl fmt::Display for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.notation(Direction::Down))
    }
}

/// The text names no square.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a square is a column from A to O and a row from 1 to 15, as in H8")]
pub struct BadSquare;

impl FromStr for Square {
    type Err = BadSquare;

    fn from_str(text: &str) -> Result<Self, BadSquare> {
        match Self::read_notation(text) {
            Some((square, Direction::Down)) => Ok(square),
            Some((_, Direction::Across)) | None => Err(BadSquare),
        }
    }
}

impl serde::Serialize for Square {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Square {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_stands_first_for_across_and_the_column_for_down() {
        for square in Square::all() {
            for direction in [Direction::Across, Direction::Down] {
                assert_eq!(Square::read_notation(&square.notation(direction)), Some((square, direction)));
            }
        }
        assert_eq!(Square::CENTRE.to_string(), "H8");
        assert_eq!("O15".parse(), Ok(Square::at(14, 14).unwrap()));
    }

    #[test]
    fn what_is_no_square_is_refused() {
        for text in ["", "8", "H", "P8", "H16", "H0", "0H", "8HH", "H+8", "8D BANJO", "é8", "8é", "H08", "88"] {
            assert_eq!(Square::read_notation(text), None, "{text}");
        }
        assert_eq!("8H".parse::<Square>(), Err(BadSquare));
    }
}
