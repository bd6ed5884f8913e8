//! Real Godot engines without a window, their scripts checked and their players chatting.

use std::{
    fs, io,
    panic::resume_unwind,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use super::{Verdict, cut, export::Exported, fleet::Fleet, folders, relay, server::Server, stamp, tutorial, web};
use crate::{
    job::{INSTALL_LIMIT, Job},
    tools,
};

const PROJECT: &str = "clients/godot";
/// A project of its own: the chat tutorial's scripts with our packets.
const TUTORIAL: &str = "clients/godot/tests/tutorial";
const PROJECT_3: &str = "clients/godot3";
/// A whole game through the players' screens.
const CROSSWORD: &str = "--test=crossword/play.gd";
/// What runs the tests that it is told, in the editor's engine and in exports.
const TESTS: &str = "res://tests/main.tscn";
/// Tests that run in each engine: what they check needs neither the editor nor a listening socket.
const ANYWHERE: [&str; 3] = ["--test=addon_test.gd", "--test=core_test.gd", "--test=views_test.gd"];
/// What people do with an SDK and must hear; the steps are in a file, which the SDK for the web plays, too.
const CONVERSATION: &str = "--test=conversation.gd";
const CONVERSATION_JS: &str = "conversation.mjs";
/// How often a wire is cut.
const CUTS: usize = 100;
/// Tests say themselves what they wait for in vain, and sooner; this ends an engine that hangs.
const LIMIT: Duration = Duration::from_mins(5);
/// Without a graphics card a browser is slow.
const LONG_LIMIT: Duration = Duration::from_mins(15);
/// How long players wait for each other, as they are told: ten times what they need here, for a slower machine.
pub(super) const HEARING_LIMIT: &str = "--time-limit=120";
const SCREEN: &str = "-screen 0 1280x720x24";
/// In this folder of tests each script is a program of its own.
const CODEC: &str = "codec/";
/// An engine goes on after these and may end with success.
const TROUBLES: [&str; 3] = ["SCRIPT ERROR", "Parse Error", "Failed to load script"];

/// A server whose rooms keep as much as the test of cuts lets anybody miss.
const HISTORY: &str = "[realms]\nroom_history = 1000\n";

/// Godot 4: strict scripts, documented ones, the addon's tests, a wire that is cut, its own multiplayer, a chat of four,
/// pictures; and the project as an export, and in a browser.
pub(super) fn godot4(job: &Job) -> Result<Verdict> {
    let (engine, node) = (Engine::godot4(job)?, web::node(job)?);
    let (tests, exported) = both(|| own_tests(job, &engine), || Exported::make(job, &engine, &node))?;
    let settings = job.scratch("settings")?.join("hubbub.toml");
    fs::write(&settings, HISTORY).with_context(|| format!("{} could not be written", settings.display()))?;
    let server = Server::start(job, &["--config", &settings.display().to_string()])?;
    let pictures = job.screenshots()?;
    both(
        || {
            everywhere(job, &server, || engine.testing(job))?;
            job.run(&mut game(engine.testing(job), &server, &server), LONG_LIMIT)?;
            everywhere(job, &server, || exported.linux(&engine))?;
            in_a_fleet(job, exported.linux(&engine))?;
            tutorial::godot(job, &engine, &server)
        },
        || {
            everywhere(job, &server, || exported.web(job, &node, &pictures))?;
            job.run(&mut game(exported.web(job, &node, &pictures), &server, &server), LONG_LIMIT)?;
            job.run(web::tool(job, &node, CONVERSATION_JS).arg(server.page()), LIMIT)?;
            relay::godot(job, &engine, &server)
        },
    )?;
    job.run(engine.headless(job, PROJECT).arg("res://benchmark/benchmark.tscn"), LIMIT)?;
    let players = [("addon-1", false), ("addon-2", false), ("tutorial-1", true), ("tutorial-2", true)];
    converse(job, players.map(|(name, is_tutorial)| (name, engine.player(job, &server, is_tutorial))).into())?;
    photograph(job, &engine, &server)?;
    free_of_trouble(job)?;
    let players = players.len();
    Ok(Verdict::Passed(format!(
        "{tests} scripts of tests; a conversation, {CUTS} cuts and a game of crossword in the editor's engine, as a release \
         (the game over a fleet), in a browser; the tutorial, two relayed rooms on a node and over two, {players} players \
         heard each other"
    )))
}

/// Does two things at once, for engines mostly wait. Both come to their ends before the fault of one is told.
fn both<A, B: Send>(one: impl FnOnce() -> Result<A>, other: impl FnOnce() -> Result<B> + Send) -> Result<(A, B)> {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        let other = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((one?, other?))
    })
}

