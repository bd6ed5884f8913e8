//! Stores as their users see them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod contract;
mod postgres;
mod samples;
mod sqlite;
mod tools;
