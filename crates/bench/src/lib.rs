//! `hubbub bench`: load that speaks the real protocol, checks every message, and says what the server paid for it.
//!
//! A **session** (`session`) connects, loads, measures and leaves; it drives one or more **engines** (`engine`),
//! threads with one epoll loop each that own the conns. An engine stamps what it says (`stamp`), writes and reads it
//! in the server's dialect (`speak`), enters it in a **ledger** (`ledger`) that finds loss, disorder and
//! misdelivery, and records latencies from the moment at which a message *should* have left (`pacer`, `latency`).
//! What the server paid stands in /proc (`proc`). `floor` holds the two servers that nobody can be much cheaper
//! than; `compare` interleaves rounds of several servers, `fleet` those of one server and of two gateways with NATS
//! between them; `games` measures the moves of players who sit at games.

mod alarm;
pub mod cli;
mod compare;
mod engine;
mod fleet;
mod floor;
mod games;
mod latency;
mod launches;
mod ledger;
mod measured;
mod pacer;
mod packet;
mod placement;
mod plan;
mod proc;
mod progress;
mod report;
mod server;
mod session;
mod speak;
mod stamp;
mod workloads;

use std::process::ExitCode;

use cli::Command;

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Broadcast(args) => workloads::broadcast(&args),
        Command::Rooms(args) => workloads::rooms(&args),
        Command::Echo(args) => workloads::echo(&args),
        Command::Idle(args) => workloads::idle(&args),
        Command::Slow(args) => workloads::slow(&args),
        Command::Games(args) => games::run(&args),
        Command::Floor(args) => floor::run(&args),
        Command::Compare(args) => compare::run(&args),
    }
}

#[cfg(test)]
mod tests;
