//! What a bus counts.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::RequestFailed;

/// What has happened on a bus since it was made, for metrics. Everything rises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages taken by `publish`, `respond` and `request`.
    pub published: u64,
    /// Messages shed because the queue of what leaves was full, the payload too big, or the bus closed.
    pub shed_full: u64,
    /// Messages shed because they had waited too long to leave, or asked for an answer that nobody waits for any more.
    pub shed_old: u64,
    /// Messages that were being handed to a connection when it broke, and did not leave.
    pub shed_cut: u64,
    /// Messages put into the queues of subscriptions.
    pub received: u64,
    /// Messages that did not fit into the queue of their subscription.
    pub lost: u64,
    /// Markers set because a queue was full: times that a reader was too slow.
    pub slow_readers: u64,
    /// Markers set because a connection was lost.
    pub doubts: u64,
    /// Messages with a subject that could not be read.
    pub unreadable: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that nobody served.
    pub no_responders: u64,
    /// Requests that were not answered in time.
    pub timed_out: u64,
    /// Requests that failed for want of a connection.
    pub disconnected: u64,
    /// Requests that were not sent: too many waited already, or the message was shed.
    pub not_sent: u64,
    /// Connections made after the first one.
    pub reconnects: u64,
}

impl Counters {
    /// Each counter with its name in metrics.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 15] {
        [
            ("published", self.published),
            ("shed_full", self.shed_full),
            ("shed_old", self.shed_old),
            ("shed_cut", self.shed_cut),
            ("received", self.received),
            ("lost", self.lost),
            ("slow_readers", self.slow_readers),
            ("doubts", self.doubts),
            ("unreadable", self.unreadable),
            ("answered", self.answered),
            ("no_responders", self.no_responders),
            ("timed_out", self.timed_out),
            ("disconnected", self.disconnected),
            ("not_sent", self.not_sent),
            ("reconnects", self.reconnects),
        ]
    }
}

/// The counters while they count.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) published: Count,
    pub(crate) shed_full: Count,
    pub(crate) shed_old: Count,
    pub(crate) shed_cut: Count,
    pub(crate) received: Count,
    pub(crate) lost: Count,
    pub(crate) slow_readers: Count,
    pub(crate) doubts: Count,
    pub(crate) unreadable: Count,
    pub(crate) answered: Count,
    pub(crate) no_responders: Count,
    pub(crate) timed_out: Count,
    pub(crate) disconnected: Count,
    pub(crate) not_sent: Count,
    pub(crate) reconnects: Count,
}

/// A number that rises.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, by: usize) {
        self.0.fetch_add(by as u64, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Tally {
    pub(crate) fn snapshot(&self) -> Counters {
        Counters {
            published: self.published.now(),
            shed_full: self.shed_full.now(),
            shed_old: self.shed_old.now(),
            shed_cut: self.shed_cut.now(),
            received: self.received.now(),
            lost: self.lost.now(),
            slow_readers: self.slow_readers.now(),
            doubts: self.doubts.now(),
            unreadable: self.unreadable.now(),
            answered: self.answered.now(),
            no_responders: self.no_responders.now(),
            timed_out: self.timed_out.now(),
            disconnected: self.disconnected.now(),
            not_sent: self.not_sent.now(),
            reconnects: self.reconnects.now(),
        }
    }

    /// Counts how a request ended.
    pub(crate) fn ended<T>(&self, outcome: &Result<T, RequestFailed>) {
        let count = match outcome {
            Ok(_) => &self.answered,
            Err(RequestFailed::NoResponders) => &self.no_responders,
            Err(RequestFailed::TimedOut) => &self.timed_out,
            Err(RequestFailed::Disconnected) => &self.disconnected,
            Err(RequestFailed::NotSent(_)) => &self.not_sent,
        };
        count.add(1);
    }
}
