//! How the shards of one node reach each other: a bounded mailbox each, and one wake-up a turn.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hub::HubMessage;
use mio::Waker;
use types::ConnIds;

use crate::addresses::Addresses;
use crate::stats::Stats;

/// A mailbox with more than this is full: whoever would add to it stops reading its conns until it is emptied.
const MAIL_MAX: usize = 16_384;

/// What the shards of a node share.
pub(crate) struct Shared {
    pub(crate) ids: ConnIds,
    pub(crate) addresses: Addresses,
    /// TCP connections held by all shards.
    pub(crate) conns: AtomicU32,
    /// Close every conn, open none.
    pub(crate) is_draining: AtomicBool,
    /// End at once.
    pub(crate) is_stopping: AtomicBool,
    pub(crate) stats: Vec<Stats>,
    mailboxes: Vec<Mailbox>,
}

struct Mailbox {
    mail: Mutex<Vec<(u8, HubMessage)>>,
    count: AtomicUsize,
    waker: Waker,
}

impl Shared {
    pub(crate) fn new(wakers: Vec<Waker>) -> Arc<Self> {
        let stats = wakers.iter().map(|_| Stats::default()).collect();
        let mailbox = |waker| Mailbox { mail: Mutex::default(), count: AtomicUsize::new(0), waker };
        Arc::new(Self {
            ids: ConnIds::default(),
            addresses: Addresses::default(),
            conns: AtomicU32::new(0),
            is_draining: AtomicBool::new(false),
            is_stopping: AtomicBool::new(false),
            stats,
            mailboxes: wakers.into_iter().map(mailbox).collect(),
        })
    }

    /// Wakes every shard, to look at the flags.
    pub(crate) fn wake_all(&self) {
        for mailbox in &self.mailboxes {
            wake(&mailbox.waker);
        }
    }
}

/// One shard's place among the others.
pub(crate) struct Mesh {
    shared: Arc<Shared>,
    own: u8,
    /// What is to be posted at the end of the turn, by shard.
    outgoing: Vec<Vec<(u8, HubMessage)>>,
}

impl Mesh {
    pub(crate) fn new(shared: Arc<Shared>, own: u8) -> Self {
        let outgoing = shared.mailboxes.iter().map(|_| Vec::new()).collect();
        Self { shared, own, outgoing }
    }

    /// For every other shard.
    pub(crate) fn tell(&mut self, message: &HubMessage) {
        for (shard, outgoing) in self.outgoing.iter_mut().enumerate() {
            if shard != usize::from(self.own) {
                outgoing.push((self.own, message.clone()));
            }
        }
    }

    /// For the next shard in the ring.
    pub(crate) fn pass(&mut self, message: HubMessage) {
        let next = (usize::from(self.own) + 1) % self.outgoing.len();
        self.outgoing[next].push((self.own, message));
    }

    /// Posts what the turn has gathered, with one wake-up a shard.
    pub(crate) fn post(&mut self) {
        for (outgoing, mailbox) in self.outgoing.iter_mut().zip(&self.shared.mailboxes) {
            if outgoing.is_empty() {
                continue;
            }
            let mut mail = mailbox.mail.lock().unwrap_or_else(PoisonError::into_inner);
            mail.append(outgoing);
            mailbox.count.store(mail.len(), Ordering::Relaxed);
            drop(mail);
            wake(&mailbox.waker);
        }
    }

    /// What the other shards have posted.
    pub(crate) fn collect(&self) -> Vec<(u8, HubMessage)> {
        let mailbox = &self.shared.mailboxes[usize::from(self.own)];
        if mailbox.count.load(Ordering::Relaxed) == 0 {
            return Vec::new();
        }
        let mut mail = mailbox.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mailbox.count.store(0, Ordering::Relaxed);
        std::mem::take(&mut *mail)
    }

    /// Whether some other shard has more mail than it can take.
    pub(crate) fn is_full(&self) -> bool {
        let others = self.shared.mailboxes.iter().enumerate().filter(|(shard, _)| *shard != usize::from(self.own));
        others.map(|(_, mailbox)| mailbox.count.load(Ordering::Relaxed)).any(|count| count > MAIL_MAX)
    }
}

fn wake(waker: &Waker) {
    if let Err(error) = waker.wake() {
        tracing::error!(%error, "cannot wake a shard");
    }
}
