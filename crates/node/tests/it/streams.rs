//! Realms with history: places without a gap, and conns that come back to exactly what they have missed.

use std::collections::BTreeMap;

use types::{Epoch, Offset, Place};
use wire::packets::{Joined, Packet, packet::Msg};

use crate::harness::{Client, Node, Request, binary};
use crate::protobuf::{self, chat, chat_in, field, join, number};

const HISTORY: usize = 64;

fn node(shards: usize) -> Node {
    Node::with(|config| {
        config.server.shards = shards;
        config.realms.room_history = HISTORY;
        config.limits.address_rate = 10_000;
    })
}

fn each_layout(test: impl Fn(&Node)) {
    for shards in [1, 3] {
        test(&node(shards));
    }
}

/// The fields of a cursor.
pub(crate) fn cursor(place: Place, realm: &str) -> Vec<u8> {
    [number(1, place.epoch.0), number(2, place.offset.0), field(3, realm.as_bytes())].concat()
}

/// A `hello` of somebody who comes back.
pub(crate) fn hello_from(places: &[(&str, Place)]) -> Vec<u8> {
    let resume = places.iter().flat_map(|(realm, place)| field(3, &cursor(*place, realm)));
    field(65, &number(1, 1).into_iter().chain(resume).collect::<Vec<u8>>())
}

/// A client that keeps its place, as every client of a numbered realm should.
pub(crate) struct Follower {
    pub(crate) client: Client,
    pub(crate) place: Place,
    pub(crate) heard: Vec<String>,
}

impl Follower {
    /// Comes into the room where it was, at `place` if it was there before.
    pub(crate) fn enter(node: &Node, target: &str, place: Option<Place>) -> (Self, Joined) {
        let mut client = Client::open(node.address, &Request::upgrade(target));
        let realm = target.strip_prefix("/ws?room=").map_or("lobby".to_owned(), |room| format!("room-{room}"));
        let hello = place.map_or_else(protobuf::hello, |place| hello_from(&[(&realm, place)]));
        client.send(&binary(&hello));
        let joined = loop {
            match client.next_but_presence().msg {
                Some(Msg::Joined(joined)) => break joined,
                Some(Msg::Welcome(_) | Msg::Chat(_)) => {}
                other => panic!("not joined: {other:?}"),
            }
        };
        let place = Place { epoch: Epoch(joined.epoch), offset: Offset(joined.offset) };
        (Self { client, place, heard: Vec::new() }, joined)
    }

    /// The next thing that has a place; it has to be the next place.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Packet {
        loop {
            let packet = self.client.next_but_presence();
            let offset = match &packet.msg {
                Some(Msg::Chat(chat)) => {
                    self.heard.push(chat.msg.clone());
                    packet.offset
                }
                Some(Msg::Placed(placed)) => placed.offset,
                Some(Msg::Head(head)) => {
                    assert_eq!((head.epoch, head.offset), (self.place.epoch.0, self.place.offset.0));
                    continue;
                }
                other => panic!("no view: {other:?}"),
            };
            assert_eq!(offset, self.place.offset.0 + 1);
            self.place.offset = Offset(offset);
            return packet;
        }
    }
}

