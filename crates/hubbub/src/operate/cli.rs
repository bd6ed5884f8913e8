//! What can be said to a running server.

use std::path::PathBuf;

use auth::UserId;
use clap::{Args, Subcommand};
use types::Realm;

/// A command for a running server.
#[derive(Debug, Subcommand)]
pub(crate) enum Operate {
    /// List the realms with members at a server
    #[command(after_help = REALMS)]
    Realms(Realms),
    /// List who is in a realm at a server
    #[command(after_help = MEMBERS)]
    Members(Members),
    /// List the conns of a server
    #[command(after_help = CONNS)]
    Conns(Conns),
    /// Close a conn
    #[command(after_help = KICK)]
    Kick(Kick),
    /// End every session and conn of a user
    #[command(after_help = REVOKE)]
    Revoke(Revoke),
    /// Say something in a realm
    #[command(after_help = PUBLISH)]
    Publish(Publish),
    /// Begin a game between users
    #[command(after_help = BEGIN)]
    Begin(Begin),
    /// Print what a realm keeps
    #[command(after_help = HISTORY)]
    History(History),
    /// List the nodes of the fleet
    #[command(after_help = NODES)]
    Nodes(Server),
    /// Let a server's players move elsewhere, before it goes down
    #[command(after_help = DRAIN)]
    Drain(Drain),
    /// Print what happens at a server, as it happens
    #[command(after_help = TAIL)]
    Tail(Tail),
}

/// Where the server is, and how it answers.
#[derive(Debug, Args)]
pub(crate) struct Server {
    /// The admin listener, as http://HOST:PORT. It speaks no TLS: reach another machine's through
    /// `ssh -L 8081:127.0.0.1:8081 MACHINE`, or a proxy [env: HUBBUB_SERVER] [default: http://127.0.0.1:8081]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// The file with the admin token, the same as the server's `admin.token_file` [env: HUBBUB_TOKEN_FILE]
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How much of a list.
#[derive(Debug, Args)]
pub(crate) struct Most {
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

impl Most {
    pub(crate) fn count(&self) -> usize {
        self.limit as usize
    }
}

const REALMS: &str = "\
Examples:
  hubbub realms
  hubbub realms --prefix room- --limit 20
  hubbub realms --json --server http://127.0.0.1:9000 --token-file admin.token";

#[derive(Debug, Args)]
pub(crate) struct Realms {
    /// Only realms that begin so
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) prefix: String,
    #[command(flatten)]
    pub(crate) most: Most,
    #[command(flatten)]
    pub(crate) server: Server,
}

const MEMBERS: &str = "\
Examples:
  hubbub members lobby
  hubbub members room-x --json";

#[derive(Debug, Args)]
pub(crate) struct Members {
    /// Which realm: lobby, room-NAME, game-NAME, gametv-NAME or user-NAME
    pub(crate) realm: Realm,
    #[command(flatten)]
    pub(crate) most: Most,
    #[command(flatten)]
    pub(crate) server: Server,
}

const CONNS: &str = "\
Examples:
  hubbub conns
  hubbub conns --user ann --json";

#[derive(Debug, Args)]
pub(crate) struct Conns {
    /// Only conns of this user
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<UserId>,
    #[command(flatten)]
    pub(crate) most: Most,
    #[command(flatten)]
    pub(crate) server: Server,
}

const KICK: &str = "\
Examples:
  hubbub kick 7
  hubbub kick 7 --code 4008";

#[derive(Debug, Args)]
pub(crate) struct Kick {
    /// Which conn
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) conn: u64,
    /// The close code: 4503 is removed; 4000 to 4499 mean come back, 4500 to 4999 do not
    #[arg(long, default_value_t = 4503)]
    pub(crate) code: u16,
    #[command(flatten)]
    pub(crate) server: Server,
}

const BEGIN: &str = "\
Examples:
  hubbub begin crossword ann bob
  hubbub begin crossword ann bob --setup '{\"rules\":\"double\"}'";

#[derive(Debug, Args)]
pub(crate) struct Begin {
    /// Which rules, such as crossword
    pub(crate) rules: String,
    /// Who sits where, from the first seat on
    #[arg(required = true, value_name = "USER")]
    pub(crate) seats: Vec<UserId>,
    /// The options of those rules, as a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}", value_parser = setup)]
    pub(crate) setup: serde_json::Value,
    #[command(flatten)]
    pub(crate) server: Server,
}

fn setup(text: &str) -> Result<serde_json::Value, String> {
    match serde_json::from_str(text) {
        Ok(object @ serde_json::Value::Object(_)) => Ok(object),
        Ok(_) => Err("not a JSON object, such as {\"rules\":\"double\"}".to_owned()),
        Err(error) => Err(format!("no JSON: {error}")),
    }
}

const REVOKE: &str = "\
Examples:
  hubbub revoke ann";

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// Whose sessions and conns end
    pub(crate) user: UserId,
    #[command(flatten)]
    pub(crate) server: Server,
}

const PUBLISH: &str = "\
Examples:
  hubbub publish lobby 'we restart in five minutes'";

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Which realm: lobby, room-NAME, game-NAME, gametv-NAME or user-NAME
    pub(crate) realm: Realm,
    /// What is said
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) server: Server,
}

const HISTORY: &str = "\
Examples:
  hubbub history room-x
  hubbub history room-x --after 40 --limit 10 --json";

#[derive(Debug, Args)]
pub(crate) struct History {
    /// Which realm
    pub(crate) realm: Realm,
    /// Only what was said behind this offset
    #[arg(long, value_name = "OFFSET")]
    pub(crate) after: Option<u64>,
    #[command(flatten)]
    pub(crate) most: Most,
    #[command(flatten)]
    pub(crate) server: Server,
}

const NODES: &str = "\
Examples:
  hubbub nodes";

const DRAIN: &str = "\
Examples:
  hubbub drain
  hubbub drain --watch --within 60";

#[derive(Debug, Args)]
pub(crate) struct Drain {
    /// Stay, and show how many are left, until all have gone
    #[arg(long)]
    pub(crate) watch: bool,
    /// Seconds that players may take to move [default: the server's limits.drain_time]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(..=3_600))]
    pub(crate) within: Option<u32>,
    #[command(flatten)]
    pub(crate) server: Server,
}

const TAIL: &str = "\
Examples:
  hubbub tail
  hubbub tail room-x --contents
  hubbub tail --conn 7 --limit 10 --json";

#[derive(Debug, Args)]
pub(crate) struct Tail {
    /// Only what happens in this realm
    pub(crate) realm: Option<Realm>,
    /// Only what happens to this conn
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) conn: Option<u64>,
    /// Also what is said, word for word
    #[arg(long)]
    pub(crate) contents: bool,
    /// End after so many events
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    #[command(flatten)]
    pub(crate) server: Server,
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 11] =
    [REALMS, MEMBERS, CONNS, KICK, REVOKE, PUBLISH, BEGIN, HISTORY, NODES, DRAIN, TAIL];
