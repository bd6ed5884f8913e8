//! Who comes to a room of Godot's own multiplayer: guests, tokens in the handshake, tickets.

use serde_json::json;
use types::LoginPolicy;

use crate::harness::{Client, Node, Request, binary, masked};
use crate::login::{Keys, ticket, token};
use crate::operators::{open_to_operators, post};
use crate::relayed::{asking, heard, peer};

fn node(test: &str, policy: LoginPolicy) -> Node {
    let keys = Keys::new(&format!("relayed-{test}"));
    Node::with(|config| {
        open_to_operators(config);
        config.server.shards = 3;
        config.auth.policy = policy;
        config.auth.secret_file = Some(keys.secret.clone());
        config.limits.user_conns = 2;
    })
}

/// A peer with a token in its handshake.
fn peer_with(node: &Node, token: &str) -> Client {
    asking(node.address, &Request::upgrade("/godot/r").and(&format!("Authorization: Bearer {token}")))
}

#[test]
fn guests_come_in_and_what_they_say_at_once_is_heard_in_order() {
    let node = node("guest", LoginPolicy::Guest);
    let mut ann = peer(node.address, "/godot/r");
    heard(&mut ann, &[b"\x02\0\0\0", b"\x03host 2"]);
    let said = (b'a'..b'f').map(|letter| [b"\x07\x03\0\0\0\0\x03", &[letter][..]].concat());
    let frames: Vec<u8> = said.flat_map(|message| masked(0x82, &message)).collect();
    let mut ben = Client::connect(node.address);
    ben.send(&[Request::upgrade("/godot/r").bytes(), frames].concat());
    heard(&mut ann, &[b"\x07\x01\x03\0\0\0"]);
    for letter in b'a'..b'f' {
        heard(&mut ann, &[&[b"\x07\x03\x03\0\0\0\x03", &[letter][..]].concat()]);
    }
    drop(ben);
    heard(&mut ann, &[b"\x07\x02\x03\0\0\0"]);
    drop(ann);
    node.until_metric("godot_peers", "", 0);
}

#[test]
fn where_a_login_is_required_a_token_or_a_ticket_lets_in_once() {
    let node = node("required", LoginPolicy::Required);
    let mut ann = peer_with(&node, &token("ann", 60));
    heard(&mut ann, &[b"\x02\0\0\0", b"\x03host 2"]);
    let given = ticket(&node, &token("ben", 60));
    let target = format!("/godot/r?ticket={}", given["ticket"].as_str().expect("a ticket"));
    let mut ben = peer(node.address, &target);
    heard(&mut ben, &[b"\x03\0\0\0", b"\x07\x01\x02\0\0\0", b"\x03host 2"]);
    heard(&mut ann, &[b"\x07\x01\x03\0\0\0"]);
    assert_eq!(peer(node.address, &target).closed().0, 4501, "a ticket is good once");
    assert_eq!(peer(node.address, "/godot/r").closed().0, 4502);
    assert_eq!(peer_with(&node, &token("ann", -60)).closed().0, 4401);
    assert_eq!(peer_with(&node, "nonsense").closed().0, 4501);
    ann.send(&binary(b"\x07\x03\0\0\0\0\x03hi"));
    heard(&mut ben, &[b"\x07\x03\x02\0\0\0\x03hi"]);
}

#[test]
fn a_token_that_is_no_good_lets_nobody_in_even_where_none_is_asked_for() {
    let node = node("open", LoginPolicy::Open);
    assert_eq!(peer_with(&node, "nonsense").closed().0, 4501);
    let mut nobody = peer(node.address, "/godot/r");
    heard(&mut nobody, &[b"\x02\0\0\0", b"\x03host 2"]);
    let mut ann = peer_with(&node, &token("ann", 60));
    heard(&mut ann, &[b"\x03\0\0\0", b"\x07\x01\x02\0\0\0"]);
    heard(&mut nobody, &[b"\x07\x01\x03\0\0\0"]);
}

#[test]
fn conns_of_one_user_are_counted_and_who_is_gone_makes_room() {
    let node = node("count", LoginPolicy::Required);
    let mut first = peer_with(&node, &token("ann", 60));
    heard(&mut first, &[b"\x02\0\0\0", b"\x03host 2"]);
    let mut second = peer_with(&node, &token("ann", 60));
    heard(&mut second, &[b"\x03\0\0\0"]);
    heard(&mut first, &[b"\x07\x01\x03\0\0\0"]);
    assert_eq!(peer_with(&node, &token("ann", 60)).closed().0, 4507);
    drop(second);
    heard(&mut first, &[b"\x07\x02\x03\0\0\0"]);
    // The door hears of it a moment after the room.
    let first_frame = loop {
        let frame = peer_with(&node, &token("ann", 60)).frame();
        if frame.first != 0x88 {
            break frame;
        }
    };
    assert_eq!(first_frame.payload, b"\x04\0\0\0");
}

#[test]
fn who_is_revoked_or_kicked_is_closed_and_the_others_are_told() {
    let node = node("revoked", LoginPolicy::Required);
    let mut ann = peer_with(&node, &token("ann", 60));
    heard(&mut ann, &[b"\x02\0\0\0", b"\x03host 2"]);
    let mut ben = peer_with(&node, &token("ben", 60));
    heard(&mut ben, &[b"\x03\0\0\0", b"\x07\x01\x02\0\0\0", b"\x03host 2"]);
    heard(&mut ann, &[b"\x07\x01\x03\0\0\0"]);
    assert_eq!(post(&node, "/api/users/ben/revoke", json!({}))["conns"], 1);
    assert_eq!(ben.closed().0, 4501);
    heard(&mut ann, &[b"\x07\x02\x03\0\0\0"]);
    assert_eq!(peer_with(&node, &token("ben", 60)).closed().0, 4501, "he stays out");
    // The first two conns of this node were Ann's and Ben's.
    assert_eq!(post(&node, "/api/conns/1/kick", json!({}))["conns"], 1);
    assert_eq!(ann.closed().0, 4503);
}
