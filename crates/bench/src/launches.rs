//! The servers that this executable holds itself.

use std::net::SocketAddr;
use std::path::Path;

use crate::cli::FloorKind;
use crate::server::{Launch, Program};

/// What a sender is never held back by in a measurement. A real server's budget per conn (1,000 messages a second) is
/// there to stop floods, and floods are what is measured here.
const WITHOUT_BUDGET: [(&str, &str); 4] = [
    ("HUBBUB_LIMITS_INBOUND_MESSAGES_RATE", "10000000"),
    ("HUBBUB_LIMITS_INBOUND_MESSAGES_BURST", "10000000"),
    ("HUBBUB_LIMITS_INBOUND_BYTES_RATE", "1GiB"),
    ("HUBBUB_LIMITS_INBOUND_BYTES_BURST", "1GiB"),
];

/// Servers that are measured beside each other do not share a store.
const WITHOUT_GAMES: (&str, &str) = ("HUBBUB_LIMITS_GAMES", "0");

/// Hubbub with one shard, so that its cost is that of one loop, and without the inbound budget of a conn.
pub(crate) fn hubbub() -> Launch {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--shards", "1"];
    Launch { command: Program::Own(arguments.map(str::to_owned).to_vec()), environment: environment(&[WITHOUT_GAMES]) }
}

/// The same with games, which it keeps in this folder, or in a database if one is named.
pub(crate) fn with_games(folder: &Path, metrics: SocketAddr, database: Option<&str>) -> Launch {
    let (metrics, folder) = (metrics.to_string(), folder.display().to_string());
    let serve = ["serve", "--listen", "127.0.0.1:0", "--metrics", &metrics, "--shards", "1", "--data", &folder];
    let database = database.into_iter().flat_map(|url| ["--database", url]);
    let arguments = serve.into_iter().chain(database).map(str::to_owned).collect();
    Launch { command: Program::Own(arguments), environment: environment(&[]) }
}

fn environment(more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    WITHOUT_BUDGET.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned())).collect()
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
