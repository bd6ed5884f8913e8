//! The arguments of `hubbub bench`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::{fleet, games};

const EXAMPLES: &str = "\
Examples:
  hubbub bench broadcast                                  1,000 conns in one room, one message at a time
  hubbub bench broadcast --senders 4 --outstanding 16     messages that pile up
  hubbub bench rooms --tick --seconds 30                  50 rooms of 8 who speak at the same instant
  hubbub bench rooms --fleet --cpu 0                      what two gateways and NATS add to that
  hubbub bench echo --outstanding 16 --json               100 conns, each with 16 requests on the way
  hubbub bench idle --conns 10000 --times 10              memory per conn, and whether it comes back
  hubbub bench slow --cpus 0,1                            10 % of the readers never read
  hubbub bench games --games 1000                         moves a second that are decided, kept and acknowledged
  hubbub bench broadcast --url ws://127.0.0.1:8080        a server that runs already
  hubbub bench compare --workload rooms,echo-16           against the two floors
  hubbub bench compare --server 'ws=node bench/peers/ws/server.mjs {port}'

Without --url or --server a `hubbub serve` of this same executable is started for the run and ended after it.
Exit status: 0 done, 1 a message was lost, out of order or misdelivered, or the run failed, 2 wrong arguments.";

/// What to load, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// A few speak, everybody in their room hears
    Broadcast(Broadcast),
    /// Many small rooms in which everybody speaks
    Rooms(Rooms),
    /// Each conn speaks to itself, by way of the server
    Echo(Echo),
    /// Conns that say nothing: their memory, and the CPU of connecting
    Idle(Idle),
    /// A share of the readers never reads: what that does to the others
    Slow(Slow),
    /// Players of many games, who wait for nothing but their acks
    Games(games::Args),
    /// A minimal server, as fast as this machine allows: what others are measured against
    Floor(Floor),
    /// Interleaved rounds of Hubbub, the floors and other servers
    Compare(Compare),
}

/// Which server is loaded.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Target {
    /// A server that runs already, such as ws://127.0.0.1:8080
    #[arg(long, conflicts_with = "server")]
    pub(crate) url: Option<String>,
    /// Start this server for the run; {port} in it becomes a free port, or it prints `listening on http://ADDR`
    #[arg(long, value_name = "COMMAND", requires = "speak")]
    pub(crate) server: Option<String>,
    /// What the server speaks
    #[arg(long, value_enum)]
    pub(crate) speak: Option<Speak>,
    /// The process at --url whose CPU and memory are read
    #[arg(long, requires = "url")]
    pub(crate) pid: Option<u32>,
    #[command(flatten)]
    pub(crate) placement: Placement,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub(crate) json: bool,
}

/// On which cores server and load run.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Placement {
    /// Server and load on this one core: what a message costs
    #[arg(long, value_name = "CORE")]
    pub(crate) cpu: Option<usize>,
    /// Server on the first core, load on the second: latency and capacity
    #[arg(long, value_name = "SERVER,LOAD", value_parser = two_cores, conflicts_with = "cpu")]
    pub(crate) cpus: Option<(usize, usize)>,
}

/// The servers' dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Speak {
    /// Hubbub: `?room=x` on /ws, protobuf `Packet`, `direct` to oneself as echo
    Hubbub,
    /// The chat tutorial's `Packet`: the same rooms, and an echo of frames on /echo
    Packet,
    /// Opaque binary frames, sent on to all others; {room} in the URL becomes the room's name
    Plain,
}

/// How long, how large and by how many threads.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Effort {
    /// Characters of a message's text, at least 26; with 33 a frame has 42 bytes (ids from 128 to 16,383)
    #[arg(long, default_value_t = 33, value_parser = clap::value_parser!(u16).range(26..=16_000))]
    pub(crate) payload: u16,
    /// How long is measured, in seconds
    #[arg(long, default_value_t = 5.0, value_parser = positive)]
    pub(crate) seconds: f64,
    /// Threads of the load generator; a room is kept by one of them
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) threads: u16,
}

/// When a sender speaks.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Pace {
    /// Messages of a sender that may be on the way at a time; the next leaves when the oldest has reached everybody
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub(crate) outstanding: u32,
    /// Messages a second of each sender, on time whatever the server does, instead of --outstanding
    #[arg(long, conflicts_with = "outstanding", value_parser = positive)]
    pub(crate) rate: Option<f64>,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Broadcast {
    /// Conns in all
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) conns: u32,
    /// Rooms that they are spread over
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rooms: u32,
    /// How many of a room speak
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) senders: u32,
    #[command(flatten)]
    pub(crate) pace: Pace,
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) target: Target,
}

