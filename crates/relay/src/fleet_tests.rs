//! Three nodes that share rooms, with a bus between them that can lose words.

use std::collections::{BTreeMap, VecDeque};

use types::{ConnId, Limits, Millis, Name};

use crate::{Fleet, FleetInput, FleetOutput, Input, Line, Node, Numbered, Sought, Word};

/// What is on its way.
enum Errand {
    To(u16, FleetInput),
    Word { from: u16, to: u16, numbered: Numbered },
}

struct World {
    fleets: BTreeMap<u16, Fleet>,
    under_way: VecDeque<Errand>,
    /// Who answers for a room on the bus.
    owners: BTreeMap<Name, u16>,
    /// What each conn has heard, and `closed` with its code.
    heard: BTreeMap<u64, Vec<String>>,
    words: usize,
    /// The word that is lost, counted from 0.
    lost: Option<usize>,
    silent: Option<u16>,
    now: u64,
}

fn conn(node: u16, number: u64) -> ConnId {
    ConnId::new(u64::from(node) << 43 | number).unwrap()
}

fn line(conn: ConnId) -> Line {
    Line { shard: 0, slot: 0, conn }
}

fn room() -> Name {
    "r".parse().unwrap()
}

/// To all others, with one byte of text.
fn to_all(letter: u8) -> Vec<u8> {
    [&[7, 3, 0, 0, 0, 0, 3][..], &[letter]].concat()
}

impl World {
    fn new() -> Self {
        let fleets = (1..=3).map(|node| (node, Fleet::new(Node(node), node.into(), Limits::default())));
        Self {
            fleets: fleets.collect(),
            under_way: VecDeque::new(),
            owners: BTreeMap::new(),
            heard: BTreeMap::new(),
            words: 0,
            lost: None,
            silent: None,
            now: 0,
        }
    }

    fn peer(&mut self, input: Input, conn: ConnId) {
        self.under_way.push_back(Errand::To(conn.node(), FleetInput::Peer(input)));
    }

    fn comes(&mut self, conn: ConnId) {
        self.peer(Input::Came { room: room(), line: line(conn) }, conn);
        self.settle();
    }

    fn says(&mut self, conn: ConnId, letter: u8) {
        self.peer(Input::Said(conn, to_all(letter)), conn);
    }

    fn all(&mut self, input: &FleetInput) {
        (1..=3).for_each(|node| self.under_way.push_back(Errand::To(node, input.clone())));
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(errand) = self.under_way.pop_front() {
            match errand {
                Errand::To(node, input) => self.give(node, input),
                Errand::Word { from, to, numbered } => {
                    let is_lost = self.lost == Some(self.words) || self.silent == Some(from) || self.silent == Some(to);
                    self.words += 1;
                    if !is_lost {
                        self.give(to, FleetInput::Heard(Node(from), numbered));
                    }
                }
            }
        }
    }

    fn give(&mut self, node: u16, input: FleetInput) {
        let mut out = Vec::new();
        self.fleets.get_mut(&node).unwrap().handle(Millis(self.now), input, &mut out);
        for output in out {
            match output {
                FleetOutput::Admit(_) => {}
                FleetOutput::Send(lines, message) => {
                    for line in lines {
                        assert_eq!(line.conn.node(), node);
                        self.hears(line.conn, shown(&message));
                    }
                }
                FleetOutput::Close(line, code) => {
                    self.hears(line.conn, format!("closed {}", code.number()));
                    self.peer(Input::Left(line.conn), line.conn);
                }
                FleetOutput::Seek(room) => {
                    let sought = match self.owners.get(&room) {
                        Some(owner) => Sought::By(Node(*owner)),
                        None => Sought::Nobody,
                    };
                    self.under_way.push_back(Errand::To(node, FleetInput::Sought(room, sought)));
                }
                FleetOutput::Claim(room) => {
                    let owner = *self.owners.entry(room.clone()).or_insert(node);
                    let answer = match owner == node {
                        true => FleetInput::Claimed(room),
                        false => FleetInput::Sought(room, Sought::By(Node(owner))),
                    };
                    self.under_way.push_back(Errand::To(node, answer));
                }
                FleetOutput::Disclaim(room) => drop(self.owners.remove(&room)),
                FleetOutput::Tell(to, numbered) => {
                    self.under_way.push_back(Errand::Word { from: node, to: to.0, numbered });
                }
            }
        }
    }

