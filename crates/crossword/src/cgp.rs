//! A position as one line of text: `rows racks scores scoreless ops`, as crossword programs exchange it (CGP).
//!
//! Rows stand between `/`, with numbers for empty squares and small letters for blanks. The first rack and score belong
//! to the side to move. What follows are named facts, each ended by `;`, as in `lex english; ld english;`.

use std::fmt;
use std::str::FromStr;

use crate::{Board, Laid, Square, TileSet, Tiles};

/// A moment in a game, seen from the side to move. It shows racks, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    /// What lies.
    pub board: Board,
    /// The rack of the side to move, and the other one; empty where it is not known.
    pub racks: [Tiles; 2],
    /// The score of the side to move, and the other one.
    pub scores: [i32; 2],
    /// Scoreless turns in a row, up to now.
    pub scoreless: u8,
    /// The tiles that are played with (`ld`); English if it is not said.
    pub set: &'static TileSet,
    /// Other facts, as name and value, in the order in which they stood: `lex` is the word list.
    pub facts: Vec<(String, String)>,
}

/// A text is no position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCgp {
    /// Nothing at all.
    #[error("no position: the empty board is {EMPTY_ROWS}")]
    Empty,
    /// Too few or too many rows.
    #[error("the board has {0} rows between /, and must have 15")]
    Rows(usize),
    /// A row that is too short or too long.
    #[error("row {row} has {squares} squares, and must have 15")]
    Row {
        /// Which, from 1.
        row: usize,
        /// How many squares it fills.
        squares: usize,
    },
    /// What cannot lie on a board.
    #[error("row {row} holds {found:?}: write capitals, small letters for blanks, and numbers for empty squares")]
    Tile {
        /// Which row, from 1.
        row: usize,
        /// What stands there.
        found: char,
    },
    /// Racks that are not two, or hold something else.
    #[error("{0:?} are no racks: write both with / between them, as in AABDELT/EEIQ?, empty where one is not known")]
    Racks(String),
    /// Scores that are not two numbers.
    #[error("{0:?} are no scores: write both with / between them, as in 38/-5")]
    Scores(String),
    /// The count of scoreless turns is no number.
    #[error("{0:?} is no count of scoreless turns: write a number from 0 to 6")]
    Scoreless(String),
    /// A named fact without its value.
    #[error("{0:?} is no fact: write a name and a value, as in `lex english;`")]
    Fact(String),
    /// Another board than ours.
    #[error("board {0:?} is not known: there is only CrosswordGame")]
    Layout(String),
    /// Tiles that we do not have.
    #[error("tiles {0:?} are not known: there are english and dutch")]
    Set(String),
}

/// The board before the first play.
const EMPTY_ROWS: &str = "15/15/15/15/15/15/15/15/15/15/15/15/15/15/15";
/// What other programs call our board.
const LAYOUT: &str = "CrosswordGame";
/// Turns without a score that end a game.
const SCORELESS_MAX: u8 = 6;

impl Position {
    /// A fact by its name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The tiles that neither lie nor are on the rack of the side to move: the other rack and the bag. Tiles that the
    /// set does not have that often are left out.
    #[must_use]
    pub fn unseen(&self) -> Tiles {
        let mut unseen = Tiles::all_of(self.set);
        let lying = Square::all().filter_map(|square| self.board.on(square)).map(Laid::tile);
        for tile in lying.chain(self.racks[0].iter()) {
            let _more_than_there_are = unseen.take(tile);
        }
        unseen
    }
}

impl FromStr for Position {
    type Err = BadCgp;

    /// Everything after the rows may be left out, from the end.
    fn from_str(text: &str) -> Result<Self, BadCgp> {
        let mut parts = text.split_whitespace();
        let board = read_board(parts.next().ok_or(BadCgp::Empty)?)?;
        let racks = parts.next().map_or(Ok([Tiles::default(); 2]), read_racks)?;
        let scores = parts.next().map_or(Ok([0, 0]), read_scores)?;
        let scoreless = parts.next().map_or(Ok(0), read_scoreless)?;
        let facts = read_facts(&parts.collect::<Vec<_>>().join(" "))?;
        let mut position = Self { board, racks, scores, scoreless, set: &TileSet::ENGLISH, facts };
        if let Some(layout) = position.fact("bdn").filter(|layout| *layout != LAYOUT) {
            return Err(BadCgp::Layout(layout.to_owned()));
        }
        if let Some(set) = position.fact("ld") {
            position.set = TileSet::named(set).ok_or_else(|| BadCgp::Set(set.to_owned()))?;
        }
        Ok(position)
    }
}

fn read_board(rows: &str) -> Result<Board, BadCgp> {
    let rows: Vec<&str> = rows.split('/').collect();
    if rows.len() != Square::SIDE {
        return Err(BadCgp::Rows(rows.len()));
    }
    let mut board = Board::default();
    for (row, text) in rows.into_iter().enumerate() {
        read_row(&mut board, row, text)?;
    }
    Ok(board)
}

fn read_row(board: &mut Board, row: usize, text: &str) -> Result<(), BadCgp> {
    let (mut column, mut number) = (0_usize, 0_usize);
    for char in text.chars() {
        if let Some(digit) = char.to_digit(10) {
            number = number.saturating_mul(10).saturating_add(digit as usize);
            continue;
        }
        column = column.saturating_add(std::mem::take(&mut number));
        let laid = Laid::read(char).ok_or(BadCgp::Tile { row: row + 1, found: char })?;
        if let Some(square) = Square::at(row, column) {
            board.put(square, Some(laid));
        }
        column = column.saturating_add(1);
    }
    let squares = column.saturating_add(number);
    if squares == Square::SIDE { Ok(()) } else { Err(BadCgp::Row { row: row + 1, squares }) }
}

