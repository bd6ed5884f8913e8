//! The two-player crossword game: a board of 15 × 15, hidden racks, clocks and challenges, played as in tournaments.
//!
//! Pure: time and luck come in from outside. [`score`](fn@score) is what a play is worth and why it is refused,
//! [`Position`] reads and writes a position as one line of text.

mod board;
mod cgp;
mod letter;
mod play;
mod premium;
mod score;
mod square;
mod tile_set;
mod tiles;

pub use board::{Board, Laid};
pub use cgp::{BadCgp, Position};
pub use letter::Letter;
pub use play::{BadPlay, Play};
pub use premium::Premium;
pub use score::{Illegal, Scored, Word, score};
pub use square::{Direction, Square};
pub use tile_set::TileSet;
pub use tiles::{BadTiles, Tile, Tiles};

/// Tiles on a full rack.
pub const RACK: usize = 7;
