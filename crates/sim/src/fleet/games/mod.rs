//! Games in a fleet: real hosts over one store that is late, fails, or does something and does not say so; nodes that
//! pause past their leases, are suspended with their clocks, cut off from the store, or told to go down; players whose
//! commands find the owner by the real rules, and hear of the game through real desks and hubs.
//!
//! [`vault`] is the game that is played, [`logs`] what the store really has: each view, ack and snapshot is held against
//! it. `store` is the store and the way there, `office` what a node is to its host and its errands, `play` what players
//! do, `weather` what goes wrong, `level` what must hold in the end.

pub(crate) mod level;
pub(crate) mod logs;
pub(crate) mod office;
pub(crate) mod plan;
pub(crate) mod play;
pub(crate) mod route;
pub(crate) mod store;
pub(crate) mod vault;
pub(crate) mod weather;
