//! The desk's end of the bus: subscriptions, requests and answers.
//!
//! What is said in realms, of which there is much, is read from one bundle; the rest has a task each that feeds one queue.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bus::{
    Boxed, Bundle, Bus, Delivery, Message, NotSubscribed, Pattern, ReplyTo, RequestFailed, Subject, Subscription,
};
use bytes::Bytes;
use desk::{Ask, Failed, Input, NodeNumber, Output, Publication, StreamAnswer};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use types::Realm;

use crate::services::{self, node_name};

/// What has arrived and not been given to the desk. Behind it wait the bus's own queues, which mark what they lose.
const ARRIVED_MAX: usize = 1_024;

/// How long a request may take.
const REQUEST_TIME: Duration = Duration::from_millis(1_500);

/// Questions of other nodes that have no answer yet. Of more, the oldest get none, and time out.
const ASKED_MAX: usize = 4_096;

/// Between two attempts to subscribe.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Something from the bus.
enum Arrived {
    Input(Input),
    Asked(ReplyTo, Ask),
    /// What is said in a realm is heard from now on; the number is that of the [`Wish`].
    Live(Realm, u64, Subscription),
}

/// A realm that is to be heard.
struct Wish {
    number: u64,
    /// Who subscribes.
    task: AbortHandle,
    /// Which of the bundle it is, once it is heard.
    bundled: Option<u64>,
}

/// Subscribed and asked for one desk.
pub(crate) struct DeskBus {
    bus: Arc<dyn Bus>,
    node: NodeNumber,
    sender: mpsc::Sender<Arrived>,
    arrived: mpsc::Receiver<Arrived>,
    /// Answers that were there at once.
    at_once: VecDeque<Input>,
    listening: BTreeMap<Realm, Wish>,
    last_wish: u64,
    /// What is said in realms.
    heard: Bundle,
    /// Which realm each of the bundle is for.
    realms: HashMap<u64, Realm>,
    owning: BTreeMap<Realm, AbortHandle>,
    asked: BTreeMap<u64, ReplyTo>,
    last_asked: u64,
}

impl DeskBus {
    /// Nothing is subscribed yet.
    pub(crate) fn new(bus: Arc<dyn Bus>, node: NodeNumber) -> Self {
        let (sender, arrived) = mpsc::channel(ARRIVED_MAX);
        Self {
            bus,
            node,
            sender,
            arrived,
            at_once: VecDeque::new(),
            listening: BTreeMap::new(),
            last_wish: 0,
            heard: Bundle::default(),
            realms: HashMap::new(),
            owning: BTreeMap::new(),
            asked: BTreeMap::new(),
            last_asked: 0,
        }
    }

    /// The next input for the desk. Can be dropped and asked again.
    pub(crate) async fn next(&mut self) -> Input {
        loop {
            if let Some(input) = self.try_next() {
                return input;
            }
            let input = tokio::select! {
                // Never `None`: a sender is ours.
                arrived = self.arrived.recv() => arrived.and_then(|arrived| self.input(arrived)),
                (number, delivery) = self.heard.next() => self.said(number, delivery),
            };
            if let Some(input) = input {
                return input;
            }
        }
    }

    /// The next input, if one is there.
    pub(crate) fn try_next(&mut self) -> Option<Input> {
        if let Some(input) = self.at_once.pop_front() {
            return Some(input);
        }
        while let Ok(arrived) = self.arrived.try_recv() {
            if let Some(input) = self.input(arrived) {
                return Some(input);
            }
        }
        while let Some((number, delivery)) = self.heard.try_next() {
            if let Some(input) = self.said(number, delivery) {
                return Some(input);
            }
        }
        None
    }

    fn input(&mut self, arrived: Arrived) -> Option<Input> {
        match arrived {
            Arrived::Input(input) => Some(input),
            Arrived::Asked(reply, ask) => {
                self.last_asked += 1;
                self.asked.insert(self.last_asked, reply);
                if self.asked.len() > ASKED_MAX {
                    self.asked.pop_first();
                }
                Some(Input::Asked(self.last_asked, ask))
            }
            Arrived::Live(realm, number, subscription) => {
                // Nobody may want to hear it any more.
                let wish = self.listening.get_mut(&realm).filter(|wish| wish.number == number)?;
                let bundled = self.heard.add(subscription);
                wish.bundled = Some(bundled);
                self.realms.insert(bundled, realm.clone());
                Some(Input::Live(realm))
            }
        }
    }

