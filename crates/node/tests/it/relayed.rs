//! Godot's own multiplayer on raw sockets: `/godot/<room>`. The bytes are those of a real engine.

use std::net::SocketAddr;
use std::thread;

use crate::harness::{Client, Frame, Node, Request, binary, close, text};

/// A message from a peer to all others: a payload of `send_bytes`.
const TO_ALL: &[u8] = b"\x07\x03\0\0\0\0\x03hi";

#[test]
fn peers_of_a_room_hear_each_other_whatever_their_shards() {
    Node::each_layout(|node| {
        let mut first = peer(node.address, "/godot/r");
        heard(&mut first, &[b"\x02\0\0\0", b"\x03host 2"]);
        // So many that with three shards some are on another one than the room.
        let mut others: Vec<Client> = Vec::new();
        for number in 3..12 {
            let mut newcomer = peer(node.address, "/godot/r");
            heard(&mut newcomer, &[&[number, 0, 0, 0]]);
            for known in 2..number {
                heard(&mut newcomer, &[&[7, 1, known, 0, 0, 0]]);
            }
            heard(&mut newcomer, &[b"\x03host 2"]);
            for member in others.iter_mut().chain([&mut first]) {
                heard(member, &[&[7, 1, number, 0, 0, 0]]);
            }
            others.push(newcomer);
        }
        others[0].send(&binary(TO_ALL));
        for member in others[1..].iter_mut().chain([&mut first]) {
            heard(member, &[b"\x07\x03\x03\0\0\0\x03hi"]);
        }
        others[0].hears_nothing();
        first.send(&binary(b"\x07\x03\x05\0\0\0\x03hi"));
        heard(&mut others[2], &[b"\x07\x03\x02\0\0\0\x03hi"]);
        first.send(&close(1000, ""));
        for member in &mut others {
            heard(member, &[b"\x07\x02\x02\0\0\0", b"\x03host 3"]);
        }
        let mut elsewhere = peer(node.address, "/godot/other");
        heard(&mut elsewhere, &[b"\x02\0\0\0", b"\x03host 2"]);
        node.until_metric("godot_peers", "", 10);
        drop((others, elsewhere));
        node.until_metric("godot_peers", "", 0);
    });
}

#[test]
fn the_largest_message_goes_through_and_a_larger_one_does_not() {
    let node = Node::start();
    let (mut ann, mut ben) = pair(&node);
    let largest = [TO_ALL, &vec![b'x'; 65_535 - TO_ALL.len()]].concat();
    ann.send(&binary(&largest));
    let frame = ben.frame();
    assert_eq!((frame.first, frame.payload.len()), (0x82, 65_535));
    assert!(frame.payload.starts_with(b"\x07\x03\x02\0\0\0\x03hi"));
    ann.send(&binary(&[&largest[..], b"x"].concat()));
    assert_eq!(ann.closed(), (1009, "too big; max=65535".to_owned()));
    heard(&mut ben, &[b"\x07\x02\x02\0\0\0", b"\x03host 3"]);
}

#[test]
fn limits_of_a_room_and_of_faults() {
    Node::each_layout(|node| {
        let mut peers: Vec<Client> = (0..64).map(|_| peer(node.address, "/godot/full")).collect();
        let last = peers.last_mut().expect("there are many");
        until(last, b"\x03host 2");
        assert_eq!(peer(node.address, "/godot/full").closed(), (4013, "full; retry=5".to_owned()));
        let (mut ann, mut ben) = pair(node);
        for _ in 0..16 {
            ann.send(&text("not a message of an engine"));
        }
        ann.hears_nothing();
        ann.send(&binary(b"\x07\x01\x09\0\0\0"));
        assert_eq!(ann.closed(), (4506, "too many errors".to_owned()));
        heard(&mut ben, &[b"\x07\x02\x02\0\0\0", b"\x03host 3"]);
    });
}

#[test]
fn a_peer_that_does_not_read_is_closed_and_the_others_go_on() {
    let node = Node::with(|config| config.limits.outbox_bytes = 128 << 10);
    let (_asleep, mut ann) = pair(&node);
    let mut ben = peer(node.address, "/godot/pair");
    until(&mut ben, b"\x03host 2");
    heard(&mut ann, &[b"\x07\x01\x04\0\0\0"]);
    let large = [b"\x07\x03\0\0\0\0\x03", &[b'x'; 60_000][..]].concat();
    loop {
        ann.send(&binary(&large));
        if ben.frame().payload == b"\x07\x02\x02\0\0\0" {
            break;
        }
    }
    node.until_metric("closed", "too slow", 1);
    until(&mut ben, b"\x03host 3");
}

#[test]
fn a_peer_over_the_rate_waits_and_loses_nothing() {
    let node =
        Node::with(|config| (config.limits.inbound_messages_rate, config.limits.inbound_messages_burst) = (200, 10));
    let (mut ann, mut ben) = pair(&node);
    for _ in 0..60 {
        ann.send(&binary(TO_ALL));
        heard(&mut ben, &[b"\x07\x03\x02\0\0\0\x03hi"]);
    }
    assert!(node.metric("paused_total", "") > 0);
}

#[test]
fn a_room_is_closed_with_4012_when_the_node_goes_down() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = pair(node);
        thread::scope(|scope| {
            let drain = scope.spawn(|| node.drain());
            for peer in [&mut ann, &mut ben] {
                assert_eq!(peer.closed(), (4012, "restarting".to_owned()));
                peer.finish();
            }
            drain.join().expect("the drain ends");
        });
    });
}

/// An open conn of which nothing has been read but the 101.
pub(crate) fn peer(address: SocketAddr, target: &str) -> Client {
    asking(address, &Request::upgrade(target))
}

/// The same, with a request of its own.
pub(crate) fn asking(address: SocketAddr, request: &Request) -> Client {
    let mut client = Client::connect(address);
    client.send(&request.bytes());
    assert_eq!(client.response().status, 101);
    client
}

/// Peers 2 and 3 of one room, who know of each other.
fn pair(node: &Node) -> (Client, Client) {
    let mut first = peer(node.address, "/godot/pair");
    heard(&mut first, &[b"\x02\0\0\0", b"\x03host 2"]);
    let mut second = peer(node.address, "/godot/pair");
    heard(&mut second, &[b"\x03\0\0\0", b"\x07\x01\x02\0\0\0", b"\x03host 2"]);
    heard(&mut first, &[b"\x07\x01\x03\0\0\0"]);
    (first, second)
}

/// The next messages are these.
#[track_caller]
pub(crate) fn heard(peer: &mut Client, messages: &[&[u8]]) {
    for message in messages {
        assert_eq!(peer.frame(), Frame { first: 0x82, payload: message.to_vec() });
    }
}

/// Reads up to this message.
pub(crate) fn until(peer: &mut Client, message: &[u8]) {
    while peer.frame().payload != message {}
}
