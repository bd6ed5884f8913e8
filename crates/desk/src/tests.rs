//! A few desks, a bus that misbehaves, and conns that come and go: what every member hears has no gap, no double and no
//! step back, and in the end all have heard everything.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use types::{ConnId, Millis, Now, Place, Realm, UnixMs};

use crate::*;

mod hosted;
mod owners;

/// What the bus does to a message, in parts of a thousand.
#[derive(Clone, Copy, Default)]
struct Faults {
    lost: u64,
    doubled: u64,
    late: u64,
    /// How often a node is cut from the bus for a while, and conns come and go, each tenth of a second.
    cuts: u64,
    moves: u64,
}

struct Luck(u64);

impl Luck {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn strikes(&mut self, of_a_thousand: u64) -> bool {
        self.below(1000) < of_a_thousand
    }
}

/// On its way to a desk.
#[derive(Clone)]
struct Mail {
    at: Millis,
    to: usize,
    input: Input,
}

struct Member {
    id: ConnId,
    node: usize,
    /// Its place, once it is in.
    place: Option<Place>,
    /// What it has seen when it was in last.
    cursor: Option<Place>,
    is_entering: bool,
}

struct Fleet {
    desks: Vec<Desk>,
    listens: Vec<bool>,
    owns: Vec<bool>,
    is_cut: Vec<Option<Millis>>,
    /// Requests on their way: an id for the answerer → who asked, and by which id.
    asked: BTreeMap<u64, (usize, u64)>,
    last_asked: u64,
    mail: VecDeque<Mail>,
    members: Vec<Member>,
    bodies: BTreeMap<(u64, u64), What>,
    luck: Luck,
    faults: Faults,
    now: Millis,
    /// Whether conns speak by themselves.
    is_chatty: bool,
    /// The next view that is published reaches no other node.
    loses_next: bool,
    said: u64,
    seen: Seen,
}

/// What has happened at least once: a rare path that no seed reaches is not tested.
#[derive(Default, Debug)]
struct Seen {
    ring: u32,
    owner: u32,
    trimmed: u32,
    epoch: u32,
    resync: u32,
    doubt: u32,
    unsaid: u32,
    placed: u32,
    stepped_down: u32,
}

fn room() -> Realm {
    "room-x".parse().unwrap()
}

fn settings(node: u16, history: usize) -> Settings {
    let kept = RealmSettings { history, history_age: Duration::from_secs(60) };
    Settings {
        node: NodeNumber(node),
        shards: 1,
        is_alone: false,
        lobby: RealmSettings { history: 0, history_age: Duration::ZERO },
        room: kept,
        private: kept,
        gap_max: 1000,
        waiting_max: 256,
        patience: Duration::from_secs(5),
    }
}

