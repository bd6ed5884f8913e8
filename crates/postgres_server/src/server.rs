//! One server: its folder, its processes.

mod replica;

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getuid, kill_process};

use crate::install;

/// How long a server may take to be ready; it may have a log to go through, on a busy machine.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// Between asking for a free port and its use another process may take it.
const PORT_TRIES: usize = 5;
/// Starts the server, tells its process id, and ends it (SIGQUIT: at once, with its children) when nobody holds the other
/// end of the standard input any more: so it ends with the test, however that ends.
const KEEPER: &str = r#""$0" "$@" & echo $!; cat > /dev/null; kill -QUIT $!; wait"#;
/// Whom root becomes, since PostgreSQL refuses root: `nobody`, as on every Linux.
const NOBODY: u32 = 65534;
/// Small enough for many servers at once.
const CONFIG: &str = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 16MB\n\
                      max_connections = 64\nlc_messages = 'C'\nlogging_collector = off\n";

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Lines of its configuration file, behind ours. Default: none.
    pub config: String,
    /// Files that it can read and nobody else may, by name; the configuration names their folder `$DIR`. Default: none.
    pub files: Vec<(String, String)>,
    /// Whether its pages have checksums, which PostgreSQL 15 leaves out by default. Default: no.
    pub checksums: bool,
}

/// A running server; ended, and its folder thrown away, when it is dropped.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    process: Option<Process>,
}

#[derive(Debug)]
struct Process {
    keeper: Child,
    /// Closing it ends the server.
    held: Option<ChildStdin>,
    pid: Pid,
}

enum NotReady {
    PortTaken,
    Other(String),
}

impl PostgresServer {
    /// A server that anybody on loopback may use as `hubbub`, with one empty database of that name.
    ///
    /// # Panics
    /// When there is none to be had, or it does not start; with what it said.
    #[must_use]
    pub fn start() -> Self {
        Self::with(&Settings::default())
    }

    /// The same, with settings.
    ///
    /// # Panics
    /// When there is none to be had, or it does not start; with what it said.
    #[must_use]
    pub fn with(settings: &Settings) -> Self {
        let mut server = Self::in_new_folder();
        server.initialize(settings);
        server.create_database();
        server.find_port();
        server
    }

