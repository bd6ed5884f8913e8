//! What both buses have in common: queues, requests, counters and the state.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::counters::{Count, Tally};
use crate::outgoing::{Letter, Outgoing};
use crate::requests::Requests;
use crate::subject::Prefix;
use crate::subscription::Feed;
use crate::{BusLimits, NotDrained, NotPublished, NotSubscribed, RequestFailed, State};

#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) limits: BusLimits,
    pub(crate) prefix: Prefix,
    pub(crate) tally: Arc<Tally>,
    pub(crate) outgoing: Outgoing,
    pub(crate) requests: Requests,
    pub(crate) state: watch::Sender<State>,
    /// Whether nothing new is begun any more.
    pub(crate) draining: watch::Sender<bool>,
    /// Messages that still waited to leave at the end.
    unsent: Count,
}

impl Core {
    pub(crate) fn new(limits: BusLimits, prefix: Prefix) -> Self {
        Self {
            limits,
            prefix,
            tally: Arc::default(),
            outgoing: Outgoing::default(),
            requests: Requests::default(),
            state: watch::Sender::new(State::Disconnected { since: Instant::now(), why: "not connected yet".into() }),
            draining: watch::Sender::new(false),
            unsent: Count::default(),
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        *self.state.borrow() == State::Connected
    }

    pub(crate) fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Waits until nothing new is begun any more.
    pub(crate) async fn draining(&self) {
        // Fails only if the sender is gone, which is a part of this.
        let _ = self.draining.subscribe().wait_for(|draining| *draining).await;
    }

    /// Queues a message for a subject on the wire.
    pub(crate) fn send(&self, wire: String, request: Option<u64>, payload: Bytes) -> Result<(), NotPublished> {
        let (bytes, max) = (payload.len(), self.limits.payload_bytes);
        let queued = if bytes > max {
            Err(NotPublished::TooBig { bytes, max })
        } else {
            self.outgoing.push(Letter::new(wire, request, payload), &self.limits)
        };
        let count = if queued.is_ok() { &self.tally.published } else { &self.tally.shed_full };
        count.add(1);
        queued
    }

    /// Whether somebody still wants a letter to arrive; if not, it is counted.
    pub(crate) fn is_wanted(&self, letter: &Letter) -> bool {
        // Whoever asked and does not wait any more was told that it failed.
        let is_given_up = letter.request.is_some_and(|number| !self.requests.is_open(number));
        let is_old = letter.is_old(&self.limits);
        self.tally.shed_old.add(usize::from(is_old || is_given_up));
        !is_old && !is_given_up
    }

    /// Sends a request and waits for its answer. `sent` runs once it is queued.
    pub(crate) async fn request(
        &self,
        wire: String,
        payload: Bytes,
        deadline: Duration,
        sent: impl FnOnce() + Send,
    ) -> Result<Bytes, RequestFailed> {
        let outcome = self.ask(wire, payload, deadline, sent).await;
        self.tally.ended(&outcome);
        outcome
    }

    async fn ask(
        &self,
        wire: String,
        payload: Bytes,
        deadline: Duration,
        sent: impl FnOnce() + Send,
    ) -> Result<Bytes, RequestFailed> {
        if self.is_draining() {
            return Err(RequestFailed::NotSent(NotPublished::Closed));
        }
        let full = RequestFailed::NotSent(NotPublished::Full);
        let mut open = self.requests.open(self.limits.requests).ok_or(full)?;
        // Looked at after it was opened: a connection that breaks from here on ends it.
        if !self.is_connected() {
            return Err(RequestFailed::Disconnected);
        }
        self.send(wire, Some(open.number), payload).map_err(RequestFailed::NotSent)?;
        sent();
        timeout(deadline, open.answer()).await.unwrap_or(Err(RequestFailed::TimedOut))
    }

    /// Whether something can be subscribed to now.
    pub(crate) fn may_subscribe(&self) -> Result<(), NotSubscribed> {
        if self.is_draining() {
            Err(NotSubscribed::Closed)
        } else if !self.is_connected() {
            Err(NotSubscribed::Disconnected)
        } else {
            Ok(())
        }
    }

    /// The connection is there, and every subscription is live.
    pub(crate) fn connect(&self) {
        self.state.send_if_modified(|state| {
            let changes = !matches!(state, State::Closed | State::Connected);
            if changes {
                *state = State::Connected;
            }
            changes
        });
    }

    /// The connection is gone: says so, and ends what waits for it.
    pub(crate) fn disconnect(&self, why: &str) {
        self.state.send_if_modified(|state| {
            let was_connected = *state == State::Connected;
            if was_connected {
                *state = State::Disconnected { since: Instant::now(), why: why.into() };
            } else if let State::Disconnected { why: known, .. } = state {
                *known = why.into();
            }
            was_connected
        });
        self.requests.disconnect();
    }

    /// Waits until all readers have seen their end; says how many messages they did not take in time.
    pub(crate) async fn hand_out(&self, feeds: &[Feed], until: tokio::time::Instant) -> usize {
        let all_left = async {
            for feed in feeds {
                feed.left().await;
            }
        };
        // Late is no error here: what is left over is counted.
        let _ = tokio::time::timeout_at(until, all_left).await;
        feeds.iter().map(Feed::clear).sum()
    }

    /// The end. Says what was left over.
    pub(crate) fn close(&self, undelivered: usize) -> Result<(), NotDrained> {
        self.draining.send_replace(true);
        self.outgoing.close();
        let unsent = self.outgoing.clear();
        self.tally.shed_cut.add(unsent);
        self.unsent.add(unsent);
        self.state.send_replace(State::Closed);
        self.requests.disconnect();
        let unsent = usize::try_from(self.unsent.now()).unwrap_or(usize::MAX);
        if undelivered + unsent == 0 { Ok(()) } else { Err(NotDrained { undelivered, unsent }) }
    }
}