#[test]
fn everybody_in_a_numbered_room_is_told_the_same_places() {
    each_layout(|node| {
        let (mut ann, joined) = Follower::enter(node, "/ws?room=x", None);
        assert_eq!((joined.recovered, joined.why.as_str(), joined.members), (true, "new", 1));
        let mut others: Vec<Follower> = (0..4).map(|_| Follower::enter(node, "/ws?room=x", None).0).collect();
        let (mut plain, mut json) = (node_client(node, "/ws?room=x"), node_client(node, "/?room=x"));
        for text in ["one", "two", "three"] {
            ann.client.say(text);
            assert!(matches!(ann.next().msg, Some(Msg::Placed(_))));
            for other in &mut others {
                other.next();
                assert_eq!(other.place, ann.place);
            }
            assert_eq!(protobuf::heard(&plain.frame()).1, text);
            assert_eq!(json.text(), format!(r#"{{"type":0,"text":"{text}","sender":1}}"#));
        }
        assert!(others.iter().all(|other| other.heard == ["one", "two", "three"]));
        plain.say("from a tutorial client");
        ann.next();
        assert_eq!(ann.heard, ["from a tutorial client"]);
    });
}

fn node_client(node: &Node, target: &str) -> Client {
    Client::open(node.address, &Request::upgrade(target))
}

#[test]
fn a_gap_longer_than_the_history_is_told_and_never_filled_in_part() {
    let node = node(1);
    let (mut ann, _) = Follower::enter(&node, "/ws?room=x", None);
    let (ben, _) = Follower::enter(&node, "/ws?room=x", None);
    let place = ben.place;
    drop(ben.client);
    for number in 0..=HISTORY {
        ann.client.say(&number.to_string());
        ann.next();
    }
    let (mut ben, joined) = Follower::enter(&node, "/ws?room=x", Some(place));
    assert_eq!((joined.recovered, joined.why.as_str()), (false, "trimmed"));
    assert_eq!(ben.place, ann.place);
    ann.client.say("and on");
    ben.next();
    assert_eq!(ben.heard, ["and on"]);
}

#[test]
fn cursors_of_other_streams_are_refused_with_the_reason() {
    let node = node(1);
    let (mut ann, _) = Follower::enter(&node, "/ws?room=x", None);
    ann.client.say("hi");
    ann.next();
    let head = ann.place;
    let other_epoch = Place { epoch: Epoch(head.epoch.0 - 1), ..head };
    let ahead = Place { offset: Offset(head.offset.0 + 7), ..head };
    let huge = Place { epoch: Epoch(u64::MAX), offset: Offset(u64::MAX) };
    for (place, why) in [(other_epoch, "epoch"), (ahead, "ahead"), (huge, "epoch"), (Place::NONE, "epoch")] {
        let (ben, joined) = Follower::enter(&node, "/ws?room=x", Some(place));
        assert_eq!((joined.recovered, joined.why.as_str(), ben.place), (false, why, head), "{place}");
    }
    // The lobby keeps no history here.
    let (_, joined) = Follower::enter(&node, "/ws", Some(head));
    assert_eq!((joined.recovered, joined.why.as_str(), joined.epoch), (false, "open", 0));
}

#[test]
fn what_is_said_right_behind_a_join_is_said_in_the_room() {
    each_layout(|node| {
        let (mut ben, _) = Follower::enter(node, "/ws?room=x", None);
        for round in 0..20 {
            let mut ann = Client::greet(node, "/ws");
            let all =
                [binary(&join("room-x")), binary(&chat_in("room-x", "in one piece")), binary(&chat("in the lobby"))];
            if round % 2 == 0 {
                ann.send(&all.concat());
            } else {
                all.iter().for_each(|frame| ann.send(frame));
            }
            ben.next();
        }
        assert_eq!(ben.heard, vec!["in one piece"; 20]);
    });
}

#[test]
fn many_speak_at_once_and_all_hear_the_same_stream() {
    each_layout(|node| {
        let mut all: Vec<Follower> = (0..8).map(|_| Follower::enter(node, "/ws?room=x", None).0).collect();
        for (number, one) in all.iter_mut().enumerate() {
            let burst: Vec<u8> = (0..50).flat_map(|line| binary(&chat(&format!("{number} {line}")))).collect();
            one.client.send(&burst);
        }
        let mut bodies: BTreeMap<u64, String> = BTreeMap::new();
        for one in &mut all {
            for _ in 0..400 {
                let packet = one.next();
                if let Some(Msg::Chat(chat)) = packet.msg {
                    let body = bodies.entry(packet.offset).or_insert_with(|| chat.msg.clone());
                    assert_eq!(*body, chat.msg);
                }
            }
        }
        assert_eq!(bodies.len(), 400);
    });
}
