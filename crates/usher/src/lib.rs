//! Between those who hold the players and the host that runs the games: what hubs and desks want of a game becomes what a
//! host is asked, and what it answers and tells becomes what they hear.
//!
//! Whom to ask is not decided here: `host::Errands` does that. Nor is anything kept here but who is [`Seats::moved`] at
//! which game. A node and the simulation run this same code.

mod answers;
mod asks;
mod seats;
mod views;

pub use answers::{NotIn, commanded, entered, stream_answer};
pub use asks::{ask_command, ask_enter, ask_stream};
pub use seats::{Seat, Seats};
pub use views::{realm_of, said};
