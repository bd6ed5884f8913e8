//! How what is asked about a game finds the node that owns it: this one first, then the one that is known to, then
//! whichever takes it. The same question is asked again, under its id, until somebody answers it or its time is over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, RequestFailed, Subject};
use desk::NodeNumber;
use host::{Answer, Ask, Refused};
use types::{ConnId, GameId, Millis, Name};

use crate::clerk::{Clerk, Event};
use crate::game_words::node_of;
use crate::games::Waits;
use crate::peers::{self, NoAnswer};

/// How long somebody is looked for who answers. Longer than a lease, after which another node may take a game.
pub(crate) const ERRAND_TIME: Duration = Duration::from_secs(10);

/// Between two attempts.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Commands of one conn to one game that wait for the one before.
const QUEUE_MAX: usize = 32;

/// Games whose owners are remembered; of more, all are forgotten and found again.
const OWNERS_MAX: usize = 100_000;

/// A question about a game, and who waits for the answer.
pub(crate) struct Errand {
    pub(crate) waits: Waits,
    pub(crate) ask: Ask,
    since: Millis,
}

/// What is on its way.
#[derive(Default)]
pub(crate) struct Errands {
    /// Which nodes own games, as far as they have said so.
    owners: BTreeMap<GameId, NodeNumber>,
    /// Commands that wait for the one before, of the same conn to the same game. A queue is there while one is on its way.
    queues: BTreeMap<(ConnId, GameId), VecDeque<Errand>>,
    /// Who of this node's conns sits at which game.
    pub(crate) seated: BTreeMap<(GameId, Name), Seated>,
}

/// How many conns of this node a player has at a game, and since when he has none.
#[derive(Default)]
pub(crate) struct Seated {
    pub(crate) conns: usize,
    pub(crate) gone_at: Option<Millis>,
}

impl Errand {
    pub(crate) fn new(waits: Waits, ask: Ask, since: Millis) -> Self {
        Self { waits, ask, since }
    }

    /// Whether whoever waits asks again by himself.
    fn is_asked_again(&self) -> bool {
        match self.waits {
            Waits::Stream(_) | Waits::Peer(_) | Waits::Game(..) | Waits::Lobby | Waits::Nobody => true,
            Waits::Command { .. } | Waits::Register { .. } | Waits::Asked(_) => false,
        }
    }
}

impl Clerk {
    /// Sends a command of a conn, behind those that it has sent to the same game: so they keep their order when the game
    /// moves meanwhile.
    pub(crate) fn send_in_order(&mut self, conn: ConnId, errand: Errand) {
        let key = (conn, errand.ask.game().clone());
        let Some(queue) = self.errands.queues.get_mut(&key) else {
            self.errands.queues.insert(key, VecDeque::new());
            return self.send(errand);
        };
        if queue.len() >= QUEUE_MAX {
            return self.finish(errand.waits, Answer::Refused(Refused::BUSY));
        }
        queue.push_back(errand);
    }

    /// Asks this node, or else another.
    pub(crate) fn send(&mut self, errand: Errand) {
        // New games go to any of the nodes that run some, so that all have their share.
        if self.fleet.has_others()
            && matches!((&errand.ask, &errand.waits), (Ask::Create(_), Waits::Game(..) | Waits::Asked(_)))
        {
            return self.send_away(errand);
        }
        if let Some(errand) = self.ask_own_host(errand) {
            self.send_away(errand);
        }
    }

    /// The host of this node has answered.
    pub(crate) fn answered_here(&mut self, errand: Errand, answer: Answer) {
        let Answer::NotMine { owner, .. } = &answer else { return self.end(errand, answer) };
        if !self.fleet.has_others() || matches!(errand.waits, Waits::Peer(_)) {
            return self.end(errand, answer);
        }
        let Some(node) = node_of(owner).filter(|node| *node != self.node) else {
            return self.send_again(errand, Refused::MOVING);
        };
        self.remember_owner(&errand, node);
        self.send_away(errand);
    }