impl Fleet {
    fn new(seed: u64, nodes: usize, members: u64, history: usize, faults: Faults) -> Self {
        Self {
            desks: (0..nodes).map(|node| Desk::new(settings(node as u16 + 1, history))).collect(),
            listens: vec![false; nodes],
            owns: vec![false; nodes],
            is_cut: vec![None; nodes],
            asked: BTreeMap::new(),
            last_asked: 0,
            mail: VecDeque::new(),
            members: (1..=members)
                .map(|id| Member {
                    id: ConnId::new(id).unwrap(),
                    node: id as usize % nodes,
                    place: None,
                    cursor: None,
                    is_entering: false,
                })
                .collect(),
            bodies: BTreeMap::new(),
            luck: Luck(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            faults,
            now: Millis(1000),
            is_chatty: true,
            loses_next: false,
            said: 0,
            seen: Seen::default(),
        }
    }

    fn give(&mut self, node: usize, input: Input) {
        let mut out = Out::default();
        let now = Now { mono: self.now, unix: UnixMs(1_800_000_000_000 + self.now.0 as i64) };
        self.desks[node].handle(now, input, &mut out);
        for output in out.list {
            self.carry_out(node, output);
        }
    }

    fn post(&mut self, delay: u64, to: usize, input: Input) {
        self.mail.push_back(Mail { at: Millis(self.now.0 + delay), to, input });
    }

    /// A message over the bus, with all that can happen to it.
    fn send(&mut self, from: usize, to: usize, input: &Input) {
        if self.is_cut[from].is_some() || self.is_cut[to].is_some() || self.luck.strikes(self.faults.lost) {
            return;
        }
        let copies = if self.luck.strikes(self.faults.doubled) { 2 } else { 1 };
        for _ in 0..copies {
            let delay = if self.luck.strikes(self.faults.late) { self.luck.below(3000) } else { 1 };
            self.post(delay, to, input.clone());
        }
    }

    fn carry_out(&mut self, node: usize, output: Output) {
        match output {
            Output::ToHub(_, told) => self.tell(node, told),
            Output::Listen(realm) => {
                self.listens[node] = true;
                self.post(1, node, Input::Live(realm));
            }
            Output::Unlisten(_) => self.listens[node] = false,
            Output::Own(realm) => {
                self.owns[node] = true;
                self.post(1, node, Input::OwnLive(realm));
            }
            Output::Disown(_) => {
                self.owns[node] = false;
                self.seen.stepped_down += 1;
            }
            Output::Publish(realm, publication) => {
                let bytes = publication.encode(NodeNumber(node as u16 + 1));
                let (number, publication) = Publication::decode(&bytes).unwrap();
                if matches!(publication, Publication::Said(..)) && std::mem::take(&mut self.loses_next) {
                    return;
                }
                for to in 0..self.desks.len() {
                    if self.listens[to] {
                        let publication = publication.clone();
                        self.send(node, to, &Input::Heard { realm: realm.clone(), node: Some(number), publication });
                    }
                }
            }
            Output::Request(id, ask) => self.request(node, id, &ask),
            Output::Answer(id, answer) => {
                let Some((asker, id)) = self.asked.remove(&id) else { return };
                let answer = StreamAnswer::decode(&StreamAnswer::encode(&answer)).unwrap().map_err(Failed::NotMine);
                self.send(node, asker, &Input::Answered(id, answer));
            }
        }
    }

    fn request(&mut self, node: usize, id: u64, ask: &Ask) {
        let can_reach = |other: usize| other == node || self.is_cut[node].is_none() && self.is_cut[other].is_none();
        let there: Vec<usize> = (0..self.desks.len()).filter(|at| self.owns[*at] && can_reach(*at)).collect();
        if there.is_empty() {
            // Who is cut off is not told that nobody is there.
            let failed = if self.is_cut[node].is_some() { Failed::TooLate } else { Failed::NobodyThere };
            return self.post(1, node, Input::Answered(id, Err(failed)));
        }
        let chosen = there[self.luck.below(there.len() as u64) as usize];
        self.last_asked += 1;
        self.asked.insert(self.last_asked, (node, id));
        let asked = Input::Asked(self.last_asked, Ask::decode(&ask.encode()).unwrap());
        if chosen == node {
            self.post(1, node, asked);
        } else {
            self.send(node, chosen, &asked);
        }
        // Behind any answer that comes in time; a second answer is ignored.
        self.post(1500, node, Input::Answered(id, Err(Failed::TooLate)));
    }

    /// What a hub and its conns make of it.
    fn tell(&mut self, node: usize, told: ToHub) {
        match told {
            ToHub::Entered { conn, entered } => self.enter(conn, entered),
            ToHub::NotEntered { conn, .. } => {
                let member = self.members.iter_mut().find(|member| member.id == conn).unwrap();
                member.is_entering = false;
            }
            ToHub::Said { said, .. } => self.hear(node, &said),
            ToHub::Resync { place, .. } => {
                self.seen.resync += 1;
                for member in self.members.iter_mut().filter(|member| member.node == node) {
                    if let Some(own) = &mut member.place {
                        assert!(place.epoch >= own.epoch, "back to {place} from {own}");
                        *own = place;
                    }
                }
            }
            ToHub::Head { place, .. } => {
                for own in self.members.iter().filter(|member| member.node == node).filter_map(|member| member.place) {
                    assert_eq!(own, place, "a head that is not where its members are");
                }
            }
            ToHub::Doubt { .. } => self.seen.doubt += 1,
            ToHub::Unsaid { .. } => self.seen.unsaid += 1,
            ToHub::Elsewhere { .. } | ToHub::PutOut { .. } | ToHub::Kick { .. } => {}
        }
    }

    fn enter(&mut self, conn: ConnId, entered: Entered) {
        let member = self.members.iter_mut().find(|member| member.id == conn).unwrap();
        if !std::mem::take(&mut member.is_entering) {
            return;
        }
        let mut place = entered.place;
        match entered.why {
            Why::New => assert_eq!(member.cursor, None),
            Why::Ring | Why::Owner => assert_eq!(member.cursor, Some(place)),
            Why::Trimmed | Why::Epoch | Why::Ahead | Why::Open => assert!(entered.missed.is_empty()),
        }
        match entered.why {
            Why::Ring => self.seen.ring += 1,
            Why::Owner => self.seen.owner += 1,
            Why::Trimmed => self.seen.trimmed += 1,
            Why::Epoch => self.seen.epoch += 1,
            Why::Ahead => panic!("nobody has seen what was never said: {:?}", member.cursor),
            Why::New | Why::Open => {}
        }
        for said in &entered.missed {
            assert_eq!(said.offset, place.offset.next(), "a hole in what was missed");
            place.offset = said.offset;
            check_body(&mut self.bodies, place, said);
        }
        member.place = Some(place);
    }

    fn hear(&mut self, node: usize, said: &Arc<Said>) {
        for member in self.members.iter_mut().filter(|member| member.node == node) {
            let Some(place) = &mut member.place else { continue };
            assert_eq!(said.offset, place.offset.next(), "conn {} is at {place}", member.id);
            place.offset = said.offset;
            check_body(&mut self.bodies, *place, said);
            self.seen.placed += u32::from(said.from == Some(member.id));
        }
    }

    fn step(&mut self) {
        self.now = Millis(self.now.0 + 1);
        if self.now.0.is_multiple_of(100) {
            self.tenth();
        }
        let (due, later): (VecDeque<Mail>, VecDeque<Mail>) = self.mail.drain(..).partition(|mail| mail.at <= self.now);
        self.mail = later;
        for mail in due {
            self.give(mail.to, mail.input);
        }
    }

    fn tenth(&mut self) {
        for node in 0..self.desks.len() {
            self.give(node, Input::Ticked);
            if self.is_cut[node].is_some_and(|until| until <= self.now) {
                self.is_cut[node] = None;
                self.give(node, Input::Bus(true));
                self.give(node, Input::Lost(room()));
            } else if self.is_cut[node].is_none() && self.luck.strikes(self.faults.cuts) {
                self.is_cut[node] = Some(Millis(self.now.0 + 500 + self.luck.below(8000)));
                self.give(node, Input::Bus(false));
            }
        }
        for at in 0..self.members.len() {
            self.live(at);
        }
    }

    /// A conn comes, goes, moves to another node, or speaks.
    fn live(&mut self, at: usize) {
        let (node, id) = (self.members[at].node, self.members[at].id);
        let is_moving = self.luck.strikes(self.faults.moves);
        let member = &mut self.members[at];
        if member.place.is_some() && is_moving {
            member.cursor = member.place.take();
            member.node = self.luck.below(self.desks.len() as u64) as usize;
            if !self.members.iter().any(|other| other.node == node && (other.place.is_some() || other.is_entering)) {
                self.give(node, Input::FromHub(0, FromHub::Interest { realm: room(), is_wanted: false }));
            }
        } else if member.place.is_none() && !member.is_entering {
            member.is_entering = true;
            let cursor = member.cursor;
            self.give(node, Input::FromHub(0, FromHub::Enter { conn: id, realm: room(), cursor }));
        } else if member.place.is_some() && self.is_chatty && self.luck.strikes(300) {
            self.speak(at);
        }
    }

    fn speak(&mut self, at: usize) {
        self.said += 1;
        let (node, from) = (self.members[at].node, self.members[at].id);
        let what = What::Chat(format!("{} of {from}", self.said));
        self.give(node, Input::FromHub(0, FromHub::Say(room(), Say { from: Some(from), user: None, what })));
    }

    fn run(&mut self, millis: u64) {
        for _ in 0..millis {
            self.step();
        }
    }

    /// The faults end; then all members are at the same place.
    fn heal(&mut self) {
        self.faults = Faults::default();
        self.run(12_000);
        self.level_within(20_000);
    }

    /// Steps until all members are at the same place.
    fn level_within(&mut self, millis: u64) {
        let until = self.now.0 + millis;
        while !self.is_level() {
            assert!(self.now.0 < until, "not level: {:?}", self.members.iter().map(|m| m.place).collect::<Vec<_>>());
            self.step();
        }
    }

    /// A fleet in which nobody speaks unless told to, all members being in.
    fn quiet(nodes: usize) -> Self {
        let mut fleet = Self::new(7, nodes, nodes as u64 * 2, 256, Faults::default());
        fleet.run(1_000);
        fleet.is_chatty = false;
        fleet.run(5_000);
        fleet.level_within(0);
        fleet.seen = Seen::default();
        fleet
    }

    fn is_level(&self) -> bool {
        let mut places = self.members.iter().map(|member| member.place);
        let first = places.next().flatten();
        first.is_some() && places.all(|place| place == first)
    }
}

/// One place names one body for ever.
fn check_body(bodies: &mut BTreeMap<(u64, u64), What>, place: Place, said: &Said) {
    let body = bodies.entry((place.epoch.0, place.offset.0)).or_insert_with(|| said.what.clone());
    assert_eq!(*body, said.what, "two bodies at {place}");
}

#[test]
fn alone_everybody_hears_everything_and_who_comes_back_has_missed_nothing() {
    let mut fleet = Fleet::new(1, 1, 8, 256, Faults { moves: 50, ..Faults::default() });
    fleet.run(20_000);
    fleet.heal();
    assert!(fleet.seen.ring > 20, "{:?}", fleet.seen);
    assert_eq!((fleet.seen.resync, fleet.seen.unsaid, fleet.seen.trimmed), (0, 0, 0), "{:?}", fleet.seen);
    assert_eq!(fleet.bodies.len() as u64, fleet.said);
}

#[test]
fn on_a_good_bus_three_nodes_are_as_good_as_one() {
    let mut fleet = Fleet::new(2, 3, 9, 256, Faults { moves: 50, ..Faults::default() });
    fleet.run(20_000);
    fleet.heal();
    assert_eq!((fleet.seen.unsaid, fleet.seen.trimmed), (0, 0), "{:?}", fleet.seen);
    assert_eq!(fleet.bodies.len() as u64, fleet.said);
}

#[test]
fn a_lost_view_is_seen_with_the_next_one() {
    let mut fleet = Fleet::quiet(3);
    fleet.loses_next = true;
    fleet.speak(0);
    fleet.run(100);
    assert!(!fleet.is_level());
    fleet.speak(0);
    fleet.run(1);
    fleet.level_within(20);
    assert_eq!(fleet.seen.resync, 0);
}

#[test]
fn t73_the_loss_of_the_last_view_is_seen_within_five_seconds() {
    let mut fleet = Fleet::quiet(3);
    fleet.loses_next = true;
    fleet.speak(0);
    fleet.run(100);
    assert!(!fleet.is_level());
    fleet.level_within(5_000);
    assert_eq!(fleet.seen.resync, 0);
}

#[test]
fn t72_when_the_bus_is_back_after_seconds_nobody_has_missed_anything() {
    let mut fleet = Fleet::quiet(3);
    // Each comes back at a time of its own, the owner perhaps last.
    for (node, cut) in [(0, 900), (1, 1_500), (2, 2_100)] {
        fleet.is_cut[node] = Some(Millis(fleet.now.0 + cut));
        fleet.give(node, Input::Bus(false));
    }
    fleet.run(50);
    for member in 0..fleet.members.len() {
        fleet.speak(member);
    }
    assert!(fleet.seen.doubt > 0);
    fleet.run(3_500);
    fleet.level_within(0);
    assert_eq!((fleet.seen.resync, fleet.seen.unsaid), (0, 0), "{:?}", fleet.seen);
    assert_eq!(fleet.bodies.len() as u64, fleet.said);
}

#[test]
fn an_owner_that_is_gone_is_replaced_and_members_are_told() {
    let mut fleet = Fleet::quiet(3);
    let owner = fleet.owns.iter().position(|owns| *owns).unwrap();
    fleet.is_cut[owner] = Some(Millis(fleet.now.0 + 20_000));
    fleet.give(owner, Input::Bus(false));
    let other = fleet.members.iter().position(|member| member.node != owner).unwrap();
    fleet.speak(other);
    fleet.run(19_000);
    assert!(fleet.seen.resync > 0);
    assert_eq!(fleet.owns.iter().filter(|owns| **owns).count(), 2);
    fleet.run(6_000);
    fleet.level_within(1_000);
    assert_eq!(fleet.owns.iter().filter(|owns| **owns).count(), 1);
}

#[test]
fn t74_whatever_the_bus_does_nobody_hears_a_gap_a_double_or_a_step_back() {
    let mut all = Seen::default();
    for seed in 1..=100 {
        let bad = Faults { lost: 30, doubled: 30, late: 50, cuts: 5, moves: 40 };
        let mut fleet = Fleet::new(seed, 1 + seed as usize % 4, 8, if seed % 2 == 0 { 8 } else { 256 }, bad);
        fleet.run(15_000);
        fleet.heal();
        all.ring += fleet.seen.ring;
        all.owner += fleet.seen.owner;
        all.trimmed += fleet.seen.trimmed;
        all.epoch += fleet.seen.epoch;
        all.resync += fleet.seen.resync;
        all.doubt += fleet.seen.doubt;
        all.unsaid += fleet.seen.unsaid;
        all.placed += fleet.seen.placed;
        all.stepped_down += fleet.seen.stepped_down;
    }
    let Seen { ring, owner, trimmed, epoch, resync, doubt, unsaid, placed, stepped_down } = all;
    let all = [ring, owner, trimmed, epoch, resync, doubt, unsaid, placed, stepped_down];
    assert!(all.iter().all(|times| *times > 0), "never seen: {all:?}");
}
