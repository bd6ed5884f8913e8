//! Interleaved rounds of several servers, and what they say relative to each other.
//!
//! A machine's speed changes from minute to minute; the ratio of two servers that ran within seconds of each other
//! does not. So every round runs every server on every workload, in an order drawn anew, each in a fresh process, and
//! ratios are taken within a round before their median is.

mod figures;
mod presets;
mod show;
mod stats;

use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::seq::SliceRandom;
use serde::Serialize;

use crate::cli::{self, FloorKind, Placement, Speak};
use crate::measured::Measured;
use crate::proc::Processes;
use crate::progress::Teller;
use crate::server::{Launch, Server};
use crate::session::Subject;
use crate::{launches, session};
use presets::Preset;
pub(crate) use show::{machine, wrong};
pub(crate) use stats::Spread;

/// The name of the server that the others are compared with.
const HUBBUB: &str = "hubbub";

/// One of the servers.
#[derive(Clone, Debug)]
struct Contestant {
    name: String,
    launch: Launch,
    speak: Speak,
}

/// One server on one workload in one round.
#[derive(Clone, Debug, Serialize)]
struct Run {
    round: u32,
    workload: &'static str,
    server: String,
    sessions: Vec<Measured>,
    /// Why there is no result, or none to be believed.
    error: Option<String>,
}

impl Run {
    fn is_clean(&self) -> bool {
        self.error.is_none() && self.sessions.iter().all(|session| session.faults.is_clean())
    }
}

/// Everything that was compared.
struct Comparison {
    presets: Vec<Preset>,
    servers: Vec<String>,
    rounds: u32,
    seconds: f64,
    placement: Placement,
    runs: Vec<Run>,
}

/// Compares as the arguments say, and shows the results.
///
/// # Errors
/// If the arguments do not fit, or the results cannot be written. A server that fails is shown as failed.
pub(crate) fn run(args: &cli::Compare) -> anyhow::Result<ExitCode> {
    let contestants = contestants(args)?;
    let mut comparison = Comparison {
        presets: presets::choose(&args.workloads)?,
        servers: contestants.iter().map(|contestant| contestant.name.clone()).collect(),
        rounds: args.rounds,
        seconds: args.seconds,
        placement: placement(args),
        runs: Vec::new(),
    };
    comparison.run_all(&contestants);
    if let Some(file) = &args.markdown {
        std::fs::write(file, show::markdown(&comparison))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    show::print(&comparison, args.json)?;
    let clean = comparison.runs.iter().all(Run::is_clean);
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// On one core unless told otherwise: cost is what travels from machine to machine.
fn placement(args: &cli::Compare) -> Placement {
    match args.placement {
        Placement { cpu: None, cpus: None } => Placement { cpu: Some(0), cpus: None },
        placement => placement,
    }
}

fn contestants(args: &cli::Compare) -> anyhow::Result<Vec<Contestant>> {
    let own = [
        (HUBBUB, launches::hubbub(), Speak::Hubbub),
        ("floor-write", launches::floor(FloorKind::Write), Speak::Packet),
        ("floor-coalesce", launches::floor(FloorKind::Coalesce), Speak::Packet),
    ];
    let mut contestants: Vec<_> =
        own.into_iter().map(|(name, launch, speak)| Contestant { name: name.to_owned(), launch, speak }).collect();
    for name in &args.without {
        if contestants.iter().all(|contestant| contestant.name != *name) {
            bail!("there is no server {name:?} to leave out: expected hubbub, floor-write or floor-coalesce");
        }
        contestants.retain(|contestant| contestant.name != *name);
    }
    for (name, command) in &args.servers {
        if contestants.iter().any(|contestant| contestant.name == *name) {
            bail!("two servers are called {name:?}: give each --server a name of its own");
        }
        contestants.push(Contestant { name: name.clone(), launch: launches::shell(command), speak: Speak::Packet });
    }
    Ok(contestants)
}

impl Comparison {
    fn run_all(&mut self, contestants: &[Contestant]) {
        let mut teller = Teller::new();
        let mut order: Vec<&Contestant> = contestants.iter().collect();
        for round in 1..=self.rounds {
            for preset in self.presets.clone() {
                order.shuffle(&mut rand::rng());
                for contestant in &order {
                    teller.head(format!("round {round} of {}, {}, {}: ", self.rounds, preset.name, contestant.name));
                    let mut run = Run {
                        round,
                        workload: preset.name,
                        server: contestant.name.clone(),
                        sessions: Vec::new(),
                        error: None,
                    };
                    if let Err(error) = self.run_one(&preset, contestant, &mut run.sessions, &mut teller) {
                        teller.line(&format!("failed: {error:#}"));
                        run.error = Some(format!("{error:#}"));
                    }
                    self.runs.push(run);
                }
            }
        }
    }

    /// All sessions of one workload with one server, which is started for it.
    fn run_one(
        &self,
        preset: &Preset,
        contestant: &Contestant,
        sessions: &mut Vec<Measured>,
        teller: &mut Teller,
    ) -> anyhow::Result<()> {
        let server = Server::start(&contestant.launch, self.placement.server())?;
        let subject = Subject {
            urls: vec![server.url.clone()],
            speak: contestant.speak,
            processes: Some(Processes::new(&[server.pid()])?),
            bus: None,
            load_core: self.placement.load(),
        };
        let mut said_a_second = Vec::new();
        while let Some(plan) = preset.session(self.seconds, &said_a_second) {
            let measured = session::run(&subject, plan, teller)?;
            said_a_second.push(measured.window.map_or(0.0, |window| window.said as f64 / window.seconds));
            if let Some(fault) = &measured.faults.first {
                teller.line(&format!("wrong: {fault}"));
            }
            sessions.push(measured);
        }
        Ok(())
    }
}
