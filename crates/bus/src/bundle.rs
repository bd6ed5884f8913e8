//! Many subscriptions that are read as one: without a task for each, and without waking anybody who does not wait.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{Delivery, Subscription};

/// Subscriptions that are read as one. Each keeps its own bounds and its own order; they take turns.
#[derive(Debug, Default)]
pub struct Bundle {
    subscriptions: HashMap<u64, Subscription>,
    last: u64,
    ready: Arc<Ready>,
}

/// Which subscriptions of a bundle have something.
#[derive(Debug, Default)]
struct Ready {
    numbers: Mutex<VecDeque<u64>>,
    arrived: Notify,
}

/// By it a subscription says that it has something.
#[derive(Debug)]
pub(crate) struct Bell {
    number: u64,
    /// Whether it has said so already.
    is_rung: AtomicBool,
    ready: Arc<Ready>,
}

impl Bundle {
    /// Adds a subscription; gives the number by which it is known here, which none had before.
    pub fn add(&mut self, subscription: Subscription) -> u64 {
        self.last += 1;
        let bell = Bell { number: self.last, is_rung: AtomicBool::new(false), ready: Arc::clone(&self.ready) };
        subscription.ring_by(bell);
        self.subscriptions.insert(self.last, subscription);
        self.last
    }

    /// Drops a subscription, and what has arrived for it.
    pub fn remove(&mut self, number: u64) {
        self.subscriptions.remove(&number);
    }

    /// Waits for what comes next, and for which subscription; for ever if there is none. Dropping the future loses nothing.
    pub async fn next(&mut self) -> (u64, Delivery) {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.ready.arrived.notified().await;
        }
    }

    /// What has arrived already, if anything.
    pub fn try_next(&mut self) -> Option<(u64, Delivery)> {
        loop {
            let number = self.ready.lock().pop_front()?;
            // It may have been dropped meanwhile.
            let Some(subscription) = self.subscriptions.get_mut(&number) else { continue };
            if let Some(delivery) = subscription.take_turn() {
                return Some((number, delivery));
            }
        }
    }
}

impl Ready {
    fn lock(&self) -> MutexGuard<'_, VecDeque<u64>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bell {
    /// The subscription has something.
    pub(crate) fn ring(&self) {
        if !self.is_rung.swap(true, Ordering::AcqRel) {
            self.ready.lock().push_back(self.number);
            self.ready.arrived.notify_one();
        }
    }

    /// It is looked at: what comes from now on is said anew.
    pub(crate) fn is_heard(&self) {
        self.is_rung.store(false, Ordering::Release);
    }
}
