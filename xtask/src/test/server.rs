//! A Hubbub that runs for the length of a test, on a port that the system chose.

use std::{
    io::{BufRead as _, BufReader, PipeReader, Write as _},
    net::SocketAddr,
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use super::job::Job;
use crate::process::Running;

/// What the server prints before each address on which it can be reached.
const ANNOUNCEMENT: &str = "listening on http://";
const START_LIMIT: Duration = Duration::from_secs(20);

/// A server that ends when this is dropped.
pub(super) struct Server {
    address: SocketAddr,
    _running: Running,
}

impl Server {
    /// Starts Hubbub on loopback and comes back when it listens.
    pub(super) fn start(job: &Job, flags: &[&str]) -> Result<Self> {
        let mut command = Command::new(job.hubbub()?);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags).current_dir(job.scratch("server")?);
        let (running, output) = job.start_piped(&mut command)?;
        let (announce, announced) = mpsc::channel();
        let log = job.log()?;
        thread::spawn(move || listen_to(output, &log, &announce));
        let address = announced
            .recv_timeout(START_LIMIT)
            .with_context(|| format!("hubbub did not print `{ANNOUNCEMENT}…` within {} s", START_LIMIT.as_secs()))?;
        Ok(Self { address, _running: running })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of its page.
    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Keeps what the server says and passes on the addresses in it, until the server ends.
fn listen_to(output: PipeReader, mut log: &std::fs::File, announce: &mpsc::Sender<SocketAddr>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        // Neither a full disk nor a test that has heard enough may stop the server's output from being read.
        let _ = writeln!(log, "{line}");
        if let Some(address) = announced_in(&line) {
            let _ = announce.send(address);
        }
    }
}

fn announced_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(ANNOUNCEMENT)?;
    let end = rest.find(|character: char| character == '/' || character.is_whitespace());
    rest[..end.unwrap_or(rest.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_what_the_server_prints() {
        let address: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        for line in ["listening on http://127.0.0.1:8080", "  listening on http://127.0.0.1:8080/ (players)"] {
            assert_eq!(announced_in(line), Some(address), "{line}");
        }
        assert_eq!(announced_in("listening on nothing"), None);
    }
}
