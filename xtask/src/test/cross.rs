//! Clients of every kind in one lobby, one room and one game.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::{
    Verdict,
    export::Exported,
    godot::{self, Engine},
    server::Server,
    watch::Watched,
    web,
};
use crate::{job::Job, node::Node};

/// What the page says to the engines, and what it waits for.
const PAGE_SAYS: &str = "page";
const PAGE_HEARS: &str = "godot4";
/// What the page's test calls that part when it reports it.
const PAGE_CHAT: &str = "chats with a client of another kind";
/// Who meets in one room, and which.
const IN_ONE_ROOM: [&str; 5] = ["godot4", "godot4-release", "godot4-browser", "godot3", "hubbub-js"];
const ROOM: &str = "everybody";
/// What a newcomer's first script says.
const GREETING: &str = "Hello from Godot!";
/// A game that Godot seeks, and whoever comes accepts.
const ACROSS: &str = "--test=crossword/across.gd";
/// What both say at its end, before the scores.
const GAME_ENDED: &str = "the game ended ";
const LIMIT: Duration = Duration::from_mins(5);

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let (godot4, godot3, node) = (Engine::godot4(job)?, Engine::godot3(job)?, web::node(job)?);
    let server = Server::start(job, &[])?;
    everybody(job, &server, &godot4, &godot3, &node)?;
    one_room(job, &server, &godot4, &godot3, &node)?;
    newcomer(job, &server, &godot4, &node)?;
    let scores = one_game(job, &server, &godot4, &node)?;
    godot::free_of_trouble(job)?;
    Ok(Verdict::Passed(format!(
        "in the lobby Godot 4, the tutorial, Godot 3 and the page; in a room {}; the page's quick start; a game \
         of Godot 4 and the page, {scores}",
        IN_ONE_ROOM.join(", ")
    )))
}

/// Each engine hears the other engines and the page, and the page hears Godot 4.
fn everybody(job: &Job, server: &Server, godot4: &Engine, godot3: &Engine, node: &Node) -> Result<()> {
    let mut page = web::pages(job, node, server)?;
    let page = Watched::start(job, page.args(["--say", PAGE_SAYS, "--expect-text", PAGE_HEARS]))?;
    let players = [
        (PAGE_HEARS, godot4.player(job, server, false)),
        ("tutorial", godot4.player(job, server, true)),
        ("godot3", godot3.player3(job, server)),
    ]
    .map(|(name, mut player)| {
        player.arg(format!("--expect={PAGE_SAYS}"));
        (name, player)
    });
    godot::converse(job, players.into())?;
    let is_heard = |line: &str| line.contains(PAGE_CHAT).then(|| line.starts_with("ok"));
    let heard = page.find("report of the page's chat with the engines", LIMIT, is_heard)?;
    ensure!(heard, "the page did not hear Godot 4");
    Ok(())
}

/// One room with whoever can be in one: each SDK, in each place where it runs, and Godot 3.
fn one_room(job: &Job, server: &Server, godot4: &Engine, godot3: &Engine, node: &Node) -> Result<()> {
    let exported = Exported::make(job, godot4, node)?;
    let (mut release, mut browser) = (exported.linux(godot4), exported.web(job, node, &job.screenshots()?));
    let mut sdk = web::tool(job, node, "player.e2e.mjs");
    sdk.arg(format!("--url={}", server.page())).arg(format!("--room={ROOM}"));
    for engine in [&mut release, &mut browser] {
        engine.arg("--test=bot.gd");
    }
    // Whoever is told two addresses goes to the second one.
    let mut players = [godot4.player(job, server, false), release, browser, godot3.player3(job, server), sdk];
    for (player, address) in
        players.iter_mut().zip([server.protobuf(), server.protobuf(), server.protobuf(), server.json()])
    {
        player.arg(format!("--url={address}?room={ROOM}"));
    }
    godot::converse(job, IN_ONE_ROOM.into_iter().zip(players).collect())
}

/// Somebody in Godot and somebody at the page play crossword to the end, and another page looks on. The scores, which both
/// say alike.
fn one_game(job: &Job, server: &Server, godot4: &Engine, node: &Node) -> Result<String> {
    let mut page = web::tool(job, node, "across.e2e.mjs");
    let page = Watched::start(job, page.arg(server.page()).arg(job.screenshots()?).arg(job.hubbub()?))?;
    let mut player = godot4.testing(job);
    let player = Watched::start(job, player.args([ACROSS, &format!("--url={}", server.protobuf())]))?;
    let ended = |line: &str| line.strip_prefix(GAME_ENDED).map(str::to_owned);
    let shown = page.find("end of the game at the page", LIMIT, ended)?;
    let told = player.find("end of the game in Godot", LIMIT, ended)?;
    ensure!(shown == told, "the page says {shown}, and Godot {told}");
    Ok(shown)
}

/// Somebody in the lobby hears the script that the page offers.
fn newcomer(job: &Job, server: &Server, godot4: &Engine, node: &Node) -> Result<()> {
    let project = job.scratch("quick start")?;
    web::quick_start(job, node, server, &project)?;
    let mut listener = godot4.player(job, server, false);
    let listener = Watched::start(job, listener.args([format!("--expect={GREETING}").as_str(), godot::HEARING_LIMIT]))?;
    // Who has received its id is in the lobby, and hears whoever comes after it.
    listener.find("id for the listener", LIMIT, |line| line.starts_with("received").then_some(()))?;
    let _newcomer = job.start(&mut godot4.headless(job, &project))?;
    listener.find("greeting by the quick start", LIMIT, |line| line.contains("heard everything").then_some(()))
}
