//! What waits to leave.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use tokio::sync::Notify;

use crate::{BusLimits, NotPublished};

/// A message on its way out.
#[derive(Debug)]
pub(crate) struct Letter {
    /// As it stands on the wire.
    pub(crate) subject: String,
    /// The number of the request, if an answer is waited for.
    pub(crate) request: Option<u64>,
    pub(crate) payload: Bytes,
    since: Instant,
}

impl Letter {
    pub(crate) fn new(subject: String, request: Option<u64>, payload: Bytes) -> Self {
        Self { subject, request, payload, since: Instant::now() }
    }

    /// Whether it has waited too long.
    pub(crate) fn is_old(&self, limits: &BusLimits) -> bool {
        self.since.elapsed() >= limits.publish_age
    }

    fn bytes(&self) -> usize {
        self.subject.len() + self.payload.len()
    }
}

/// The queue of what leaves: first in, first out, bounded in messages and bytes.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    letters: VecDeque<Letter>,
    bytes: usize,
    /// How many are about to push more.
    held: usize,
    closed: bool,
}

impl Outgoing {
    pub(crate) fn push(&self, letter: Letter, limits: &BusLimits) -> Result<(), NotPublished> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(NotPublished::Closed);
        }
        let bytes = waiting.bytes + letter.bytes();
        if waiting.letters.len() >= limits.publish_messages || bytes > limits.publish_bytes {
            return Err(NotPublished::Full);
        }
        waiting.bytes = bytes;
        waiting.letters.push_back(letter);
        let held = waiting.held > 0;
        drop(waiting);
        if !held {
            self.changed.notify_one();
        }
        Ok(())
    }

    /// From now on the reader is not woken for each letter.
    pub(crate) fn hold(&self) {
        self.lock().held += 1;
    }

    /// Ends a [`Outgoing::hold`], and wakes the reader.
    pub(crate) fn release(&self) {
        self.lock().held -= 1;
        self.changed.notify_one();
    }

    pub(crate) fn pop(&self) -> Option<Letter> {
        let mut waiting = self.lock();
        let letter = waiting.letters.pop_front()?;
        waiting.bytes -= letter.bytes();
        Some(letter)
    }

    /// Waits for the next letter; `None` when it is closed and empty. For one reader.
    pub(crate) async fn next(&self) -> Option<Letter> {
        loop {
            if let Some(letter) = self.pop() {
                return Some(letter);
            }
            if self.is_closed() {
                return None;
            }
            self.changed.notified().await;
        }
    }

    /// Waits until it is closed, for the reader that has nowhere to send anything.
    pub(crate) async fn closed(&self) {
        while !self.is_closed() {
            self.changed.notified().await;
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// From now on nothing more gets in.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_one();
    }

    /// Throws away what waits; says how much it was.
    pub(crate) fn clear(&self) -> usize {
        let mut waiting = self.lock();
        waiting.bytes = 0;
        waiting.letters.drain(..).count()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
