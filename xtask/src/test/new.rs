//! The folders that `hubbub new` makes, run as their own READMEs say: what a newcomer types has to work.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use nats_server::NatsServer;

use super::{
    Verdict,
    godot::{self, Engine},
    server,
    watch::Watched,
    web,
};
use crate::{job::Job, node::Node, tools};

/// Play the people at the keyboards.
const CHATTER: &str = "clients/godot/tests/newcomer.gd";
const PLAYERS: &str = "clients/templates/tests";
const LIMIT: Duration = Duration::from_mins(2);
/// How long players wait for each other, in seconds; they are told.
const TIME_LIMIT: &str = "--time-limit=60";
/// The most lines of GDScript that a first message may take.
const OWN_LINES_MAX: usize = 10;
/// The addresses in the texts, instead of which a test has its own.
const WRITTEN_SERVER: &str = "127.0.0.1:8080";
const WRITTEN_NATS: &str = "nats://127.0.0.1:4222";
const ANY_PORTS: [(&str, &str); 2] =
    [("HUBBUB_SERVER_LISTEN", "127.0.0.1:0"), ("HUBBUB_SERVER_METRICS", "127.0.0.1:0")];

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let (engine, node) = (Engine::godot4(job)?, web::node(job)?);
    chat(job, &engine, &node)?;
    turns(job, &engine, &node)?;
    relay(job, &engine)?;
    godot::free_of_trouble(job)?;
    Ok(Verdict::Passed("chat, turns and relay: engines and pages hear each other".to_owned()))
}

/// Two engines and a page read each other's lines.
fn chat(job: &Job, engine: &Engine, node: &Node) -> Result<()> {
    let made = Made::new(job, "chat")?;
    let script = fs::read_to_string(made.folder.join("godot/main.gd"))?;
    let lines = script.lines().filter(|line| !line.trim().is_empty()).count();
    ensure!(lines <= OWN_LINES_MAX, "the chatroom's script has {lines} lines, {OWN_LINES_MAX} are promised");
    let _server = made.serve(job)?;
    made.seat(job, engine, CHATTER)?;
    let page = made.visit(job, node)?;
    // The page says something once it has read both.
    let engines = ["anna", "ben"].map(|name| {
        let mut player = made.godot(job, engine)?;
        job.start(player.args([&format!("--say={name} is here"), "--expect=page is here", TIME_LIMIT]))
    });
    for player in engines {
        let status = player?.wait(LIMIT)?;
        ensure!(status.success(), "an engine in the chatroom did not read the page's line: {status}");
    }
    page.passed()
}

/// An engine and a page play a round.
fn turns(job: &Job, engine: &Engine, node: &Node) -> Result<()> {
    let made = Made::new(job, "turns")?;
    let nats = NatsServer::start();
    made.replace(WRITTEN_NATS, &nats.url())?;
    let _server = made.serve(job)?;
    let mut rules = made.command("python3 service.py")?;
    let rules = Watched::start(job, rules.env("PYTHONPATH", nats_server::python_library()))?;
    rules.find("`ready` of the rules", LIMIT, |line| (line == "ready").then_some(()))?;
    made.seat(job, engine, &format!("{PLAYERS}/turns.gd"))?;
    let player = job.start(made.godot(job, engine)?.arg(TIME_LIMIT))?;
    let page = made.visit(job, node)?;
    let status = player.wait(LIMIT)?;
    ensure!(status.success(), "the engine did not play the round to its end: {status}");
    page.passed()
}

/// Two engines catch the coin; the host goes, and the other is the host.
fn relay(job: &Job, engine: &Engine) -> Result<()> {
    let made = Made::new(job, "relay")?;
    let _server = made.serve(job)?;
    made.seat(job, engine, &format!("{PLAYERS}/relay.gd"))?;
    let sees = |player: &Watched, what: &str| player.find(what, LIMIT, |line| line.contains(what).then_some(()));
    let first = Watched::start(job, &mut made.godot(job, engine)?)?;
    sees(&first, "seen: host, 1 have caught it, 1 are here")?;
    let second = Watched::start(job, &mut made.godot(job, engine)?)?;
    sees(&first, "seen: host, 2 have caught it, 2 are here")?;
    sees(&second, "seen: guest, 2 have caught it, 2 are here")?;
    drop(first);
    sees(&second, "seen: host, 1 have caught it, 1 are here")
}

/// A folder that `hubbub new` has made.
struct Made {
    folder: PathBuf,
}

