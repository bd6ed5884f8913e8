//! Godot's own multiplayer, with the server between the engines.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{godot::Engine, server::Server};
use crate::job::Job;

/// A game that knows nothing of the server but its address.
const PROJECT: &str = "clients/godot/tests/relay";
/// How many play together.
const ROOMS: [usize; 2] = [2, 8];
const LIMIT: Duration = Duration::from_mins(2);

/// Engines play a round with the host that the server names, it leaves, and the others play one with the next.
pub(super) fn godot(job: &Job, engine: &Engine, server: &Server) -> Result<()> {
    job.run(engine.headless(job, PROJECT).arg("--import"), LIMIT)?;
    for count in ROOMS {
        let url = server.relay(&format!("room_of_{count}"));
        let started = (0..count).map(|_| {
            let mut peer = engine.headless(job, PROJECT);
            job.start(peer.arg("--").arg(format!("--url={url}")).arg(format!("--peers={count}")))
        });
        for peer in started.collect::<Result<Vec<_>>>()? {
            let status = peer.wait(LIMIT).with_context(|| format!("one of {count} engines at {url}"))?;
            ensure!(status.success(), "one of {count} engines at {url} did not see both rounds: {status}");
        }
    }
    Ok(())
}
