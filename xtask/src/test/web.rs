//! The web client: its types, its logic alone, and its page in a real Chromium before a real server.

use std::{process::Command, time::Duration};

use anyhow::Result;

use super::{Verdict, server::Server};
use crate::{
    job::Job,
    node::{self, Node},
    tools,
};

const LIMIT: Duration = Duration::from_mins(5);

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let node = node(job)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "types"]), LIMIT)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "unit"]), LIMIT)?;
    let server = Server::start(job, &[])?;
    job.run(&mut pages(job, &node, &server)?, LIMIT)?;
    let said = job.said()?;
    let sum = said.lines().rfind(|line| line.ends_with(" failed") && line.contains(" passed, "));
    Ok(Verdict::Passed(sum.unwrap_or_default().to_owned()))
}

const TESTS: &str = "clients/web/tests";

/// Node.js with the packages of the web client's tests, and Chromium beside it.
pub(super) fn node(job: &Job) -> Result<Node> {
    let node = node::node(job)?;
    node.packages(job, &job.repository().join(TESTS))?;
    tools::program(job, "chromium", "chromium fonts-dejavu-core")?;
    Ok(node)
}

/// The test that opens the page and plays several people on it.
pub(super) fn pages(job: &Job, node: &Node, server: &Server) -> Result<Command> {
    let mut pages = node.node(&job.repository().join(TESTS));
    pages.arg("chat.e2e.mjs").arg(server.page()).arg(job.screenshots()?);
    Ok(pages)
}

/// Writes a Godot project into `folder` that is what the page tells newcomers to paste.
pub(super) fn quick_start(job: &Job, node: &Node, server: &Server, folder: &std::path::Path) -> Result<()> {
    let mut paste = node.node(&job.repository().join(TESTS));
    job.run(paste.arg("quick-start.mjs").arg(server.page()).arg(folder), LIMIT)
}