    fn said(&self, number: u64, delivery: Delivery) -> Option<Input> {
        let realm = self.realms.get(&number)?;
        match delivery {
            Delivery::Message(message) => heard(realm, &message),
            Delivery::Lost => Some(Input::Lost(realm.clone())),
        }
    }

    fn listen(&mut self, realm: Realm) {
        self.last_wish += 1;
        let number = self.last_wish;
        let task = tokio::spawn(listen(Arc::clone(&self.bus), realm.clone(), number, self.sender.clone()));
        self.listening.insert(realm, Wish { number, task: task.abort_handle(), bundled: None });
    }

    fn unlisten(&mut self, realm: &Realm) {
        let Some(wish) = self.listening.remove(realm) else { return };
        wish.task.abort();
        if let Some(bundled) = wish.bundled {
            self.heard.remove(bundled);
            self.realms.remove(&bundled);
        }
    }

    pub(crate) fn carry_out(&mut self, output: Output) {
        match output {
            Output::Listen(realm) => self.listen(realm),
            Output::Unlisten(realm) => self.unlisten(&realm),
            Output::Own(realm) => {
                let task = tokio::spawn(serve(Arc::clone(&self.bus), realm.clone(), self.sender.clone()));
                self.owning.insert(realm, task.abort_handle());
            }
            Output::Disown(realm) => {
                if let Some(task) = self.owning.remove(&realm) {
                    task.abort();
                }
            }
            Output::Publish(realm, publication) => {
                let bytes = publication.encode(self.node);
                // What is shed here is counted by the bus, and found by the others as a gap.
                let _ = self.bus.publish(&Subject::realm(&realm), Bytes::from(bytes));
            }
            Output::Request(id, ask) => self.request(id, &ask),
            Output::Answer(id, answer) => {
                if let Some(reply) = self.asked.remove(&id) {
                    let _ = self.bus.respond(&reply, StreamAnswer::encode(&answer).into());
                }
            }
            // Posted by who has the mailboxes.
            Output::ToHub(..) => {}
        }
    }

    /// Begins to ask at once, so that requests leave in the order of the desk's outputs.
    fn request(&mut self, id: u64, ask: &Ask) {
        let subject = owner(&ask.realm);
        let (bus, bytes) = (Arc::clone(&self.bus), Bytes::from(ask.encode()));
        let mut asking = Box::pin(async move {
            let answer = bus.request(&subject, bytes, REQUEST_TIME).await;
            Input::Answered(id, answered(answer))
        });
        match asking.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(input) => self.at_once.push_back(input),
            Poll::Pending => {
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    let _ = sender.send(Arrived::Input(asking.await)).await;
                });
            }
        }
    }
}

/// Where the owner of a realm's stream is asked.
fn owner(realm: &Realm) -> Subject {
    match realm {
        Realm::Room(name) => Subject::room_owner(name),
        Realm::Game(name) | Realm::GameTv(name) | Realm::User(name) | Realm::Stands(name) => Subject::game_owner(name),
        Realm::Seat(seat) => Subject::game_owner(&seat.game),
        Realm::Lobby => Subject::lobby_owner(),
    }
}

fn answered(answer: Result<Bytes, RequestFailed>) -> Result<StreamAnswer, Failed> {
    match answer {
        Ok(bytes) => match StreamAnswer::decode(&bytes) {
            Ok(answer) => answer.map_err(Failed::NotMine),
            Err(desk::Unreadable) => Err(Failed::TooLate),
        },
        Err(RequestFailed::NoResponders) => Err(Failed::NobodyThere),
        Err(RequestFailed::TimedOut | RequestFailed::Disconnected | RequestFailed::NotSent(_)) => Err(Failed::TooLate),
    }
}

/// Subscribes to what the others publish in a realm.
async fn listen(bus: Arc<dyn Bus>, realm: Realm, number: u64, sender: mpsc::Sender<Arrived>) {
    let pattern = Pattern::exactly(&Subject::realm(&realm));
    if let Some(subscription) = live(&pattern, || bus.hear_others(&pattern)).await {
        // It fails only if the node has ended.
        let _ = sender.send(Arrived::Live(realm, number, subscription)).await;
    }
}

fn heard(realm: &Realm, message: &Message) -> Option<Input> {
    if services::is_word(&message.payload) {
        if realm.is_hosted() {
            tracing::debug!(%realm, "a service speaks in a game that is not its own");
            return None;
        }
        let publication = services::published(&message.payload, realm)?;
        return Some(Input::Heard { realm: realm.clone(), node: None, publication });
    }
    match Publication::decode(&message.payload) {
        Ok((node, publication)) => Some(Input::Heard { realm: realm.clone(), node: Some(node), publication }),
        Err(desk::Unreadable) => {
            tracing::debug!(%realm, "somebody publishes what no node says");
            None
        }
    }
}

