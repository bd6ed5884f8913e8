//! A client of the players' protocol, without a socket: what every SDK does, in whatever language.
//!
//! One input in, its consequences out: [`Client::handle`] takes the time, some luck and an [`Input`], and appends what
//! follows to a list of [`Output`]s: connect, send this, tell the app that. It keeps the app in the realms that it wants
//! to be in, comes back when a conn ends, and sees to it that the app hears each view of a stream once and in order, or
//! is told of the gap.
//!
//! `tests/cases.json` says what goes in and what comes out; whoever ports this runs the same cases. Read [`Client`]
//! first, then `membership`, where places are kept.

mod client;
mod comeback;
mod commands;
mod conn;
mod guards;
mod heard;
mod input;
mod membership;
mod output;

pub use client::{Client, Settings};
pub use comeback::{Comeback, Luck, Next};
#[cfg(feature = "sabotage")]
pub use guards::Guard;
pub use input::Input;
pub use output::{Event, Output};
