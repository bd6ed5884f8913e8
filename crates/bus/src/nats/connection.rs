//! One connection: what leaves by it, and what comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_nats::{Client, ServerInfo, StatusCode, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::unconstrained;
use tokio::time::timeout;

use super::breakage::Breakage;
use super::{Done, Entry, Order, Shared};
use crate::core::Core;
use crate::outgoing::Letter;
use crate::subject::is_address;
use crate::{Message, NotSubscribed, ReplyTo, RequestFailed};

/// The connection does not do what it should.
#[derive(Debug, thiserror::Error)]
#[error("what this node says to itself does not come back")]
pub(super) struct Broken;

pub(super) struct Connection {
    shared: Arc<Shared>,
    client: Client,
    breakage: Arc<Breakage>,
    /// What the subjects of answers to us begin with.
    inbox: String,
    /// Messages given to the library.
    given: AtomicU64,
}

impl Connection {
    pub(super) fn new(shared: Arc<Shared>, client: Client, breakage: Arc<Breakage>) -> Arc<Self> {
        let inbox = client.new_inbox();
        Arc::new(Self { shared, client, breakage, inbox, given: AtomicU64::new(0) })
    }

    pub(super) fn server_info(&self) -> ServerInfo {
        self.client.server_info()
    }

    /// Messages that the library was given and did not begin to write.
    pub(super) fn unsent(&self) -> usize {
        let written = self.client.statistics().out_messages.load(Ordering::Relaxed);
        usize::try_from(self.given.load(Ordering::Relaxed).saturating_sub(written)).unwrap_or(usize::MAX)
    }

