//! Games under load: how many moves a second a server decides, keeps and acknowledges, and how long a player waits.
//!
//! Two players sit at each game and say something as soon as what they said before is acknowledged. Of all that one may
//! do in the crossword game this is the cheapest for the load, and it is kept as every move is: decided by the rules,
//! appended to the log under the owner's fence, on the disk with fsync, then applied, acknowledged and shown to both
//! players and to whoever watches. What a turn with tiles costs beyond that, `--turns` shows.

mod args;
mod disk;
mod found;
mod show;
mod talker;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use client::Input;
use crowd::{Api, Crowd};
use game::Luck;
use lexicon::{Language, Lexicon};
use serde_json::json;

use crate::launches;
use crate::placement::on_core;
use crate::proc::{Process, Processes};
use crate::progress::Teller;
use crate::server::{Server, free_port};
use crate::workloads::warm_for;
pub(crate) use args::Args;
use found::{Found, Sample};
use talker::{Stage, Talker};

/// How long something may take that should be over in a moment.
const PATIENCE: Duration = Duration::from_secs(60);
/// Players who come at once: enough to keep a server busy, too few to overflow a usual backlog.
const COMING_MAX: usize = 64;
const TURN: Duration = Duration::from_millis(20);

/// Measures, and shows what was found.
///
/// # Errors
/// If the server does not start, or a step takes more than a minute.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    crowd::need_files(2 * args.games)?;
    let folder = Folder::new(args.data.as_deref())?;
    let disk = disk::measure(&folder.path)?;
    let metrics = SocketAddr::from(([127, 0, 0, 1], free_port()?));
    let launch = launches::with_games(&folder.path, metrics, args.database.as_deref());
    let server = Server::start(&launch, args.placement.server())?;
    let api = Api::new(metrics, &folder.path.join("admin-token"))?;
    let run = Run::new(args, &server, api)?;
    let found = on_core(args.placement.load(), || run.steps())?;
    drop(server);
    show::show(args, disk, &found)
}

/// A folder for a server's data, thrown away in the end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new(within: Option<&Path>) -> anyhow::Result<Self> {
        let within = within.map_or_else(std::env::temp_dir, Path::to_owned);
        let path = within.join(format!("hubbub-bench-{}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self { path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind does no harm.
        let _ = fs::remove_dir_all(&self.path);
    }
}

struct Run<'a> {
    args: &'a Args,
    api: Api,
    processes: Processes,
    crowd: Crowd<Talker>,
    teller: Teller,
}

impl<'a> Run<'a> {
    fn new(args: &'a Args, server: &Server, api: Api) -> anyhow::Result<Self> {
        let address = server.url.trim_start_matches("ws://").parse();
        let address: SocketAddr = address.with_context(|| format!("no address in {}", server.url))?;
        let mut stage = Stage::new(args);
        if args.turns {
            let (list, name) = lexicon::shipped(Language::English);
            stage.lexicon = Some(Lexicon::load(lexicon::build(&list, name)?)?);
        }
        let crowd = Crowd::new(&[address], stage, rand::random()).context("cannot make an epoll")?;
        let processes = Processes::new(&[server.pid()])?;
        Ok(Self { args, api, processes, crowd, teller: Teller::new() })
    }

    fn steps(mut self) -> anyhow::Result<Found> {
        self.come()?;
        self.begin()?;
        self.crowd.stage.is_speaking = true;
        let measure = Duration::from_secs_f64(self.args.seconds);
        self.play_for(warm_for(measure), "warming up")?;
        let before = self.sample()?;
        self.crowd.stage.window = Some(self.crowd.now());
        self.play_for(measure, "measuring")?;
        self.crowd.stage.window = None;
        let after = self.sample()?;
        self.crowd.stage.is_speaking = false;
        self.until("the last moves are acknowledged", |crowd| crowd.scripts().all(Talker::is_done))?;
        let memory = self.processes.memory()?;
        Ok(Found::new(before, &after, memory, &self.crowd.stage))
    }

    fn come(&mut self) -> anyhow::Result<()> {
        let wanted = 2 * self.args.games as usize;
        while self.crowd.len() < wanted {
            let coming = COMING_MAX.min(wanted - self.crowd.len());
            for _ in 0..coming {
                let player =
                    if self.args.turns { Talker::with_tiles(Luck::of(rand::random())) } else { Talker::default() };
                self.crowd.add(player, 0);
            }
            self.until("all are let in", |crowd| crowd.scripts().all(Talker::is_in))?;
        }
        Ok(())
    }

    fn begin(&mut self) -> anyhow::Result<()> {
        for game in 0..self.args.games as usize {
            let pair = [2 * game, 2 * game + 1];
            let [first, second] = pair.map(|player| self.crowd.script(player).user().to_owned());
            let setup = json!({ "clock": { "kind": "correspondence", "turn_s": 86_400 } });
            let id = self.api.begin([&first, &second], &setup)?;
            for player in pair {
                let realm = self.crowd.script(player).sits_at(&id);
                self.crowd.give(player, Input::Join(realm));
            }
            self.crowd.turn(Duration::ZERO)?;
            self.teller.tell(&format!("beginning: {game} games"));
        }
        self.until("all see their games", |crowd| crowd.scripts().all(Talker::sees_game))
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&Crowd<Talker>) -> bool) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(&self.crowd) {
            self.crowd.turn(TURN)?;
            if let Some(fault) = &self.crowd.stage.fault {
                bail!("{fault}");
            }
            if Instant::now() >= deadline {
                bail!("it takes more than {PATIENCE:?} until {what}");
            }
        }
        Ok(())
    }

    fn play_for(&mut self, time: Duration, doing: &str) -> anyhow::Result<()> {
        let end = self.crowd.now() + time;
        while self.crowd.now() < end {
            self.crowd.turn(TURN)?;
            self.teller.tell(&format!("{doing}: {} moves acknowledged", self.crowd.stage.acked));
        }
        Ok(())
    }

    fn sample(&self) -> anyhow::Result<Sample> {
        let stage = &self.crowd.stage;
        let (server, load) = (self.processes.cpu_by_thread()?, Process::own().cpu()?);
        Ok(Sample { at: Instant::now(), acked: stage.acked, views: stage.views, server, load })
    }
}
