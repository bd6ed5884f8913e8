//! The hub: which conns are in which realms, and who gets a copy of what.
//!
//! One input in, its consequences out: [`Hub::handle`] appends to an [`Out`] what follows from an [`Input`]. What is
//! said in a realm is not an output a recipient: it is encoded once into the realm's turn buffer, and
//! [`Hub::end_turn`] hands each member its share, so that all of one turn of the loop leaves in one piece.
//!
//! Sans-I/O: no socket, clock, luck, lock or thread. One hub per shard; hubs of one node tell each other
//! [`HubMessage`]s. Nothing here redacts: a realm never carries what a member of it may not know.
//!
//! Read [`Hub`] first, then `turn`.

mod arrivals;
mod commands;
mod conn;
mod desk;
mod direct;
mod hub;
mod input;
mod login;
mod membership;
mod node_words;
mod output;
mod presence;
mod private;
mod questions;
mod realms;
mod requests;
mod settings;
mod told;
mod turn;
mod watch;

pub use hub::Hub;
pub use input::{ConnKey, HubMessage, Input, LostDirect};
pub use node_words::{Commanded, FromNode, Happened, LoginWords, NodeDirect, PlayerCommand, ToNode};
pub use output::{Out, Output};
pub use questions::{ConnFacts, RealmFacts};
pub use settings::{Manners, Settings, Shared};

#[cfg(test)]
mod tests;
