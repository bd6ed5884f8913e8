//! The thread that holds the connection, and gets a new one when it breaks.
//!
//! Each connection has an event loop of its own, which ends with it. The client library gives no other way to be rid
//! of a client: it would come back by itself, and send late what it still held. One thread for all of it has another
//! use: the library's task and ours take turns, so what one read has brought is in our queues before the next read.
//!
//! ```text
//!   wait, connect ── ok ──> serve ── lost ──> say so ──> wait, connect, mark, serve …
//!        └ fails: wait longer, try again     └ closed and flushed: end
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_nats::{Client, ConnectOptions, Event, ServerInfo};
use tokio::runtime::Builder;
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};

use super::connection::Connection;
use super::error::{Verdict, judge};
use super::options::{Login, NatsOptions};
use super::{ConnectError, NatsUrl, Order, Shared};
use crate::subscription::Feed;

/// Longer than any process lives: the library never tries a lost connection again by itself.
const NEVER: Duration = Duration::from_secs(3_600 * 24 * 365);
/// Commands on their way from us to the library's task. Few, because whatever stands here when a connection breaks is
/// lost; enough for many to leave in one write.
const COMMANDS_MAX: usize = 256;
/// What is kept of the reason that a server gives.
const WHY_CHARS_MAX: usize = 200;
/// What a server says before the subject of a subscription that it refuses.
const REFUSED: &str = "Permissions Violation for Subscription to \"";
/// Refusals that are kept until somebody asks for them.
const REFUSED_MAX: usize = 1_024;

type First = oneshot::Sender<Result<(), ConnectError>>;

/// The link, before its thread runs.
pub(super) struct Link {
    shared: Arc<Shared>,
    options: NatsOptions,
    orders: mpsc::Receiver<Order>,
    servers: String,
    /// Since a connection has last held for a while.
    tries: u32,
    /// Told how the first connection went.
    first: Option<First>,
}

/// How a connection ended.
enum Ended {
    /// The bus was closed, and all that could be sent was sent.
    Closed,
    /// It broke.
    Lost(String),
}

impl Link {
    pub(super) fn new(shared: Arc<Shared>, options: NatsOptions, orders: mpsc::Receiver<Order>, first: First) -> Self {
        let urls: Vec<String> = options.urls.iter().map(ToString::to_string).collect();
        Self { shared, options, orders, servers: urls.join(", "), tries: 0, first: Some(first) }
    }

    /// Until the bus is closed.
    pub(super) fn run(mut self) {
        let until = Instant::now() + self.options.connect_within;
        loop {
            let error = match self.once() {
                Ok(Ended::Closed) => break,
                Ok(Ended::Lost(why)) => ConnectError::Unusable { servers: self.servers.clone(), why },
                Err(error) => error,
            };
            match self.first.take() {
                Some(first) if is_final(&error) || Instant::now() >= until => {
                    // The asker may have lost patience.
                    let _ = first.send(Err(error));
                    break;
                }
                first => self.first = first,
            }
            self.lost(&described(&error));
        }
        // What could not be sent is counted.
        let _ = self.shared.core.close(0);
    }

