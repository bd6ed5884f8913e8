//! What players say and hear, and how it is written: protobuf `Packet`s and the JSON dialect.
//!
//! [`decode`] turns a message of a client into [`FromClient`]; [`put()`] appends a [`ToClient`] as one finished
//! WebSocket frame. What a client may be sent depends on its [`Lane`]: one that has not said `hello` never gets a
//! field or a kind that the chat tutorial's schema lacks. Everything sent is built from fields, so nothing that a
//! sender added beside them travels on.
//!
//! [`packets`] is generated from `proto/client/v1/packets.proto` by `cargo xtask codegen`, and so is [`bus`], what nodes
//! tell each other, from `proto/node/v1/bus.proto`.

mod fault;
mod from_client;
mod from_packet;
mod hello;
mod hot;
mod json;
mod lane;
mod packet_of;
mod put;
mod to_client;

#[expect(clippy::allow_attributes, reason = "generated code brings its own")]
#[path = "generated/packets.rs"]
#[rustfmt::skip]
pub mod packets;

#[expect(clippy::allow_attributes, clippy::derivable_impls, reason = "generated code brings its own")]
#[path = "generated/bus.rs"]
#[rustfmt::skip]
pub mod bus;

pub use fault::{ErrorCode, Fault};
pub use from_client::{FromClient, GameCommand, decode};
pub use hello::Hello;
pub use lane::{Dialect, Lane};
pub use put::put;
pub use to_client::{DirectText, ToClient, ViewText, Welcome};

/// The version of the protocol that this crate speaks: what `hello.version` must say.
pub const PROTOCOL_VERSION: u32 = 1;

#[cfg(test)]
mod tests;