#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = fleet::LIMITS)]
pub(crate) struct Rooms {
    /// Rooms
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rooms: u32,
    /// Players in each room
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..))]
    pub(crate) room_size: u32,
    /// How many of a room speak; all, if not given
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) senders: Option<u32>,
    /// Messages a second of each sender, on time whatever the server does
    #[arg(long, default_value_t = 20.0, value_parser = positive)]
    pub(crate) rate: f64,
    /// All players speak at the same instant, instead of spread over the period
    #[arg(long)]
    pub(crate) tick: bool,
    #[command(flatten)]
    pub(crate) fleet: fleet::Args,
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) target: Target,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Echo {
    /// Conns
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) conns: u32,
    #[command(flatten)]
    pub(crate) pace: Pace,
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) target: Target,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Idle {
    /// Conns
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) conns: u32,
    /// Rooms that they are spread over
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rooms: u32,
    /// How often they all come and go
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) times: u32,
    /// How long they stay, in seconds
    #[arg(long, default_value_t = 1.0, value_parser = positive)]
    pub(crate) seconds: f64,
    #[command(flatten)]
    pub(crate) target: Target,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Slow {
    /// Conns in all
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) conns: u32,
    /// How many of a hundred conns never read
    #[arg(long, value_name = "PER_CENT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=90))]
    pub(crate) stalled: u32,
    /// How many speak
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) senders: u32,
    /// Messages a second of each sender, on time whatever the server does
    #[arg(long, default_value_t = 25.0, value_parser = positive)]
    pub(crate) rate: f64,
    /// Characters of a message's text; large, so that the stalled are full within seconds
    #[arg(long, default_value_t = 1_900, value_parser = clap::value_parser!(u16).range(26..=16_000))]
    pub(crate) payload: u16,
    /// How long is measured, in seconds, without the stalled and again with them
    #[arg(long, default_value_t = 10.0, value_parser = positive)]
    pub(crate) seconds: f64,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// The two minimal servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FloorKind {
    /// One send per socket and message
    Write,
    /// One send per socket and turn of the loop, for all messages of the turn
    Coalesce,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Floor {
    /// How it sends
    #[arg(value_enum)]
    pub(crate) kind: FloorKind,
    /// Where it listens; port 0 is any free one
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Compare {
    /// Another server that speaks the tutorial's `Packet`; {port} in the command becomes a free port. May be repeated
    #[arg(long = "server", value_name = "NAME=COMMAND", value_parser = named_command)]
    pub(crate) servers: Vec<(String, String)>,
    /// Rounds of each workload
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) rounds: u32,
    /// Which workloads, separated by commas; all, if not given
    #[arg(long = "workload", value_name = "NAME", value_delimiter = ',')]
    pub(crate) workloads: Vec<String>,
    /// How long each workload with traffic is measured, in seconds
    #[arg(long, default_value_t = 2.0, value_parser = positive)]
    pub(crate) seconds: f64,
    /// Leave this server out (`hubbub`, `floor-write`, `floor-coalesce`). May be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) without: Vec<String>,
    #[command(flatten)]
    pub(crate) placement: Placement,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the results to this file too, as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
}

/// Does what the arguments say; the status is that of the process.
///
/// # Errors
/// What cannot be run: a server that does not start, a file that cannot be written, too few file descriptors.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    crate::run(args.command)
}

pub(crate) fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        Ok(_) | Err(_) => Err("expected a number above 0".to_owned()),
    }
}

fn two_cores(text: &str) -> Result<(usize, usize), String> {
    let expected = || "expected two core numbers, such as 0,1".to_owned();
    let (server, load) = text.split_once(',').ok_or_else(expected)?;
    Ok((server.trim().parse().map_err(|_| expected())?, load.trim().parse().map_err(|_| expected())?))
}

fn named_command(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, command)) if !name.is_empty() && !command.trim().is_empty() => {
            Ok((name.to_owned(), command.to_owned()))
        }
        Some(_) | None => Err("expected NAME=COMMAND, such as 'ws=node server.mjs {port}'".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    fn parse(words: &[&str]) -> Result<Command, String> {
        Cli::try_parse_from(words).map(|cli| cli.args.command).map_err(|error| error.to_string())
    }

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_example_is_accepted() {
        let examples: Vec<&str> = EXAMPLES.lines().filter(|line| line.starts_with("  hubbub bench")).collect();
        assert!(examples.len() > 5);
        for example in examples {
            let (command, quoted) = match example.trim().split_once('\'') {
                Some((command, rest)) => (command, rest.strip_suffix('\'')),
                None => (example.trim().split("  ").next().unwrap(), None),
            };
            let words: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).skip(1).chain(quoted).collect();
            assert!(parse(&words).is_ok(), "{example}: {:?}", parse(&words));
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (words, expected) in [
            (&["bench", "broadcast", "--rate", "5", "--outstanding", "2"][..], "cannot be used with"),
            (&["bench", "echo", "--payload", "10"], "26..=16000"),
            (&["bench", "broadcast", "--server", "node x"], "--speak"),
            (&["bench", "rooms", "--rate", "0"], "above 0"),
            (&["bench", "slow", "--cpus", "1"], "two core numbers"),
            (&["bench", "compare", "--server", "node x"], "NAME=COMMAND"),
            (&["bench", "rooms", "--fleet", "--url", "ws://127.0.0.1:80"], "cannot be used with"),
            (&["bench", "rooms", "--nats", "nats://127.0.0.1:4222"], "--fleet"),
            (&["bench", "rooms", "--rounds", "3"], "--fleet"),
        ] {
            let error = parse(words).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