    fn once(&mut self) -> Result<Ended, ConnectError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(ConnectError::Thread)?;
        let ended = runtime.block_on(self.connect_and_serve());
        // Not waited for: a look-up of a host's name can take long.
        runtime.shutdown_background();
        ended
    }

    async fn connect_and_serve(&mut self) -> Result<Ended, ConnectError> {
        let is_first = self.tries == 0 && self.first.is_some();
        let wait = if is_first { Duration::ZERO } else { self.options.back_off.wait(self.tries, rand::random()) };
        let breakage = Arc::new(Breakage::default());
        let connecting = async {
            tokio::time::sleep(wait).await;
            connect(&self.options, &self.servers, &self.shared, &breakage).await
        };
        let client = tokio::select! {
            () = refuse(&mut self.orders, &self.shared) => return Ok(Ended::Closed),
            client = connecting => client?,
        };
        breakage.arm();
        let begun = Instant::now();
        let connection = Connection::new(Arc::clone(&self.shared), client, Arc::clone(&breakage));
        let ended = tokio::select! {
            biased;
            () = breakage.happened.notified() => {
                // The library tells the reason a moment later, by another task of this loop.
                tokio::task::yield_now().await;
                Ended::Lost(breakage.why())
            }
            ended = self.serve(&connection) => ended,
        };
        self.shared.core.tally.shed_cut.add(connection.unsent());
        if begun.elapsed() >= self.options.back_off.longest {
            self.tries = 0;
        }
        Ok(ended)
    }

    async fn serve(&mut self, connection: &Arc<Connection>) -> Ended {
        if let Err(broken) = connection.begin().await {
            return Ended::Lost(broken.to_string());
        }
        let shared = Arc::clone(&self.shared);
        self.greet(&connection.server_info());
        shared.core.connect();
        match self.first.take() {
            // The asker may have lost patience; then the bus is dropped, which closes it.
            Some(first) => drop(first.send(Ok(()))),
            None => shared.core.tally.reconnects.add(1),
        }
        match connection.work(&mut self.orders).await {
            Ok(()) => Ended::Closed,
            Err(broken) => Ended::Lost(broken.to_string()),
        }
    }

    fn greet(&self, info: &ServerInfo) {
        self.shared.server_payload_max.store(info.max_payload, Ordering::Relaxed);
        tracing::info!(server = %info.server_name, version = %info.version, servers = %self.servers, "NATS connected");
        if let Some(warning) = warning(info) {
            tracing::warn!(servers = %self.servers, "{warning}");
        }
    }

    fn lost(&mut self, why: &str) {
        let core = &self.shared.core;
        if core.is_connected() {
            tracing::warn!(servers = %self.servers, why, "NATS connection lost");
        } else {
            tracing::debug!(servers = %self.servers, why, "NATS not reached");
        }
        core.disconnect(why);
        self.tries = self.tries.saturating_add(1);
        // Looked at after the state has changed: `Shared::stop_intake` does it the other way round, so one of the two
        // sees the other.
        if core.is_draining() {
            self.shared.feeds().iter().for_each(Feed::end);
        }
    }
}

/// While there is no connection: nothing can be ordered. Until the bus is closed.
async fn refuse(orders: &mut mpsc::Receiver<Order>, shared: &Shared) {
    let refusing = async {
        // Dropping an order tells whoever gave it.
        while orders.recv().await.is_some() {}
        std::future::pending().await
    };
    tokio::select! {
        () = refusing => {}
        () = shared.core.outgoing.closed() => {}
    }
}

/// Tells once that the connection broke, and what the server has complained of.
#[derive(Debug, Default)]
pub(super) struct Breakage {
    armed: AtomicBool,
    happened: Notify,
    why: Mutex<Option<String>>,
    refused: Mutex<BTreeSet<String>>,
}

impl Breakage {
    /// From now on the library's next wish to connect means that the connection broke.
    fn arm(&self) {
        self.armed.store(true, Ordering::Relaxed);
    }

    /// How long the library is to wait before it connects.
    fn delay(&self) -> Duration {
        if !self.armed.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        self.happened.notify_one();
        NEVER
    }

    /// Keeps a reason; whether it differs from the last one.
    fn because(&self, reason: &str) -> bool {
        let short: String = reason.chars().take(WHY_CHARS_MAX).collect();
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        let last = why.replace(short);
        last != *why
    }

    /// What is refused is told by its subject, in quotation marks.
    fn complained(&self, error: &str) {
        let pattern = error.split_once(REFUSED).and_then(|(_, rest)| rest.split('"').next());
        if let Some(pattern) = pattern {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.len() < REFUSED_MAX {
                refused.insert(pattern.to_owned());
            }
        }
    }

    /// Whether the server has refused a subscription since this was last asked.
    pub(super) fn is_refused(&self, pattern: &str) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(pattern)
    }

    fn why(&self) -> String {
        let told = self.why.lock().unwrap_or_else(PoisonError::into_inner).take();
        told.unwrap_or_else(|| "the connection broke".to_owned())
    }
}

