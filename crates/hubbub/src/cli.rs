//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use config::Flag;

use crate::codegen::Codegen;
use crate::crossword::Crossword;
use crate::new::{self, New};
use crate::operate::Operate;
use crate::store::StoreCommand;

/// The version and the commit, as `--version` prints them and clients are told them.
pub(crate) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BUILT_FROM_COMMIT"), ")");

const EXAMPLES: &str = "\
Examples:
  hubbub                                  serve on 127.0.0.1:8080 and [::1]:8080
  hubbub serve --listen 0.0.0.0:8080      serve everybody who can reach this machine
  hubbub serve --listen 127.0.0.1:0       serve on any free port
  hubbub new kitchen                      make a folder with a game to begin from: a chatroom, or see `new --help`
  hubbub config init                      begin a hubbub.toml with every setting in it
  hubbub config show                      print every setting, where it comes from and what it means
  hubbub bench broadcast                  load a server and check what it does
  hubbub conns                            list who is connected to a running server; also realms, tail, kick, drain
  hubbub games --live                     list the games that go on; also begin, replay, gcg, tail GAME --as USER
  hubbub crossword lexicon check QI       say whether it is a word
  hubbub codegen gdscript game.proto      make game.gd, typed classes of your own messages; also typescript
  hubbub store backup monday.sqlite3      copy the games that a server keeps; also check, export, import";

const MORE: &str = "\
Settings:
  hubbub.toml (the one in the current folder, or --config FILE) wins over the defaults, environment
  variables (HUBBUB_SECTION_KEY, as in HUBBUB_LIMITS_OUTBOX_BYTES=1MiB) win over the file, and flags
  win over both. NO_COLOR in the environment turns colours off.

Exit codes:
  0   done; a server: drained and stopped
  1   failed; a server: could not start, or was stopped before it had drained
  2   wrong arguments
  78  wrong settings, in the file, the environment or the flags";

/// A real-time game server: players' WebSockets, rooms and chat, for Godot and the web
#[derive(Debug, Parser)]
#[command(version = VERSION, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{MORE}"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve players; the same as no arguments at all
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Told),
    /// Make a folder with a game that runs, to begin from
    #[command(after_help = new::EXAMPLES)]
    New(New),
    /// Show, check or begin the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Load a server and check what it does
    Bench(bench::cli::Args),
    #[command(flatten)]
    Operate(Operate),
    /// Use the crossword game's rules and words by hand
    #[command(subcommand)]
    Crossword(Crossword),
    /// Make classes of your game's own protobuf messages
    #[command(subcommand)]
    Codegen(Codegen),
    /// Check, copy or move the games that a server keeps
    #[command(subcommand)]
    Store(StoreCommand),
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page of hubbub or one of its commands
    Man {
        /// The command, as in `man config show`
        command: Vec<String>,
    },
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(Told::default())
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print every setting, where it comes from and what it means
    Show(Told),
    /// Say whether the settings can be used
    Check(Told),
    /// Write a hubbub.toml with every setting at its default, commented out
    Init {
        /// The file to write; it must not exist. `-` is stdout
        #[arg(default_value = "hubbub.toml")]
        file: PathBuf,
    },
}

const SERVE_EXAMPLES: &str = "\
Examples:
  hubbub serve --listen 0.0.0.0:80 --listen [::]:80
  hubbub serve --config prod.toml --data /var/lib/hubbub
  hubbub serve --listen 127.0.0.1:0 --metrics 127.0.0.1:0 --shards 1

Prints one line `listening on http://ADDRESS` for each address, with https for those of `server.listen_tls`.
Ctrl-C drains and stops, a second one stops at once.";

/// What a server can be told on the command line; anything else goes into the file or the environment.
#[derive(Debug, Default, Args)]
pub(crate) struct Told {
    // As `help`, because a doc comment would have to hide the brackets of an IPv6 address in backticks.
    #[arg(
        long,
        value_name = "ADDR",
        help = "Where players connect; may be given more than once [default: 127.0.0.1:8080 and [::1]:8080]"
    )]
    listen: Vec<String>,
    /// Where /metrics is served, "" for nowhere [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDR")]
    metrics: Option<String>,
    /// The folder of what the server keeps [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// The settings file [default: hubbub.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Threads that hold conns, 0 for one per core [default: 0]
    #[arg(long, value_name = "N")]
    shards: Option<String>,
    /// A NATS server over which the nodes of a fleet reach each other; may be given more than once [default: none]
    #[arg(long, value_name = "URL")]
    nats: Vec<String>,
    /// The PostgreSQL database in which the games of a fleet are kept, without a password [default: none]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// What this node does in its fleet: all, gateway (no games) or games (no players' conns) [default: all]
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// What this node calls itself [default: its number in the fleet]
    #[arg(long, value_name = "NAME")]
    node_name: Option<String>,
    /// Serve /conformance/echo for WebSocket test suites; only on loopback
    #[arg(long)]
    conformance_echo: bool,
}

impl Told {
    /// What a command for the store is told of the settings.
    pub(crate) fn of_store(data: Option<String>, config: Option<PathBuf>) -> Self {
        Self { data, config, ..Self::default() }
    }

    /// The flags as a layer of settings.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let echo = self.conformance_echo.then(|| "true".to_owned());
        [
            ("--listen", "server.listen", self.listen.clone()),
            ("--metrics", "server.metrics", one(&self.metrics)),
            ("--data", "server.data", one(&self.data)),
            ("--shards", "server.shards", one(&self.shards)),
            ("--nats", "nats.urls", self.nats.clone()),
            ("--database", "store.database", one(&self.database)),
            ("--role", "server.role", one(&self.role)),
            ("--node-name", "server.name", one(&self.node_name)),
            ("--conformance-echo", "server.conformance_echo", one(&echo)),
        ]
        .map(|(name, key, values)| Flag { name, key, values })
        .into()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::{codegen, crossword, operate, store};

    /// The commands in a help text: its lines that begin with `hubbub`, up to the comment.
    fn examples(help: &str) -> Vec<Vec<&str>> {
        let commands = help.lines().map(str::trim_start).filter(|line| line.starts_with("hubbub"));
        commands.map(|line| words(line.split("  ").next().unwrap_or(line))).collect()
    }

    /// The words of a command; those between apostrophes are one.
    fn words(command: &str) -> Vec<&str> {
        let parts = command.split('\'').enumerate();
        parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
    }

    #[test]
    fn every_example_in_the_help_can_be_typed() {
        let groups =
            operate::EXAMPLES.into_iter().chain(crossword::EXAMPLES).chain(codegen::EXAMPLES).chain(store::EXAMPLES);
        for help in [EXAMPLES, SERVE_EXAMPLES, new::EXAMPLES].into_iter().chain(groups) {
            let examples = examples(help);
            assert!(!examples.is_empty(), "{help}");
            for words in examples {
                let parsed = Cli::try_parse_from(&words);
                assert!(parsed.is_ok(), "{words:?}: {parsed:?}");
            }
        }
    }

    #[test]
    fn the_settings_in_the_examples_are_right() {
        for words in examples(SERVE_EXAMPLES) {
            let Some(Command::Serve(told)) = Cli::try_parse_from(words).unwrap().command else {
                panic!("no example of serve");
            };
            let layers = config::Layers { flags: told.flags(), ..Default::default() };
            assert!(config::load(&layers).is_ok(), "{told:?}");
        }
    }

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }
}
