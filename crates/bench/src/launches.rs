//! The servers that this executable holds itself.

use crate::cli::FloorKind;
use crate::server::{Launch, Program};

/// What a sender is never held back by in a measurement. A real server's budget per conn (1,000 messages a second) is
/// there to stop floods, and floods are what is measured here.
const WITHOUT_BUDGET: [(&str, &str); 5] = [
    ("HUBBUB_LIMITS_INBOUND_MESSAGES_RATE", "10000000"),
    ("HUBBUB_LIMITS_INBOUND_MESSAGES_BURST", "10000000"),
    ("HUBBUB_LIMITS_INBOUND_BYTES_RATE", "1GiB"),
    ("HUBBUB_LIMITS_INBOUND_BYTES_BURST", "1GiB"),
    // Servers that are measured beside each other do not share a store.
    ("HUBBUB_LIMITS_GAMES", "0"),
];

/// Hubbub with one shard, so that its cost is that of one loop, and without the inbound budget of a conn.
pub(crate) fn hubbub() -> Launch {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--shards", "1"];
    Launch {
        command: Program::Own(arguments.map(str::to_owned).to_vec()),
        environment: WITHOUT_BUDGET.map(|(name, value)| (name, value.to_owned())).to_vec(),
    }
}

/// A floor.
pub(crate) fn floor(kind: FloorKind) -> Launch {
    let kind = match kind {
        FloorKind::Write => "write",
        FloorKind::Coalesce => "coalesce",
    };
    let arguments = ["bench", "floor", kind, "--listen", "127.0.0.1:0"];
    Launch { command: Program::Own(arguments.map(str::to_owned).to_vec()), environment: Vec::new() }
}

/// A server of the user's.
pub(crate) fn shell(command: &str) -> Launch {
    Launch { command: Program::Shell(command.to_owned()), environment: Vec::new() }
}

/// A NATS server by this program, on a free port of loopback, without a login.
pub(crate) fn nats(program: &str) -> Launch {
    let command = Program::Shell("\"$NATS_SERVER\" --addr 127.0.0.1 --port {port}".to_owned());
    Launch { command, environment: vec![("NATS_SERVER", program.to_owned())] }
}