/// Is asked as the owner of a realm's stream.
async fn serve(bus: Arc<dyn Bus>, realm: Realm, sender: mpsc::Sender<Arrived>) {
    let Some(mut subscription) = subscribe(&*bus, &Pattern::exactly(&owner(&realm))).await else { return };
    let mut next = Some(Arrived::Input(Input::OwnLive(realm)));
    loop {
        if let Some(arrived) = next.take()
            && sender.send(arrived).await.is_err()
        {
            return;
        }
        next = match subscription.next().await {
            Some(Delivery::Message(message)) => asked(message),
            // Whoever asked asks again.
            Some(Delivery::Lost) => None,
            None => return,
        };
    }
}

fn asked(message: Message) -> Option<Arrived> {
    let ask = Ask::decode(&message.payload).ok()?;
    Some(Arrived::Asked(message.reply?, ask))
}

/// Subscribes, however long that takes; `None` once the bus is closed.
pub(crate) async fn subscribe(bus: &dyn Bus, pattern: &Pattern) -> Option<Subscription> {
    live(pattern, || bus.subscribe(pattern, None)).await
}

async fn live<'a>(
    pattern: &Pattern,
    subscribe: impl Fn() -> Boxed<'a, Result<Subscription, NotSubscribed>>,
) -> Option<Subscription> {
    loop {
        match subscribe().await {
            Ok(subscription) => return Some(subscription),
            Err(NotSubscribed::Closed) => return None,
            Err(error) => {
                tracing::debug!(%error, pattern = pattern.as_str(), "cannot subscribe yet");
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

/// A number that no other node of the fleet has, and what keeps it: dropped, it is free again.
pub(crate) struct Claim {
    pub(crate) node: NodeNumber,
    _keeper: AbortOnDrop,
}

pub(crate) struct AbortOnDrop(pub(crate) AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// How long the fleet may take to say that a number is taken.
const CLAIM_TIME: Duration = Duration::from_millis(300);

/// Takes a number by lot, asks whether somebody has it, and answers from then on that it is taken. `None` if the bus is
/// closed, or no free number was found.
pub(crate) async fn claim(bus: &Arc<dyn Bus>) -> Option<Claim> {
    for _ in 0..64 {
        let node = NodeNumber(rand::random_range(1..NodeNumber::COUNT));
        let (subject, mark) =
            (Subject::claim(&node_name(node)), Bytes::copy_from_slice(&rand::random::<u128>().to_be_bytes()));
        let mut subscription = subscribe(&**bus, &Pattern::exactly(&subject)).await?;
        let mut asking = bus.request(&subject, mark.clone(), CLAIM_TIME);
        let is_taken = loop {
            tokio::select! {
                answer = &mut asking => break answer.is_ok(),
                delivery = subscription.next() => answer_claim(&**bus, delivery?, &mark),
            }
        };
        drop(asking);
        if !is_taken {
            let bus = Arc::clone(bus);
            let keeper = tokio::spawn(async move {
                while let Some(delivery) = subscription.next().await {
                    answer_claim(&*bus, delivery, &mark);
                }
            });
            return Some(Claim { node, _keeper: AbortOnDrop(keeper.abort_handle()) });
        }
    }
    None
}

/// Says that the number is taken, to everybody but oneself.
fn answer_claim(bus: &dyn Bus, delivery: Delivery, mark: &Bytes) {
    if let Delivery::Message(Message { reply: Some(reply), payload, .. }) = delivery
        && payload != *mark
    {
        let _ = bus.respond(&reply, Bytes::from_static(b"taken"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t90_a_service_is_not_heard_in_a_game_that_a_host_runs() {
        let says = |realm: &Realm| {
            let payload = Bytes::from_static(br#"{"view":{"kind":"ended","text":"{}"},"epoch":9,"offset":9}"#);
            heard(realm, &Message { subject: Subject::realm(realm), reply: None, payload })
        };
        let game: types::Name = "g".parse().unwrap();
        assert!(says(&Realm::GameTv(game.clone())).is_some(), "its own");
        assert!(says(&Realm::Stands(game.clone())).is_none());
        assert!(says(&Realm::seat(game, "ann".parse().unwrap())).is_none());
    }
}
