//! Runs games: one input in, its consequences out.
//!
//! The host decides, asks the store to keep what follows, and only when the store has it applies, acknowledges and tells
//! it. It holds the games that it owns in memory; another node's it refers to that node. It does no I/O: what it wants of
//! the store is an output, and the answer an input.
//!
//! ```text
//!   nobody asks ──ask──> opening: take ──taken──> load ──whole──> playing ──idle, drained──> released
//!                            │ held by another       │ damaged        │ fenced, conflict, lost answer
//!                            ▼                       ▼                ▼
//!                        elsewhere (for a while)   faulted         opening, from what is kept
//! ```
//!
//! Read [`Host`] first, then `playing.rs`: what becomes of a command.
#![warn(missing_docs)]

mod answer;
mod ask;
mod checking;
mod draining;
mod errands;
mod guards;
mod host;
mod job;
mod leases;
mod opening;
mod outside;
mod playing;
mod saving;
mod settings;
mod stream;
mod stuck;
mod witness;

pub use answer::{Answer, Refused, Told};
pub use ask::{Ask, Command, NewGame, Viewpoint};
pub use errands::{Asker, ErrandId, Errands, NoAnswer, Step, Surroundings};
#[cfg(feature = "sabotage")]
pub use guards::Guard;
pub use host::{Host, Input, Output, ReplyKey, Ticket};
pub use settings::Settings;
pub use witness::Witness;

#[cfg(test)]
mod tests;
