//! How what is asked about a game finds the node that owns it: this one first, then the one that is known to, then
//! whichever takes it. The same question is asked again, under its id, until somebody answers it or its time is over.
//!
//! Like the host it does nothing itself: it says whom to ask, and is told what came of it.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use types::{ConnId, GameId, Millis, Name};

use crate::guards::{Guard, Guards};
use crate::{Answer, Ask, Refused};

/// How long somebody is looked for who answers. Longer than a lease, after which another node may take a game.
const ERRAND_TIME: Duration = Duration::from_secs(10);

/// The same for somebody who wants to be let in: shorter than clients wait before they ask again.
const ENTRY_TIME: Duration = Duration::from_secs(4);

/// Between two attempts: at first so short, for games that are handed over are back at once, then twice as long each time.
const RETRY_FIRST: Duration = Duration::from_millis(10);

/// And never longer.
const RETRY_MOST: Duration = Duration::from_millis(250);

/// A node that did not answer is not asked again so long.
const SILENT_FOR: Duration = Duration::from_secs(2);

/// Commands of one conn to one game that wait for the one before.
const QUEUE_MAX: usize = 32;

/// Games whose owners are remembered; of more, all are forgotten and found again.
const OWNERS_MAX: usize = 100_000;

/// One attempt to have a question answered: every attempt has its own, so that a late answer to an earlier one is none to
/// a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrandId(pub u64);

/// Who asks, as far as it matters for how the answer is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A conn of this node, with a command: it waits behind those that the conn has sent to the same game, so that they
    /// keep their order when the game moves meanwhile.
    Conn(ConnId),
    /// A conn that wants to be let in. Where no node runs games it is told so at once: a service may know the realm.
    Entry,
    /// An operator.
    Operator,
    /// Somebody who asks again by himself, or nobody.
    Itself,
    /// Whoever it is, it is for any node that runs games: a game is to begin, or to be taken from this one.
    Anybody,
    /// Another node, whose errand it is: it is told who owns the game, and asks there itself.
    Node,
}

/// Why another node has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody is there who could.
    Gone,
    /// Somebody may be, and has not.
    Late,
}

/// What is to be done, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<W, N> {
    /// Ask the host of this node, and tell [`Errands::host_answered`].
    AskHost(ErrandId, Ask),
    /// Ask this node, or any that takes the game, and tell [`Errands::node_answered`].
    AskNode(ErrandId, Option<N>, Ask),
    /// Call [`Errands::again`] after this time.
    Wait(ErrandId, Duration),
    /// Tell whoever waits.
    Finish(W, Answer),
}

/// What a node knows of itself.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<N> {
    /// This node.
    pub own: N,
    /// Whether it has a host.
    pub has_host: bool,
    /// Whether there can be other nodes.
    pub has_others: bool,
    /// The node that takes games under a name.
    pub node_of: fn(&Name) -> Option<N>,
}

/// A question about a game, and who waits for the answer.
#[derive(Debug)]
struct Errand<W, N> {
    waits: W,
    asker: Asker,
    ask: Ask,
    since: Millis,
    /// The node that was asked last, if it was one in particular.
    asked: Option<N>,
    /// One that did not answer, and until when it is not asked again: others may name it as the owner for the time of its
    /// lease, but it may be well, and only the question or its answer lost.
    silent: Option<(N, Millis)>,
    /// How long the next attempt is waited for.
    retry: Duration,
}

/// All that is on its way. `W` says who waits, `N` names a node.
#[derive(Debug)]
pub struct Errands<W, N> {
    around: Surroundings<N>,
    open: BTreeMap<ErrandId, Errand<W, N>>,
    last: u64,
    /// Which nodes own games, as far as they have said so.
    owners: BTreeMap<GameId, N>,
    /// Commands that wait for the one before, of the same conn to the same game. A queue is there while one is on its way.
    queues: BTreeMap<(ConnId, GameId), VecDeque<Errand<W, N>>>,
    /// Whether nodes of the fleet run games, even if none answers now.
    has_games: bool,
    guards: Guards,
}

impl<W, N: Copy + Eq> Errands<W, N> {
    /// Nothing is on its way.
    #[must_use]
    pub fn new(around: Surroundings<N>) -> Self {
        Self {
            around,
            open: BTreeMap::new(),
            last: 0,
            owners: BTreeMap::new(),
            queues: BTreeMap::new(),
            has_games: false,
            guards: Guards::default(),
        }
    }