    /// Another node has answered, or has not.
    pub(crate) fn answered_elsewhere(
        &mut self,
        errand: Errand,
        asked: Option<NodeNumber>,
        answer: Result<Answer, NoAnswer>,
    ) {
        match answer {
            Ok(Answer::NotMine { owner, .. }) => {
                let node = node_of(&owner).filter(|node| *node != self.node && Some(*node) != asked);
                let Some(node) = node else { return self.send_again(errand, Refused::MOVING) };
                self.remember_owner(&errand, node);
                self.send_away(errand);
            }
            Ok(Answer::Refused(refused)) if is_passing(&refused) => self.send_again(errand, refused),
            Ok(answer) => self.end(errand, answer),
            // No node runs games; a service may know the realm.
            Err(NoAnswer::Gone) if asked.is_none() && matches!(errand.waits, Waits::Register { .. }) => {
                self.end(errand, Answer::Refused(Refused::NOT_FOUND));
            }
            Err(NoAnswer::Gone) => self.send_again(errand, Refused::MOVING),
            Err(NoAnswer::Late) => self.send_again(errand, Refused::UNANSWERED),
        }
    }

    /// Asks the node that owns the game, or any that takes it.
    pub(crate) fn send_away(&mut self, errand: Errand) {
        if !self.fleet.has_others() {
            return self.end(errand, Answer::Refused(Refused::NOT_FOUND));
        }
        let node = self.errands.owners.get(errand.ask.game()).copied();
        let bus = Arc::clone(&self.peers);
        self.begin(async move {
            let answer = ask_elsewhere(bus, node, errand.ask.clone()).await;
            Event::GameAnswered(Box::new(errand), node, Box::new(answer))
        });
    }

    /// Nobody could answer: it is asked again, unless its time is over.
    fn send_again(&mut self, errand: Errand, why: Refused) {
        self.errands.owners.remove(errand.ask.game());
        if errand.is_asked_again() || self.now().mono.since(errand.since) >= ERRAND_TIME {
            return self.end(errand, Answer::Refused(why));
        }
        self.begin(async move {
            tokio::time::sleep(RETRY_AFTER).await;
            Event::SendErrand(Box::new(errand))
        });
    }

    fn end(&mut self, errand: Errand, answer: Answer) {
        let Errand { waits, ask, .. } = errand;
        let conn = if let Waits::Command { conn, .. } = &waits { Some(*conn) } else { None };
        self.finish(waits, answer);
        let Some(conn) = conn else { return };
        let key = (conn, ask.game().clone());
        let next = self.errands.queues.get_mut(&key).and_then(VecDeque::pop_front);
        match next {
            Some(next) => self.send(next),
            None => drop(self.errands.queues.remove(&key)),
        }
    }

    fn remember_owner(&mut self, errand: &Errand, node: NodeNumber) {
        if self.errands.owners.len() >= OWNERS_MAX {
            self.errands.owners.clear();
        }
        self.errands.owners.insert(errand.ask.game().clone(), node);
    }
}

/// Whether another node, or the same one a moment later, may say something else.
fn is_passing(refused: &Refused) -> bool {
    [Refused::MOVING, Refused::UNAVAILABLE].iter().any(|passing| passing.code == refused.code)
}

async fn ask_elsewhere(bus: Arc<dyn Bus>, node: Option<NodeNumber>, ask: Ask) -> Result<Answer, NoAnswer> {
    let game = ask.game().clone();
    let asked = peers::Ask::Game(ask);
    let answer = match node {
        Some(node) => peers::ask(bus, node, asked).await?,
        None => {
            let answer = bus.request(&Subject::activate(), asked.encode().into(), peers::ANSWER_TIME).await;
            peers::read_answer(answer)?
        }
    };
    peers::game_answer(&game, answer).ok_or(NoAnswer::Late)
}

/// No node that runs games is there.
impl From<RequestFailed> for NoAnswer {
    fn from(failed: RequestFailed) -> Self {
        match failed {
            RequestFailed::NoResponders => Self::Gone,
            RequestFailed::TimedOut | RequestFailed::Disconnected | RequestFailed::NotSent(_) => Self::Late,
        }
    }
}
