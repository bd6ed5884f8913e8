//! A real PostgreSQL for tests: found or installed, started on a free port of loopback, ended with the test.
//!
//! Only tests use this crate. It takes the programs in the folder that `POSTGRES_BIN` names, or those on the `PATH`, or
//! those where packages put them; where there are none and this is root on Debian, it installs Debian's package.

pub mod debian;
mod install;
mod server;

pub use server::{PostgresServer, Settings};
