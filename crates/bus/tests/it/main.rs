//! What a bus promises, and what NATS adds to that.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bundle;
mod contract;
mod fleets;
mod login;
mod nats;
mod secrets;
mod slow_link;
mod subjects;
mod wait;
