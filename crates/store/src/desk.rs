//! The bounded queue before whoever carries asks out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger::{Answer, Ask, Failed};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};

use crate::stats::Counted;
use crate::{Boxed, Stats};

/// The most asks that wait. What comes then is not done.
const WAITING_MAX: usize = 4096;
/// The most asks of one transaction.
pub(crate) const GROUP_MAX: usize = 64;
/// The longest that an ask is worked at, or waited for.
pub(crate) const ASK_TIME: Duration = Duration::from_secs(3);

/// Something to do, and who waits for it.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) ask: Ask,
    pub(crate) answer: oneshot::Sender<Result<Answer, Failed>>,
    /// When whoever asked waits no more.
    pub(crate) until: Instant,
}

#[derive(Debug)]
pub(crate) enum Work {
    Job(Box<Job>),
    /// Nothing comes after this.
    End,
}

/// Where asks are put. Closed, or dropped, it ends those who work behind it.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    work: mpsc::Sender<Work>,
    /// Says nothing, and is cut off by the last that ends.
    ended: watch::Receiver<()>,
}

/// Each of those who work holds one as long as it does.
pub(crate) type Running = watch::Sender<()>;

/// Whether an ask can be answered from what was committed, beside those that write.
pub(crate) fn only_reads(ask: &Ask) -> bool {
    match ask {
        Ask::Due(_)
        | Ask::Look(_)
        | Ask::Load(_)
        | Ask::Find(_)
        | Ask::LastSnapshot(_)
        | Ask::Games(_)
        | Ask::Behind(_)
        | Ask::Recall(_)
        | Ask::Notes(_)
        | Ask::Epoch(_)
        | Ask::Export(_) => true,
        Ask::Create(_)
        | Ask::Append(_)
        | Ask::Take(_)
        | Ask::Renew(_)
        | Ask::Release(_)
        | Ask::Blame(_)
        | Ask::Pardon(_)
        | Ask::KeepSnapshot(_)
        | Ask::Advance(_)
        | Ask::Keep(_)
        | Ask::Forget(_)
        | Ask::RaiseEpoch(_)
        | Ask::Import(_) => false,
    }
}

/// Puts an ask where it belongs, and waits for the answer.
pub(crate) fn ask(ask: Ask, reader: &Desk, writer: Option<&Desk>, stats: &Arc<Stats>) -> Boxed<Result<Answer, Failed>> {
    if let Err(too_big) = ask.check() {
        return Box::pin(std::future::ready(Ok(Answer::TooBig(too_big))));
    }
    let counted = Counted::begin(stats, &ask);
    let desk = if only_reads(&ask) { Some(reader) } else { writer };
    let desk = desk.ok_or_else(|| Failed::NotDone("the store was opened for reading alone".into()));
    let (answer, answered) = oneshot::channel();
    let is_put = desk.and_then(|desk| desk.put(Job { ask, answer, until: Instant::now() + ASK_TIME }));
    Box::pin(async move {
        let answer = match is_put {
            Ok(()) => answer_of(answered).await,
            Err(failed) => Err(failed),
        };
        counted.end(&answer);
        answer
    })
}

async fn answer_of(answered: oneshot::Receiver<Result<Answer, Failed>>) -> Result<Answer, Failed> {
    match tokio::time::timeout(ASK_TIME, answered).await {
        Ok(Ok(answer)) => answer,
        // Whoever had it is gone.
        Ok(Err(_)) => Err(Failed::Unknown("the store has ended".into())),
        Err(_) => Err(Failed::Unknown(format!("no answer from the store in {ASK_TIME:?}").into())),
    }
}

impl Job {
    /// The job, unless nobody waits for it any more: nothing happens then.
    pub(crate) fn if_wanted(self) -> Option<Self> {
        if self.answer.is_closed() || self.until <= Instant::now() {
            let waited = Failed::NotDone(format!("it has waited for the store for {ASK_TIME:?}").into());
            self.tell(Err(waited));
            return None;
        }
        Some(self)
    }

    /// Answers it. Whoever has stopped waiting asks or reads again.
    pub(crate) fn tell(self, answer: Result<Answer, Failed>) {
        let _ = self.answer.send(answer);
    }
}

impl Desk {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Work>, Running) {
        let (work, queue) = mpsc::channel(WAITING_MAX);
        let (running, ended) = watch::channel(());
        (Self { work, ended }, queue, running)
    }

    fn put(&self, job: Job) -> Result<(), Failed> {
        self.work.try_send(Work::Job(Box::new(job))).map_err(|error| match error {
            TrySendError::Full(_) => Failed::NotDone(format!("{WAITING_MAX} asks wait already").into()),
            TrySendError::Closed(_) => Failed::NotDone("the store is closed".into()),
        })
    }

    /// Waits until those behind it have ended.
    pub(crate) async fn close(mut self) {
        // It fails when they have ended by themselves.
        let _ = self.work.send(Work::End).await;
        while self.ended.changed().await.is_ok() {}
    }
}

/// The job that has come, and those that wait behind it, up to a group; nobody comes to an end of the queue twice.
pub(crate) fn group(first: Work, queue: &mut mpsc::Receiver<Work>, stats: &Stats) -> Vec<Job> {
    let mut group = Vec::new();
    let mut next = Some(first);
    while let Some(work) = next.take() {
        match work {
            Work::Job(job) => group.extend(job.if_wanted()),
            Work::End => queue.close(),
        }
        if group.len() < GROUP_MAX {
            next = queue.try_recv().ok();
        }
    }
    if !group.is_empty() {
        stats.grouped(group.len());
    }
    group
}

#[cfg(test)]
mod tests {
    use ledger::EpochAsk;

    use super::*;

    fn asked(desk: &Desk) -> Boxed<Result<Answer, Failed>> {
        ask(EpochAsk.into(), desk, None, &Arc::default())
    }

    #[tokio::test]
    async fn t84_what_finds_no_place_is_not_done() {
        let (desk, queue, _running) = Desk::new();
        let waiting: Vec<_> = (0..WAITING_MAX).map(|_| asked(&desk)).collect();
        let failed = asked(&desk).await.unwrap_err();
        assert!(matches!(&failed, Failed::NotDone(why) if why.contains("wait already")), "{failed}");
        drop(queue);
        let failed = asked(&desk).await.unwrap_err();
        assert!(matches!(&failed, Failed::NotDone(why) if why.contains("closed")), "{failed}");
        for waits in waiting {
            assert!(matches!(waits.await, Err(Failed::Unknown(_))), "whoever had it is gone");
        }
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_carried_out() {
        let (desk, mut queue, _running) = Desk::new();
        drop(asked(&desk));
        let waits = asked(&desk);
        let first = queue.recv().await.unwrap();
        assert_eq!(group(first, &mut queue, &Stats::default()).len(), 1);
        drop(waits);
    }

    #[tokio::test]
    async fn a_group_takes_what_waits_up_to_its_size_and_ends_the_queue_once() {
        let (desk, mut queue, _running) = Desk::new();
        let _waiting: Vec<_> = (0..GROUP_MAX + 3).map(|_| asked(&desk)).collect();
        let first = queue.recv().await.unwrap();
        assert_eq!(group(first, &mut queue, &Stats::default()).len(), GROUP_MAX);
        desk.work.send(Work::End).await.unwrap();
        let first = queue.recv().await.unwrap();
        assert_eq!(group(first, &mut queue, &Stats::default()).len(), 3);
        assert!(queue.recv().await.is_none(), "the end was in that group");
    }
}
