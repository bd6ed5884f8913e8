//! The rooms of `/godot/<room>`: Godot 4's own multiplayer, with this server between the players instead of a game.
//!
//! Pure: one [`Input`] in, [`Output`]s out. What a player's engine says is in `message`; who hears it is in `rooms`.
//! Nothing of a game is understood here: its calls, spawns and states pass through as they are.

mod message;
mod rooms;

pub use message::MESSAGE_BYTES_MAX;
pub use rooms::{Input, Line, Output, PEERS_MAX, Rooms};

#[cfg(test)]
mod tests;
