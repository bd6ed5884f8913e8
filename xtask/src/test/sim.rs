//! The simulation: it must hold, and it must fail as soon as one guard is taken away. A suite that cannot see a missing
//! guard is none.

use std::{path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};

use super::Verdict;
use crate::job::{BUILD_LIMIT, Job};

const LIMIT: Duration = Duration::from_mins(5);
const SEEDS: &str = "1000";

/// Of scenes in which one thing goes wrong again and again.
const BIASED_SEEDS: &str = "100";

/// Every guard, by its name on the command line of `sim`, and the scene in which it is missed; a build without the feature
/// refuses to take one away. In the store the fence and the offset stand behind each other, but where nodes are suspended
/// and their clocks with them: there the fence alone keeps old owners out. Whoever has the highest fence has read the
/// whole log, so that the offset alone is never missed; it is the last line, for an owner that is wrong about itself. So it
/// is with the lease that an owner trusts: the store stands behind what it writes, and the question to the store behind what
/// it says of places that it has not heard of.
const GUARDS: &[(&str, &[&str])] = &[
    (
        "streams",
        &["desk-offset", "desk-epoch", "desk-head", "desk-live", "client-offset", "client-epoch", "client-head"],
    ),
    (
        "games",
        &["host-ack", "host-copy", "host-head", "host-order", "host-lease-and-beyond", "store-known", "client-head"],
    ),
    ("suspended", &["store-fence", "host-beyond"]),
    ("games", &["store-fence-and-offset"]),
    ("wedged", &["host-progress"]),
];

/// So many seeds at most until one is missed.
const SABOTAGED_SEEDS: &str = "10000";

/// What `sim` ends with when a run did not hold.
const FAILED: i32 = 1;

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let sim = job.released("sim")?;
    job.run(Command::new(&sim).args(["hubs", "--seeds", SEEDS]), LIMIT)?;
    job.run(Command::new(&sim).args(["--seeds", SEEDS]), LIMIT)?;
    job.run(Command::new(&sim).args(["--scene", "games", "--seeds", SEEDS]), LIMIT)?;
    for scene in ["suspended", "wedged"] {
        job.run(Command::new(&sim).args(["--scene", scene, "--seeds", BIASED_SEEDS]), LIMIT)?;
    }
    job.run(Command::new(&sim).args(["--scene", "games", "--twins", "--seeds", BIASED_SEEDS]), LIMIT)?;
    let sabotaged = build_sabotaged(job)?;
    let mut missed = 0;
    for (scene, guards) in GUARDS {
        for guard in *guards {
            must_fail(job, &sabotaged, scene, guard).with_context(|| format!("without the guard {guard}"))?;
            missed += 1;
        }
    }
    Ok(Verdict::Passed(format!("{SEEDS} fleets, as many with games, and hubs; each of {missed} guards is missed")))
}

/// Builds what can be run without a guard, and keeps it under another name: `sim` itself is to keep its guards.
fn build_sabotaged(job: &Job) -> Result<std::path::PathBuf> {
    let built = ["build", "--release", "--package", "sim", "--features", "sabotage"];
    job.run(&mut job.cargo(&built), BUILD_LIMIT)?;
    let (sim, kept) = (job.target().join("release/sim"), job.scratch("sim")?.join("sim-sabotaged"));
    std::fs::copy(&sim, &kept).with_context(|| format!("cannot copy {} to {}", sim.display(), kept.display()))?;
    job.released("sim")?;
    Ok(kept)
}

fn must_fail(job: &Job, sim: &Path, scene: &str, guard: &str) -> Result<()> {
    let mut command = Command::new(sim);
    command.args(["--scene", scene, "--seeds", SABOTAGED_SEEDS, "--without", guard]);
    let status = job.start(&mut command)?.wait(LIMIT)?;
    match status.code() {
        Some(FAILED) => Ok(()),
        Some(0) => bail!("{SABOTAGED_SEEDS} fleets held"),
        _ => bail!("sim ended with {status}"),
    }
}
