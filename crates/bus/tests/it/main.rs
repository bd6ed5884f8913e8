//! What a bus promises, and what NATS adds to that.

mod contract;
mod fleets;
mod login;
mod nats;
mod secrets;
mod subjects;
mod wait;
