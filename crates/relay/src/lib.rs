//! The rooms of `/godot/<room>`: Godot 4's own multiplayer, with this server between the players instead of a game.
//!
//! Pure: one [`Input`] in, [`Output`]s out. What a player's engine says is in `message`; who hears it is in `rooms`. Where
//! several nodes share rooms, `fleet` finds each room's owner, and `links` numbers what they say to each other.
//! Nothing of a game is understood here: its calls, spawns and states pass through as they are.

mod fleet;
mod links;
mod message;
mod rooms;

pub use fleet::{Fleet, FleetInput, FleetOutput, Node, Sought};
pub use links::{Numbered, Word};
pub use message::MESSAGE_BYTES_MAX;
pub use rooms::{Input, Line, Output, PEERS_MAX, Rooms};

#[cfg(test)]
mod fleet_tests;
#[cfg(test)]
mod tests;
