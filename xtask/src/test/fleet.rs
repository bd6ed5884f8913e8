//! A fleet that runs for the length of a test: gateways, nodes that run games, and NATS and PostgreSQL between them.

use std::fs;

use anyhow::{Context, Result};
use nats_server::NatsServer;
use postgres_server::PostgresServer;

use super::{
    server::{self, Server},
    watch::Watched,
};
use crate::job::Job;

const GATEWAYS: [&str; 2] = ["gateway_1", "gateway_2"];
const GAMES: [&str; 2] = ["games_1", "games_2"];

/// A fleet that ends when this is dropped: its nodes before what is between them.
pub(super) struct Fleet {
    gateways: Vec<Server>,
    _games: Vec<Watched>,
    _database: PostgresServer,
    _nats: NatsServer,
}

impl Fleet {
    /// Starts all of it on loopback, and comes back when the gateways listen.
    pub(super) fn start(job: &Job) -> Result<Self> {
        let (nats, database) = (NatsServer::start(), PostgresServer::start());
        let folder = job.scratch("fleet")?;
        // Whoever was let in by one gateway is known to the other. It protects what lives for minutes.
        let key = folder.join("key");
        fs::write(&key, "7a".repeat(32)).with_context(|| format!("cannot write {}", key.display()))?;
        let settings = folder.join("hubbub.toml");
        fs::write(&settings, format!("[auth]\nkey_file = {:?}\n", key.display().to_string()))
            .with_context(|| format!("cannot write {}", settings.display()))?;
        let settings = settings.display().to_string();
        let told = |name: &str, role: &str| {
            let data = folder.join(name).display().to_string();
            let common = ["--config", &settings, "--nats", &nats.url(), "--data", &data, "--node-name", name, "--role"];
            common.into_iter().chain([role]).map(str::to_owned).collect::<Vec<_>>()
        };
        let games = GAMES.iter().map(|name| {
            let told = [told(name, "games"), vec!["--database".to_owned(), database.url()]].concat();
            server::start_games(job, &told.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let games = games.collect::<Result<_>>()?;
        let gateways = GATEWAYS.iter().map(|name| {
            let told = told(name, "gateway");
            Server::start(job, &told.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let gateways = gateways.collect::<Result<_>>()?;
        Ok(Self { gateways, _games: games, _database: database, _nats: nats })
    }

    /// Where players connect: two ways into the same fleet.
    pub(super) fn gateways(&self) -> &[Server] {
        &self.gateways
    }
}
