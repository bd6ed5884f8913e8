//! What a desk wants done, as its task does it: subscriptions, requests and answers, over a bus in whatever weather.

use desk::{Ask, Failed, FromHub, Input, Output, Publication, StreamAnswer, StreamAsk};
use host::NoAnswer;
use rand::RngExt;
use types::{Millis, Realm};

use super::bus::{Letter, Link, Subscription};
use super::world::{Due, Life, World};
use crate::Checked;

/// How long a request may take.
const REQUEST_MS: u64 = 1_500;

/// How long what is published waits for the bus.
const HELD_MS: u64 = 2_000;

/// Of what a node listens to for its whole life.
const ALWAYS: Subscription = Subscription { number: 0, is_active: true, live_at: Millis(0) };

/// Between two attempts to subscribe.
const RETRY_MS: u64 = 250;

impl World {
    /// Gives a desk one input and carries out what follows.
    pub(crate) fn desk_takes(&mut self, node: usize, input: Input) -> Checked {
        self.line(|| format!("desk {node} < {input:?}"));
        let is_head = matches!(&input, Input::Heard { publication: Publication::Head(_), .. });
        let is_view = matches!(&input, Input::Heard { publication: Publication::Said(..), .. });
        if matches!(&input, Input::FromHub(_, FromHub::Enter { .. })) && !self.bus.ends[node].is_up() {
            self.judge.seen.note("fleet: somebody enters during a cut");
        }
        let now = self.nodes[node].now(self.now);
        let Self { nodes, .. } = self;
        let Some(own) = nodes.get_mut(node) else { return Ok(()) };
        let mut out = std::mem::take(&mut own.out);
        own.desk.handle(now, input, &mut out);
        let asks =
            out.list.iter().any(|output| matches!(output, Output::Request(_, Ask { ask: StreamAsk::After(_), .. })));
        if is_head && asks {
            self.judge.seen.note("desk: a loss is found by the head");
        }
        if is_view && asks {
            self.judge.seen.note("desk: a loss is found by the next view");
        }
        let life = Life { node, life: self.nodes[node].life };
        for output in out.list.drain(..) {
            self.line(|| format!("desk {node} > {output:?}"));
            self.carry_out(life, output)?;
        }
        self.nodes[node].out = out;
        Ok(())
    }

    fn carry_out(&mut self, life: Life, output: Output) -> Checked {
        match output {
            Output::ToHub(shard, told) => self.nodes[life.node].to_hubs.push((shard, told)),
            Output::Listen(realm) => self.subscribe(life, realm, false),
            Output::Own(realm) => {
                self.note_owner(life, &realm);
                self.subscribe(life, realm, true);
            }
            Output::Unlisten(realm) => {
                self.bus.ends[life.node].listens.remove(&realm);
            }
            Output::Disown(realm) => {
                self.owner_changed.insert(realm.clone(), self.now);
                if self.bus.ends.iter().filter(|end| end.owns.contains_key(&realm)).count() > 1 {
                    self.judge.seen.note("desk: an owner steps down");
                }
                self.bus.ends[life.node].owns.remove(&realm);
            }
            Output::Publish(realm, publication) => {
                if let Publication::Said(place, said) = &publication
                    && place.is_numbered()
                {
                    self.judge.placed(&realm.to_string(), *place, said)?;
                }
                let number = self.nodes[life.node].number;
                self.post(life, Letter::Publish(realm, publication.encode(number)));
            }
            Output::Request(id, ask) if ask.realm.is_hosted() => self.ask_stream(life, id, ask)?,
            Output::Request(id, ask) => self.request(life, id, &ask)?,
            Output::Answer(ticket, answer) => {
                if let Some((asker, id)) = self.bus.asked.remove(&ticket) {
                    self.post(life, Letter::Answer(asker, id, StreamAnswer::encode(&answer)));
                }
            }
        }
        Ok(())
    }

    fn note_owner(&mut self, life: Life, realm: &Realm) {
        self.owner_changed.insert(realm.clone(), self.now);
        let mut owners = self.bus.ends.iter().zip(&self.nodes).filter(|(end, _)| end.owns.contains_key(realm));
        if owners.any(|(_, node)| node.is_up) {
            self.judge.seen.note("desk: two own one stream");
        }
        let last = self.last_owner.insert(realm.clone(), life);
        if last.is_some_and(|last| last.node != life.node && self.living(last).is_none()) {
            self.judge.seen.note("desk: an owner that is gone is replaced");
        }
    }

