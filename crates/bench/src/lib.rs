//! `hubbub bench`: load that speaks the real protocol, checks every message, and says what the server paid for it.
//!
//! A **session** ([`session`]) connects, loads, measures and leaves; it drives one or more **engines** ([`engine`]),
//! threads with one epoll loop each that own the conns. An engine stamps what it says ([`stamp`]), writes and reads it
//! in the server's dialect ([`speak`]), enters it in a **ledger** ([`ledger`]) that finds loss, disorder and
//! misdelivery, and records latencies from the moment at which a message *should* have left ([`pacer`], [`latency`]).
//! What the server paid stands in /proc ([`proc`]). [`floor`] holds the two servers that nobody can be much cheaper
//! than; [`compare`] interleaves rounds of several servers.

pub mod cli;

use std::process::ExitCode;

use anyhow::bail;

fn run(command: cli::Command) -> anyhow::Result<ExitCode> {
    bail!("not there yet: {command:?}")
}