fn read_racks(text: &str) -> Result<[Tiles; 2], BadCgp> {
    let bad = || BadCgp::Racks(text.to_owned());
    let (first, second) = text.split_once('/').ok_or_else(bad)?;
    Ok([Tiles::read(first).map_err(|_| bad())?, Tiles::read(second).map_err(|_| bad())?])
}

fn read_scores(text: &str) -> Result<[i32; 2], BadCgp> {
    let bad = || BadCgp::Scores(text.to_owned());
    let (first, second) = text.split_once('/').ok_or_else(bad)?;
    Ok([first.parse().map_err(|_| bad())?, second.parse().map_err(|_| bad())?])
}

fn read_scoreless(text: &str) -> Result<u8, BadCgp> {
    let count = text.parse().ok().filter(|&count| count <= SCORELESS_MAX);
    count.ok_or_else(|| BadCgp::Scoreless(text.to_owned()))
}

fn read_facts(text: &str) -> Result<Vec<(String, String)>, BadCgp> {
    let facts = text.split(';').map(str::trim).filter(|fact| !fact.is_empty());
    let read = |fact: &str| {
        let (name, value) = fact.split_once(' ').ok_or_else(|| BadCgp::Fact(fact.to_owned()))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    facts.map(read).collect()
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in 0..Square::SIDE {
            if row > 0 {
                write!(f, "/")?;
            }
            write_row(&self.board, row, f)?;
        }
        write!(f, " {}/{}", self.racks[0].letters(), self.racks[1].letters())?;
        write!(f, " {}/{} {}", self.scores[0], self.scores[1], self.scoreless)?;
        self.facts.iter().try_for_each(|(name, value)| write!(f, " {name} {value};"))
    }
}

fn write_row(board: &Board, row: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut empty = 0;
    for square in (0..Square::SIDE).filter_map(|column| Square::at(row, column)) {
        match board.on(square) {
            None => empty += 1,
            Some(laid) => {
                write_empty(&mut empty, f)?;
                write!(f, "{}", laid.char())?;
            }
        }
    }
    write_empty(&mut empty, f)
}

fn write_empty(empty: &mut usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match std::mem::take(empty) {
        0 => Ok(()),
        number => write!(f, "{number}"),
    }
}

/// A board late in a game, for tests.
#[cfg(test)]
pub(crate) const M: &str = "7ZEP1F3/1FLUKY3R1R3/5EX2A1U3/2SCARIEST1I3/9TOT3/6GO1LO4/6OR1ETA3/6JABS1b3/5QI4A3/\
    5I1N3N3/3ReSPOND1D3/1HOE3V3O3/1ENCOMIA3N3/7T7/3VENGED6";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_written_as_it_was_read() {
        for text in [
            format!("{EMPTY_ROWS} AABDELT/ 0/0 0"),
            format!("{EMPTY_ROWS} / 0/0 0 lex CSW21;"),
            format!("{M} AABDELT/EIQ? 38/-5 2 lex english; ld english; tmr 1500000/900000; custom x y;"),
        ] {
            let position =
                text.parse::<Position>().map_err(|error| error.to_string()).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(position.to_string(), text);
        }
    }

    #[test]
    fn what_follows_the_rows_may_be_left_out() {
        let position: Position = M.parse().ok().unwrap();
        assert_eq!((position.scores, position.board.len(), position.unseen().len()), ([0, 0], 75, 25));
        let with_racks: Position = format!("{M} TABLEAD/").parse().ok().unwrap();
        assert_eq!(with_racks.racks[0].letters(), "AABDELT");
    }

    #[test]
    fn what_is_no_position_is_refused_with_its_place() {
        let refused = |text: &str| text.parse::<Position>().err().unwrap().to_string();
        assert!(refused("").starts_with("no position"));
        assert_eq!(refused("15/15"), "the board has 2 rows between /, and must have 15");
        let with_row = |row: &str| refused(&EMPTY_ROWS.replacen("15/15/", &format!("15/{row}/"), 1));
        assert_eq!(with_row("14"), "row 2 has 14 squares, and must have 15");
        assert_eq!(with_row("14AB"), "row 2 has 16 squares, and must have 15");
        assert_eq!(with_row("99999999999999999999999"), format!("row 2 has {} squares, and must have 15", usize::MAX));
        assert!(with_row("7?7").starts_with("row 2 holds '?'"));
        let with = |rest: &str| refused(&format!("{EMPTY_ROWS} {rest}"));
        assert!(with("ABC").starts_with("\"ABC\" are no racks"));
        assert!(with("abc/").starts_with("\"abc/\" are no racks"));
        assert!(with("/ 1").starts_with("\"1\" are no scores"));
        assert!(with("/ 0/0 7").starts_with("\"7\" is no count"));
        assert!(with("/ 0/0 0 lex;").starts_with("\"lex\" is no fact"));
        assert!(with("/ 0/0 0 bdn Super;").starts_with("board \"Super\""));
        assert!(with("/ 0/0 0 ld welsh;").starts_with("tiles \"welsh\""));
    }
}
