//! A node's shards: started, watched, drained and stopped together.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use config::Config;
use edge::{Reloadable, TlsConn};
use mio::{Poll, Waker};
use types::ConnIds;

use crate::Policy;
pub use crate::listen::BindError;
use crate::listen::{Listener, bind};
use crate::mesh::{Downward, Mail, Mailbox, Shared, Upward, WakeNode};
use crate::shard::{Parts, Shard, WAKER};
use crate::stats::Stats;

/// A connection whose request is no upgrade.
#[derive(Debug)]
pub struct HandedOver {
    /// The socket, non-blocking.
    pub stream: TcpStream,
    /// What encrypts it, if its listener speaks TLS.
    pub tls: Option<Box<TlsConn>>,
    /// What has been read of it, decrypted: the request's head and perhaps more.
    pub read: Vec<u8>,
}

/// Who serves the rest of HTTP. Never blocks; gives back what it has no room for.
pub type HandOver = Arc<dyn Fn(HandedOver) -> Result<(), HandedOver> + Send + Sync>;

/// The gateway cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not ours.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The kernel gives no epoll, or the system no thread.
    #[error("cannot start a shard")]
    Shard(#[source] io::Error),
}

/// The running shards.
pub struct Gateway {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    addresses: Vec<SocketAddr>,
    tls_addresses: Vec<SocketAddr>,
}

/// What a gateway is made of, besides its settings.
pub struct Plan {
    /// How many threads hold conns.
    pub shards: u8,
    /// The most TCP connections of all shards together.
    pub conns_max: u32,
    /// What is shown at `server.listen_tls`; without it nothing listens there.
    pub certificates: Option<Arc<Reloadable>>,
    /// Who serves what is no upgrade.
    pub hand_over: HandOver,
    /// How the node learns that it has mail from its shards.
    pub wake_node: WakeNode,
    /// Where conns get their ids.
    pub ids: ConnIds,
    /// Whether members of a realm may be on other nodes too.
    pub has_other_nodes: bool,
}

/// Binds every address and starts the shards.
///
/// # Errors
/// See [`StartError`]; nothing runs then.
pub fn start(config: &Config, plan: Plan) -> Result<Gateway, StartError> {
    let Plan { shards, conns_max, certificates, hand_over, wake_node, ids, has_other_nodes } = plan;
    let mut listeners: Vec<Vec<Listener>> = (0..shards.max(1)).map(|_| Vec::new()).collect();
    let addresses = bind(&config.server.listen, &mut listeners, false)?;
    let tls_addresses = match certificates {
        Some(_) => bind(&config.server.listen_tls, &mut listeners, true)?,
        None => Vec::new(),
    };
    let mut polls = Vec::new();
    let mut wakers = Vec::new();
    for _ in &listeners {
        let poll = Poll::new().map_err(StartError::Shard)?;
        wakers.push(Waker::new(poll.registry(), WAKER).map_err(StartError::Shard)?);
        polls.push(poll);
    }
    let shared = Shared::new(wakers, wake_node, ids);
    let policy = Arc::new(Policy::new(config.server.clone()));
    let started = Instant::now();
    let hub_settings = hub_settings(config, shards, has_other_nodes);
    let mut gateway = Gateway { shared: Arc::clone(&shared), threads: Vec::new(), addresses, tls_addresses };
    for (number, (poll, listeners)) in (0..).zip(polls.into_iter().zip(listeners)) {
        let parts = Parts {
            poll,
            listeners,
            limits: config.limits,
            conns_max,
            policy: Arc::clone(&policy),
            certificates: certificates.clone(),
            hand_over: Arc::clone(&hand_over),
            shared: Arc::clone(&shared),
            hub_settings,
            number,
            started,
        };
        let shard = Shard::new(parts).map_err(StartError::Shard)?;
        let thread = thread::Builder::new().name(format!("shard-{number}"));
        gateway.threads.push(thread.spawn(move || shard.run()).map_err(StartError::Shard)?);
    }
    Ok(gateway)
}

fn hub_settings(config: &Config, shards: u8, has_other_nodes: bool) -> hub::Settings {
    let kinds = |kinds: &[types::RealmKind]| kinds.iter().copied().collect();
    let realms = &config.realms;
    hub::Settings {
        limits: config.limits,
        hubs: shards,
        shared: hub::Shared {
            lobby_is_numbered: realms.lobby_history > 0,
            rooms_are_numbered: realms.room_history > 0,
            has_other_nodes,
        },
        login: config.auth.policy,
        manners: hub::Manners {
            speak: kinds(&realms.speak),
            presence: kinds(&realms.presence),
            announce: kinds(&realms.announce),
        },
    }
}

impl Gateway {
    /// Where players connect without TLS, as it was bound.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where they connect over TLS.
    #[must_use]
    pub fn tls_addresses(&self) -> &[SocketAddr] {
        &self.tls_addresses
    }

    /// The way from the shards to the rest of the node, and back.
    #[must_use]
    pub fn node_line(&self) -> NodeLine {
        NodeLine(Arc::clone(&self.shared))
    }

    /// What each shard has counted.
    #[must_use]
    pub fn stats(&self) -> GatewayStats {
        GatewayStats(Arc::clone(&self.shared))
    }

    /// Closes every conn with 4012 and takes no new ones; waits until all are gone, or `patience` is over. Gives the
    /// number that is left.
    #[must_use]
    pub fn drain(&self, patience: Duration) -> u32 {
        self.shared.is_draining.store(true, Ordering::Relaxed);
        self.shared.wake_all();
        let deadline = Instant::now() + patience;
        loop {
            let left = self.shared.conns.load(Ordering::Relaxed);
            if left == 0 || Instant::now() >= deadline {
                return left;
            }
            thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// Ends the shards at once; what conns are left are cut.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.shared.is_stopping.store(true, Ordering::Relaxed);
        self.shared.wake_all();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a shard ended in a panic");
            }
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.end();
    }
}

/// The counters of all shards.
#[derive(Clone)]
pub struct GatewayStats(Arc<Shared>);

impl GatewayStats {
    /// One entry a shard.
    #[must_use]
    pub fn shards(&self) -> &[Stats] {
        &self.0.stats
    }

    /// TCP connections that the shards hold now.
    #[must_use]
    pub fn connections(&self) -> u32 {
        self.0.conns.load(Ordering::Relaxed)
    }

    /// Whether the node is going down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.is_draining.load(Ordering::Relaxed)
    }
}

/// The node's end of the shards' mailboxes.
#[derive(Clone)]
pub struct NodeLine(Arc<Shared>);

impl NodeLine {
    /// What hubs have told since the last time, in order for each; with the number of the shard.
    #[must_use]
    pub fn collect(&self) -> Vec<(u8, Upward)> {
        self.0.node.collect()
    }

    /// Tells a shard something, in order. Empties `told`.
    pub fn tell(&self, shard: u8, told: &mut Vec<Downward>) {
        let Some(mailbox) = self.0.mailboxes.get(usize::from(shard)) else { return };
        if mailbox.post(&mut told.drain(..).map(Mail::Node).collect()) {
            mailbox.wake();
        }
    }

    /// Whether shards are to tell what happens.
    pub fn watch(&self, is_watched: bool) {
        self.0.is_watched.store(is_watched, Ordering::Relaxed);
    }

    /// Whether some shard has more mail than it can take: it is to be given time.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.mailboxes.iter().any(Mailbox::is_full)
    }
}
