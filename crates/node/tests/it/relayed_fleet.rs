//! Rooms of Godot's own multiplayer whose peers are on several nodes.

use std::thread;

use nats_server::NatsServer;

use crate::fleet::node;
use crate::harness::{Client, Node, binary};
use crate::relayed::{heard, peer, until};

/// Peers 2, 3 and 4 of one room, the last two on another node than the first; all know of each other.
fn three(nodes: &[Node; 2]) -> [Client; 3] {
    let mut ann = peer(nodes[0].address, "/godot/r");
    heard(&mut ann, &[b"\x02\0\0\0", b"\x03host 2"]);
    let mut ben = peer(nodes[1].address, "/godot/r");
    heard(&mut ben, &[b"\x03\0\0\0", b"\x07\x01\x02\0\0\0", b"\x03host 2"]);
    heard(&mut ann, &[b"\x07\x01\x03\0\0\0"]);
    let mut cleo = peer(nodes[1].address, "/godot/r");
    until(&mut cleo, b"\x03host 2");
    for other in [&mut ann, &mut ben] {
        heard(other, &[b"\x07\x01\x04\0\0\0"]);
    }
    [ann, ben, cleo]
}

fn nodes(nats: &NatsServer) -> [Node; 2] {
    [node(nats, 0), node(nats, 0)]
}

/// To all others, with a number.
fn to_all(number: u8) -> Vec<u8> {
    [&b"\x07\x03\0\0\0\0\x03"[..], &[number]].concat()
}

fn from(peer: u8, number: u8) -> Vec<u8> {
    vec![7, 3, peer, 0, 0, 0, 3, number]
}

#[test]
fn peers_of_two_nodes_hear_each_other_in_order_and_have_one_host() {
    let nats = NatsServer::start();
    let nodes = nodes(&nats);
    let [mut ann, mut ben, mut cleo] = three(&nodes);
    for number in 0..200 {
        ann.send(&binary(&to_all(number)));
        ben.send(&binary(&to_all(number)));
    }
    for number in 0..200 {
        heard(&mut ann, &[&from(3, number)]);
    }
    for number in 0..200 {
        heard(&mut ben, &[&from(2, number)]);
    }
    let mut next = [0_u16; 2];
    while next != [200, 200] {
        let payload = cleo.frame().payload;
        let at = usize::from(payload[2] - 2);
        assert_eq!(u16::from(payload[7]), next[at], "peer {}", payload[2]);
        next[at] += 1;
    }
    cleo.send(&binary(b"\x07\x03\x02\0\0\0\x03!"));
    heard(&mut ann, &[b"\x07\x03\x04\0\0\0\x03!"]);
    ben.hears_nothing();
    drop(ann);
    for other in [&mut ben, &mut cleo] {
        heard(other, &[b"\x07\x02\x02\0\0\0", b"\x03host 3"]);
    }
    // The owner's node is still the first one's: who comes there is in the same room.
    let mut dan = peer(nodes[0].address, "/godot/r");
    until(&mut dan, b"\x03host 3");
    heard(&mut ben, &[b"\x07\x01\x05\0\0\0"]);
}

#[test]
fn the_largest_message_crosses_nodes_and_a_fault_is_counted_at_the_owner() {
    let nats = NatsServer::start();
    let nodes = nodes(&nats);
    let [mut ann, mut ben, mut cleo] = three(&nodes);
    let largest = [&to_all(1)[..], &vec![b'x'; 65_535 - 8]].concat();
    ben.send(&binary(&largest));
    for other in [&mut ann, &mut cleo] {
        assert_eq!(other.frame().payload.len(), 65_535);
    }
    for _ in 0..17 {
        ben.send(&binary(b"\x07\x01\x09\0\0\0"));
    }
    assert_eq!(ben.closed().0, 4506);
    for other in [&mut ann, &mut cleo] {
        heard(other, &[b"\x07\x02\x03\0\0\0"]);
    }
}

#[test]
fn peers_that_come_at_once_on_all_nodes_meet_in_one_room() {
    let nats = NatsServer::start();
    let nodes = [node(&nats, 0), node(&nats, 0), node(&nats, 0)];
    let mut peers: Vec<Client> = (0..9).map(|number| peer(nodes[number % 3].address, "/godot/r")).collect();
    let mut numbers: Vec<u8> = Vec::new();
    for one in &mut peers {
        numbers.push(one.frame().payload[0]);
        until(one, b"\x03host 2");
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (2..11).collect::<Vec<u8>>());
}

#[test]
fn when_the_owner_goes_down_all_are_told_to_come_back_and_meet_again() {
    let nats = NatsServer::start();
    let nodes = nodes(&nats);
    let [mut ann, mut ben, mut cleo] = three(&nodes);
    thread::scope(|scope| {
        let drain = scope.spawn(|| nodes[0].drain());
        for one in [&mut ann, &mut ben, &mut cleo] {
            loop {
                let frame = one.frame();
                if frame.first == 0x88 {
                    assert_eq!(frame.payload[..2], 4012_u16.to_be_bytes());
                    break;
                }
            }
            one.finish();
        }
        drain.join().expect("the drain ends");
    });
    let mut again = [peer(nodes[1].address, "/godot/r"), peer(nodes[1].address, "/godot/r")];
    until(&mut again[0], b"\x03host 2");
    until(&mut again[1], b"\x03host 2");
}
