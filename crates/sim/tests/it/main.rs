//! The simulation itself: it repeats, it holds, and it sees what is wrong.

mod fleet;
mod hubs;
