//! The web client: its types, its logic alone, and its page in a real Chromium before a real server. The admin page, too.

use std::{process::Command, time::Duration};

use anyhow::Result;

use super::{Verdict, server::Server, watch::Watched};
use crate::{
    job::{BUILD_LIMIT, Job},
    node::{self, Node},
    tools,
};

const LIMIT: Duration = Duration::from_mins(5);
const START_LIMIT: Duration = Duration::from_secs(20);

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let node = node(job)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "types"]), LIMIT)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "unit"]), LIMIT)?;
    let server = Server::start(job, &[])?;
    job.run(&mut pages(job, &node, &server)?, LIMIT)?;
    admin_page(job, &node)?;
    let said = job.said()?;
    let sums: Vec<_> = said.lines().filter(|line| line.ends_with(" failed") && line.contains(" passed, ")).collect();
    Ok(Verdict::Passed(format!("chat page: {}", sums.join("; admin page: "))))
}

const TESTS: &str = "clients/web/tests";

/// Opens the admin page before a node that only pretends, because there much happens.
fn admin_page(job: &Job, node: &Node) -> Result<()> {
    job.run(&mut job.cargo(&["build", "--package", "api", "--example", "pretend"]), BUILD_LIMIT)?;
    let pretends = Watched::start(job, &mut Command::new(job.target().join("debug/examples/pretend")))?;
    let page = pretends
        .find("`listening on …`", START_LIMIT, |line| Some(line.strip_prefix("listening on ")?.to_owned()))?;
    let mut look = node.node(&job.repository().join(TESTS));
    job.run(look.arg("admin.e2e.mjs").arg(page).arg(job.screenshots()?), LIMIT)
}

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
