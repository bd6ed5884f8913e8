//! Real Godot engines without a window, their scripts checked and their players chatting.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use super::{Verdict, relay, server::Server, tutorial};
use crate::{
    job::{INSTALL_LIMIT, Job},
    tools,
};

const PROJECT: &str = "clients/godot";
/// A project of its own: the chat tutorial's scripts with our packets.
const TUTORIAL: &str = "clients/godot/tests/tutorial";
const PROJECT_3: &str = "clients/godot3";
/// A whole game through the players' screens.
const CROSSWORD: &str = "res://tests/crossword/play.gd";
const LIMIT: Duration = Duration::from_mins(2);
/// How long players wait for each other, in seconds; they are told.
const HEARING_LIMIT: &str = "60";
const SCREEN: &str = "-screen 0 1280x720x24";
/// An engine goes on after these and may end with success.
const TROUBLES: [&str; 3] = ["SCRIPT ERROR", "Parse Error", "Failed to load script"];

/// A server whose rooms keep as much as the test of cuts lets anybody miss.
const HISTORY: &str = "[realms]\nroom_history = 1000\n";

/// Godot 4: strict scripts, documented ones, the addon's tests, a wire that is cut, its own multiplayer, a chat of four,
/// pictures.
pub(super) fn godot4(job: &Job) -> Result<Verdict> {
    let engine = Engine::godot4(job)?;
    let tests = test_scripts(&job.repository().join(PROJECT).join("tests"))?;
    for script in &tests {
        job.run(engine.headless(job, PROJECT).arg("--script").arg(script), LIMIT)?;
    }
    documented(job, &engine)?;
    let settings = job.scratch("settings")?.join("hubbub.toml");
    fs::write(&settings, HISTORY).with_context(|| format!("{} could not be written", settings.display()))?;
    let server = Server::start(job, &["--config", &settings.display().to_string()])?;
    let mut cuts = engine.headless(job, PROJECT);
    cuts.args(["--script", "res://tests/cuts.gd", "--"]).arg(format!("--url={}", server.protobuf()));
    job.run(&mut cuts, LIMIT)?;
    tutorial::godot(job, &engine, &server)?;
    let mut game = engine.headless(job, PROJECT);
    game.args(["--script", CROSSWORD, "--"]).arg(format!("--url={}", server.protobuf()));
    job.run(&mut game, LIMIT)?;
    relay::godot(job, &engine, &server)?;
    job.run(engine.headless(job, PROJECT).arg("res://benchmark/benchmark.tscn"), LIMIT)?;
    let players = [("addon-1", false), ("addon-2", false), ("tutorial-1", true), ("tutorial-2", true)];
    converse(job, players.map(|(name, is_tutorial)| (name, engine.player(job, &server, is_tutorial))).into())?;
    photograph(job, &engine, &server)?;
    free_of_trouble(job)?;
    let (tests, players) = (tests.len(), players.len());
    Ok(Verdict::Passed(format!(
        "{tests} scripts of tests, 100 cuts, the tutorial, a game of crossword, two relayed rooms, {players} players heard \
         each other"
    )))
}

/// The engine finds a description of every public member of the addon.
fn documented(job: &Job, engine: &Engine) -> Result<()> {
    let docs = job.scratch("docs")?;
    let mut dump = engine.headless(job, PROJECT);
    job.run(dump.arg("--doctool").arg(&docs).args(["--gdscript-docs", "res://addons/hubbub"]), LIMIT)?;
    let mut check = engine.headless(job, PROJECT);
    check.args(["--script", "res://tests/check_docs.gd", "--"]).arg(format!("--docs={}", docs.display()));
    job.run(&mut check, LIMIT)
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
        for project in [PROJECT, TUTORIAL] {
            job.run(engine.headless(job, project).arg("--import"), LIMIT)?;
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
        let mut command = Command::new(&self.launcher);
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

    /// A player of Godot 4: with the addon, or with the tutorial's own scripts.
    pub(super) fn player(&self, job: &Job, server: &Server, is_tutorial: bool) -> Command {
        let (project, script) = if is_tutorial { (TUTORIAL, "res://play.gd") } else { (PROJECT, "res://tests/bot.gd") };
        let mut command = self.headless(job, project);
        command.args(["--script", script, "--"]).arg(format!("--url={}", server.protobuf()));
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

/// Scripts that test something by themselves, as the engine names them.
fn test_scripts(folder: &Path) -> Result<Vec<String>> {
    let mut scripts = vec!["res://tests/check_scripts.gd".to_owned()];
    find_test_scripts(folder, "res://tests", &mut scripts).with_context(|| format!("in {}", folder.display()))?;
    scripts.sort();
    Ok(scripts)
}

fn find_test_scripts(folder: &Path, name: &str, scripts: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().display());
        if entry.file_type()?.is_dir() {
            find_test_scripts(&entry.path(), &name, scripts)?;
        } else if name.ends_with("_test.gd") {
            scripts.push(name);
        }
    }
    Ok(())
}

/// Starts all players; each says its name until it has heard those of all others.
pub(super) fn converse(job: &Job, players: Vec<(&str, Command)>) -> Result<()> {
    let names: Vec<&str> = players.iter().map(|(name, _)| *name).collect();
    let started = players.into_iter().map(|(name, mut player)| {
        player.arg(format!("--say={name}")).arg(format!("--time-limit={HEARING_LIMIT}"));
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
    for script in ["res://tests/screenshot.gd", CROSSWORD] {
        let mut picture = Command::new("xvfb-run");
        picture.args(["--auto-servernum", "--server-args", SCREEN]).arg(godot.get_program());
        picture.env("HOME", &engine.home);
        picture.arg("--path").arg(job.repository().join(PROJECT));
        picture.args(["--rendering-driver", "opengl3", "--audio-driver", "Dummy", "--script", script]);
        picture.args(["--", &format!("--url={}", server.protobuf()), &format!("--time-limit={HEARING_LIMIT}")]);
        picture.arg(format!("--out={}", job.screenshots()?.display()));
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
