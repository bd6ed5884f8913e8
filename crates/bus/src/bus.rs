//! The trait, and what goes through it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::watch;

use crate::{Counters, Group, Pattern, Subject, Subscription};

/// A future that a trait object can return.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries messages between nodes. Used as `Arc<dyn Bus>`.
pub trait Bus: Send + Sync + fmt::Debug {
    /// Sends a message to all who subscribed to its subject now. Never waits: `Ok` means that it stands in the queue of
    /// what leaves, which is bounded in messages, bytes and age ([`crate::BusLimits`]). It says nothing about arrival.
    ///
    /// # Errors
    /// When the message was shed instead.
    fn publish(&self, subject: &Subject, payload: Bytes) -> Result<(), NotPublished>;

    /// Answers a request, like [`Bus::publish`].
    ///
    /// # Errors
    /// When the answer was shed instead.
    fn respond(&self, to: &ReplyTo, payload: Bytes) -> Result<(), NotPublished>;

    /// Asks whoever serves a subject, and waits for the first answer. It leaves in the order of the messages published
    /// before it; what a request that failed has brought about at the other end is unknown, unless nobody served.
    ///
    /// # Errors
    /// At once when nobody subscribed to the subject or the bus is not connected; else when `deadline` has passed.
    fn request<'a>(
        &'a self,
        subject: &'a Subject,
        payload: Bytes,
        deadline: Duration,
    ) -> Boxed<'a, Result<Bytes, RequestFailed>>;

    /// Begins to receive. When it returns the subscription is live: whatever anybody publishes from then on arrives, or
    /// its loss is marked. Of the subscriptions in one group only one gets a message. Dropping it unsubscribes.
    ///
    /// # Errors
    /// When the bus is not connected, or the connection breaks before the subscription is live.
    fn subscribe<'a>(
        &'a self,
        pattern: &'a Pattern,
        group: Option<&'a Group>,
    ) -> Boxed<'a, Result<Subscription, NotSubscribed>>;

    /// The same, for what the other members of the bus say, and not this one.
    ///
    /// # Errors
    /// As [`Bus::subscribe`].
    fn hear_others<'a>(&'a self, pattern: &'a Pattern) -> Boxed<'a, Result<Subscription, NotSubscribed>>;

    /// Somebody is about to publish more than one message: they may wait for each other. Called by [`Together::on`], and
    /// by nobody else.
    fn hold(&self);

    /// He has published them.
    fn release(&self);

    /// Whether the bus carries anything now; changes can be waited for.
    fn state(&self) -> watch::Receiver<State>;

    /// What has happened so far.
    fn counters(&self) -> Counters;

    /// Ends in good order: unsubscribes everything, waits until each subscription's reader has seen its end (`None`) or
    /// dropped it, sends what was published until then, and closes. Readers can answer requests meanwhile; new
    /// subscriptions and requests fail. When it has returned nothing arrives any more and publishing fails.
    ///
    /// # Errors
    /// When `deadline` passed, or there was no connection, and something was left over. It is closed all the same.
    fn drain(&self, deadline: Duration) -> Boxed<'_, Result<(), NotDrained>>;
}

/// For as long as this lives, what is published or asked may wait, so that it leaves together and wakes nobody for each
/// message. Not to be kept over an `.await`.
pub struct Together<'a>(&'a dyn Bus);

impl<'a> Together<'a> {
    /// Begins.
    #[must_use]
    pub fn on(bus: &'a dyn Bus) -> Self {
        bus.hold();
        Self(bus)
    }
}

impl Drop for Together<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl fmt::Debug for Together<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Together").finish_non_exhaustive()
    }
}

/// What a subscription yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Somebody said something.
    Message(Message),
    /// Messages may be missing here, between the one before and the one after: the reader was too slow and its queue
    /// full, or the connection was lost.
    Lost,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where it was said, without the fleet's prefix. Services of others may use tokens that are no names of ours.
    pub subject: Subject,
    /// Where an answer goes, if one is waited for.
    pub reply: Option<ReplyTo>,
    /// What was said.
    pub payload: Bytes,
}

/// Where the answer to a request goes: opaque, made by the asker's bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo(pub(crate) Arc<str>);

/// Whether a bus carries anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It does, and every subscription is live.
    Connected,
    /// It does not, and tries to again.
    Disconnected {
        /// When the connection was lost.
        since: Instant,
        /// What is known about the reason, for people. Holds no secret.
        why: Arc<str>,
    },
    /// Never again: it was drained or dropped.
    Closed,
}

/// Why a message was shed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    /// Too many messages, or bytes, wait to leave.
    #[error("the queue of what leaves is full")]
    Full,
    /// One message is larger than the bus carries.
    #[error("the payload has {bytes} bytes, and the bus carries {max}")]
    TooBig {
        /// Of the payload.
        bytes: usize,
        /// What the bus carries.
        max: usize,
    },
    /// The bus was drained.
    #[error("the bus is closed")]
    Closed,
}

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestFailed {
    /// Nobody subscribed to the subject.
    #[error("nobody serves this subject")]
    NoResponders,
    /// Nobody answered in time.
    #[error("no answer in time")]
    TimedOut,
    /// The bus is not connected, or the connection broke while waiting.
    #[error("the bus is not connected")]
    Disconnected,
    /// It was not sent.
    #[error("the request was not sent")]
    NotSent(#[source] NotPublished),
}

/// Why there is no subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSubscribed {
    /// The bus is not connected, or the connection broke before the subscription was live. Try again when
    /// [`Bus::state`] says connected.
    #[error("the bus is not connected")]
    Disconnected,
    /// The server did not confirm it within [`crate::BusLimits::subscribe_time`].
    #[error("the bus did not confirm the subscription in time")]
    TimedOut,
    /// The server does not let this node hear that. Trying again does not help.
    #[error("the server refuses the subscription: its permissions for this node's user do not include the subject")]
    Refused,
    /// The bus was drained.
    #[error("the bus is closed")]
    Closed,
}

/// What was left over when a bus closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("closed with {undelivered} messages not taken by their readers and {unsent} not sent")]
pub struct NotDrained {
    /// Messages that arrived and were not taken.
    pub undelivered: usize,
    /// Messages that were published and did not leave.
    pub unsent: usize,
}
