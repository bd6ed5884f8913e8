//! What a game is to the server: rules that decide, events that have happened, views that say who may know what.
//!
//! A game's author implements [`Game`] and nothing else; the host runs it as a [`Table`], which knows no types, and
//! keeps it as [`Record`]s. Nothing here keeps, sends or times anything. With the feature `kit`, the module `kit` holds
//! the tests that every game must pass.
#![warn(missing_docs)]

mod caller;
mod catalogue;
mod game;
#[cfg(any(test, feature = "kit"))]
pub mod kit;
mod luck;
mod record;
mod refusal;
mod report;
mod seat;
mod table;
mod want;

pub use caller::{Caller, Notice, Who};
pub use catalogue::{Catalogue, Opening, Rules};
pub use game::{Game, View};
pub use luck::Luck;
pub use record::{Record, Unreadable};
pub use refusal::Refusal;
pub use report::{Report, Stands};
pub use seat::{Seat, Viewer};
pub use table::{Table, Words, read_json, write_json};
pub use want::{Outcome, Standing, Want, Wanted};
