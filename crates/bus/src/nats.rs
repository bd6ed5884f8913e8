//! The bus over NATS core.
//!
//! The client library, async-nats, loses silently where we must not: a full subscription drops, a queue of commands
//! blocks and is sent minutes late, a drain has not drained when it returns. So it gets no chance to: what waits to
//! leave waits in our own queue, what arrives goes straight into our own queues, and a connection that breaks takes
//! its client with it (`link.rs`), so that everything about the next one is ours to decide.
//!
//! A server sends a publisher what it has said itself, or nothing of it: that is decided for a connection, not for a
//! subscription. So there are two connections (`connection.rs`): by one we speak, and hear others alone; by the other we
//! hear everything.

mod breakage;
mod connection;
mod dial;
mod error;
mod link;
mod options;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};

pub use self::error::ConnectError;
pub use self::options::{BackOff, BadUrl, Login, NatsOptions, NatsUrl, Tls};
use crate::core::Core;
use crate::subject::Prefix;
use crate::subscription::{Feed, Hears};
use crate::{
    Boxed, Bus, BusLimits, Counters, Group, NotDrained, NotPublished, NotSubscribed, Pattern, ReplyTo, RequestFailed,
    State, Subject, Subscription,
};

/// Orders for the link that wait until it looks. Whoever gives one more waits.
const ORDERS_MAX: usize = 1_024;

/// A node's link to a NATS server or cluster. Closed when it is drained or dropped.
#[derive(Debug)]
pub struct NatsBus {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
    /// Falls silent when the link's thread has ended.
    ended: watch::Receiver<()>,
}

/// What the link's thread and the bus share.
#[derive(Debug)]
struct Shared {
    core: Core,
    /// What is to be subscribed to, by number; over every connection.
    entries: Mutex<HashMap<u64, Arc<Entry>>>,
    last_entry: AtomicU64,
    /// What the server takes at most; `usize::MAX` before it has said.
    server_payload_max: AtomicUsize,
}

/// One subscription.
#[derive(Debug)]
struct Entry {
    number: u64,
    pattern: String,
    group: Option<String>,
    /// Whether it hears nothing of what this bus says itself.
    is_for_others: bool,
    feed: Feed,
}

/// What the link is to do, and whom it tells when that is done.
#[derive(Debug)]
enum Order {
    Subscribe(Arc<Entry>, Done),
    /// Sees that the server has read everything up to here, and that all it had sent is here.
    RoundTrip(Done),
}

type Done = oneshot::Sender<Result<(), NotSubscribed>>;

impl NatsBus {
    /// Connects; later breaks are mended by the link itself, however long that takes.
    ///
    /// # Errors
    /// At once when trying again would not help (files, login, certificates), else when no server could be reached
    /// within [`NatsOptions::connect_within`].
    pub async fn connect(options: NatsOptions, limits: BusLimits) -> Result<Self, ConnectError> {
        let core = Core::new(limits, Prefix::new(options.prefix.clone()));
        let shared = Arc::new(Shared {
            core,
            entries: Mutex::default(),
            last_entry: AtomicU64::new(0),
            server_payload_max: AtomicUsize::new(usize::MAX),
        });
        let (orders, taken) = mpsc::channel(ORDERS_MAX);
        let (alive, ended) = watch::channel(());
        let (first, connected) = oneshot::channel();
        let link = link::Link::new(Arc::clone(&shared), options, taken, first);
        let run = move || {
            link.run();
            drop(alive);
        };
        thread::Builder::new().name("nats".to_owned()).spawn(run).map_err(ConnectError::Thread)?;
        let bus = Self { shared, orders, ended };
        connected.await.unwrap_or(Err(ConnectError::Stopped))?;
        Ok(bus)
    }

    async fn enter(&self, pattern: &Pattern, hears: Hears<'_>) -> Result<Subscription, NotSubscribed> {
        let core = &self.shared.core;
        core.may_subscribe()?;
        let number = self.shared.last_entry.fetch_add(1, Ordering::Relaxed);
        let feed = Feed::new(&core.limits, &core.tally);
        let shared = Arc::downgrade(&self.shared);
        let subscription = feed.subscription(move || {
            if let Some(shared) = shared.upgrade() {
                shared.entries().remove(&number);
            }
        });
        let entry = Entry {
            number,
            pattern: core.prefix.add(pattern.as_str()),
            group: hears.group().map(str::to_owned),
            is_for_others: hears == Hears::Others,
            feed,
        };
        self.order(|done| Order::Subscribe(Arc::new(entry), done)).await?;
        Ok(subscription)
    }

