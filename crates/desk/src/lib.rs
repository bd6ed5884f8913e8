//! The desk of a node: what realms are beyond one shard.
//!
//! Hubs know who on their shard hears what. Their node's one desk knows the rest: which realms are wanted here and so
//! must be heard from the bus, in which order a numbered realm is spoken (it owns the stream, or follows the node that
//! does), what was said before (a bounded ring), and how many are where on other nodes. A conn that enters a realm is
//! let in here, between two views of the stream, so that it misses none and hears none twice.
//!
//! Sans-I/O: [`Desk::handle`] takes one [`Input`] and appends what follows from it to an [`Out`]. What the desk says to
//! a hub arrives there in the order in which it was said; of the bus nothing is believed, not even that.
//!
//! Read [`Desk`] first, then `stream`.

mod counts;
mod desk;
mod encoding;
mod entry;
mod follow;
mod guards;
mod input;
mod output;
mod own;
mod post;
mod ring;
mod settings;
mod speech;
mod words;

pub use desk::Desk;
pub use encoding::Unreadable;
#[cfg(feature = "sabotage")]
pub use guards::Guard;
pub use input::{Failed, Input, Speech};
pub use output::{Out, Output};
pub use ring::Kept;
pub use settings::{NodeNumber, RealmSettings, Settings};
pub use words::{
    Ask, Entered, FromHub, No, Publication, Said, Say, StreamAnswer, StreamAsk, ToHub, View, What, Whom, Why,
};

#[cfg(test)]
mod tests;
