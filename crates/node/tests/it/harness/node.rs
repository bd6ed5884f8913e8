//! A node of this process, and the two honest conns that watch over it.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use config::Config;
use node::Server;

use super::{Client, PATIENCE, PING_EVERY, Request};
use crate::protobuf;

/// A node of this process on free ports; stopped when it is dropped.
pub(crate) struct Node {
    server: Option<Server>,
    /// Where players connect; where operators do, on a node without players.
    pub(crate) address: SocketAddr,
    pub(crate) metrics: SocketAddr,
    shards: usize,
}

impl Node {
    /// One shard, everything else as by default.
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    /// One shard, and what the caller sets.
    pub(crate) fn with(set: impl FnOnce(&mut Config)) -> Self {
        let any_port = (Ipv4Addr::LOCALHOST, 0).into();
        let mut config = Config::default();
        config.server.listen = vec![any_port];
        config.server.metrics = Some(any_port);
        config.server.shards = 1;
        // On a busy machine a test may be silent for longer than a player; those about pings say so.
        config.limits.ping_every = PING_EVERY;
        config.limits.dead_after = 3 * PING_EVERY;
        // Those about leaving say so.
        config.limits.drain_spread = Duration::ZERO;
        set(&mut config);
        let shards = config.server.shards;
        let server = Server::bind(config, "test").expect("free ports can be bound");
        let metrics = server.metrics_addr().expect("metrics are on");
        let address = server.urls().first().copied().unwrap_or(metrics);
        Self { server: Some(server), address, metrics, shards }
    }

    /// A node of another process, that somebody else stops.
    pub(crate) fn elsewhere(address: SocketAddr, metrics: SocketAddr) -> Self {
        Self { server: None, address, metrics, shards: 1 }
    }

    /// Runs a test on a node of one shard, and at the same time on one of three.
    pub(crate) fn each_layout(test: impl Fn(&Self) + Sync) {
        thread::scope(|scope| {
            for shards in [1, 3] {
                let test = &test;
                let named = thread::Builder::new().name(format!("with {shards} shards"));
                let run = move || test(&Self::with(|config| config.server.shards = shards));
                named.spawn_scoped(scope, run).expect("a thread can be started");
            }
        });
    }

    /// Every address at which it listens, as bound.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.server.as_ref().expect("it runs").urls()
    }

    /// Where it speaks TLS.
    pub(crate) fn tls_address(&self) -> SocketAddr {
        self.server.as_ref().expect("it runs").tls_urls()[0]
    }

    /// A conn of the protobuf route.
    pub(crate) fn join(&self) -> Client {
        Client::open(self.address, &Request::upgrade("/ws"))
    }

    /// A conn of the JSON dialect.
    pub(crate) fn join_json(&self) -> Client {
        Client::open(self.address, &Request::upgrade("/"))
    }

    /// Two conns, on different shards if there are several.
    pub(crate) fn pair(&self, first: &str, second: &str) -> (Client, Client) {
        let before = self.opened();
        let first = Client::open(self.address, &Request::upgrade(first));
        let mut counts = self.opened();
        let home = (0..self.shards).find(|shard| counts[*shard] > before[*shard]);
        for _ in 0..200 {
            let other = Client::open(self.address, &Request::upgrade(second));
            let after = self.opened();
            if self.shards == 1 || home.is_some_and(|home| after[home] == counts[home]) {
                return (first, other);
            }
            counts = after;
        }
        panic!("200 conns landed on one shard");
    }

    fn opened(&self) -> Vec<u64> {
        let page = Client::get(self.metrics, "/metrics").body;
        (0..self.shards).map(|shard| metric(&page, &format!("opened_total{{shard=\"{shard}\"}}"))).collect()
    }

    /// The sum over all shards of a metric whose line holds both texts.
    pub(crate) fn metric(&self, name: &str, label: &str) -> u64 {
        let page = Client::get(self.metrics, "/metrics").body;
        let lines = page.lines().filter(|line| line.starts_with(&format!("hubbub_{name}")) && line.contains(label));
        lines.filter_map(|line| line.rsplit_once(' ')).filter_map(|(_, value)| value.parse::<u64>().ok()).sum()
    }

    /// Waits until a metric has this value.
    pub(crate) fn until_metric(&self, name: &str, label: &str, value: u64) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.metric(name, label);
            if now == value {
                return;
            }
            assert!(Instant::now() < deadline, "{name} {label} is {now}, not {value}");
        }
    }

    /// Closes every conn and waits until all have left.
    pub(crate) fn drain(&self) {
        self.server.as_ref().expect("it runs").drain();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

fn metric(page: &str, name: &str) -> u64 {
    let line = page.lines().find_map(|line| line.strip_prefix("hubbub_")?.strip_prefix(name));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_else(|| panic!("no metric {name} in {page}"))
}

/// Two honest conns in a room of their own.
pub(crate) struct Probe(Client, Client);

impl Probe {
    /// Opens them, and sees that they hear each other.
    pub(crate) fn start(address: SocketAddr) -> Self {
        let request = Request::upgrade("/ws?room=probe");
        let mut probe = Self(Client::open(address, &request), Client::open(address, &request));
        probe.is_served();
        probe
    }

    /// They still hear each other.
    #[track_caller]
    pub(crate) fn is_served(&mut self) {
        let Self(ann, ben) = self;
        ann.say("to ben");
        assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "to ben".to_owned()));
        ben.say("to ann");
        assert_eq!(protobuf::heard(&ann.frame()), (ben.id, "to ann".to_owned()));
    }
}
