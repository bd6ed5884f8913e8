//! Real engines and a real browser against a real server; what they do there is written beside each client.

use std::time::Duration;

use anyhow::{Result, bail};

use super::{Verdict, job::Job, server::Server, tools};

const WEB_LIMIT: Duration = Duration::from_mins(5);

/// Types, then the client alone, then two pages and their server.
pub(super) fn web(job: &Job) -> Result<Verdict> {
    let tests = job.repository().join("clients/web/tests");
    let node = tools::node(job)?;
    node.packages(job, &tests)?;
    job.run(node.npm(&tests).args(["run", "types"]), WEB_LIMIT)?;
    job.run(node.npm(&tests).args(["run", "unit"]), WEB_LIMIT)?;
    tools::program(job, "chromium", "chromium")?;
    let server = Server::start(job, &[])?;
    let mut pages = node.node(&tests);
    pages.arg("chat.e2e.mjs").arg(server.url()).arg(job.screenshots()?);
    job.run(&mut pages, WEB_LIMIT)?;
    Ok(Verdict::Passed(sum(job)?))
}

/// The sum that a script prints in the end.
fn sum(job: &Job) -> Result<String> {
    let said = job.said()?;
    Ok(said.lines().rfind(|line| line.contains(" passed, ")).unwrap_or_default().to_owned())
}

pub(super) fn godot(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
pub(super) fn godot3(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
pub(super) fn cross(_job: &Job) -> Result<Verdict> {
    bail!("missing")
}
