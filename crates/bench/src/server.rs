//! A server that is started for a run and ended after it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::placement::on_core;

const START_TIME: Duration = Duration::from_secs(20);
const STOP_TIME: Duration = Duration::from_secs(3);
const LISTENING: &str = "listening on http://";
const LINES_KEPT: usize = 12;

/// How to start a server.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    /// The program and its arguments, or what a shell is to run.
    pub(crate) command: Program,
    /// Settings beside those of this process.
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// What to run.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// This executable, with these arguments.
    Own(Vec<String>),
    /// A shell's command line; `{port}` stands for a free port.
    Shell(String),
}

/// A running server; ended when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Where it listens, as a URL.
    pub(crate) url: String,
}

impl Server {
    /// Starts a server, on one core if so asked, and waits until it listens.
    ///
    /// # Errors
    /// If it does not start, or does not say where it listens: with what it printed.
    pub(crate) fn start(launch: &Launch, core: Option<usize>) -> anyhow::Result<Self> {
        let port = match &launch.command {
            Program::Shell(line) if line.contains("{port}") => Some(free_port()?),
            Program::Shell(_) | Program::Own(_) => None,
        };
        let mut command = launch.command.to_command(port);
        command.envs(launch.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let shown = format!("{command:?}");
        let child = on_core(core, || command.spawn().with_context(|| format!("cannot start {shown}")))?;
        let mut server = Self { child, url: String::new() };
        let (sender, lines) = channel();
        if let (Some(stdout), Some(stderr)) = (server.child.stdout.take(), server.child.stderr.take()) {
            drain(stdout, sender.clone());
            drain(stderr, sender);
        }
        server.url = server.wait_until_it_listens(&lines, port).with_context(|| format!("from {shown}"))?;
        Ok(server)
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn wait_until_it_listens(&mut self, lines: &Receiver<String>, port: Option<u16>) -> anyhow::Result<String> {
        let deadline = Instant::now() + START_TIME;
        let mut last = VecDeque::new();
        while Instant::now() < deadline {
            match lines.recv_timeout(Duration::from_millis(20)) {
                Ok(line) => {
                    if let Some(url) = listening_url(&line) {
                        return Ok(url);
                    }
                    last.push_back(line);
                    if last.len() > LINES_KEPT {
                        last.pop_front();
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if let Some(port) = port
                && TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_ok()
            {
                return Ok(format!("ws://127.0.0.1:{port}"));
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once ({status}); it printed:\n{}", indented(&last));
            }
        }
        bail!("the server has not said `{LISTENING}ADDR` in {START_TIME:?}; it printed:\n{}", indented(&last));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _ = kill_process(pid, Signal::TERM);
        }
        let deadline = Instant::now() + STOP_TIME;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        // The same.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn to_command(&self, port: Option<u16>) -> Command {
        match self {
            Self::Own(arguments) => {
                // Not by its path, under which a newer build may stand before a long comparison is over.
                let mut command = Command::new("/proc/self/exe");
                command.args(arguments);
                command
            }
            Self::Shell(line) => {
                let line = line.replace("{port}", &port.unwrap_or_default().to_string());
                let mut command = Command::new("sh");
                // `exec`, so that the process that is measured is the server's and not the shell's.
                command.arg("-c").arg(format!("exec {line}"));
                command
            }
        }
    }
}

/// Reads what a server prints as long as it lives, so that a full pipe never stops it.
fn drain(output: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // After the start nobody looks at the lines any more.
            let _ = lines.send(line);
        }
    });
}

/// The URL in a line such as `listening on http://127.0.0.1:8080 (…)`.
fn listening_url(line: &str) -> Option<String> {
    let at = line.to_ascii_lowercase().find(LISTENING)? + LISTENING.len();
    let host: String = line[at..].chars().take_while(|&c| c.is_ascii_alphanumeric() || "[].:-".contains(c)).collect();
    let host = host.trim_end_matches(['.', ':']);
    (!host.is_empty()).then(|| format!("ws://{host}"))
}

/// A port of loopback that nobody uses now.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot find a free port")?;
    Ok(listener.local_addr()?.port())
}

fn indented(lines: &VecDeque<String>) -> String {
    if lines.is_empty() {
        return "    nothing".to_owned();
    }
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(line: &str) -> Launch {
        Launch { command: Program::Shell(line.to_owned()), environment: Vec::new() }
    }

    #[test]
    fn the_url_is_found_wherever_a_line_names_it() {
        let url = |line| listening_url(line).unwrap_or_default();
        assert_eq!(url("listening on http://127.0.0.1:8080"), "ws://127.0.0.1:8080");
        assert_eq!(url("  Listening on http://[::1]:8080/ (IPv6)"), "ws://[::1]:8080");
        assert_eq!(url("now listening on http://localhost:99."), "ws://localhost:99");
        assert_eq!(url("not yet"), "");
    }

    #[test]
    fn a_server_that_ends_at_once_is_quoted() {
        let error = Server::start(&shell("sh -c 'echo no such disk >&2; exit 3'"), None).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("exit status: 3") && text.contains("no such disk"), "{text}");
    }

    #[test]
    fn a_server_is_found_and_ended() {
        let server =
            Server::start(&shell("sh -c 'echo listening on http://127.0.0.1:1; exec sleep 60'"), None).unwrap();
        assert_eq!(server.url, "ws://127.0.0.1:1");
        let folder = std::path::PathBuf::from(format!("/proc/{}", server.pid()));
        assert!(folder.exists());
        drop(server);
        assert!(!folder.exists());
    }
}
