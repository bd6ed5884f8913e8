//! A short torture: each kind of fault at least twice. The long one is `cargo xtask torture`.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result};

use super::Verdict;
use crate::job::Job;

const LIMIT: Duration = Duration::from_mins(5);
const ROUNDS: &str = "10";
/// Which faults come in which order.
const SEED: &str = "10";

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let mut torture = Command::new(job.released("torture")?);
    torture.arg("--hubbub").arg(job.hubbub()?).args(["--rounds", ROUNDS, "--seed", SEED]);
    job.run(&mut torture, LIMIT)?;
    let said = job.said()?;
    let sum = said.lines().rfind(|line| !line.trim().is_empty()).context("it has said nothing")?;
    Ok(Verdict::Passed(sum.to_owned()))
}
