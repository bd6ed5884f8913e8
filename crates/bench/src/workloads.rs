//! The single workloads: from arguments to plans, and from results to what is shown.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;

use crate::cli::{Broadcast, Echo, Effort, Idle, Pace as PaceArgs, Rooms, Slow, Speak, Target};
use crate::ledger::Shape;
use crate::measured::Measured;
use crate::plan::{Pace, Plan};
use crate::proc::Processes;
use crate::progress::Teller;
use crate::server::Server;
use crate::session::Subject;
use crate::{fleet, launches, report, session};

/// Load before a measurement: a fifth of it, at most a second.
pub(crate) fn warm_for(measure: Duration) -> Duration {
    (measure / 5).min(Duration::from_secs(1))
}

impl PaceArgs {
    fn pace(self) -> Pace {
        match self.rate {
            Some(rate) => Pace::Rate { rate, tick: false },
            None => Pace::Window(self.outstanding),
        }
    }
}

fn plan(shape: Shape, pace: Pace, effort: Effort) -> Plan {
    let measure = Duration::from_secs_f64(effort.seconds);
    Plan {
        shape,
        pace: Some(pace),
        payload: effort.payload.into(),
        gather: Duration::ZERO,
        warm: warm_for(measure),
        measure,
        threads: effort.threads.into(),
    }
}

/// A few speak, everybody hears.
pub(crate) fn broadcast(args: &Broadcast) -> anyhow::Result<ExitCode> {
    let size = per_room(args.conns, args.rooms)?;
    let shape = Shape { rooms: args.rooms, size, speakers: args.senders, stalled: 0, echo: false };
    one("broadcast", &args.target, plan(shape, args.pace.pace(), args.effort))
}

/// Everybody speaks in small rooms.
pub(crate) fn rooms(args: &Rooms) -> anyhow::Result<ExitCode> {
    let speakers = args.senders.unwrap_or(args.room_size);
    let shape = Shape { rooms: args.rooms, size: args.room_size, speakers, stalled: 0, echo: false };
    let pace = Pace::Rate { rate: args.rate, tick: args.tick };
    if args.fleet.fleet {
        return fleet::run(args, plan(shape, pace, args.effort));
    }
    one(if args.tick { "rooms that tick" } else { "rooms" }, &args.target, plan(shape, pace, args.effort))
}

/// Everybody speaks to itself.
pub(crate) fn echo(args: &Echo) -> anyhow::Result<ExitCode> {
    let shape = Shape { rooms: args.conns, size: 1, speakers: 1, stalled: 0, echo: true };
    one("echo", &args.target, plan(shape, args.pace.pace(), args.effort))
}

/// Everybody comes, stays, and goes; as often as asked.
pub(crate) fn idle(args: &Idle) -> anyhow::Result<ExitCode> {
    let size = per_room(args.conns, args.rooms)?;
    let shape = Shape { rooms: args.rooms, size, speakers: 0, stalled: 0, echo: false };
    let plan = silent(shape, Duration::from_secs_f64(args.seconds));
    let loaded = Loaded::start(&args.target)?;
    let mut runs: Vec<(String, Measured)> = Vec::new();
    for time in 1..=args.times {
        let mut measured = loaded.run(plan, &format!("time {time}: "))?;
        // Whether memory comes back shows against the start, before anybody had ever connected.
        if let (Some(memory), Some((_, first))) = (&mut measured.memory, runs.first()) {
            memory.before = first.memory.map_or(memory.before, |first| first.before);
        }
        runs.push((format!("time {time} of {}", args.times), measured));
    }
    report::show(&runs, args.target.json)
}

/// The same load without and with readers that never read.
pub(crate) fn slow(args: &Slow) -> anyhow::Result<ExitCode> {
    let stalled = (u64::from(args.conns) * u64::from(args.stalled)).div_ceil(100) as u32;
    let shape = Shape { rooms: 1, size: args.conns - stalled, speakers: args.senders, stalled: 0, echo: false };
    let effort = Effort { payload: args.payload, seconds: args.seconds, threads: 1 };
    let without = plan(shape, Pace::Rate { rate: args.rate, tick: false }, effort);
    let with = Plan { shape: Shape { size: args.conns, stalled, ..shape }, ..without };
    let loaded = Loaded::start(&args.target)?;
    let runs = vec![
        ("without the stalled".to_owned(), loaded.run(without, "without the stalled: ")?),
        (format!("with {stalled} stalled"), loaded.run(with, "with the stalled: ")?),
    ];
    report::show(&runs, args.target.json)
}

/// A plan in which nobody speaks.
pub(crate) fn silent(shape: Shape, measure: Duration) -> Plan {
    Plan {
        shape,
        pace: None,
        payload: crate::stamp::STAMP_CHARS,
        gather: Duration::ZERO,
        warm: Duration::ZERO,
        measure,
        threads: 1,
    }
}

fn per_room(conns: u32, rooms: u32) -> anyhow::Result<u32> {
    if conns == 0 || !conns.is_multiple_of(rooms) {
        bail!(
            "{conns} conns cannot be spread evenly over {rooms} rooms: try --conns {}",
            conns.div_ceil(rooms) * rooms
        );
    }
    Ok(conns / rooms)
}

fn one(name: &str, target: &Target, plan: Plan) -> anyhow::Result<ExitCode> {
    plan.check()?;
    let measured = Loaded::start(target)?.run(plan, "")?;
    report::show(&[(name.to_owned(), measured)], target.json)
}

/// The server of the arguments: one that runs already, or one that is started and ends with this.
struct Loaded {
    subject: Subject,
    _server: Option<Server>,
}

impl Loaded {
    fn start(target: &Target) -> anyhow::Result<Self> {
        let load_core = target.placement.load();
        let speak = target.speak.unwrap_or(Speak::Hubbub);
        if let Some(url) = target.url.clone() {
            let processes = target.pid.map(|pid| Processes::new(&[pid])).transpose()?;
            return Ok(Self {
                subject: Subject { urls: vec![url], speak, processes, bus: None, load_core },
                _server: None,
            });
        }
        let launch = target.server.as_deref().map_or_else(launches::hubbub, launches::shell);
        let server = Server::start(&launch, target.placement.server())?;
        let (urls, processes) = (vec![server.url.clone()], Some(Processes::new(&[server.pid()])?));
        Ok(Self { subject: Subject { urls, speak, processes, bus: None, load_core }, _server: Some(server) })
    }

    fn run(&self, plan: Plan, heading: &str) -> anyhow::Result<Measured> {
        let mut teller = Teller::new();
        teller.head(heading.to_owned());
        session::run(&self.subject, plan, &mut teller)
    }
}
