//! The bounded queue before the threads.

use std::time::Instant;

use ledger::{Answer, Ask, Failed};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};

use crate::sqlite::ASK_TIME;

/// The most asks that wait. What comes then is not done.
const WAITING_MAX: usize = 4096;

/// Something to do, and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) ask: Ask,
    pub(super) answer: oneshot::Sender<Result<Answer, Failed>>,
    /// When whoever asked waits no more.
    pub(super) until: Instant,
}

#[derive(Debug)]
pub(super) enum Work {
    Job(Box<Job>),
    /// Nothing comes after this.
    End,
}

/// Where asks are put. Closed, or dropped, it ends the threads behind it.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    work: mpsc::Sender<Work>,
    /// Says nothing, and is cut off by the last thread that ends.
    ended: watch::Receiver<()>,
}

/// A thread holds one as long as it runs.
pub(super) type Running = watch::Sender<()>;

impl Job {
    pub(super) fn new(ask: Ask, answer: oneshot::Sender<Result<Answer, Failed>>) -> Self {
        Self { ask, answer, until: Instant::now() + ASK_TIME }
    }

    /// The job, unless nobody waits for it any more: nothing happens then.
    pub(super) fn if_wanted(self) -> Option<Self> {
        if self.answer.is_closed() || self.until <= Instant::now() {
            let waited = Failed::NotDone(format!("it has waited for the disk for {ASK_TIME:?}").into());
            let _ = self.answer.send(Err(waited));
            return None;
        }
        Some(self)
    }
}

impl Desk {
    pub(super) fn new() -> (Self, mpsc::Receiver<Work>, Running) {
        let (work, queue) = mpsc::channel(WAITING_MAX);
        let (running, ended) = watch::channel(());
        (Self { work, ended }, queue, running)
    }

    pub(super) fn put(&self, job: Job) -> Result<(), Failed> {
        self.work.try_send(Work::Job(Box::new(job))).map_err(|error| match error {
            TrySendError::Full(_) => Failed::NotDone(format!("{WAITING_MAX} asks wait already").into()),
            TrySendError::Closed(_) => Failed::NotDone("the store is closed".into()),
        })
    }

    /// Waits until the threads have ended.
    pub(super) async fn close(mut self) {
        // It fails when they have ended by themselves.
        let _ = self.work.send(Work::End).await;
        while self.ended.changed().await.is_ok() {}
    }
}
