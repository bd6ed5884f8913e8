//! One connection: what leaves by it, and what comes.
//!
//! To the server it is two. What is said by the speaker does not come back by it, so that it costs nothing to be a member
//! of what one speaks in; whoever wants to hear this bus itself too hears it by the listener. If one breaks, both do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_nats::{Client, ServerInfo, StatusCode, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::unconstrained;
use tokio::time::timeout;

use super::breakage::Breakage;
use super::dial::Clients;
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
    speaker: Client,
    listener: Client,
    breakage: Arc<Breakage>,
    /// What the subjects of answers to us begin with. They come by the speaker.
    inbox: String,
    /// What those of the listener's round trips begin with.
    listener_inbox: String,
    /// Messages given to the library.
    given: AtomicU64,
}

impl Connection {
    pub(super) fn new(shared: Arc<Shared>, clients: Clients, breakage: Arc<Breakage>) -> Arc<Self> {
        let Clients { speaker, listener } = clients;
        let (inbox, listener_inbox) = (speaker.new_inbox(), listener.new_inbox());
        Arc::new(Self { shared, speaker, listener, breakage, inbox, listener_inbox, given: AtomicU64::new(0) })
    }

    pub(super) fn server_info(&self) -> ServerInfo {
        self.speaker.server_info()
    }

    /// Messages that the library was given and did not begin to write.
    pub(super) fn unsent(&self) -> usize {
        let written = self.speaker.statistics().out_messages.load(Ordering::Relaxed);
        usize::try_from(self.given.load(Ordering::Relaxed).saturating_sub(written)).unwrap_or(usize::MAX)
    }

    /// Subscribes to everything that was subscribed to before, with a marker: something may have been missed.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<(), Broken> {
        for (client, inbox) in [(&self.speaker, &self.inbox), (&self.listener, &self.listener_inbox)] {
            let answers = client.subscribe(format!("{inbox}.*")).await.map_err(|_| Broken)?;
            tokio::spawn(unconstrained(Arc::clone(self).hear_answers(answers)));
        }
        // A server that may not pass on what we say to ourselves would never be heard of again.
        self.in_time(self.meet()).await?;
        let entries: Vec<Arc<Entry>> = self.shared.entries().values().cloned().collect();
        for entry in entries {
            entry.feed.doubt();
            self.open(entry).await?;
        }
        self.in_time(self.round_trip()).await
    }

    async fn in_time(&self, work: impl Future<Output = Result<(), Broken>>) -> Result<(), Broken> {
        timeout(self.core().limits.subscribe_time, work).await.unwrap_or(Err(Broken))
    }

    /// Waits until either end hears the other: the listener hears even itself.
    async fn meet(&self) -> Result<(), Broken> {
        self.cross(&self.listener, &self.listener_inbox).await?;
        self.cross_to_listener().await
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
        if let Some(number) = number_in(&self.inbox, &letter.subject) {
            // Our own answer to our own request would not come back.
            self.core().requests.answer(number, Ok(letter.payload));
            return Ok(());
        }
        self.given.fetch_add(1, Ordering::Relaxed);
        let published = match letter.request {
            None => self.speaker.publish(letter.subject, letter.payload).await,
            Some(number) => {
                let answer_to = address(&self.inbox, number);
                self.speaker.publish_with_reply(letter.subject, answer_to, letter.payload).await
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

    /// Says something to ourselves from either end, there and back again. When both have arrived the server has read all
    /// that left before, and all that it had sent before has been read here: it keeps order within one connection.
    async fn round_trip(&self) -> Result<(), Broken> {
        let from_speaker = async {
            self.cross_to_listener().await?;
            self.cross_to_speaker().await
        };
        let from_listener = async {
            self.cross_to_speaker().await?;
            self.cross_to_listener().await
        };
        tokio::try_join!(from_speaker, from_listener).map(drop)
    }

    async fn cross_to_listener(&self) -> Result<(), Broken> {
        self.given.fetch_add(1, Ordering::Relaxed);
        self.cross(&self.speaker, &self.listener_inbox).await
    }

    async fn cross_to_speaker(&self) -> Result<(), Broken> {
        self.cross(&self.listener, &self.inbox).await
    }

    async fn cross(&self, from: &Client, to: &str) -> Result<(), Broken> {
        let mut open = self.core().requests.open(usize::MAX).ok_or(Broken)?;
        from.publish(address(to, open.number), Bytes::new()).await.map_err(|_| Broken)?;
        open.answer().await.map(drop).map_err(|_| Broken)
    }

    async fn open(self: &Arc<Self>, entry: Arc<Entry>) -> Result<(), Broken> {
        let client = if entry.is_for_others { &self.speaker } else { &self.listener };
        let subscriber = match entry.group.clone() {
            None => client.subscribe(entry.pattern.clone()).await,
            Some(group) => client.queue_subscribe(entry.pattern.clone(), group).await,
        };
        // Without a budget: it takes all that has arrived before the library reads again.
        tokio::spawn(unconstrained(Arc::clone(&self.shared).hear(entry, subscriber.map_err(|_| Broken)?)));
        Ok(())
    }

    async fn hear_answers(self: Arc<Self>, mut answers: Subscriber) {
        while let Some(answer) = answers.next().await {
            let number =
                [&self.inbox, &self.listener_inbox].into_iter().find_map(|inbox| number_in(inbox, &answer.subject));
            let Some(number) = number else {
                self.core().tally.unreadable.add(1);
                continue;
            };
            let nobody = answer.status == Some(StatusCode::NO_RESPONDERS);
            let outcome = if nobody { Err(RequestFailed::NoResponders) } else { Ok(answer.payload) };
            self.core().requests.answer(number, outcome);
        }
    }

    fn core(&self) -> &Core {
        &self.shared.core
    }
}

/// Where the answer to a request goes.
fn address(inbox: &str, number: u64) -> String {
    format!("{inbox}.{number}")
}

/// The request that an answer is for.
fn number_in(inbox: &str, subject: &str) -> Option<u64> {
    subject.strip_prefix(inbox)?.strip_prefix('.')?.parse().ok()
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
                entry.feed.push(Message { subject, reply, payload: message.payload });
            }
            None => self.core.tally.unreadable.add(1),
        }
    }
}
