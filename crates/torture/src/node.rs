//! One node of the fleet: a process that can be started, killed, stopped in its tracks and ended in good order.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a node may take to listen; a busy machine makes it slow.
const START_LIMIT: Duration = Duration::from_secs(20);
/// Longer than any drain.
const END_LIMIT: Duration = Duration::from_secs(40);
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// What all nodes of a fleet have in common.
#[derive(Clone, Debug)]
pub(crate) struct Common {
    /// The program.
    pub(crate) hubbub: PathBuf,
    /// Where each has its folder and its log.
    pub(crate) folder: PathBuf,
    /// The NATS server's URL.
    pub(crate) nats: String,
}

/// One node. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// Where players connect.
    pub(crate) address: SocketAddr,
    /// Where the server API is.
    pub(crate) metrics: SocketAddr,
    hubbub: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(&'static str, PathBuf)>,
    log: PathBuf,
    process: Option<Child>,
}

impl Node {
    /// A node that does not run yet; one that runs games if it has a database.
    ///
    /// # Errors
    /// If there is no free port.
    pub(crate) fn new(common: &Common, name: &str, database: Option<&str>) -> anyhow::Result<Self> {
        let (address, metrics) = (free_address()?, free_address()?);
        let data = common.folder.join(name);
        let mut arguments: Vec<String> = ["serve", "--shards", "1", "--node-name", name].map(str::to_owned).into();
        let told = [("--listen", address.to_string()), ("--metrics", metrics.to_string())];
        let told = told.into_iter().chain([("--data", data.display().to_string()), ("--nats", common.nats.clone())]);
        let told = told.chain(database.map(|url| ("--database", url.to_owned())));
        told.for_each(|(flag, value)| arguments.extend([flag.to_owned(), value]));
        // Whoever was let in by one gateway is known to the other.
        let environment =
            vec![("HUBBUB_AUTH_KEY_FILE", common.folder.join("key")), ("HUBBUB_ADMIN_TOKEN_FILE", common.token_file())];
        let log = common.folder.join(format!("{name}.log"));
        let hubbub = common.hubbub.clone();
        Ok(Self { name: name.to_owned(), address, metrics, hubbub, arguments, environment, log, process: None })
    }

    /// Starts it, and comes back when it listens.
    ///
    /// # Errors
    /// If it does not start.
    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.hubbub);
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut process = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let (sender, listens) = mpsc::channel();
        if let Some(said) = process.stdout.take() {
            // It says a few lines only, and is read to the end all the same.
            thread::spawn(move || {
                for line in BufReader::new(said).lines().map_while(Result::ok) {
                    // Nobody waits any more once it listens.
                    let _ = sender.send(line.starts_with("listening on "));
                }
            });
        }
        self.process = Some(process);
        match listens.recv_timeout(START_LIMIT) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => bail!("{} does not start; its log: {}", self.name, self.log.display()),
        }
    }

    /// Ends it without a word to anybody.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Stops it in its tracks: its conns stay open and nothing moves.
    ///
    /// # Errors
    /// If it does not run.
    pub(crate) fn pause(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Ends [`Node::pause`].
    ///
    /// # Errors
    /// If it does not run.
    pub(crate) fn resume(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    /// Ends it in good order; gives how long that took.
    ///
    /// # Errors
    /// If it does not end in its time, or says that something was left.
    pub(crate) fn end(&mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        self.signal(Signal::TERM)?;
        let Some(mut process) = self.process.take() else { bail!("{} does not run", self.name) };
        while began.elapsed() < END_LIMIT {
            if let Some(status) = process.try_wait()? {
                if !status.success() {
                    bail!("{} has ended with {status}; its log: {}", self.name, self.log.display());
                }
                return Ok(began.elapsed());
            }
            thread::sleep(LOOK_EVERY);
        }
        process.kill()?;
        bail!("{} has not ended in {END_LIMIT:?}; its log: {}", self.name, self.log.display());
    }

    /// Whether it runs, as it should.
    ///
    /// # Errors
    /// If it has ended by itself.
    pub(crate) fn check(&mut self) -> anyhow::Result<()> {
        if let Some(process) = &mut self.process
            && let Some(status) = process.try_wait()?
        {
            bail!("{} has ended by itself, with {status}; its log: {}", self.name, self.log.display());
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let process = self.process.as_ref().with_context(|| format!("{} does not run", self.name))?;
        let pid = i32::try_from(process.id()).ok().and_then(Pid::from_raw).context("a process has a number")?;
        kill_process(pid, signal).with_context(|| format!("{} takes no signals", self.name))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Common {
    /// The token of every node's API.
    pub(crate) fn token_file(&self) -> PathBuf {
        self.folder.join("admin-token")
    }

    /// Makes the folder, and in it what the nodes share.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn prepare(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // What they protect lives for minutes, on loopback.
        write(&self.folder.join("key"), &"7a".repeat(32))?;
        write(&self.token_file(), &"5c".repeat(32))
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// An address of loopback that nobody uses now.
fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot find a free port")?;
    Ok(listener.local_addr()?)
}
