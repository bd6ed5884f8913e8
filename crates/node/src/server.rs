//! A running node.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use api::AdminToken;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use bus::State;
use config::Config;
use desk::NodeNumber;
use edge::LoadError;
use game::Catalogue;
use gateway::{Gateway, GatewayStats, HandOver, HandedOver, Plan, WakeNode};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use types::{Name, Secret};

use crate::backend::Answers;
use crate::ending::Ending;
use crate::fleet::{Fleet, FleetError};
use crate::games::Games;
use crate::login::LoginError;
use crate::services::node_name;
use crate::storage::{Storage, StoreError};
use crate::tls::Tls;
use crate::word_lists::Lists;
use crate::{beats, clerk, files, games, handed_over, lobby, login, metrics, pages, peers};

/// How long a node of a fleet takes no games because it makes its word lists; it needs about a second.
const WORDS_TIME: Duration = Duration::from_secs(3);

/// Requests that wait for the HTTP side; a shard that finds no place answers 503.
const WAITING_MAX: usize = 256;

/// Requests that are served at a time.
const SERVED_MAX: usize = 512;

/// The clerk, the bus and each subscription hand every message on to the next. On one thread that is a function call, on
/// several a wake-up each.
const BUS_THREADS: usize = 1;

/// Threads that serve the rest of HTTP.
const HTTP_THREADS: usize = 2;

/// What is granted to requests in flight when the node stops.
const STOP_TIME: Duration = Duration::from_millis(200);

/// How long the games may take to be let go.
const GAMES_TIME: Duration = Duration::from_secs(5);

