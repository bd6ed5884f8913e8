//! What the contract runs on: nodes that share a bus, and somebody who cuts it.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bus::{Bus, BusLimits, LocalBus, NatsBus, NatsOptions};
use nats_server::NatsServer;

use crate::wait::{connected, disconnected};

pub(crate) trait Fleet {
    fn new() -> Self;

    /// A node of the fleet with this prefix, connected.
    fn node(&self, limits: BusLimits, prefix: Option<&str>) -> impl Future<Output = Arc<dyn Bus>>;

    /// A node as by default.
    fn plain(&self) -> impl Future<Output = Arc<dyn Bus>> {
        self.node(BusLimits::default(), None)
    }

    /// Cuts every node off, and waits until they know.
    fn cut(&mut self) -> impl Future<Output = ()>;

    /// Ends the cut, and waits until every node knows.
    fn heal(&mut self) -> impl Future<Output = ()>;
}

pub(crate) struct Local {
    first: LocalBus,
    nodes: Mutex<Vec<Arc<LocalBus>>>,
}

impl Fleet for Local {
    fn new() -> Self {
        Self { first: LocalBus::new(BusLimits::default(), None), nodes: Mutex::default() }
    }

    async fn node(&self, limits: BusLimits, prefix: Option<&str>) -> Arc<dyn Bus> {
        let node = Arc::new(self.first.beside(limits, prefix.map(|prefix| prefix.parse().unwrap())));
        self.nodes.lock().unwrap().push(Arc::clone(&node));
        node
    }

    async fn cut(&mut self) {
        self.nodes.lock().unwrap().iter().for_each(|node| node.disconnect());
    }

    async fn heal(&mut self) {
        self.nodes.lock().unwrap().iter().for_each(|node| node.reconnect());
    }
}

pub(crate) struct Nats {
    pub(crate) server: NatsServer,
    nodes: Mutex<Vec<Arc<dyn Bus>>>,
}

/// Options for tests: to one server, with short waits.
pub(crate) fn options(url: &str) -> NatsOptions {
    let mut options = NatsOptions::new(vec![url.parse().expect("it is a URL")]);
    options.ping_every = Duration::from_millis(100);
    options.back_off.longest = Duration::from_millis(100);
    options
}

impl Fleet for Nats {
    fn new() -> Self {
        Self { server: NatsServer::start(), nodes: Mutex::default() }
    }

    async fn node(&self, limits: BusLimits, prefix: Option<&str>) -> Arc<dyn Bus> {
        let mut options = options(&self.server.url());
        // Only those tests are about silence that say so.
        options.ping_every = Duration::from_secs(5);
        options.prefix = prefix.map(|prefix| prefix.parse().unwrap());
        let node: Arc<dyn Bus> = Arc::new(NatsBus::connect(options, limits).await.expect("the server runs"));
        self.nodes.lock().unwrap().push(Arc::clone(&node));
        node
    }

    async fn cut(&mut self) {
        self.server.kill();
        let nodes = self.nodes.lock().unwrap().clone();
        for node in nodes {
            disconnected(&*node).await;
        }
    }

    async fn heal(&mut self) {
        self.server.restart();
        let nodes = self.nodes.lock().unwrap().clone();
        for node in nodes {
            connected(&*node).await;
        }
    }
}