impl Made {
    fn new(job: &Job, template: &str) -> Result<Self> {
        let name = format!("my-{template}");
        let parent = job.scratch("new")?;
        let folder = parent.join(&name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        let mut new = Command::new(job.hubbub()?);
        job.run(new.current_dir(&parent).args(["new", &name, "--template", template]), LIMIT)?;
        Ok(Self { folder })
    }

    /// The command of the README that begins so, to be typed in the folder.
    fn command(&self, beginning: &str) -> Result<Command> {
        let readme = fs::read_to_string(self.folder.join("README.md"))?;
        let line = readme.lines().map(str::trim_start).find(|line| line.starts_with(beginning));
        let words = line.with_context(|| format!("the README has no command `{beginning}`"))?.split_whitespace();
        let mut words = words.map(|word| word.to_owned());
        let mut command = Command::new(words.next().context("no command")?);
        command.args(words).current_dir(&self.folder);
        Ok(command)
    }

    /// Starts the server as the README says, on ports of its own choice, and lets the texts name it.
    fn serve(&self, job: &Job) -> Result<Watched> {
        let written = self.command("hubbub")?;
        let mut command = Command::new(job.hubbub()?);
        command.args(written.get_args()).current_dir(&self.folder).envs(ANY_PORTS);
        let running = Watched::start(job, &mut command)?;
        let address = running.find("address that it listens on", LIMIT, server::announced_in)?;
        self.replace(WRITTEN_SERVER, &address.to_string())?;
        Ok(running)
    }

    /// Puts another address into all files of the game's author.
    fn replace(&self, written: &str, own: &str) -> Result<()> {
        let mut count = 0;
        for folder in ["", "godot", "web"].map(|name| self.folder.join(name)).iter().filter(|folder| folder.exists()) {
            for entry in fs::read_dir(folder)? {
                count += usize::from(replace_in(&entry?.path(), written, own)?);
            }
        }
        ensure!(count > 0, "no file of {} names {written}", self.folder.display());
        Ok(())
    }

    /// Lets `script` play the person, as an autoload, and the engine import the project.
    fn seat(&self, job: &Job, engine: &Engine, script: &str) -> Result<()> {
        let project = self.folder.join("godot/project.godot");
        fs::copy(job.repository().join(script), self.folder.join("godot/player_of_test.gd"))?;
        let text = fs::read_to_string(&project)?;
        let autoload = "Player=\"*res://player_of_test.gd\"\n";
        let seated = match text.split_once("[autoload]\n\n") {
            Some((before, after)) => format!("{before}[autoload]\n\n{autoload}{after}"),
            None => format!("{text}\n[autoload]\n\n{autoload}"),
        };
        fs::write(&project, seated)?;
        job.run(engine.headless(job, self.folder.join("godot")).arg("--import"), LIMIT)
    }

    /// The engine without a window, with the README's arguments; those for the player in the test come behind.
    fn godot(&self, job: &Job, engine: &Engine) -> Result<Command> {
        let written = self.command("godot")?;
        let arguments: Vec<_> = written.get_args().collect();
        ensure!(arguments == ["--path", "godot"], "the README starts Godot with {arguments:?}");
        let mut command = engine.headless(job, self.folder.join("godot"));
        command.arg("--");
        Ok(command)
    }

    /// Serves the page as the README says, on any port, and opens it in a browser.
    fn visit(&self, job: &Job, node: &Node) -> Result<Visit> {
        tools::program(job, "python3", "python3")?;
        let written = self.command("python3 -m http.server")?;
        let arguments: Vec<_> =
            written.get_args().map(|word| if word == "8000" { "0".as_ref() } else { word }).collect();
        let mut server = Command::new("python3");
        let server = Watched::start(job, server.arg("-u").args(arguments).current_dir(&self.folder))?;
        let page = server.find("address of the page", LIMIT, |line| {
            let (_, rest) = line.split_once('(')?;
            Some(rest.split_once(')')?.0.to_owned())
        })?;
        let template = if self.folder.join("service.py").exists() { "turns" } else { "chat" };
        let mut browser = node.node(&job.repository().join("clients/web/tests"));
        let browser = Watched::start(job, browser.args(["new.e2e.mjs", template, &page]))?;
        Ok(Visit { browser, _server: server })
    }
}

/// Whether the file is a text that names `written`; then it names `own` instead.
fn replace_in(path: &Path, written: &str, own: &str) -> Result<bool> {
    let is_own = path.extension().is_some_and(|end| ["gd", "js", "toml", "md"].iter().any(|own| end == *own));
    if !is_own || path.file_name().is_some_and(|name| name == "hubbub.js") {
        return Ok(false);
    }
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    fs::write(path, text.replace(written, own))?;
    Ok(text.contains(written))
}

/// A browser at a page.
struct Visit {
    browser: Watched,
    _server: Watched,
}

impl Visit {
    /// Waits until the person at the page has seen what there was to see.
    fn passed(self) -> Result<()> {
        let passed = self.browser.find("`1 passed` of the page", LIMIT, |line| {
            line.ends_with(" failed").then(|| line == "1 passed, 0 failed")
        })?;
        if !passed {
            bail!("the page did not see everything");
        }
        Ok(())
    }
}