/// How long the store may take to end in good order.
const STORE_TIME: Duration = Duration::from_secs(5);

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
    /// Where games are kept.
    #[error("cannot keep games")]
    Store(#[from] StoreError),
    /// The keys of logins.
    #[error("cannot let anybody in")]
    Login(#[from] LoginError),
    /// The token of the server API.
    #[error("cannot use {path}, which admin.token_file names")]
    AdminToken {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The threads of the HTTP side.
    #[error("cannot start the HTTP side")]
    Runtime(#[source] io::Error),
}

/// A node that serves.
pub struct Server {
    gateway: Gateway,
    runtime: Runtime,
    bus_runtime: Runtime,
    metrics: Option<SocketAddr>,
    drain_time: Duration,
    fleet: Fleet,
    storage: Option<Storage>,
    /// Takes games that nobody owns, until this node goes down.
    taking: Option<JoinHandle<()>>,
    answers: Arc<Answers>,
    ending: Arc<Ending>,
}

impl Server {
    /// Binds everything, then starts everything. `version` is shown in the metrics.
    ///
    /// # Errors
    /// See [`StartError`]; nothing runs then.
    pub fn bind(config: Config, version: &str) -> Result<Self, StartError> {
        Self::bind_with(config, version, games::catalogue())
    }

    /// The same, for a server that knows other games.
    ///
    /// # Errors
    /// As [`Server::bind`].
    pub fn bind_with(config: Config, version: &str, catalogue: Catalogue) -> Result<Self, StartError> {
        let config = config.for_its_role();
        let tls = Tls::load(&config.server)?;
        let token = admin_token(&config)?;
        let runtime = threads("http", HTTP_THREADS)?;
        let bus_runtime = threads("bus", BUS_THREADS)?;
        let metrics_listener = bind_metrics(&runtime, config.server.metrics)?;
        let (hand_over, handed) = mpsc::channel(WAITING_MAX);
        let conns_max = files::conns_max(config.limits.conns);
        let shards = shards(config.server.shards);
        let woken = Arc::new(Notify::new());
        let wake_node: WakeNode = {
            let woken = Arc::clone(&woken);
            Arc::new(move || woken.notify_one())
        };
        let name = config.server.name.as_ref().map_or("hubbub", Name::as_str);
        let fleet = bus_runtime.block_on(Fleet::join(&config.nats, name))?;
        let mut storage = bus_runtime.block_on(Storage::open(&config))?;
        let games = storage.as_mut().map(|storage| {
            let settings = storage.host_settings(&config, fleet.node());
            lobby::set_limits(config.limits);
            Games::new(settings, catalogue, storage)
        });
        let door = login::door(&config, fleet.node(), clerk::unix_now())?;
        let plan = Plan {
            shards,
            conns_max,
            certificates: tls.as_ref().map(|tls| Arc::clone(&tls.certificates)),
            hand_over: hand_over_to(hand_over),
            wake_node,
            ids: fleet.conn_ids(),
            has_other_nodes: fleet.has_others(),
        };
        let gateway = gateway::start(&config, plan)?;
        let (sender, events) = mpsc::channel(clerk::EVENTS_MAX);
        let (ending, has_others) = (Arc::new(Ending::default()), fleet.has_others());
        let answers = Arc::new(Answers {
            node: fleet.node(),
            name: name_of(&config, fleet.node()),
            version: version.to_owned(),
            started: Instant::now(),
            conns_max,
            shards,
            has_others,
            line: gateway.node_line(),
            stats: gateway.stats(),
            bus: Arc::clone(&fleet.bus),
            games: Arc::default(),
            reviews: Arc::default(),
            store: storage.as_ref().map(|storage| Arc::clone(&storage.store)),
            events: sender.clone(),
            ending: Arc::clone(&ending),
            config,
        });
        let beats = beats::Fleet::new(answers.node, answers.name.clone(), gateway.stats(), has_others)
            .with_games(storage.is_some());
        let health = health(gateway.stats(), fleet.bus.state(), beats.has_rival());
        let missed_key = Arc::new(Notify::new());
        let missed = Arc::clone(&missed_key);
        let parts =
            clerk::Parts { answers: Arc::clone(&answers), woken, door, fleet: beats, games, missed_key, events };
        bus_runtime.spawn(clerk::run(parts));
        runtime.spawn(login::watch_keys(answers.config.clone(), missed, sender.clone()));
        let mut taking = None;
        if has_others {
            if storage.is_some() {
                let bus = Arc::clone(&fleet.bus);
                let takes = peers::take_games(Arc::clone(&fleet.bus), sender.clone());
                taking = Some(bus_runtime.spawn(async move {
                    // Games come in the middle of a turn: while others take them, nobody is to wait for this node's words.
                    if peers::are_games_taken(&*bus).await {
                        let _ = tokio::time::timeout(WORDS_TIME, Lists::wait()).await;
                    }
                    takes.await;
                }));
            }
            bus_runtime.spawn(peers::listen(Arc::clone(&fleet.bus), fleet.node(), sender));
        }
        if let Some(tls) = tls {
            runtime.spawn(tls.watch());
        }
        let backend: Arc<dyn api::Backend> = Arc::<Answers>::clone(&answers);
        let players = health.clone().merge(api::players(Arc::clone(&backend))).fallback(get(pages::page));
        runtime.spawn(serve_handed(players, handed));
        let metrics = metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok());
        if let Some(listener) = metrics_listener {
            let admin = token.map(|token| api::admin(backend, token).merge(api::page()));
            runtime.spawn(serve_admin(listener, health.merge(admin.unwrap_or_default()), Arc::clone(&answers)));
        }
        let drain_time = answers.config.limits.drain_time;
        Ok(Self { gateway, runtime, bus_runtime, metrics, drain_time, fleet, storage, taking, answers, ending })
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

    /// Tells when an operator wants this node to go down, over the server API.
    #[must_use]
    pub fn ending(&self) -> Arc<Ending> {
        Arc::clone(&self.ending)
    }

    /// Closes every conn with 4012 and takes no new ones; waits until all have left, at most `limits.drain_time`, or as
    /// long as the operator said who wants it.
    pub fn drain(&self) {
        let time = self.ending.within().unwrap_or(self.drain_time);
        if let Some(taking) = &self.taking {
            taking.abort();
        }
        if self.storage.is_some() && self.runtime.block_on(self.answers.let_games_go(GAMES_TIME.min(time))).is_err() {
            tracing::warn!("games were still this node's when the time to drain was over");
        }
        let left = self.gateway.drain(time);
        if left > 0 {
            tracing::warn!(left, "conns were still there when the time to drain was over");
        }
    }

    /// Ends everything at once.
    pub fn stop(self) {
        self.gateway.stop();
        if let Some(storage) = &self.storage {
            let closing = storage.store.close();
            // What was asked is kept or not, whether or not it is waited for.
            let _ = self.runtime.block_on(async { tokio::time::timeout(STORE_TIME, closing).await });
        }
        self.bus_runtime.block_on(self.fleet.leave());
        self.runtime.shutdown_timeout(STOP_TIME);
        self.bus_runtime.shutdown_timeout(STOP_TIME);
    }
}

fn threads(name: &str, count: usize) -> Result<Runtime, StartError> {
    let built = Builder::new_multi_thread().worker_threads(count).thread_name(name).enable_all().build();
    built.map_err(StartError::Runtime)
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

fn health(stats: GatewayStats, bus: BusState, has_rival: Arc<AtomicBool>) -> Router {
    let ready = move || async move {
        if stats.is_draining() {
            (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
        } else if *bus.borrow() != State::Connected {
            (StatusCode::SERVICE_UNAVAILABLE, "nats is not connected\n")
        } else if has_rival.load(Ordering::Relaxed) {
            (StatusCode::SERVICE_UNAVAILABLE, "another node has this node's number: restart one of them\n")
        } else {
            (StatusCode::OK, "ready\n")
        }
    };
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

/// What a node calls itself.
fn name_of(config: &Config, node: NodeNumber) -> String {
    config.server.name.as_ref().map_or_else(|| node_name(node).as_str().to_owned(), |name| name.as_str().to_owned())
}

/// The token of the server API, if the settings name its file.
fn admin_token(config: &Config) -> Result<Option<AdminToken>, StartError> {
    let Some(path) = &config.admin.token_file else { return Ok(None) };
    let failed = |source| StartError::AdminToken { path: path.clone(), source };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.into()))?;
    AdminToken::new(&Secret::new(text)).map(Some).map_err(|error| failed(error.into()))
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

/// Serves operators, and what they measure with.
async fn serve_admin(listener: TcpListener, router: Router, answers: Arc<Answers>) {
    let page = move || async move {
        let store = answers.store.as_ref().map(|store| store.stats());
        let text = metrics::render(&answers.stats, &*answers.bus, &answers.games, store.as_deref(), &answers.version);
        ([("content-type", "text/plain; version=0.0.4")], text)
    };
    if let Err(error) = axum::serve(listener, router.route("/metrics", get(page))).await {
        tracing::error!(%error, "metrics and the server API are not served any more");
    }
}
