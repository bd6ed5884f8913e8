//! What can be said to a running server.

use std::path::PathBuf;
use std::str::FromStr;

use api::Viewpoint;
use auth::UserId;
use clap::{Args, Subcommand};
use types::{GameId, Name, Realm};

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
    /// List the games that are kept, the newest first
    #[command(after_help = GAMES)]
    Games(Games),
    /// Print what somebody was sent of a game
    #[command(after_help = REPLAY)]
    Replay(Replay),
    /// Print a crossword game that is over as GCG, the text that crossword programs exchange
    #[command(after_help = GCG)]
    Gcg(Gcg),
    /// Print what a realm keeps
    #[command(after_help = HISTORY)]
    History(History),
    /// List the nodes of the fleet
    #[command(after_help = NODES)]
    Nodes(Server),
    /// Let a server's players move elsewhere, before it goes down
    #[command(after_help = DRAIN)]
    Drain(Drain),
    /// Print what happens at a server, or what somebody is sent of a game, as it happens
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

const GAMES: &str = "\
Examples:
  hubbub games --live
  hubbub games --user ann --limit 20 --json";

#[derive(Debug, Args)]
pub(crate) struct Games {
    /// Only games that are not over
    #[arg(long)]
    pub(crate) live: bool,
    /// Only games at which this user sits
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<UserId>,
    /// Only games of these rules, such as crossword
    #[arg(long, value_name = "RULES")]
    pub(crate) rules: Option<Name>,
    #[command(flatten)]
    pub(crate) most: Most,
    #[command(flatten)]
    pub(crate) server: Server,
}

const REPLAY: &str = "\
Examples:
  hubbub replay 5f0c
  hubbub replay 5f0c --as ann --after 40
  hubbub replay 5f0c --as watcher --json

A line for each view: its offset, its kind and its JSON, byte for byte what was sent. `hubbub games` lists the ids.
Who came in the middle was sent a snapshot that stands for the views before.";

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Which game, by its id
    pub(crate) game: GameId,
    /// Who was sent it: a user who sits at the game, or watcher for everybody else
    #[arg(long = "as", value_name = "USER|watcher", default_value = "watcher")]
    pub(crate) viewpoint: Viewpoint,
    /// Only views behind this offset
    #[arg(long, value_name = "OFFSET", default_value_t = 0)]
    pub(crate) after: u64,
    #[command(flatten)]
    pub(crate) server: Server,
}

const GCG: &str = "\
Examples:
  hubbub gcg 5f0c
  hubbub gcg 5f0c -o ann-and-bob.gcg

Until a game is over its text would show what players hold, and there is none. `hubbub crossword replay FILE.gcg` plays \
it again.";

#[derive(Debug, Args)]
pub(crate) struct Gcg {
    /// Which game, by its id
    pub(crate) game: GameId,
    /// The file to write; it must not exist [default: stdout]
    #[arg(short, long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: Server,
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
  hubbub tail --conn 7 --limit 10 --json
  hubbub tail 5f0c --as ann

Of a game it prints the views from now on, as `hubbub replay` does those before, and ends when the game is over.";

#[derive(Debug, Args)]
pub(crate) struct Tail {
    /// Only what happens in this realm; or, with --as, the id of a game
    #[arg(value_name = "REALM|GAME")]
    pub(crate) what: Option<Tailed>,
    /// What a user who sits at the game is sent, or watcher for everybody else
    #[arg(long = "as", value_name = "USER|watcher", requires = "what", conflicts_with_all = ["conn", "contents"])]
    pub(crate) viewpoint: Option<Viewpoint>,
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

/// What a tail can be about: a realm, or with `--as` a game. `lobby` is both.
#[derive(Clone, Debug)]
pub(crate) struct Tailed(String);

impl Tailed {
    pub(crate) fn realm(&self) -> Option<Realm> {
        self.0.parse().ok()
    }

    pub(crate) fn game(&self) -> Option<GameId> {
        self.0.parse().ok()
    }
}

impl FromStr for Tailed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tailed = Self(text.to_owned());
        let is_any = tailed.realm().is_some() || tailed.game().is_some();
        let expected = "expected lobby, room-NAME, game-NAME, gametv-NAME or user-NAME, or with --as the id of a game";
        if is_any { Ok(tailed) } else { Err(expected) }
    }
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 14] =
    [REALMS, MEMBERS, CONNS, KICK, REVOKE, PUBLISH, BEGIN, GAMES, REPLAY, GCG, HISTORY, NODES, DRAIN, TAIL];