/// The project's own tests, which need no server; and its documents are whole.
fn own_tests(job: &Job, engine: &Engine) -> Result<usize> {
    let (scripts, tests) = test_scripts(&job.repository().join(PROJECT).join("tests"))?;
    for script in &scripts {
        job.run(engine.headless(job, PROJECT).arg("--script").arg(script), LIMIT)?;
    }
    job.run(engine.testing(job).args(tests.iter().map(|test| format!("--test={test}"))), LIMIT)?;
    documented(job, engine)?;
    Ok(scripts.len() + tests.len())
}

/// What the addon must do wherever it runs: its tests, a conversation, and a wire that is cut.
fn everywhere(job: &Job, server: &Server, engine: impl Fn() -> Command) -> Result<()> {
    let (url, wire) = (server.protobuf(), cut::wire(server.address(), CUTS)?);
    job.run(engine().args(ANYWHERE).args([CONVERSATION, &format!("--url={url}")]), LIMIT)?;
    let mut cuts = engine();
    cuts.args(["--test=cuts.gd", &format!("--url={url}"), &format!("--wire=ws://{}/ws", wire.address())]);
    job.run(cuts.arg(format!("--cuts={CUTS}")), LONG_LIMIT)
}

/// A whole game on the players' screens: the one player comes in here, the other one and a watcher there.
fn game(engine: Command, here: &Server, there: &Server) -> Command {
    let mut game = engine;
    game.args([CROSSWORD, &format!("--url={}", here.protobuf()), &format!("--url2={}", there.protobuf())]);
    game
}

/// The game over two gateways and two nodes that run games.
fn in_a_fleet(job: &Job, engine: Command) -> Result<()> {
    let fleet = Fleet::start(job)?;
    let [here, there] = fleet.gateways() else { bail!("a fleet has two gateways") };
    job.run(&mut game(engine, here, there), LONG_LIMIT)
}

/// The engine finds a description of every public member of the addon.
fn documented(job: &Job, engine: &Engine) -> Result<()> {
    let docs = job.scratch("docs")?;
    let mut dump = engine.headless(job, PROJECT);
    job.run(dump.arg("--doctool").arg(&docs).args(["--gdscript-docs", "res://addons/hubbub"]), LIMIT)?;
    job.run(engine.testing(job).args(["--test=check_docs.gd", &format!("--docs={}", docs.display())]), LIMIT)
}

/// Godot 3: two of its players hear each other.
pub(super) fn godot3(job: &Job) -> Result<Verdict> {
    let engine = Engine::godot3(job)?;
    let server = Server::start(job, &[])?;
    let players = ["godot3-1", "godot3-2"].map(|name| (name, engine.player3(job, &server)));
    converse(job, players.into())?;
    free_of_trouble(job)?;
    Ok(Verdict::Passed("2 players heard each other".to_owned()))
}

/// A Godot that can be started.
pub(super) struct Engine {
    launcher: PathBuf,
    /// Engines write into it what they would leave in a person's own folder.
    home: PathBuf,
}

impl Engine {
    /// Godot 4, installed if need be, with both of our projects imported.
    pub(super) fn godot4(job: &Job) -> Result<Self> {
        let engine = Self::install(job, "clients/godot/tests/install-godot4.sh", "godot4")?;
        for (name, project) in [("import", PROJECT), ("import-tutorial", TUTORIAL)] {
            let folder = job.repository().join(project);
            stamp::unless_made(job, name, &folder.join(folders::CACHE), &[&folder, &engine.launcher], || {
                job.run(engine.headless(job, project).arg("--import"), LIMIT)
            })?;
        }
        Ok(engine)
    }

    /// Godot 3, installed if need be.
    pub(super) fn godot3(job: &Job) -> Result<Self> {
        Self::install(job, "clients/godot3/install-godot3.sh", "godot3")
    }

    fn install(job: &Job, script: &str, name: &str) -> Result<Self> {
        let folder = job.tool(name);
        let mut install = Command::new("bash");
        job.run(install.arg(job.repository().join(script)).arg(&folder), INSTALL_LIMIT)
            .with_context(|| format!("{name} could not be installed"))?;
        Ok(Self { launcher: folder.join(name), home: job.scratch("home")? })
    }

    fn command(&self) -> Command {
        self.at_home(&self.launcher)
    }

