//! A node, and a client of raw bytes. Nothing here waits without a deadline, and nothing sleeps.

mod bytes;
mod certificate;
mod client;
mod node;
mod packets;

use std::time::Duration;

pub(crate) use bytes::{Frame, Request, Response, binary, close, masked, text};
pub(crate) use certificate::Certificate;
pub(crate) use client::Client;
pub(crate) use node::{Node, Probe};

/// How long anything may take that should happen at once: long, for tests share the machine with others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The heartbeat of these tests' nodes, unless they choose another.
pub(crate) const PING_EVERY: Duration = Duration::from_secs(100);