    fn in_new_folder() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("postgres-server-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        // A process of the same number may have left one behind.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        if getuid().is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("root can give a folder away");
        }
        Self { programs: install::programs(), folder, port: 0, process: None }
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Where clients connect, as a URL of the database `hubbub`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("hubbub")
    }

    /// The URL of another database, which somebody must have made.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://hubbub@{}/{database}", self.address())
    }

    /// The folder of its data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends it and all its children without a word to anybody, as `kill -9` does, and waits until it is gone.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self) {
        let process = self.process.take().expect("the server runs");
        // It must not begin a child while they are listed.
        process.signal(Signal::STOP);
        until("it stops", || matches!(state(process.pid), Some('T') | None));
        let children = children(process.pid);
        process.signal(Signal::KILL);
        for child in &children {
            // It may have ended by itself.
            let _ = kill_process(*child, Signal::KILL);
        }
        process.wait();
        // One that has just begun listens as its parent did. Its end may wait to be looked at.
        until("its children end", || children.iter().all(|child| matches!(state(*child), Some('Z') | None)));
    }

    /// Ends it in good order: clients are cut off, and all is on the disk.
    ///
    /// # Panics
    /// When it does not run.
    pub fn stop(&mut self) {
        let process = self.process.take().expect("the server runs");
        process.signal(Signal::INT);
        let data = self.data();
        until("the server ends", || !data.join("postmaster.pid").exists());
        process.wait();
    }

    /// Starts it again on its port, after [`PostgresServer::kill`] or [`PostgresServer::stop`].
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        assert!(self.process.is_none(), "the server runs");
        // After a kill it names a process that may be somebody else's by now, and PostgreSQL would wait for that one.
        let _ = fs::remove_file(self.data().join("postmaster.pid"));
        if let Err(NotReady::Other(said)) = self.launch() {
            panic!("PostgreSQL does not start: {said}");
        }
    }

    /// Stops it and its children in their tracks (SIGSTOP): connections stay open and nothing moves.
    ///
    /// # Panics
    /// When it does not run.
    pub fn pause(&self) {
        self.signal_all(Signal::STOP);
    }

    /// Ends [`PostgresServer::pause`].
    ///
    /// # Panics
    /// When it does not run.
    pub fn resume(&self) {
        self.signal_all(Signal::CONT);
    }

    fn signal_all(&self, signal: Signal) {
        let process = self.process.as_ref().expect("the server runs");
        process.signal(signal);
        for child in children(process.pid) {
            // It may have ended by itself.
            let _ = kill_process(child, signal);
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn initialize(&self, settings: &Settings) {
        let mut initdb = unprivileged(&self.programs.join("initdb"), &self.folder);
        initdb.args(["--username", "hubbub", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        initdb.args(settings.checksums.then_some("--data-checksums")).arg("--pgdata").arg(self.data());
        run(&mut initdb);
        let file = self.data().join("postgresql.conf");
        let standard = fs::read_to_string(&file).expect("initdb has written it");
        let ours = settings.config.replace("$DIR", &self.folder.display().to_string());
        fs::write(&file, format!("{standard}\n{CONFIG}{ours}\n")).expect("it can be written to");
        for (name, text) in &settings.files {
            Self::give(&self.folder.join(name), text);
        }
    }

    /// Writes a file for the server's eyes alone.
    fn give(path: &Path, text: &str) {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).expect("the name is new");
        file.write_all(text.as_bytes()).expect("it can be written to");
        if getuid().is_root() {
            chown(path, Some(NOBODY), Some(NOBODY)).expect("root can give a file away");
        }
    }

    fn find_port(&mut self) {
        for _ in 0..PORT_TRIES {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
            self.port = free.expect("loopback has a free port").port();
            match self.launch() {
                Ok(()) => return,
                Err(NotReady::PortTaken) => {}
                Err(NotReady::Other(said)) => panic!("PostgreSQL does not start: {said}"),
            }
        }
        panic!("other processes have taken {PORT_TRIES} free ports, one after the other");
    }

    /// The database that bears the name of its user, by a process that needs no server.
    fn create_database(&self) {
        let mut alone = unprivileged(&self.programs.join("postgres"), &self.folder);
        alone.args(["--single", "-D"]).arg(self.data()).arg("postgres").stdin(Stdio::piped()).stdout(Stdio::null());
        let mut process = alone.stderr(Stdio::null()).spawn().expect("postgres can be started");
        let mut input = process.stdin.take().expect("it is piped");
        input.write_all(b"create database hubbub\n").expect("postgres listens");
        drop(input);
        assert!(process.wait().is_ok_and(|status| status.success()), "postgres does not make a database");
    }

    fn launch(&mut self) -> Result<(), NotReady> {
        let mut command = unprivileged(Path::new("sh"), &self.folder);
        command.arg("-c").arg(KEEPER).arg(self.programs.join("postgres"));
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut keeper = command.spawn().expect("sh can be started");
        let log = lines_of(keeper.stderr.take().expect("it is piped"));
        let held = keeper.stdin.take();
        let mut pid = String::new();
        let mut output = BufReader::new(keeper.stdout.take().expect("it is piped"));
        output.read_line(&mut pid).expect("sh tells the process id");
        let pid = pid.trim().parse().ok().and_then(Pid::from_raw).expect("a process id is a number");
        let process = Process { keeper, held, pid };
        match until_ready(&log) {
            Ok(()) => self.process = Some(process),
            Err(not_ready) => {
                process.wait();
                return Err(not_ready);
            }
        }
        Ok(())
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if let Some(process) = self.process.take() {
            process.wait();
        }
        // A folder that stays behind does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Process {
    fn signal(&self, signal: Signal) {
        // Fails if it has ended by itself.
        let _ = kill_process(self.pid, signal);
    }

    /// Ends it at once if it still runs, and waits for it.
    fn wait(mut self) {
        // One that was paused hears nothing else.
        self.signal(Signal::CONT);
        drop(self.held.take());
        let _ = self.keeper.wait();
    }
}

/// A command that root runs as `nobody`, in a folder that is there for everybody.
fn unprivileged(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    if getuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Gives what it writes.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Waits for something that comes soon.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + READY_LIMIT;
    while !is_so() {
        assert!(Instant::now() < deadline, "it takes more than {READY_LIMIT:?} until {what}");
        thread::yield_now();
    }
}

/// The processes that this one began.
fn children(parent: Pid) -> Vec<Pid> {
    let processes = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let pids = processes.filter_map(|process| Pid::from_raw(process.file_name().to_str()?.parse().ok()?));
    pids.filter(|pid| stat(*pid).is_some_and(|(_, of)| of == parent.as_raw_nonzero().get())).collect()
}

/// A letter: `T` is stopped, `Z` has ended and is not yet forgotten.
fn state(pid: Pid) -> Option<char> {
    stat(pid).map(|(state, _)| state)
}

/// What the kernel tells of a process behind its name, which stands in brackets: its state and its parent.
fn stat(pid: Pid) -> Option<(char, i32)> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace();
    Some((rest.next()?.chars().next()?, rest.next()?.parse().ok()?))
}

/// What a program says, line by line, read to the end so that it never waits for its reader.
fn lines_of(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more once the server is ready.
            let _ = sender.send(line);
        }
    });
    lines
}

fn until_ready(log: &Receiver<String>) -> Result<(), NotReady> {
    let deadline = Instant::now() + READY_LIMIT;
    let mut said = Vec::new();
    loop {
        match log.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) if line.contains("is ready to accept") => return Ok(()),
            Ok(line) if line.contains("Address already in use") => return Err(NotReady::PortTaken),
            Ok(line) => said.push(line),
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {
                return Err(NotReady::Other(said.join("\n")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_server_listens_until_it_is_killed_and_again_after_a_restart() {
        let mut server = PostgresServer::start();
        assert!(TcpStream::connect(server.address()).is_ok());
        server.kill();
        assert!(TcpStream::connect(server.address()).is_err());
        server.restart();
        assert!(TcpStream::connect(server.address()).is_ok());
        server.stop();
        assert!(TcpStream::connect(server.address()).is_err());
        server.restart();
        let (address, folder) = (server.address(), server.folder().to_owned());
        drop(server);
        assert!(TcpStream::connect(address).is_err() && !folder.exists());
    }
}
