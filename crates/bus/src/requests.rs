//! Requests that wait for their answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::RequestFailed;

type Outcome = Result<Bytes, RequestFailed>;

/// Who waits, by the number of the request.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    last: AtomicU64,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Outcome>>>,
}

impl Requests {
    /// Begins to wait; `None` if `max` wait already.
    pub(crate) fn open(&self, max: usize) -> Option<Open<'_>> {
        let mut waiting = self.lock();
        if waiting.len() >= max {
            return None;
        }
        let (sender, answer) = oneshot::channel();
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        waiting.insert(number, sender);
        Some(Open { requests: self, number, answer })
    }

    /// Whether somebody still waits for this.
    pub(crate) fn is_open(&self, number: u64) -> bool {
        self.lock().contains_key(&number)
    }

    /// The first answer counts; whoever waits for none any more is not told.
    pub(crate) fn answer(&self, number: u64, outcome: Outcome) {
        let asker = self.lock().remove(&number);
        if let Some(asker) = asker {
            // Fails if the asker has just given up.
            let _ = asker.send(outcome);
        }
    }

    /// No answer can come any more.
    pub(crate) fn disconnect(&self) {
        let all = std::mem::take(&mut *self.lock());
        for asker in all.into_values() {
            let _ = asker.send(Err(RequestFailed::Disconnected));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Outcome>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request; forgotten when it is dropped.
pub(crate) struct Open<'a> {
    requests: &'a Requests,
    pub(crate) number: u64,
    answer: oneshot::Receiver<Outcome>,
}

impl Open<'_> {
    pub(crate) async fn answer(&mut self) -> Outcome {
        (&mut self.answer).await.unwrap_or(Err(RequestFailed::Disconnected))
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.requests.lock().remove(&self.number);
    }
}