    /// A program that writes nothing into a person's own folder.
    pub(super) fn at_home(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("HOME", &self.home).env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
        command
    }

    /// Godot 4 without a window in one of our projects.
    pub(super) fn headless(&self, job: &Job, project: impl AsRef<Path>) -> Command {
        let mut command = self.command();
        // Without a limit an engine without a window takes a whole core.
        command.args(["--headless", "--max-fps", "60", "--path"]).arg(job.repository().join(project));
        command
    }

    /// Godot 4 without a window for the project's tests, which are still to be named.
    pub(super) fn testing(&self, job: &Job) -> Command {
        let mut command = self.headless(job, PROJECT);
        command.args([TESTS, "--"]);
        command
    }

    /// A player of Godot 4: with the addon, or with the tutorial's own scripts.
    pub(super) fn player(&self, job: &Job, server: &Server, is_tutorial: bool) -> Command {
        let mut command = if is_tutorial { self.headless(job, TUTORIAL) } else { self.testing(job) };
        command.args(if is_tutorial { ["--script", "res://play.gd", "--"].as_slice() } else { &["--test=bot.gd"] });
        command.arg(format!("--url={}", server.protobuf()));
        command
    }

    /// A player of Godot 3.
    pub(super) fn player3(&self, job: &Job, server: &Server) -> Command {
        let mut command = self.command();
        command.arg("--path").arg(job.repository().join(PROJECT_3)).args(["--script", "tests/bot.gd"]);
        command.arg(format!("--url={}", server.json()));
        command
    }
}

/// Scripts that test something by themselves, as the engine names them, and tests that [`TESTS`] runs.
fn test_scripts(folder: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let mut found = vec!["check_scripts.gd".to_owned()];
    find_test_scripts(folder, "", &mut found).with_context(|| format!("in {}", folder.display()))?;
    found.sort();
    let (scripts, tests) = found.into_iter().partition::<Vec<_>, _>(|name| name.starts_with(CODEC));
    Ok((scripts.into_iter().map(|name| format!("res://tests/{name}")).collect(), tests))
}

fn find_test_scripts(folder: &Path, under: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{under}{}", entry.file_name().display());
        if entry.file_type()?.is_dir() {
            find_test_scripts(&entry.path(), &format!("{name}/"), found)?;
        } else if name.ends_with("_test.gd") {
            found.push(name);
        }
    }
    Ok(())
}

/// Starts all players; each says its name until it has heard those of all others.
pub(super) fn converse(job: &Job, players: Vec<(&str, Command)>) -> Result<()> {
    let names: Vec<&str> = players.iter().map(|(name, _)| *name).collect();
    let started = players.into_iter().map(|(name, mut player)| {
        player.arg(format!("--say={name}")).arg(HEARING_LIMIT);
        player.args(names.iter().filter(|other| **other != name).map(|other| format!("--expect={other}")));
        Ok((name, job.start(&mut player)?))
    });
    for (name, player) in started.collect::<Result<Vec<_>>>()? {
        let status = player.wait(LIMIT).with_context(|| format!("player {name}"))?;
        ensure!(status.success(), "player {name} did not hear all others, or something else: {status}");
    }
    Ok(())
}

/// Pictures of the chatroom, and of the crossword game while it is played.
fn photograph(job: &Job, engine: &Engine, server: &Server) -> Result<()> {
    tools::program(job, "xvfb-run", "xvfb xauth libgl1-mesa-dri")?;
    tools::program(job, "xauth", "xauth")?;
    let godot = engine.command();
    for test in ["--test=screenshot.gd", CROSSWORD] {
        let mut picture = Command::new("xvfb-run");
        picture.args(["--auto-servernum", "--server-args", SCREEN]).arg(godot.get_program());
        picture.env("HOME", &engine.home);
        picture.arg("--path").arg(job.repository().join(PROJECT));
        picture.args(["--rendering-driver", "opengl3", "--audio-driver", "Dummy", TESTS, "--", test]);
        picture.arg(format!("--url={}", server.protobuf())).arg(format!("--out={}", job.screenshots()?.display()));
        job.run(&mut picture, LIMIT)?;
    }
    Ok(())
}

/// Fails if an engine complained without saying so when it ended.
pub(super) fn free_of_trouble(job: &Job) -> Result<()> {
    let said = job.said()?;
    if let Some(line) = said.lines().find(|line| TROUBLES.iter().any(|trouble| line.contains(trouble))) {
        bail!("an engine said: {line}");
    }
    Ok(())
}
