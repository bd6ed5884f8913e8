//! A node: the one place that knows every part and wires them together.
//!
//! Bind, build, spawn, drain. The players' sockets are the gateway's; what is no upgrade comes here with its socket
//! and is served on tokio: the chat page, health, and on a listener of its own the metrics.

mod desk_bus;
mod desk_task;
mod files;
mod fleet;
mod handed_over;
mod metrics;
mod pages;
mod server;
mod tls;

pub use server::{Server, StartError};
