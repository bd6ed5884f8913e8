//! The two-player crossword game: a board of 15 × 15, hidden racks, clocks and challenges, played as in tournaments.
//!
//! Pure: time and luck come in from outside. [`Crossword`] is the game as a host runs it: `turns.rs`, `asides.rs` and
//! `deadline.rs` say what may happen, `apply.rs` what it changes, `redact.rs` and `show.rs` who may know of it.
//! [`Snapshot`] is all that a viewer may know, and what each later view changes in it.
//!
//! Useful without a game, too: [`score`](fn@score) is what a play is worth and why it is refused, [`moves`](fn@moves) are
//! all plays of a rack, [`Position`] is a position as text and [`Gcg`] a whole game. [`choose`] is what a bot does,
//! [`BotSeat`] one that plays.

mod board;
mod crosses;
mod letter;
mod moves;
mod play;
mod premium;
mod score;
mod square;
mod tile_set;
mod tiles;

mod apply;
mod asides;
mod clock;
mod command;
mod crossword;
mod deadline;
mod ending;
mod event;
mod follow;
mod redact;
mod setup;
mod shelf;
mod show;
mod side;
mod snapshot;
mod standing;
mod state;
mod talk;
mod turns;
mod view;
mod word_lists;

mod bot;
mod cgp;
mod gcg;
mod review;
mod selfplay;

#[cfg(test)]
mod tests;

pub use board::{Board, Laid};
pub use bot::{BadLevel, BotSeat, Choice, Level, choose};
pub use cgp::{BadCgp, Position};
pub use command::Command;
pub use crosses::Cross;
pub use crossword::Crossword;
pub use event::{Adjustment, AdjustmentKind, Event, Line, ListName, Question, Reason};
pub use gcg::{
    BadGcg, BadLine, Difference, Gcg, Handful, NotExported, NotImported, Origin, Played, Player, Replay, Reviewed,
    Turn, TurnKind, WhyNot, Wrong, export, import,
};
pub use letter::Letter;
pub use moves::{Move, exchanges, moves};
pub use play::{BadPlay, Play};
pub use premium::Premium;
pub use review::{NotReviewed, Review, review};
pub use score::{Illegal, Scored, Word, score};
pub use selfplay::{Stuck, selfplay};
pub use setup::{Challenges, Pace, Setup};
pub use shelf::{AlreadyFull, Shelf};
pub use side::{Pair, Side};
pub use snapshot::{LastPlay, Open, Phase, Snapshot};
pub use square::{Direction, Square};
pub use tile_set::TileSet;
pub use tiles::{BadTiles, Tile, Tiles};
pub use view::{ChallengedView, Drawn, EndedView, ExchangedView, PlacedView, StartedView, View};
pub use word_lists::WordLists;

/// Tiles on a full rack.
pub const RACK: usize = 7;
