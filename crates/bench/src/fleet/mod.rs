//! Rooms over two gateways and NATS, beside the same rooms on one server: what a fleet adds to a message.
//!
//! As in a comparison, the two run alternately, each in fresh processes, and are set against each other within a round:
//! a machine's speed changes from minute to minute. Every other conn of a room is on the other gateway, so that each
//! message crosses NATS once and is heard on both sides.

mod args;
mod bus;
mod show;

use std::process::ExitCode;
use std::time::Duration;

use rand::seq::SliceRandom;
use serde::Serialize;

use crate::cli::{Placement, Rooms, Speak};
use crate::launches;
use crate::measured::Measured;
use crate::placement::on_core;
use crate::plan::Plan;
use crate::proc::Processes;
use crate::progress::Teller;
use crate::server::Server;
use crate::session::{self, Subject};
pub(crate) use args::{Args, LIMITS};
use bus::Bus;

/// Gateways of the fleet.
const GATEWAYS: usize = 2;
/// Long enough for two gateways to learn from each other who is where, on a busy machine.
const GATHER_TIME: Duration = Duration::from_secs(1);
/// What a numbered room keeps.
const HISTORY: u32 = 256;

/// Whether a room's chats are counted and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Plain,
    Numbered,
}

/// What serves the rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Setup {
    /// One server, alone.
    Embedded,
    /// Two gateways behind one NATS server.
    Fleet,
}

/// One session.
#[derive(Debug, Serialize)]
struct Run {
    round: u32,
    kind: Kind,
    setup: Setup,
    measured: Measured,
}

/// Everything that was measured.
struct Results {
    rooms: u32,
    room_size: u32,
    rounds: u32,
    placement: Placement,
    runs: Vec<Run>,
}

/// Measures both kinds of room with both setups, round by round, and shows the results.
///
/// # Errors
/// If there is no NATS server, or a session cannot be run.
pub(crate) fn run(args: &Rooms, plan: Plan) -> anyhow::Result<ExitCode> {
    let plan = Plan { gather: GATHER_TIME, ..plan };
    plan.check()?;
    let placement = args.target.placement;
    let bus = on_core(placement.server(), || Bus::find(args.fleet.nats.as_deref()))?;
    let rounds = args.fleet.rounds;
    let mut results = Results { rooms: args.rooms, room_size: args.room_size, rounds, placement, runs: Vec::new() };
    let mut teller = Teller::new();
    let mut order = [Setup::Embedded, Setup::Fleet];
    for round in 1..=rounds {
        for kind in [Kind::Plain, Kind::Numbered] {
            order.shuffle(&mut rand::rng());
            for setup in order {
                teller.head(format!("round {round} of {rounds}, {}, {}: ", kind.name(), setup.name()));
                let measured = measure(kind, setup, &bus, plan, placement, &mut teller)?;
                if let Some(fault) = &measured.faults.first {
                    teller.line(&format!("wrong: {fault}"));
                }
                results.runs.push(Run { round, kind, setup, measured });
            }
        }
    }
    show::print(&results, args.target.json)?;
    let clean = results.runs.iter().all(|run| run.measured.faults.is_clean());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One session with fresh servers.
fn measure(
    kind: Kind,
    setup: Setup,
    bus: &Bus,
    plan: Plan,
    placement: Placement,
    teller: &mut Teller,
) -> anyhow::Result<Measured> {
    let mut launch = launches::hubbub();
    if kind == Kind::Numbered {
        launch.environment.push(("HUBBUB_REALMS_ROOM_HISTORY", HISTORY.to_string()));
    }
    if setup == Setup::Fleet {
        launch.environment.extend(bus.environment());
    }
    let count = if setup == Setup::Fleet { GATEWAYS } else { 1 };
    // One after the other: each takes a number that no other has.
    let servers: Vec<Server> =
        (0..count).map(|_| Server::start(&launch, placement.server())).collect::<anyhow::Result<_>>()?;
    let pids: Vec<u32> = servers.iter().map(Server::pid).collect();
    let subject = Subject {
        urls: servers.iter().map(|server| server.url.clone()).collect(),
        speak: Speak::Hubbub,
        processes: Some(Processes::new(&pids)?),
        bus: if setup == Setup::Fleet { bus.processes()? } else { None },
        load_core: placement.load(),
    };
    session::run(&subject, plan, teller)
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain rooms",
            Self::Numbered => "numbered rooms",
        }
    }
}

impl Setup {
    fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Fleet => "two gateways",
        }
    }
}
