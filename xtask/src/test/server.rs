//! A Hubbub that runs for the length of a test, on a port that the system chose.

use std::{net::SocketAddr, process::Command, time::Duration};

use anyhow::Result;

use super::watch::Watched;
use crate::job::Job;

/// What the server prints before each address on which it can be reached.
const ANNOUNCEMENT: &str = "listening on http://";
/// The same, where it speaks TLS.
const TLS_ANNOUNCEMENT: &str = "listening on https://";
/// What it prints where it listens for nobody.
const GAMES_ANNOUNCEMENT: &str = "running games";
/// On a slow machine everything is.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A server that ends when this is dropped.
pub(super) struct Server {
    address: SocketAddr,
    running: Watched,
}

impl Server {
    /// Starts Hubbub on loopback and comes back when it listens.
    pub(super) fn start(job: &Job, flags: &[&str]) -> Result<Self> {
        let running = launch(job, flags)?;
        let address = running.find(&format!("`{ANNOUNCEMENT}…`"), START_LIMIT, announced_in)?;
        Ok(Self { address, running })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where engines meet in a room of Godot's own multiplayer over TLS, if the settings say so. To be asked once.
    pub(super) fn relay_over_tls(&self, room: &str) -> Result<String> {
        let wanted = |line: &str| announced_after(TLS_ANNOUNCEMENT, line);
        let address = self.running.find(&format!("`{TLS_ANNOUNCEMENT}…`"), START_LIMIT, wanted)?;
        Ok(format!("wss://{address}/godot/{room}"))
    }

    /// The address of its page.
    pub(super) fn page(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Where protobuf players connect.
    pub(super) fn protobuf(&self) -> String {
        format!("ws://{}/ws", self.address)
    }

    /// Where engines meet in a room of Godot's own multiplayer.
    pub(super) fn relay(&self, room: &str) -> String {
        format!("ws://{}/godot/{room}", self.address)
    }

    /// Where JSON players connect.
    pub(super) fn json(&self) -> String {
        format!("ws://{}/", self.address)
    }
}

/// Starts a node of a fleet that listens for no players, and comes back when it runs games. It ends when this is dropped.
pub(super) fn start_games(job: &Job, flags: &[&str]) -> Result<Watched> {
    let running = launch(job, flags)?;
    running.find(&format!("`{GAMES_ANNOUNCEMENT}`"), START_LIMIT, |line| (line == GAMES_ANNOUNCEMENT).then_some(()))?;
    Ok(running)
}

fn launch(job: &Job, flags: &[&str]) -> Result<Watched> {
    let mut command = Command::new(job.hubbub()?);
    command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]).args(flags);
    Watched::start(job, command.current_dir(job.scratch("server")?))
}

/// The address that a line of the server announces.
pub(super) fn announced_in(line: &str) -> Option<SocketAddr> {
    announced_after(ANNOUNCEMENT, line)
}

fn announced_after(announcement: &str, line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(announcement)?;
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
