//! Tokens as a stranger would bring them, and the keys that tell them from good ones.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod canary;
mod jwt;
mod keys;
mod own;
mod properties;
mod sample;
mod vectors;
