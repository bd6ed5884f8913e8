//! The game as one viewer may know it: what a client shows, and what each later view changes in it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::event::{Line, ListName, Question};
use crate::view::{EndedView, PlacedView, View};
use crate::{Board, Challenges, Laid, Pace, Pair, Side, Square};

/// The last turns that a snapshot holds. A game has 25 or so; only players who would lengthen it have more.
pub(crate) const MOVES_MAX: usize = 120;

/// Everything that one viewer may know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Who sits where.
    pub seats: Pair<String>,
    /// Where the viewer sits; `null` for watchers.
    pub seat: Option<Side>,
    /// Who begins.
    pub first: Side,
    /// Which challenges there are.
    pub rules: Challenges,
    /// How long they may think.
    pub clock: Pace,
    /// Of tiles and words.
    pub language: String,
    /// The word list.
    pub lexicon: ListName,
    /// Whether nobody's rating depends on it.
    pub casual: bool,
    /// How far the game is.
    pub phase: Phase,
    /// Rows from top to bottom: capitals, small letters for blanks, `.` for empty squares.
    pub board: Vec<String>,
    /// The viewer's own rack, sorted; `null` for watchers.
    pub rack: Option<String>,
    /// Tiles on each rack.
    pub rack_sizes: Pair<usize>,
    /// Tiles in the bag.
    pub bag: usize,
    /// Points.
    pub scores: Pair<i32>,
    /// Whose turn it is.
    pub turn: Side,
    /// Scoreless turns in a row.
    pub scoreless: u8,
    /// The clocks at the start of this turn.
    pub left_ms: Pair<i64>,
    /// Since when the clock of whoever is on turn runs; `null` while none does.
    pub running_since_ms: Option<i64>,
    /// When the last event happened.
    pub time_ms: i64,
    /// The play that lies there last, unless it came off.
    pub last: Option<LastPlay>,
    /// The question that waits for an answer.
    pub question: Option<Open>,
    /// Who has asked to call the game off: each may once.
    pub abort_asked: Pair<bool>,
    /// How often each has nudged: each may twice.
    pub nudges: Pair<u8>,
    /// How often each has given time.
    pub time_gifts: Pair<u8>,
    /// Who wants to play again.
    pub rematch: Pair<bool>,
    /// Who is away.
    pub away: Pair<bool>,
    /// The last turns, as the views that they were told with.
    pub moves: Vec<View>,
    /// How many turns there were before these.
    pub moves_before: usize,
    /// The last that the players said. For watchers empty until the end.
    pub said: VecDeque<Line>,
    /// The viewer's own notes.
    pub notes: VecDeque<String>,
    /// How it ended.
    pub ended: Option<Box<EndedView>>,
    /// Where the same two play again.
    pub rematch_game: Option<String>,
}

/// How far a game is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Somebody has not come yet.
    #[default]
    Waiting,
    /// Whoever is on turn may do anything.
    Playing,
    /// One has gone out: the other may challenge, or pass.
    FinalPass,
    /// It is over.
    Ended,
}

/// The last play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPlay {
    /// What it was.
    #[serde(flatten)]
    pub play: PlacedView,
    /// Whether whoever is on turn may challenge it.
    pub challengeable: bool,
    /// What the scoreless turns count if it comes off, less one.
    pub scoreless_before: u8,
}

/// A question without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// What is asked.
    pub question: Question,
    /// Who asks.
    pub by: Side,
    /// Until when it can be answered.
    pub until_ms: i64,
}

impl Snapshot {
    /// The board that its rows show.
    #[must_use]
    pub fn table(&self) -> Board {
        let mut board = Board::default();
        for (row, text) in self.board.iter().enumerate() {
            for (column, char) in text.chars().enumerate() {
                if let Some(square) = Square::at(row, column) {
                    board.put(square, Laid::read(char));
                }
            }
        }
        board
    }
}

impl Default for Snapshot {
    /// An empty table.
    fn default() -> Self {
        crate::state::State::default().show(game::Viewer::Watcher)
    }
}
