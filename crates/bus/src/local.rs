//! The bus inside one process.
//!
//! It does what NATS does, on the same queues with the same limits. Messages are bytes here too: whoever publishes
//! encodes, whoever receives decodes, so nothing works here that would not work between nodes.

mod exchange;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;
use types::Name;

use self::exchange::{Exchange, INBOX, Route};
use crate::core::Core;
use crate::subject::Prefix;
use crate::subscription::{Feed, Hears};
use crate::{
    Boxed, Bus, BusLimits, Counters, Group, NotDrained, NotPublished, NotSubscribed, Pattern, ReplyTo, RequestFailed,
    State, Subject, Subscription,
};

/// One member of a bus inside this process: connected from the start, closed when it is drained or dropped.
#[derive(Debug)]
pub struct LocalBus {
    core: Arc<Core>,
    exchange: Arc<Exchange>,
    member: u64,
}

impl LocalBus {
    /// A new bus, and its first member. The prefix keeps fleets apart that share it.
    #[must_use]
    pub fn new(limits: BusLimits, prefix: Option<Name>) -> Self {
        Self::join(Arc::default(), limits, prefix)
    }

    /// Another member of the same bus.
    #[must_use]
    pub fn beside(&self, limits: BusLimits, prefix: Option<Name>) -> Self {
        Self::join(Arc::clone(&self.exchange), limits, prefix)
    }

    fn join(exchange: Arc<Exchange>, limits: BusLimits, prefix: Option<Name>) -> Self {
        let core = Arc::new(Core::new(limits, Prefix::new(prefix)));
        core.connect();
        let member = exchange.lock().enter(&core);
        Self { core, exchange, member }
    }

    /// Cuts this member off, as a lost connection would.
    pub fn disconnect(&self) {
        // Under the lock, so that nothing is being delivered meanwhile.
        let _routes = self.exchange.lock();
        self.core.disconnect("cut off");
    }

    /// Ends [`LocalBus::disconnect`]: marks every subscription, then sends what waited and is not too old.
    pub fn reconnect(&self) {
        let mut routes = self.exchange.lock();
        routes.of_member(self.member).for_each(Feed::doubt);
        self.core.tally.reconnects.add(1);
        self.core.connect();
        routes.carry(self.member);
    }

    /// Delivers what was queued, in the caller's thread.
    fn carry(&self) {
        self.exchange.lock().carry(self.member);
    }

    fn enter(&self, pattern: &Pattern, hears: Hears<'_>) -> Result<Subscription, NotSubscribed> {
        let mut routes = self.exchange.lock();
        self.core.may_subscribe()?;
        let feed = Feed::new(&self.core.limits, &self.core.tally);
        let pattern: Arc<str> = self.core.prefix.add(pattern.as_str()).into();
        let route = Route {
            member: self.member,
            core: Arc::clone(&self.core),
            group: hears.group().map(str::to_owned),
            is_for_others: hears == Hears::Others,
            feed: feed.clone(),
        };
        let number = routes.insert(Arc::clone(&pattern), route);
        let exchange = Arc::downgrade(&self.exchange);
        Ok(feed.subscription(move || {
            if let Some(exchange) = exchange.upgrade() {
                exchange.lock().remove(&pattern, number);
            }
        }))
    }
}

impl Bus for LocalBus {
    fn publish(&self, subject: &Subject, payload: Bytes) -> Result<(), NotPublished> {
        self.core.send(self.core.prefix.add(subject.as_str()), None, payload)?;
        self.carry();
        Ok(())
    }

    fn respond(&self, to: &ReplyTo, payload: Bytes) -> Result<(), NotPublished> {
        self.core.send(to.0.as_ref().to_owned(), None, payload)?;
        self.carry();
        Ok(())
    }

    fn request<'a>(
        &'a self,
        subject: &'a Subject,
        payload: Bytes,
        deadline: Duration,
    ) -> Boxed<'a, Result<Bytes, RequestFailed>> {
        let wire = self.core.prefix.add(subject.as_str());
        Box::pin(self.core.request(wire, payload, deadline, || self.carry()))
    }

    fn subscribe<'a>(
        &'a self,
        pattern: &'a Pattern,
        group: Option<&'a Group>,
    ) -> Boxed<'a, Result<Subscription, NotSubscribed>> {
        Box::pin(async move { self.enter(pattern, group.map_or(Hears::All, Hears::Share)) })
    }

    fn hear_others<'a>(&'a self, pattern: &'a Pattern) -> Boxed<'a, Result<Subscription, NotSubscribed>> {
        Box::pin(async move { self.enter(pattern, Hears::Others) })
    }

    // Nobody is woken to carry: who publishes does it himself.
    fn hold(&self) {}

    fn release(&self) {}

    fn state(&self) -> watch::Receiver<State> {
        self.core.state.subscribe()
    }

    fn counters(&self) -> Counters {
        self.core.tally.snapshot()
    }

    fn drain(&self, deadline: Duration) -> Boxed<'_, Result<(), NotDrained>> {
        let until = Instant::now() + deadline;
        Box::pin(async move {
            let feeds: Vec<Feed> = {
                let mut routes = self.exchange.lock();
                self.core.draining.send_replace(true);
                routes.take_member(self.member)
            };
            feeds.iter().for_each(Feed::end);
            let undelivered = self.core.hand_out(&feeds, until).await;
            let mut routes = self.exchange.lock();
            routes.leave(self.member);
            self.core.close(undelivered)
        })
    }
}

impl Drop for LocalBus {
    fn drop(&mut self) {
        let mut routes = self.exchange.lock();
        let feeds = routes.take_member(self.member);
        routes.leave(self.member);
        drop(routes);
        feeds.iter().for_each(Feed::end);
        // What waits to leave has nowhere to go, and was counted.
        let _ = self.core.close(0);
    }
}

/// Where the answer to a member's request goes.
fn reply_to(member: u64, request: u64) -> ReplyTo {
    ReplyTo(format!("{INBOX}{member}.{request}").into())
}
