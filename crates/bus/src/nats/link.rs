//! The thread that holds the connection, and gets a new one when it breaks.
//!
//! Each connection, which is two to the server, has an event loop of its own, which ends with it. The client library gives no other way to be rid
//! of a client: it would come back by itself, and send late what it still held. One thread for all of it has another
//! use: the library's task and ours take turns, so what one read has brought is in our queues before the next read.
//!
//! ```text
//!   wait, connect ── ok ──> serve ── lost ──> say so ──> wait, connect, mark, serve …
//!        └ fails: wait longer, try again     └ closed and flushed: end
//! ```

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_nats::ServerInfo;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};

use super::breakage::{Breakage, WHY_CHARS_MAX};
use super::connection::Connection;
use super::dial::connect;
use super::options::NatsOptions;
use super::{ConnectError, Order, Shared};
use crate::subscription::Feed;

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
        let clients = tokio::select! {
            () = refuse(&mut self.orders, &self.shared) => return Ok(Ended::Closed),
            clients = connecting => clients?,
        };
        breakage.arm();
        let begun = Instant::now();
        let connection = Connection::new(Arc::clone(&self.shared), clients, Arc::clone(&breakage));
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
