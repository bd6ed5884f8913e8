//! A running node.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use bus::{Bus, State};
use config::Config;
use edge::LoadError;
use gateway::{Gateway, GatewayStats, HandOver, HandedOver, Plan, WakeNode};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, Semaphore, mpsc, watch};

use crate::fleet::{Fleet, FleetError};
use crate::login::LoginError;
use crate::tls::Tls;
use crate::{clerk, files, handed_over, login, metrics, pages, peers, tickets};

/// Requests that wait for the HTTP side; a shard that finds no place answers 503.
const WAITING_MAX: usize = 256;

/// Requests that are served at a time.
const SERVED_MAX: usize = 512;

/// What is granted to requests in flight when the node stops.
const STOP_TIME: Duration = Duration::from_millis(200);

/// The node cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The players' listeners or the shards.
    #[error(transparent)]
    Gateway(#[from] gateway::StartError),
    /// The certificate or its key.
    #[error("cannot speak TLS with the files of `server.tls_certificate_file` and `server.tls_key_file`")]
    Tls(#[from] LoadError),
    /// The metrics' listener.
    #[error("cannot listen on {address} for metrics")]
    Metrics {
        /// Where it was to listen.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The bus to the other nodes.
    #[error("cannot join the fleet")]
    Fleet(#[from] FleetError),
    /// The keys of logins.
    #[error("cannot let anybody in")]
    Login(#[from] LoginError),
    /// The threads of the HTTP side.
    #[error("cannot start the HTTP side")]
    Runtime(#[source] io::Error),
}

/// A node that serves.
pub struct Server {
    gateway: Gateway,
    runtime: Runtime,
    metrics: Option<SocketAddr>,
    drain_time: Duration,
    fleet: Fleet,
}

impl Server {
    /// Binds everything, then starts everything. `version` is shown in the metrics.
    ///
    /// # Errors
    /// See [`StartError`]; nothing runs then.
    pub fn bind(config: Config, version: &str) -> Result<Self, StartError> {
        let tls = Tls::load(&config.server)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("http")
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let metrics_listener = bind_metrics(&runtime, config.server.metrics)?;
        let (hand_over, handed) = mpsc::channel(WAITING_MAX);
        let conns_max = files::conns_max(config.limits.conns);
        let shards = shards(config.server.shards);
        let woken = Arc::new(Notify::new());
        let wake_node: WakeNode = {
            let woken = Arc::clone(&woken);
            Arc::new(move || woken.notify_one())
        };
        let fleet = runtime.block_on(Fleet::join(&config.nats, "hubbub"))?;
        let plan = Plan {
            shards,
            conns_max,
            certificates: tls.as_ref().map(|tls| Arc::clone(&tls.certificates)),
            hand_over: hand_over_to(hand_over),
            wake_node,
            ids: fleet.conn_ids(),
            has_other_nodes: fleet.has_others(),
        };
        let (bus, node) = (Arc::clone(&fleet.bus), fleet.node());
        let door = login::door(&config, node, clerk::unix_now())?;
        let gateway = gateway::start(&config, plan)?;
        let stats = gateway.stats();
        let (sender, events) = mpsc::channel(clerk::EVENTS_MAX);
        let line = gateway.node_line();
        let parts = clerk::Parts {
            config: config.clone(),
            shards,
            line,
            woken,
            bus,
            node,
            door,
            sender: sender.clone(),
            events,
        };
        runtime.spawn(clerk::run(parts));
        runtime.spawn(login::watch_keys(config.clone(), sender.clone()));
        if fleet.has_others() {
            runtime.spawn(peers::listen(Arc::clone(&fleet.bus), node, sender.clone()));
        }
        if let Some(tls) = tls {
            runtime.spawn(tls.watch());
        }
        runtime.spawn(serve_handed(router(stats.clone(), fleet.bus.state(), sender), handed));
        let metrics = metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok());
        if let Some(listener) = metrics_listener {
            runtime.spawn(serve_metrics(listener, stats, Arc::clone(&fleet.bus), version.to_owned()));
        }
        Ok(Self { gateway, runtime, metrics, drain_time: config.limits.drain_time, fleet })
    }

    /// Where players connect without TLS, as it was bound.
    #[must_use]
    pub fn urls(&self) -> Vec<SocketAddr> {
        self.gateway.addresses().to_vec()
    }

    /// Where they connect over TLS.
    #[must_use]
    pub fn tls_urls(&self) -> Vec<SocketAddr> {
        self.gateway.tls_addresses().to_vec()
    }

    /// Where the metrics are, if anywhere.
    #[must_use]
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Closes every conn with 4012 and takes no new ones; waits until all have left, at most `limits.drain_time`.
    pub fn drain(&self) {
        let left = self.gateway.drain(self.drain_time);
        if left > 0 {
            tracing::warn!(left, "conns were still there when the time to drain was over");
        }
    }

    /// Ends everything at once.
    pub fn stop(self) {
        self.gateway.stop();
        self.runtime.block_on(self.fleet.leave());
        self.runtime.shutdown_timeout(STOP_TIME);
    }
}

/// One shard a core, unless told otherwise.
fn shards(wanted: usize) -> u8 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    u8::try_from(if wanted == 0 { cores } else { wanted }).unwrap_or(u8::MAX)
}

fn hand_over_to(sender: mpsc::Sender<HandedOver>) -> HandOver {
    Arc::new(move |handed| sender.try_send(handed).map_err(mpsc::error::TrySendError::into_inner))
}

fn bind_metrics(runtime: &Runtime, address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    let Some(address) = address else { return Ok(None) };
    let failed = |source| StartError::Metrics { address, source };
    runtime.block_on(TcpListener::bind(address)).map(Some).map_err(failed)
}

/// Whether the other nodes can be reached.
type BusState = watch::Receiver<State>;

/// What players' listeners serve besides players.
fn router(stats: GatewayStats, bus: BusState, events: mpsc::Sender<clerk::Event>) -> Router {
    Router::new().merge(health(stats, bus)).merge(tickets::router(events)).fallback(get(pages::page))
}

fn health(stats: GatewayStats, bus: BusState) -> Router {
    let ready = move || async move {
        if stats.is_draining() {
            (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
        } else if *bus.borrow() != State::Connected {
            (StatusCode::SERVICE_UNAVAILABLE, "nats is not connected\n")
        } else {
            (StatusCode::OK, "ready\n")
        }
    };
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

async fn serve_handed(router: Router, mut handed: mpsc::Receiver<HandedOver>) {
    let places = Arc::new(Semaphore::new(SERVED_MAX));
    while let Some(handed) = handed.recv().await {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let router = router.clone();
        tokio::spawn(async move {
            handed_over::serve(router, handed).await;
            drop(place);
        });
    }
}

async fn serve_metrics(listener: TcpListener, stats: GatewayStats, bus: Arc<dyn Bus>, version: String) {
    let page = {
        let (stats, bus) = (stats.clone(), Arc::clone(&bus));
        move || async move { ([("content-type", "text/plain; version=0.0.4")], metrics::render(&stats, &*bus, &version)) }
    };
    let router = health(stats, bus.state()).route("/metrics", get(page));
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "the metrics are not served any more");
    }
}