    async fn order(&self, order: impl FnOnce(Done) -> Order) -> Result<(), NotSubscribed> {
        let (done, is_done) = oneshot::channel();
        let given = async {
            self.orders.send(order(done)).await.map_err(|_| NotSubscribed::Closed)?;
            is_done.await.unwrap_or(Err(NotSubscribed::Disconnected))
        };
        timeout(self.shared.core.limits.subscribe_time, given).await.unwrap_or(Err(NotSubscribed::TimedOut))
    }

    fn send(&self, wire: String, payload: Bytes) -> Result<(), NotPublished> {
        self.shared.fits(&payload)?;
        self.shared.core.send(wire, None, payload)
    }

    /// See [`Bus::drain`].
    async fn finish(&self, until: Instant) -> Result<(), NotDrained> {
        let core = &self.shared.core;
        if core.outgoing.is_closed() {
            return Ok(());
        }
        // What the server has sent already is to be handed out; without a connection there is no such thing.
        let _ = timeout_at(until, self.order(Order::RoundTrip)).await;
        let feeds = self.shared.stop_intake();
        let undelivered = core.hand_out(&feeds, until).await;
        core.outgoing.close();
        // The link flushes, then ends, then nobody holds the other side.
        let _ = timeout_at(until, async { while self.ended.clone().changed().await.is_ok() {} }).await;
        core.close(undelivered)
    }
}

impl Bus for NatsBus {
    fn publish(&self, subject: &Subject, payload: Bytes) -> Result<(), NotPublished> {
        self.send(self.shared.core.prefix.add(subject.as_str()), payload)
    }

    fn respond(&self, to: &ReplyTo, payload: Bytes) -> Result<(), NotPublished> {
        self.send(to.0.as_ref().to_owned(), payload)
    }

    fn request<'a>(
        &'a self,
        subject: &'a Subject,
        payload: Bytes,
        deadline: Duration,
    ) -> Boxed<'a, Result<Bytes, RequestFailed>> {
        Box::pin(async move {
            let core = &self.shared.core;
            if let Err(why) = self.shared.fits(&payload) {
                core.tally.not_sent.add(1);
                return Err(RequestFailed::NotSent(why));
            }
            core.request(core.prefix.add(subject.as_str()), payload, deadline, || {}).await
        })
    }

    fn subscribe<'a>(
        &'a self,
        pattern: &'a Pattern,
        group: Option<&'a Group>,
    ) -> Boxed<'a, Result<Subscription, NotSubscribed>> {
        Box::pin(self.enter(pattern, group.map_or(Hears::All, Hears::Share)))
    }

    fn hear_others<'a>(&'a self, pattern: &'a Pattern) -> Boxed<'a, Result<Subscription, NotSubscribed>> {
        Box::pin(self.enter(pattern, Hears::Others))
    }

    fn hold(&self) {
        self.shared.core.outgoing.hold();
    }

    fn release(&self) {
        self.shared.core.outgoing.release();
    }

    fn state(&self) -> watch::Receiver<State> {
        self.shared.core.state.subscribe()
    }

    fn counters(&self) -> Counters {
        self.shared.core.tally.snapshot()
    }

    fn drain(&self, deadline: Duration) -> Boxed<'_, Result<(), NotDrained>> {
        Box::pin(self.finish(Instant::now() + deadline))
    }
}

impl Drop for NatsBus {
    fn drop(&mut self) {
        for feed in self.shared.stop_intake() {
            feed.end();
        }
        // The link sends what waits, and ends.
        self.shared.core.outgoing.close();
    }
}

impl Shared {
    fn entries(&self) -> MutexGuard<'_, HashMap<u64, Arc<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn feeds(&self) -> Vec<Feed> {
        self.entries().values().map(|entry| entry.feed.clone()).collect()
    }

    /// Lets every subscription end: by the connection, after what has arrived, or here if there is none.
    fn stop_intake(&self) -> Vec<Feed> {
        self.core.draining.send_replace(true);
        let feeds = self.feeds();
        if !self.core.is_connected() {
            feeds.iter().for_each(Feed::end);
        }
        feeds
    }

    fn fits(&self, payload: &Bytes) -> Result<(), NotPublished> {
        let (bytes, max) = (payload.len(), self.server_payload_max.load(Ordering::Relaxed));
        if bytes <= max {
            return Ok(());
        }
        self.core.tally.shed_full.add(1);
        Err(NotPublished::TooBig { bytes, max })
    }
}