    /// The same, without a guard.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub fn without(self, guards: &'static [Guard]) -> Self {
        Self { guards: Guards::without(guards), ..self }
    }

    /// Says whether there are nodes in the fleet that run games. While there are, one that does not answer is on its way.
    pub fn fleet_has_games(&mut self, has_games: bool) {
        self.has_games = has_games;
    }

    /// Whether nobody waits for anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.queues.is_empty()
    }

    /// Somebody asks; he is told by [`Step::Finish`] once, however long that takes.
    pub fn ask(&mut self, now: Millis, asker: Asker, waits: W, ask: Ask, out: &mut Vec<Step<W, N>>) {
        let errand = Errand { waits, asker, ask, since: now, asked: None, silent: None, retry: RETRY_FIRST };
        let Asker::Conn(conn) = asker else { return self.send(errand, out) };
        let key = (conn, errand.ask.game().clone());
        match self.queues.get_mut(&key) {
            Some(queue) if self.guards.has(Guard::Order) => {
                if queue.len() >= QUEUE_MAX {
                    return out.push(Step::Finish(errand.waits, Answer::Refused(Refused::BUSY)));
                }
                queue.push_back(errand);
            }
            Some(_) => self.send(errand, out),
            None => {
                self.queues.insert(key, VecDeque::new());
                self.send(errand, out);
            }
        }
    }

    /// The host of this node has answered.
    pub fn host_answered(&mut self, now: Millis, id: ErrandId, answer: Answer, out: &mut Vec<Step<W, N>>) {
        let Some(errand) = self.open.remove(&id) else { return };
        let Answer::NotMine { owner, .. } = &answer else { return self.end(errand, answer, out) };
        if !self.around.has_others || errand.asker == Asker::Node {
            return self.end(errand, answer, out);
        }
        self.follow(now, errand, owner, out);
    }

    /// Another node has answered, or has not.
    pub fn node_answered(
        &mut self,
        now: Millis,
        id: ErrandId,
        answer: Result<Answer, NoAnswer>,
        out: &mut Vec<Step<W, N>>,
    ) {
        let Some(mut errand) = self.open.remove(&id) else { return };
        match answer {
            Ok(Answer::NotMine { owner, .. }) => self.follow(now, errand, &owner, out),
            Ok(Answer::Refused(refused)) if is_passing(&refused) => self.send_again(now, errand, refused, out),
            Ok(answer) => self.end(errand, answer, out),
            // No node runs games.
            Err(NoAnswer::Gone) if errand.asked.is_none() && errand.asker == Asker::Entry && !self.has_games => {
                self.end(errand, Answer::Refused(Refused::NOT_FOUND), out);
            }
            Err(NoAnswer::Gone) => self.send_again(now, errand, Refused::MOVING, out),
            Err(NoAnswer::Late) => {
                errand.silent = errand.asked.map(|node| (node, now + SILENT_FOR)).or(errand.silent);
                self.send_again(now, errand, Refused::UNANSWERED, out);
            }
        }
    }

    /// The time of a [`Step::Wait`] is over.
    pub fn again(&mut self, id: ErrandId, out: &mut Vec<Step<W, N>>) {
        if let Some(errand) = self.open.remove(&id) {
            self.send(errand, out);
        }
    }

    /// Asks this node, or else another.
    fn send(&mut self, errand: Errand<W, N>, out: &mut Vec<Step<W, N>>) {
        if !self.around.has_host && errand.asker == Asker::Node {
            return self.end(errand, Answer::Refused(Refused::MOVING), out);
        }
        let is_for_any = errand.asker == Asker::Anybody && self.around.has_others;
        if !self.around.has_host || is_for_any {
            return self.send_away(errand, out);
        }
        let ask = errand.ask.clone();
        let id = self.keep(Errand { asked: None, ..errand });
        out.push(Step::AskHost(id, ask));
    }

    /// Asks the node that owns the game, or any that takes it.
    fn send_away(&mut self, errand: Errand<W, N>, out: &mut Vec<Step<W, N>>) {
        if !self.around.has_others {
            return self.end(errand, Answer::Refused(Refused::NOT_FOUND), out);
        }
        let ask = errand.ask.clone();
        let asked = self.owners.get(ask.game()).copied();
        let id = self.keep(Errand { asked, ..errand });
        out.push(Step::AskNode(id, asked, ask));
    }

    /// Somebody has named the owner: it is asked, unless it is whoever was asked just now.
    fn follow(&mut self, now: Millis, errand: Errand<W, N>, owner: &Name, out: &mut Vec<Step<W, N>>) {
        let node = (self.around.node_of)(owner);
        let silent = errand.silent.filter(|(_, until)| now < *until).map(|(node, _)| node);
        let is_new = |node: &N| *node != self.around.own && ![errand.asked, silent].contains(&Some(*node));
        let Some(node) = node.filter(is_new) else {
            return self.send_again(now, errand, Refused::MOVING, out);
        };
        if self.owners.len() >= OWNERS_MAX {
            self.owners.clear();
        }
        self.owners.insert(errand.ask.game().clone(), node);
        self.send_away(errand, out);
    }

    /// Nobody could answer: it is asked again, unless its time is over.
    fn send_again(&mut self, now: Millis, mut errand: Errand<W, N>, why: Refused, out: &mut Vec<Step<W, N>>) {
        self.owners.remove(errand.ask.game());
        let is_patient = !matches!(errand.asker, Asker::Itself | Asker::Node);
        let patience = if errand.asker == Asker::Entry { ENTRY_TIME } else { ERRAND_TIME };
        if !is_patient || now.since(errand.since) >= patience {
            return self.end(errand, Answer::Refused(why), out);
        }
        let wait = errand.retry;
        errand.retry = (2 * wait).min(RETRY_MOST);
        let id = self.keep(errand);
        out.push(Step::Wait(id, wait));
    }

    fn end(&mut self, errand: Errand<W, N>, answer: Answer, out: &mut Vec<Step<W, N>>) {
        let Errand { waits, asker, ask, .. } = errand;
        out.push(Step::Finish(waits, answer));
        let Asker::Conn(conn) = asker else { return };
        let key = (conn, ask.game().clone());
        match self.queues.get_mut(&key).and_then(VecDeque::pop_front) {
            Some(next) => self.send(next, out),
            None => drop(self.queues.remove(&key)),
        }
    }

    fn keep(&mut self, errand: Errand<W, N>) -> ErrandId {
        self.last += 1;
        let id = ErrandId(self.last);
        self.open.insert(id, errand);
        id
    }
}

/// Whether another node, or the same one a moment later, may say something else.
fn is_passing(refused: &Refused) -> bool {
    [Refused::MOVING, Refused::UNAVAILABLE].iter().any(|passing| passing.code == refused.code)
}