    fn subscribe(&mut self, life: Life, realm: Realm, is_owner: bool) {
        self.bus.last_subscription += 1;
        let number = self.bus.last_subscription;
        let subscription = Subscription { number, is_active: false, live_at: Millis(0) };
        let end = &mut self.bus.ends[life.node];
        let list = if is_owner { &mut end.owns } else { &mut end.listens };
        list.insert(realm.clone(), subscription);
        let delay = self.luck.random_range(1..=self.plan.subscribe_ms);
        self.after(delay, Due::Subscribed { life, realm, is_owner, number });
    }

    /// The bus knows of a subscription; the node learns that it does a moment later.
    pub(crate) fn subscribed(&mut self, life: Life, realm: Realm, is_owner: bool, number: u64) {
        if self.living(life).is_none() {
            return;
        }
        let live_at = Millis(self.now.0 + self.luck.random_range(1..=5));
        let end = &mut self.bus.ends[life.node];
        let is_up = end.is_up();
        let list = if is_owner { &mut end.owns } else { &mut end.listens };
        let Some(subscription) = list.get_mut(&realm).filter(|subscription| subscription.number == number) else {
            return;
        };
        if !is_up {
            return self.after(RETRY_MS, Due::Subscribed { life, realm, is_owner, number });
        }
        (subscription.is_active, subscription.live_at) = (true, live_at);
        let input = if is_owner { Input::OwnLive(realm) } else { Input::Live(realm) };
        self.agenda.push(live_at, Due::AtDesk { life, number: Some(number), input });
    }

    fn request(&mut self, life: Life, id: u64, ask: &Ask) -> Checked {
        let ask = Ask::decode(&ask.encode()).map_err(|_| format!("{ask:?} cannot be read back"))?;
        let end = &mut self.bus.ends[life.node];
        if end.link == Link::Down {
            let input = Input::Answered(id, Err(Failed::TooLate));
            self.mail_desk(life, input);
            return Ok(());
        }
        end.open.insert(id, ask.realm.clone());
        self.after(REQUEST_MS, Due::Answered(life, id, Err(Failed::TooLate)));
        self.post(life, Letter::Ask(id, ask));
        Ok(())
    }

    /// The answer to a question, if it has none yet.
    pub(crate) fn answered(&mut self, life: Life, id: u64, answer: Result<StreamAnswer, Failed>) {
        if self.living(life).is_none() || self.bus.ends[life.node].open.remove(&id).is_none() {
            return;
        }
        match &answer {
            Err(Failed::NobodyThere) => self.judge.seen.note("bus: nobody is there to answer"),
            Err(Failed::TooLate) => self.judge.seen.note("bus: somebody answers too late"),
            Ok(_) | Err(Failed::NotMine(_)) => {}
        }
        self.mail_desk(life, Input::Answered(id, answer));
    }

    /// A node sends something to the bus.
    pub(crate) fn post(&mut self, life: Life, letter: Letter) {
        let delay = self.luck.random_range(0..4);
        let (now, end) = (self.now, &mut self.bus.ends[life.node]);
        match end.link {
            Link::Up => {
                end.out_last = end.out_last.max(Millis(now.0 + delay));
                let at = end.out_last;
                self.agenda.push(at, Due::AtBus(life, letter));
            }
            Link::Down => end.held.push_back((now, letter)),
            Link::Broken | Link::Dead | Link::Gone => {}
        }
    }

    /// The link is good again: what has not waited too long leaves now.
    pub(crate) fn post_held(&mut self, life: Life) {
        for (since, letter) in std::mem::take(&mut self.bus.ends[life.node].held) {
            if since.0 + HELD_MS > self.now.0 {
                self.post(life, letter);
            }
        }
    }

