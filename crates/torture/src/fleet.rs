//! The whole of what is tortured: gateways, nodes that run games, NATS and PostgreSQL, all real processes.

use std::path::Path;

use crowd::Api;
use nats_server::NatsServer;
use postgres_server::{PostgresServer, Settings};

use crate::node::{Common, Node};

/// Small, but with what makes a commit last.
const DATABASE: &str = "max_wal_size = 512MB\n";

/// A fleet. Everything ends when it is dropped.
pub(crate) struct Fleet {
    pub(crate) gateways: Vec<Node>,
    pub(crate) hosts: Vec<Node>,
    pub(crate) database: PostgresServer,
    /// Last, so that nodes end before it does.
    _nats: NatsServer,
    common: Common,
}

impl Fleet {
    /// Starts all of it.
    ///
    /// # Errors
    /// If a node does not start.
    pub(crate) fn start(hubbub: &Path, folder: &Path, gateways: usize, hosts: usize) -> anyhow::Result<Self> {
        let nats = NatsServer::start();
        let database = PostgresServer::with(&Settings { config: DATABASE.to_owned(), ..Settings::default() });
        let common = Common { hubbub: hubbub.to_owned(), folder: folder.to_owned(), nats: nats.url() };
        common.prepare()?;
        let url = database.url();
        let nodes = |kind: &str, count: usize, database: Option<&str>| -> anyhow::Result<Vec<Node>> {
            (1..=count).map(|number| Node::new(&common, &format!("{kind}{number}"), database)).collect()
        };
        let (gateways, hosts) = (nodes("gateway", gateways, None)?, nodes("games", hosts, Some(&url))?);
        let mut fleet = Self { gateways, hosts, database, _nats: nats, common };
        fleet.nodes().try_for_each(Node::start)?;
        Ok(fleet)
    }

    pub(crate) fn nodes(&mut self) -> impl Iterator<Item = &mut Node> {
        self.hosts.iter_mut().chain(&mut self.gateways)
    }

    /// The API of each gateway.
    ///
    /// # Errors
    /// If the token's file is gone.
    pub(crate) fn apis(&self) -> anyhow::Result<Vec<Api>> {
        self.gateways.iter().map(|gateway| Api::new(gateway.metrics, &self.common.token_file())).collect()
    }
}
