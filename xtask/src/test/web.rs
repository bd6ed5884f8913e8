//! The web client: its types, its logic alone, on a wire that is cut, and its pages in a real Chromium before a real
//! server. The admin page, too.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};

use super::{Verdict, server::Server, watch::Watched};
use crate::{
    job::{BUILD_LIMIT, Job},
    node::{self, Node},
    tools,
};

const LIMIT: Duration = Duration::from_mins(5);
/// Some thirty turns, each with a play that the program looks for.
const GAME_LIMIT: Duration = Duration::from_mins(10);
const START_LIMIT: Duration = Duration::from_secs(20);

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let node = node(job)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "types"]), LIMIT)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "unit"]), LIMIT)?;
    let server = Server::start(job, &[])?;
    job.run(&mut pages(job, &node, &server)?, LIMIT)?;
    job.run(&mut game(job, &node, &server)?, GAME_LIMIT)?;
    tutorial(job, &node, &server)?;
    cuts(job, &node)?;
    admin_page(job, &node)?;
    let said = job.said()?;
    let sums: Vec<_> = said.lines().filter(|line| line.ends_with(" failed") && line.contains(" passed, ")).collect();
    let parts = ["chat page", "game", "tutorial", "cut wire", "admin page"];
    let parts = parts.iter().zip(sums).map(|(part, sum)| format!("{part}: {sum}"));
    Ok(Verdict::Passed(parts.collect::<Vec<_>>().join("; ")))
}

/// Two players and a watcher play a whole game through its page.
fn game(job: &Job, node: &Node, server: &Server) -> Result<Command> {
    let mut game = node.node(&job.repository().join(TESTS));
    game.arg("game.e2e.mjs").arg(server.page()).arg(job.screenshots()?).arg(job.hubbub()?);
    Ok(game)
}

/// Carries out each step of `docs/tutorial-web.md`.
fn tutorial(job: &Job, node: &Node, server: &Server) -> Result<()> {
    let mut tutorial = node.node(&job.repository().join(TESTS));
    job.run(tutorial.arg("tutorial.e2e.mjs").arg(server.page()), LIMIT)
}

/// The SDK on a wire that is cut a hundred times, before a server that keeps a history.
fn cuts(job: &Job, node: &Node) -> Result<()> {
    let folder = job.scratch("web")?;
    let (settings, data) = (folder.join("history.toml"), folder.join("data").display().to_string());
    fs::write(&settings, "[realms]\nroom_history = 1000\n")
        .with_context(|| format!("cannot write {}", settings.display()))?;
    let server = Server::start(job, &["--config", &settings.display().to_string(), "--data", &data])?;
    let mut cuts = node.node(&job.repository().join(TESTS));
    job.run(cuts.arg("cuts.e2e.mjs").arg(server.page()), LIMIT)
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

/// A program that lies with the tests of the web client.
pub(super) fn tool(job: &Job, node: &Node, script: &str) -> Command {
    let mut tool = node.node(&job.repository().join(TESTS));
    tool.arg(script);
    tool
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