    /// Something has come to the bus, which hands it on.
    pub(crate) fn at_bus(&mut self, from: Life, letter: Letter) -> Checked {
        if !self.bus.ends[from.node].is_up() {
            return Ok(());
        }
        match letter {
            Letter::Publish(realm, bytes) => {
                for (to, subscription) in self.bus.listeners(from.node, &realm) {
                    let (number, publication) =
                        Publication::decode(&bytes).map_err(|_| "a publication cannot be read back".to_owned())?;
                    let input = Input::Heard { realm: realm.clone(), node: Some(number), publication };
                    self.hand(from.node, to, subscription, |life, number| Due::AtDesk {
                        life,
                        number,
                        input: input.clone(),
                    });
                }
            }
            Letter::Ask(id, ask) => {
                let owners = self.bus.owners(from.node, &ask.realm);
                if owners.is_empty() {
                    self.after(1, Due::Answered(from, id, Err(Failed::NobodyThere)));
                }
                for (to, subscription) in owners {
                    self.hand(from.node, to, subscription, |life, _| Due::Asked { life, from, id, ask: ask.clone() });
                }
            }
            Letter::Answer(to, id, bytes) => {
                let answer = StreamAnswer::decode(&bytes).map_err(|_| "an answer cannot be read back".to_owned())?;
                let answer = answer.map_err(Failed::NotMine);
                if self.bus.ends[to.node].side == self.bus.ends[from.node].side {
                    self.hand(from.node, to.node, ALWAYS, |_, _| Due::Answered(to, id, answer.clone()));
                }
            }
            Letter::AskNode(id, number, ask) => match self.node_to_ask(from.node, number) {
                Some(to) => {
                    self.hand(from.node, to, ALWAYS, |life, _| Due::NodeAsked { life, from, id, ask: ask.clone() });
                }
                None => self.after(1, Due::NodeAnswered(from, id, Box::new(Err(NoAnswer::Gone)))),
            },
            Letter::AnswerNode(to, id, answer) => {
                if self.bus.ends[to.node].side == self.bus.ends[from.node].side {
                    self.hand(from.node, to.node, ALWAYS, |_, _| {
                        Due::NodeAnswered(to, id, Box::new(Ok((*answer).clone())))
                    });
                }
            }
        }
        Ok(())
    }

    /// A message leaves the bus for a node, with all that can happen to it.
    fn hand(&mut self, from: usize, to: usize, subscription: Subscription, due: impl Fn(Life, Option<u64>) -> Due) {
        let faults = if self.is_stormy && from != to { self.plan.faults } else { super::plan::Faults::default() };
        let mut strikes = |of_a_thousand: u32| of_a_thousand > 0 && self.luck.random_ratio(of_a_thousand, 1000);
        let is_lost = strikes(faults.lost) || !self.bus.ends[to].is_up() || self.bus.ends[to].is_deaf;
        let copies = if strikes(faults.doubled) { 2 } else { 1 };
        if is_lost {
            return;
        }
        let life = Life { node: to, life: self.nodes[to].life };
        for _ in 0..copies {
            let is_late = faults.late > 0 && self.luck.random_ratio(faults.late, 1000);
            let delay = if is_late { self.luck.random_range(0..3_000) } else { self.luck.random_range(0..4) };
            let mut at = Millis(self.now.0 + delay).max(subscription.live_at);
            if !is_late {
                let last = self.bus.ends[to].in_last.entry(from).or_default();
                at = at.max(*last);
                *last = at;
            }
            self.agenda.push(at, due(life, Some(subscription.number)));
        }
    }

    /// A question has come to a node.
    pub(crate) fn asked(&mut self, life: Life, from: Life, id: u64, ask: Ask) {
        if self.living(life).is_none() {
            return;
        }
        self.bus.last_ticket += 1;
        let ticket = self.bus.last_ticket;
        self.bus.asked.insert(ticket, (from, id));
        self.mail_desk(life, Input::Asked(ticket, ask));
    }

    /// Something has come for a desk: of a subscription that still is, if it is of one.
    pub(crate) fn at_desk(&mut self, life: Life, number: Option<u64>, input: Input) {
        let end = &self.bus.ends[life.node];
        let mut subscriptions = end.listens.values().chain(end.owns.values());
        if number.is_none_or(|number| number == 0 || subscriptions.any(|known| known.number == number)) {
            self.mail_desk(life, input);
        }
    }
}