    /// Subscribes to everything that was subscribed to before, with a marker: something may have been missed.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<(), Broken> {
        let answers = self.client.subscribe(format!("{}.*", self.inbox)).await.map_err(|_| Broken)?;
        tokio::spawn(unconstrained(Arc::clone(self).hear_answers(answers)));
        let entries: Vec<Arc<Entry>> = self.shared.entries().values().cloned().collect();
        for entry in entries {
            entry.feed.doubt();
            self.open(entry).await?;
        }
        // A server that may not pass on what we say to ourselves would never be heard of again.
        timeout(self.core().limits.subscribe_time, self.round_trip()).await.unwrap_or(Err(Broken))
    }

    /// Until the bus is closed and everything has left.
    pub(super) async fn work(self: &Arc<Self>, orders: &mut mpsc::Receiver<Order>) -> Result<(), Broken> {
        tokio::select! {
            written = self.write() => written?,
            obeyed = self.obey(orders) => obeyed?,
        }
        self.round_trip().await
    }

    async fn write(&self) -> Result<(), Broken> {
        while let Some(letter) = self.core().outgoing.next().await {
            if self.core().is_wanted(&letter) {
                self.publish(letter).await?;
            }
        }
        Ok(())
    }

    async fn publish(&self, letter: Letter) -> Result<(), Broken> {
        self.given.fetch_add(1, Ordering::Relaxed);
        let published = match letter.request {
            None => self.client.publish(letter.subject, letter.payload).await,
            Some(number) => {
                self.client.publish_with_reply(letter.subject, self.answer_to(number), letter.payload).await
            }
        };
        published.map_err(|_| Broken)
    }

    async fn obey(self: &Arc<Self>, orders: &mut mpsc::Receiver<Order>) -> Result<(), Broken> {
        while let Some(order) = orders.recv().await {
            let (pattern, done) = match order {
                Order::RoundTrip(done) => (None, done),
                Order::Subscribe(entry, done) => {
                    let pattern = entry.pattern.clone();
                    if self.enlist(&entry) {
                        self.open(entry).await?;
                    }
                    (Some(pattern), done)
                }
            };
            tokio::spawn(Arc::clone(self).confirm(pattern, done));
        }
        // Nobody holds the bus any more; the writer ends when it has sent what waits.
        std::future::pending().await
    }

    /// Remembers a subscription for the connections to come, unless it was given up meanwhile.
    fn enlist(&self, entry: &Arc<Entry>) -> bool {
        let mut entries = self.shared.entries();
        let is_wanted = !entry.feed.is_left();
        if is_wanted {
            entries.insert(entry.number, Arc::clone(entry));
        }
        is_wanted
    }

    async fn confirm(self: Arc<Self>, pattern: Option<String>, done: Done) {
        if self.round_trip().await.is_ok() {
            // The server has complained by now, if it does not let us.
            let is_refused = pattern.is_some_and(|pattern| self.breakage.is_refused(&pattern));
            let outcome = if is_refused { Err(NotSubscribed::Refused) } else { Ok(()) };
            // Whoever ordered it may have given up.
            let _ = done.send(outcome);
        }
    }

    /// Says something to ourselves. When it arrives the server has read all that left before, and all that it had
    /// sent before has been read here: it keeps order within one connection.
    async fn round_trip(&self) -> Result<(), Broken> {
        let mut open = self.core().requests.open(usize::MAX).ok_or(Broken)?;
        self.given.fetch_add(1, Ordering::Relaxed);
        self.client.publish(self.answer_to(open.number), Bytes::new()).await.map_err(|_| Broken)?;
        open.answer().await.map(drop).map_err(|_| Broken)
    }

    async fn open(self: &Arc<Self>, entry: Arc<Entry>) -> Result<(), Broken> {
        let subscriber = match entry.group.clone() {
            None => self.client.subscribe(entry.pattern.clone()).await,
            Some(group) => self.client.queue_subscribe(entry.pattern.clone(), group).await,
        };
        // Without a budget: it takes all that has arrived before the library reads again.
        tokio::spawn(unconstrained(Arc::clone(&self.shared).hear(entry, subscriber.map_err(|_| Broken)?)));
        Ok(())
    }

    async fn hear_answers(self: Arc<Self>, mut answers: Subscriber) {
        while let Some(answer) = answers.next().await {
            let number = answer.subject.rsplit('.').next().and_then(|number| number.parse().ok());
            let Some(number) = number else {
                self.core().tally.unreadable.add(1);
                continue;
            };
            let nobody = answer.status == Some(StatusCode::NO_RESPONDERS);
            let outcome = if nobody { Err(RequestFailed::NoResponders) } else { Ok(answer.payload) };
            self.core().requests.answer(number, outcome);
        }
    }

    fn answer_to(&self, number: u64) -> String {
        format!("{}.{number}", self.inbox)
    }

    fn core(&self) -> &Core {
        &self.shared.core
    }
}

impl Shared {
    /// Takes what comes for one subscription, until its reader has left, or the bus drains and all has come.
    async fn hear(self: Arc<Self>, entry: Arc<Entry>, mut subscriber: Subscriber) {
        let mut draining = std::pin::pin!(self.core.draining());
        let mut is_draining = false;
        let mut left = std::pin::pin!(entry.feed.left());
        loop {
            tokio::select! {
                biased;
                message = subscriber.next() => match message {
                    Some(message) => self.take(&entry, message),
                    None => break,
                },
                // Dropping the subscriber unsubscribes.
                () = &mut left => return,
                () = &mut draining, if !is_draining => {
                    is_draining = true;
                    // Fails only with the connection, and then this task ends with it.
                    let _ = subscriber.drain().await;
                }
            }
        }
        entry.feed.end();
    }

    fn take(&self, entry: &Entry, message: async_nats::Message) {
        let reply = message.reply.filter(|reply| is_address(reply)).map(|reply| ReplyTo(reply.as_str().into()));
        match self.core.prefix.remove(&message.subject) {
            Some(subject) => {
                let message = Message { subject, reply, payload: message.payload };
                if !self.core.is_own(&message) {
                    entry.feed.push(message);
                }
            }
            None => self.core.tally.unreadable.add(1),
        }
    }
}
