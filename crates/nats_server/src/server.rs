//! One server process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::install;

/// How long a server may take to be ready; a busy machine makes it slow.
const READY_LIMIT: Duration = Duration::from_secs(20);
/// Starts the server, tells its process id, and kills it when nobody holds the other end of the standard input any
/// more: so it ends with the test, however that ends.
const KEEPER: &str = r#""$0" "$@" & echo $!; cat > /dev/null; kill -KILL $!"#;
const ANY_PORT: u16 = 0;

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Text of its configuration file; address and port are set by [`NatsServer`]. Default: empty.
    pub config: String,
    /// Files beside the configuration, by name, that it can include or name by `$DIR`, which stands for the folder.
    pub files: Vec<(String, String)>,
}

/// A running server; ended when it is dropped.
#[derive(Debug)]
pub struct NatsServer {
    program: PathBuf,
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

impl NatsServer {
    /// A server without any login, on a free port of loopback, that answers.
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
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("nats-server-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let here = folder.display().to_string();
        fs::write(folder.join("server.conf"), settings.config.replace("$DIR", &here)).expect("it can be written to");
        for (file, text) in &settings.files {
            fs::write(folder.join(file), text).expect("it can be written to");
        }
        let mut server = Self { program: install::program(), folder, port: ANY_PORT, process: None };
        server.launch();
        server
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Where clients connect, as a URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// The folder of its files.
    #[must_use]
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Ends it without a word to anybody, as `kill -9` does, and waits until it is gone.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self) {
        self.process.take().expect("the server runs").end();
    }

    /// Starts it again on its port, after [`NatsServer::kill`].
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        assert!(self.process.is_none(), "the server runs");
        self.launch();
    }

    /// Stops it in its tracks (SIGSTOP): connections stay open and nothing moves.
    ///
    /// # Panics
    /// When it does not run.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// Ends [`NatsServer::pause`].
    ///
    /// # Panics
    /// When it does not run.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().expect("the server runs");
        kill_process(process.pid, signal).expect("a running server takes signals");
    }

    fn launch(&mut self) {
        let port = if self.port == ANY_PORT { "-1".to_owned() } else { self.port.to_string() };
        let mut command = Command::new("sh");
        command.arg("-c").arg(KEEPER).arg(&self.program);
        command.args(["--addr", "127.0.0.1", "--port", &port, "--config"]).arg(self.folder.join("server.conf"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut keeper = command.spawn().expect("sh can be started");
        let log = lines_of(keeper.stderr.take().expect("it is piped"));
        let held = keeper.stdin.take();
        let mut pid = String::new();
        let mut output = BufReader::new(keeper.stdout.take().expect("it is piped"));
        output.read_line(&mut pid).expect("sh tells the process id");
        let pid = pid.trim().parse().ok().and_then(Pid::from_raw).expect("a process id is a number");
        self.process = Some(Process { keeper, held, pid });
        self.port = until_ready(&log);
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        if let Some(process) = self.process.take() {
            process.end();
        }
        // A folder that stays behind does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Process {
    fn end(mut self) {
        // Fails if it has ended by itself, which is what is wanted.
        let _ = kill_process(self.pid, Signal::KILL);
        drop(self.held.take());
        let _ = self.keeper.wait();
    }
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

/// Waits until a server says that it is ready; gives the port that it said before.
fn until_ready(log: &Receiver<String>) -> u16 {
    let deadline = Instant::now() + READY_LIMIT;
    let mut said = Vec::new();
    let mut port = None;
    loop {
        match log.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                let address = line.split_once("client connections on ");
                port = address.and_then(|(_, address)| address.rsplit_once(':')?.1.parse().ok()).or(port);
                if let (Some(port), true) = (port, line.contains("Server is ready")) {
                    return port;
                }
                said.push(line);
            }
            Err(RecvTimeoutError::Disconnected) => panic!("nats-server ended: {}", said.join("\n")),
            Err(RecvTimeoutError::Timeout) => panic!("nats-server is not ready: {}", said.join("\n")),
        }
    }
}
