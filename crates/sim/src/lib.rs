//! Real code in one thread, from one seed: what a run does is a function of the seed, and the first thing that is wrong
//! ends it.
//!
//! [`fleet`] is whole fleets: nodes with real hubs, a real desk and a real host of games, over a bus that loses, doubles,
//! delays and cuts and a store that is late or does not say what it did, and real client machines that come back to any
//! node. What every player is told has no gap that he is not told of; what he was acknowledged is in the log, once.
//! [`hubs`] is the hubs of one node, without streams and without time: a plain model says what each conn must hear, to
//! the packet. The one finds what goes wrong between parts, the other what goes wrong in the fan-out.

pub mod fleet;
mod frame;
pub mod hubs;
mod transcript;

pub use transcript::Transcript;

/// Nothing, or what was expected and what was seen.
pub type Checked<T = ()> = Result<T, String>;