async fn connect(
    options: &NatsOptions,
    servers: &str,
    shared: &Arc<Shared>,
    breakage: &Arc<Breakage>,
) -> Result<Client, ConnectError> {
    if options.urls.is_empty() {
        return Err(ConnectError::NoServer);
    }
    let (events, delays, shared) = (Arc::clone(breakage), Arc::clone(breakage), Arc::clone(shared));
    let settings = secured(logged_in(options)?, options)?
        .name(&options.name)
        .connection_timeout(options.connect_time)
        .ping_interval(options.ping_every)
        .client_capacity(COMMANDS_MAX)
        // What one read brings is taken over before the next one, so this is bounded by what one read can bring.
        .subscription_capacity(Semaphore::MAX_PERMITS)
        .skip_subject_validation(true)
        .ignore_discovered_servers()
        .reconnect_delay_callback(move |_| delays.delay())
        .event_callback(move |event| {
            on_event(&event, &events, &shared);
            std::future::ready(())
        });
    let addresses: Vec<_> = options.urls.iter().map(NatsUrl::address).collect();
    settings.connect(addresses).await.map_err(|error| {
        let servers = servers.to_owned();
        match judge(&error) {
            Verdict::Login => ConnectError::Refused { servers },
            Verdict::Certificate => ConnectError::Tls { servers, source: error },
            Verdict::TryAgain => ConnectError::Unreachable { servers, within: options.connect_within, source: error },
        }
    })
}

fn on_event(event: &Event, breakage: &Breakage, shared: &Shared) {
    match event {
        Event::ServerError(error) => {
            let error = error.to_string();
            breakage.complained(&error);
            // One for each message that it does not let through is too many.
            if breakage.because(&error) {
                tracing::warn!(error, "the NATS server complains");
            }
        }
        // Cannot happen while the queues of the library have no end; if it does, it is not silent.
        Event::SlowConsumer(_) => shared.feeds().iter().for_each(Feed::doubt),
        Event::Connected
        | Event::Disconnected
        | Event::LameDuckMode
        | Event::Draining
        | Event::Closed
        | Event::ClientError(_) => {}
    }
}

fn logged_in(options: &NatsOptions) -> Result<ConnectOptions, ConnectError> {
    let settings = ConnectOptions::new();
    Ok(match &options.login {
        Login::Nobody => settings,
        Login::User { name, password } => settings.user_and_password(name.clone(), password.reveal()),
        Login::Token(token) => settings.token(token.reveal()),
        Login::NkeySeedFile(path) => settings.nkey(read("the nkey seed", path)?.trim().to_owned()),
        Login::CredsFile(path) => {
            let what = "the credentials";
            let text = read(what, path)?;
            settings.credentials(&text).map_err(|source| ConnectError::File { what, path: path.clone(), source })?
        }
    })
}

fn secured(settings: ConnectOptions, options: &NatsOptions) -> Result<ConnectOptions, ConnectError> {
    let Some(tls) = &options.tls else {
        return Ok(settings);
    };
    let mut settings = settings.require_tls(true);
    if let Some(path) = &tls.ca_file {
        read("the authority's certificate", path)?;
        settings = settings.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &tls.identity {
        read("the certificate", certificate)?;
        read("the certificate's key", key)?;
        settings = settings.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(settings)
}

fn read(what: &'static str, path: &Path) -> Result<String, ConnectError> {
    fs::read_to_string(path).map_err(|source| ConnectError::File { what, path: path.to_owned(), source })
}

/// Whether trying again would not help.
fn is_final(error: &ConnectError) -> bool {
    !matches!(error, ConnectError::Unreachable { .. } | ConnectError::Unusable { .. })
}

/// The error and its causes, for the state and the log.
fn described(error: &ConnectError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text.chars().take(WHY_CHARS_MAX).collect()
}

/// What is dangerous about a server. One that lets users without a login in (`no_auth_user`) says that it needs none.
fn warning(info: &ServerInfo) -> Option<&'static str> {
    let is_local = info.client_ip.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    (!info.auth_required && !is_local).then_some(
        "the NATS server lets anybody in who reaches it (no login, or a `no_auth_user`): whoever does can read and \
         forge everything; set up users and keep players away from its port",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t89_a_server_that_lets_anybody_in_is_warned_of_unless_it_is_on_this_machine() {
        let server = |auth_required, client_ip: &str| ServerInfo {
            auth_required,
            client_ip: client_ip.to_owned(),
            ..ServerInfo::default()
        };
        assert!(warning(&server(false, "10.0.0.7")).is_some());
        assert!(warning(&server(false, "")).is_some());
        assert!(warning(&server(true, "10.0.0.7")).is_none());
        assert!(warning(&server(false, "127.0.0.1")).is_none());
        assert!(warning(&server(false, "::1")).is_none());
    }
}
