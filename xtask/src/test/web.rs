//! The web client: its types, its logic alone, on a wire that is cut, and its pages in a real Chromium before a real
//! server. The admin page, too.

use std::{fs, process::Command, thread, time::Duration};

use anyhow::{Context, Result, anyhow};

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
const TESTS: &str = "clients/web/tests";
/// The SDK is in pages of a Chromium, not in Node.js.
const IN_PAGES: &str = "--browser";

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let node = node(job)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "types"]), LIMIT)?;
    job.run(node.npm(&job.repository().join(TESTS)).args(["run", "unit"]), LIMIT)?;
    job.hubbub()?;
    job.run(&mut job.cargo(&["build", "--package", "api", "--example", "pretend"]), BUILD_LIMIT)?;
    // People at pages wait more than they compute, so that two servers can be tested at once.
    thread::scope(|scope| {
        let game = scope.spawn(|| game_and_cuts(job, &node));
        let pages = pages_and_admin(job, &node);
        game.join().map_err(|_| anyhow!("the test of the game has panicked"))?.and(pages)
    })?;
    let said = job.said()?;
    let passed = said.lines().filter_map(|line| line.strip_suffix(" passed, 0 failed")?.parse::<usize>().ok());
    Ok(Verdict::Passed(format!(
        "{} checks: chat page, tutorial, admin page; game, conversation and cut wires",
        passed.sum::<usize>()
    )))
}

/// People at the chat page; each step of `docs/tutorial-web.md`; an operator.
fn pages_and_admin(job: &Job, node: &Node) -> Result<()> {
    let server = Server::start(job, &[])?;
    job.run(&mut pages(job, node, &server)?, LIMIT)?;
    job.run(tool(job, node, "tutorial.e2e.mjs").arg(server.page()), LIMIT)?;
    admin_page(job, node)
}

/// Two players and a watcher play a whole game through its page; then the SDK, before a server that keeps a history: what
/// people do with it, and a wire that is cut a hundred times, in Node.js and in pages.
fn game_and_cuts(job: &Job, node: &Node) -> Result<()> {
    let folder = job.scratch("web")?;
    let (settings, data) = (folder.join("history.toml"), folder.join("data").display().to_string());
    fs::write(&settings, "[realms]\nroom_history = 1000\n")
        .with_context(|| format!("cannot write {}", settings.display()))?;
    let server = Server::start(job, &["--config", &settings.display().to_string(), "--data", &data])?;
    let mut game = tool(job, node, "game.e2e.mjs");
    job.run(game.arg(server.page()).arg(job.screenshots()?).arg(job.hubbub()?), GAME_LIMIT)?;
    job.run(tool(job, node, "conversation.mjs").args([&server.page(), IN_PAGES]), LIMIT)?;
    job.run(tool(job, node, "cuts.e2e.mjs").arg(server.page()), LIMIT)?;
    job.run(tool(job, node, "cuts.e2e.mjs").args([&server.page(), IN_PAGES]), LIMIT)
}

/// Opens the admin page before a node that only pretends, because there much happens.
fn admin_page(job: &Job, node: &Node) -> Result<()> {
    let pretends = Watched::start(job, &mut Command::new(job.target().join("debug/examples/pretend")))?;
    let page = pretends
        .find("`listening on …`", START_LIMIT, |line| Some(line.strip_prefix("listening on ")?.to_owned()))?;
    let mut look = tool(job, node, "admin.e2e.mjs");
    job.run(look.arg(page).arg(job.screenshots()?), LIMIT)
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
    let mut pages = tool(job, node, "chat.e2e.mjs");
    pages.arg(server.page()).arg(job.screenshots()?);
    Ok(pages)
}

/// Writes a Godot project into `folder` that is what the page tells newcomers to paste.
pub(super) fn quick_start(job: &Job, node: &Node, server: &Server, folder: &std::path::Path) -> Result<()> {
    let mut paste = tool(job, node, "quick-start.mjs");
    job.run(paste.arg(server.page()).arg(folder), LIMIT)
}
