//! The simulation: it must hold, and it must fail as soon as one guard is taken away. A suite that cannot see a missing
//! guard is none.

use std::{path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};

use super::Verdict;
use crate::job::{BUILD_LIMIT, Job};

const LIMIT: Duration = Duration::from_mins(5);
const SEEDS: &str = "1000";

/// Every guard, by its name on the command line of `sim`; a build without the feature refuses to take one away.
const GUARDS: &[&str] =
    &["desk-offset", "desk-epoch", "desk-head", "desk-live", "client-offset", "client-epoch", "client-head"];

/// What `sim` ends with when a run did not hold.
const FAILED: i32 = 1;

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let sim = job.released("sim")?;
    job.run(Command::new(&sim).args(["hubs", "--seeds", SEEDS]), LIMIT)?;
    job.run(Command::new(&sim).args(["--seeds", SEEDS]), LIMIT)?;
    let sabotaged = build_sabotaged(job)?;
    for guard in GUARDS {
        must_fail(job, &sabotaged, guard).with_context(|| format!("without the guard {guard}"))?;
    }
    Ok(Verdict::Passed(format!("{SEEDS} fleets and hubs; each of {} guards is missed", GUARDS.len())))
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

fn must_fail(job: &Job, sim: &Path, guard: &str) -> Result<()> {
    let mut command = Command::new(sim);
    command.args(["--seeds", SEEDS, "--without", guard]);
    let status = job.start(&mut command)?.wait(LIMIT)?;
    match status.code() {
        Some(FAILED) => Ok(()),
        Some(0) => bail!("{SEEDS} fleets held"),
        _ => bail!("sim ended with {status}"),
    }
}
