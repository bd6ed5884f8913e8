//! Whole fleets from one seed: real desks and hubs on one to five nodes, real client machines, and a bus in between that
//! loses, doubles, delays, reorders, cuts and heals; nodes that crash and come back under another number.
//!
//! A run has four parts. In the storm everything goes wrong that the seed's [`Plan`] has in it. Then nothing does, and
//! some seconds later whoever was in a realm all the time must have heard all that was said there. In the end all
//! players are back in all their realms, at the same place. They leave, and nothing may be left of them.
//!
//! What is played is a [`Scene`]: people chat in rooms, or they play games, for which `games` has what chat has not.
//!
//! [`World`] lets time pass from one thing that is due to the next. `bus` is what lies between nodes, `node` and `shard`
//! are what a gateway and its desk's task are to the real machines, `player` is an app with its client and its socket,
//! `weather` draws what goes wrong. `judge` knows every view that was ever given a place; `ear` and `app` hold against it
//! what conns are sent and apps are told, `level` what must be true in the end. `seen` counts what must happen at times for a set of runs to be worth something.

mod agenda;
mod app;
mod bus;
mod carry;
mod ear;
mod games;
mod guard;
mod judge;
mod level;
mod node;
mod plan;
mod player;
mod run;
mod seen;
mod shard;
mod weather;
mod world;

pub use guard::Guard;
pub use plan::{Fault, Plan};
pub use run::{Failure, Options, Outcome, Scene, run};
pub use seen::{SOMETIMES, SOMETIMES_IN_GAMES, Seen};
pub use world::World;
