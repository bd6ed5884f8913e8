//! Move generation against a generator that tries everything, and against counts that are known.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bots;
mod brute_force;
mod known_counts;
mod seats;
