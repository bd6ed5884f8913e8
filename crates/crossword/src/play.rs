//! A play as players write it: `8D BANJO`.

use std::fmt;
use std::str::FromStr;

use crate::{Direction, Laid, Square};

/// Tiles in one line. It says nothing about any board.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Play {
    /// Where the first of `tiles` is.
    pub at: Square,
    /// Which way they go.
    pub direction: Direction,
    /// Square by square: a fresh tile, or `None` for one that lies there already.
    pub tiles: Vec<Option<Laid>>,
}

/// A play cannot be read, or does not fit on any board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPlay {
    /// Neither `8D` nor `D8`.
    #[error("{0:?} is no start of a play: write 8D for across (row first) or D8 for down (column first)")]
    Start(String),
    /// No start, or no tiles.
    #[error("a play is its start and its tiles, as in `8D BANJO`")]
    Parts,
    /// A blank has to say what it stands for.
    #[error("blank {nth} stands for no letter: write the letter that it stands for, small")]
    Blank {
        /// The how manieth of the tiles, from 1.
        nth: usize,
    },
    /// Something that is neither a letter nor a dot.
    #[error("{found:?} is no tile: write capitals, small letters for blanks, and . for tiles that lie there already")]
    Tile {
        /// What stands there.
        found: char,
    },
    /// The line leaves the board.
    #[error("the play leaves the board: from {at} there are {room} squares, and it needs {needs}")]
    OffBoard {
        /// Where it starts.
        at: Square,
        /// Squares from there to the edge.
        room: usize,
        /// Squares that it takes.
        needs: usize,
    },
}

impl Play {
    /// Reads tiles (capitals, small letters for blanks, `.` for what lies there already) from a start.
    pub fn read(at: Square, direction: Direction, tiles: &str) -> Result<Self, BadPlay> {
        let room = Square::SIDE - if direction == Direction::Across { at.column() } else { at.row() };
        let needs = tiles.chars().count();
        if needs > room {
            return Err(BadPlay::OffBoard { at, room, needs });
        }
        let tiles = tiles.chars().enumerate().map(|(index, char)| match char {
            '.' => Ok(None),
            '?' => Err(BadPlay::Blank { nth: index + 1 }),
            _ => Laid::read(char).map(Some).ok_or(BadPlay::Tile { found: char }),
        });
        Ok(Self { at, direction, tiles: tiles.collect::<Result<_, _>>()? })
    }

    /// Every square of the line, with the fresh tile for it if there is one.
    pub fn squares(&self) -> impl Iterator<Item = (Square, Option<Laid>)> {
        let along = move |steps: usize| self.at.stepped(self.direction, steps as isize);
        self.tiles.iter().enumerate().filter_map(move |(steps, tile)| along(steps).map(|square| (square, *tile)))
    }

    /// The tiles as they are written.
    #[must_use]
    pub fn letters(&self) -> String {
        self.tiles.iter().map(|tile| tile.map_or('.', Laid::char)).collect()
    }
}

impl fmt::Display for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at.notation(self.direction), self.letters())
    }
}

impl FromStr for Play {
    type Err = BadPlay;

    fn from_str(text: &str) -> Result<Self, BadPlay> {
        let mut words = text.split_whitespace();
        let (Some(start), Some(tiles), None) = (words.next(), words.next(), words.next()) else {
            return Err(BadPlay::Parts);
        };
        let (at, direction) = Square::read_notation(start).ok_or_else(|| BadPlay::Start(start.to_owned()))?;
        Self::read(at, direction, tiles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_play_is_written_as_it_was_read() {
        for text in ["8D BANJO", "D8 BaNJO", "10E DI.TAT", "O1 ABCDEFGHIJKLMNO"] {
            assert_eq!(text.parse::<Play>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_play_is_refused_with_its_reason() {
        let refused = |text: &str| text.parse::<Play>().unwrap_err();
        assert_eq!(refused("8D"), BadPlay::Parts);
        assert_eq!(refused("8D BAN JO"), BadPlay::Parts);
        assert_eq!(refused("8P BANJO"), BadPlay::Start("8P".into()));
        assert_eq!(refused("8D BA?JO"), BadPlay::Blank { nth: 3 });
        assert_eq!(refused("8D BÄNJO"), BadPlay::Tile { found: 'Ä' });
        let off = refused("8L BANJO").to_string();
        assert_eq!(off, "the play leaves the board: from L8 there are 4 squares, and it needs 5");
    }
}
