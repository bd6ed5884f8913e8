//! Real engines and a real browser against a real server; what they do is written beside each client.
use anyhow::{Result, bail};

use super::{Verdict, job::Job};

pub(super) fn godot(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
pub(super) fn godot3(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
pub(super) fn web(job: &Job) -> Result<Verdict> {
    bail!("missing {}", job.screenshots()?.display())
}
pub(super) fn cross(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
