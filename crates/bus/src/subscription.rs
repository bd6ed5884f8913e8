//! The queue between the bus and the reader of one subscription.
//!
//! It is bounded, and what does not fit is lost. A marker then stands in the queue behind the last message that did
//! fit, so the reader meets it exactly where messages are missing, before any that came later:
//!
//! ```text
//! capacity 3:   1 2 3 | 4 5 do not fit   ->  1 2 3 Lost
//! two are read, 6 comes                  ->  3 Lost 6
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;

use crate::bundle::Bell;
use crate::counters::Tally;
use crate::{BusLimits, Delivery, Group, Message};

/// Of what is said about a subject, which part a subscriber hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears<'a> {
    /// All of it.
    All,
    /// Its share, as one of a group.
    Share(&'a Group),
    /// What its own member does not say.
    Others,
}

impl Hears<'_> {
    pub(crate) fn group(&self) -> Option<&str> {
        match self {
            Self::Share(group) => Some(group.as_str()),
            Self::All | Self::Others => None,
        }
    }
}

/// What one subscriber hears. Dropping it unsubscribes.
pub struct Subscription {
    queue: Arc<Queue>,
    unsubscribe: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl Subscription {
    /// Waits for what comes next; `None` once the bus is closed and all that had arrived was handed out. Dropping the
    /// future loses nothing.
    pub async fn next(&mut self) -> Option<Delivery> {
        loop {
            match self.queue.take() {
                Taken::Next(delivery) => return Some(delivery),
                Taken::End => return None,
                Taken::Nothing => self.queue.arrived.notified().await,
            }
        }
    }

    /// What has arrived already, if anything.
    pub fn try_next(&mut self) -> Option<Delivery> {
        match self.queue.take() {
            Taken::Next(delivery) => Some(delivery),
            Taken::End | Taken::Nothing => None,
        }
    }

    /// From now on it says by this bell that it has something, and is read by [`Subscription::take_turn`] alone.
    pub(crate) fn ring_by(&self, bell: Bell) {
        // It is bundled once, and what has arrived before was not said.
        let _ = self.queue.bell.set(bell);
        self.queue.has_news();
    }

    /// The next delivery, after which it rings again if there are more.
    pub(crate) fn take_turn(&mut self) -> Option<Delivery> {
        self.queue.bell.get()?.is_heard();
        let delivery = self.try_next()?;
        if self.queue.has_more() {
            self.queue.has_news();
        }
        Some(delivery)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.queue.leave();
        if let Some(unsubscribe) = self.unsubscribe.take() {
            unsubscribe();
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// The bus's end of a subscription.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    queue: Arc<Queue>,
    tally: Arc<Tally>,
    messages_max: usize,
    bytes_max: usize,
}

impl Feed {
    pub(crate) fn new(limits: &BusLimits, tally: &Arc<Tally>) -> Self {
        Self {
            queue: Arc::default(),
            tally: Arc::clone(tally),
            messages_max: limits.subscription_messages.max(1),
            bytes_max: limits.subscription_bytes,
        }
    }

    /// The reader's end; there is one.
    pub(crate) fn subscription(&self, unsubscribe: impl FnOnce() + Send + Sync + 'static) -> Subscription {
        Subscription { queue: Arc::clone(&self.queue), unsubscribe: Some(Box::new(unsubscribe)) }
    }

    pub(crate) fn push(&self, message: Message) {
        let mut waiting = self.queue.lock();
        if waiting.left || waiting.ended {
            return;
        }
        let bytes = waiting.bytes + message.payload.len();
        // One that is larger than the whole queue may pass alone, or it could never be heard.
        if waiting.messages >= self.messages_max || (waiting.messages > 0 && bytes > self.bytes_max) {
            self.tally.lost.add(1);
            self.tally.slow_readers.add(usize::from(waiting.mark()));
        } else {
            waiting.messages += 1;
            waiting.bytes = bytes;
            waiting.deliveries.push_back(Delivery::Message(message));
            self.tally.received.add(1);
        }
        drop(waiting);
        self.queue.has_news();
    }

    /// Something may have been missed here.
    pub(crate) fn doubt(&self) {
        let mut waiting = self.queue.lock();
        if !waiting.left && !waiting.ended {
            self.tally.doubts.add(usize::from(waiting.mark()));
        }
        drop(waiting);
        self.queue.has_news();
    }

    /// Nothing more will come.
    pub(crate) fn end(&self) {
        self.queue.lock().ended = true;
        self.queue.has_news();
    }

    /// Throws away what was not taken; says how many messages that were.
    pub(crate) fn clear(&self) -> usize {
        let mut waiting = self.queue.lock();
        waiting.deliveries.clear();
        waiting.bytes = 0;
        std::mem::take(&mut waiting.messages)
    }

    /// Whether the reader has dropped the subscription or seen its end.
    pub(crate) fn is_left(&self) -> bool {
        self.queue.lock().left
    }

    /// Waits until the reader has dropped the subscription or seen its end.
    pub(crate) async fn left(&self) {
        loop {
            let mut departed = std::pin::pin!(self.queue.departed.notified());
            // Listens before it looks, so that nobody leaves unnoticed in between.
            departed.as_mut().enable();
            if self.is_left() {
                return;
            }
            departed.await;
        }
    }
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// For the one reader.
    arrived: Notify,
    /// For the reader of many.
    bell: OnceLock<Bell>,
    /// For all who wait for the reader to leave.
    departed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    deliveries: VecDeque<Delivery>,
    messages: usize,
    bytes: usize,
    ended: bool,
    left: bool,
}

enum Taken {
    Next(Delivery),
    Nothing,
    End,
}

impl Queue {
    fn has_news(&self) {
        match self.bell.get() {
            Some(bell) => bell.ring(),
            None => self.arrived.notify_one(),
        }
    }

    /// Whether there is more to read, if only the end.
    fn has_more(&self) -> bool {
        let waiting = self.lock();
        !waiting.deliveries.is_empty() || waiting.ended
    }

    fn take(&self) -> Taken {
        let mut waiting = self.lock();
        match waiting.deliveries.pop_front() {
            Some(delivery) => {
                if let Delivery::Message(message) = &delivery {
                    waiting.messages -= 1;
                    waiting.bytes -= message.payload.len();
                }
                Taken::Next(delivery)
            }
            None if waiting.ended => {
                drop(waiting);
                self.leave();
                Taken::End
            }
            None => Taken::Nothing,
        }
    }

    fn leave(&self) {
        let mut waiting = self.lock();
        waiting.left = true;
        waiting.deliveries = VecDeque::new();
        (waiting.messages, waiting.bytes) = (0, 0);
        drop(waiting);
        self.departed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Sets a marker, unless one stands there already.
    fn mark(&mut self) -> bool {
        let is_marked = self.deliveries.back() == Some(&Delivery::Lost);
        if !is_marked {
            self.deliveries.push_back(Delivery::Lost);
        }
        !is_marked
    }
}