    fn hears(&mut self, conn: ConnId, what: String) {
        self.heard.entry(conn.get()).or_default().push(what);
    }

    fn heard_by(&mut self, conn: ConnId) -> Vec<String> {
        self.heard.remove(&conn.get()).unwrap_or_default()
    }
}

fn shown(message: &[u8]) -> String {
    match message {
        [7, 1, peer, ..] => format!("+{peer}"),
        [7, 2, peer, ..] => format!("-{peer}"),
        [7, 3, from, _, _, _, 3, letter] => format!("{from}:{}", char::from(*letter)),
        [id, 0, 0, 0] => format!("is {id}"),
        [3, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        _ => format!("{message:?}"),
    }
}

#[test]
fn peers_of_all_nodes_are_in_one_room_with_one_host() {
    let mut world = World::new();
    let [ann, ben, cleo, dan] = [conn(1, 1), conn(2, 1), conn(3, 1), conn(2, 2)];
    [ann, ben, cleo, dan].into_iter().for_each(|conn| world.comes(conn));
    assert_eq!(world.heard_by(ann), ["is 2", "host 2", "+3", "+4", "+5"]);
    assert_eq!(world.heard_by(ben), ["is 3", "+2", "host 2", "+4", "+5"]);
    assert_eq!(world.heard_by(cleo), ["is 4", "+2", "+3", "host 2", "+5"]);
    assert_eq!(world.heard_by(dan), ["is 5", "+2", "+3", "+4", "host 2"]);
    (b'a'..=b'c').for_each(|letter| world.says(ben, letter));
    world.settle();
    for conn in [ann, cleo, dan] {
        assert_eq!(world.heard_by(conn), ["3:a", "3:b", "3:c"]);
    }
    assert!(world.heard_by(ben).is_empty());
    world.peer(Input::Left(ann), ann);
    world.settle();
    assert_eq!(world.heard_by(cleo), ["-2", "host 3"], "the owner stays, the host is another");
    for conn in [ben, cleo, dan] {
        world.peer(Input::Left(conn), conn);
    }
    world.settle();
    assert!(world.owners.is_empty(), "an empty room is nobody's");
    world.comes(cleo);
    assert_eq!(world.heard_by(cleo).last().unwrap(), "host 2", "an empty room has no past");
    assert_eq!(world.owners[&room()], 3);
}

#[test]
fn two_nodes_that_claim_at_once_meet_at_one() {
    let mut world = World::new();
    let [ann, ben] = [conn(1, 1), conn(2, 1)];
    world.peer(Input::Came { room: room(), line: line(ann) }, ann);
    world.peer(Input::Came { room: room(), line: line(ben) }, ben);
    world.settle();
    assert_eq!(world.heard_by(ben), ["is 3", "+2", "host 2"]);
    world.all(&FleetInput::Ceded(room()));
    assert_eq!(world.heard_by(ann), ["is 2", "host 2", "+3", "closed 4012"]);
    assert_eq!(world.heard_by(ben), ["closed 4012"]);
    world.comes(conn(2, 2));
    assert_eq!(world.heard_by(conn(2, 2)), ["is 2", "host 2"], "nothing is left of it");
}

#[test]
fn whichever_word_is_lost_nobody_hears_a_gap() {
    for lost in 0..60 {
        let mut world = World::new();
        world.lost = Some(lost);
        let peers = [conn(1, 1), conn(2, 1), conn(3, 1)];
        peers.into_iter().for_each(|conn| world.comes(conn));
        for letter in b'a'..=b'e' {
            peers.into_iter().for_each(|conn| world.says(conn, letter));
            world.settle();
        }
        for round in 0..4 {
            // What was lost last is found by the next word.
            world.lost = world.lost.filter(|_| round < 3);
            world.now += 3_000;
            world.all(&FleetInput::Ticked);
        }
        for conn in peers {
            no_gap(&world.heard_by(conn), lost);
        }
        // Whoever was closed comes back, and all meet.
        let newcomers = [conn(1, 9), conn(2, 9), conn(3, 9)];
        newcomers.into_iter().for_each(|conn| world.comes(conn));
        newcomers.into_iter().for_each(|conn| drop(world.heard_by(conn)));
        world.says(conn(3, 9), b'z');
        world.settle();
        for conn in &newcomers[..2] {
            let heard = world.heard_by(*conn);
            assert!(heard.len() == 1 && heard[0].ends_with(":z"), "lost {lost}: {heard:?}");
        }
    }
}

/// All that anybody has said, in order, until it went or the listener was closed.
fn no_gap(heard: &[String], lost: usize) {
    let mut next: BTreeMap<String, u8> = BTreeMap::new();
    for (at, what) in heard.iter().enumerate() {
        if what.starts_with("closed") {
            assert_eq!(at, heard.len() - 1, "lost {lost}: {heard:?}");
        } else if let Some((from, letter)) = what.split_once(':') {
            let expected = next.entry(from.to_owned()).or_insert(b'a');
            assert_eq!(letter.as_bytes(), [*expected], "lost {lost}: {heard:?}");
            *expected += 1;
        }
    }
}

#[test]
fn a_node_that_falls_silent_takes_its_peers_and_its_rooms_along() {
    let mut world = World::new();
    let [ann, ben, cleo] = [conn(1, 1), conn(2, 1), conn(3, 1)];
    [ann, ben, cleo].into_iter().for_each(|conn| world.comes(conn));
    for _ in 0..10 {
        world.now += 3_000;
        world.all(&FleetInput::Ticked);
    }
    [ann, ben, cleo].into_iter().for_each(|conn| assert!(world.heard_by(conn).iter().all(|what| !what.contains('-'))));
    world.silent = Some(3);
    for _ in 0..4 {
        world.now += 3_000;
        world.all(&FleetInput::Ticked);
    }
    assert_eq!(world.heard_by(ann), ["-4"], "a guest's node is gone");
    assert_eq!(world.heard_by(cleo), ["closed 4012"], "the owner is gone");
    assert!(world.heard_by(ben).starts_with(&["-4".to_owned()]));
}

#[test]
fn a_node_that_goes_down_sends_everybody_away_at_once() {
    let mut world = World::new();
    let [ann, ben] = [conn(1, 1), conn(2, 1)];
    [ann, ben].into_iter().for_each(|conn| world.comes(conn));
    world.give(1, FleetInput::Draining);
    world.settle();
    assert_eq!(world.heard_by(ben).last().unwrap(), "closed 4012");
    world.comes(conn(2, 2));
    assert_eq!(world.owners[&room()], 2, "another node takes the room");
}

#[test]
fn a_node_speaks_for_its_own_peers_alone() {
    let mut world = World::new();
    let [ann, ben] = [conn(1, 1), conn(2, 1)];
    [ann, ben].into_iter().for_each(|conn| world.comes(conn));
    let foreign = [Word::Came { room: room(), line: line(conn(2, 7)) }, Word::Close(line(ann), types::CloseCode::Done)];
    for (number, word) in (1..).zip(foreign) {
        world.give(1, FleetInput::Heard(Node(3), Numbered { mark: 3, number, word }));
    }
    world.settle();
    assert_eq!(world.heard_by(ann), ["is 2", "host 2", "+3"]);
}
