//! What a conn may do after `hello`: realms, directs, presence, pings.

use wire::packets::{Packet, packet::Msg};

use crate::harness::{Client, Node, PING_EVERY, Request, binary, text};
use crate::protobuf::{self, chat_in, direct, field, hello, join, leave, number, ping};

/// Two conns that have said `hello` and are in `lobby`.
fn greeted(node: &Node) -> (Client, Client) {
    let (mut ann, mut ben) = node.pair("/ws", "/ws");
    for client in [&mut ann, &mut ben] {
        client.send(&binary(&hello()));
        client.skip_to_joined();
    }
    (ann, ben)
}

#[test]
fn hello_is_answered_by_welcome_and_joined() {
    Node::each_layout(|node| {
        let (mut ann, _ben) = node.pair("/ws?room=h", "/ws?room=h");
        ann.send(&binary(&hello()));
        let Some(Msg::Welcome(welcome)) = protobuf::read(&ann.frame().payload).msg else { panic!("no welcome") };
        assert_eq!((welcome.version, u128::from(welcome.heartbeat)), (1, PING_EVERY.as_millis()));
        assert!(welcome.server_time > 1_700_000_000_000);
        assert_eq!(
            (welcome.limits.message_bytes, welcome.limits.chat_chars, welcome.limits.realms),
            (16_384, 2_000, 32)
        );
        let Some(Msg::Joined(joined)) = protobuf::read(&ann.frame().payload).msg else { panic!("no joined") };
        assert_eq!(joined.realm, "room-h");
        ann.send(&binary(&hello()));
        assert_eq!(ann.refused(), "unknown_kind");
    });
}

#[test]
fn another_version_is_closed_with_4505() {
    let node = Node::start();
    for version in [0, 2, 99] {
        let mut client = node.join();
        client.send(&binary(&field(65, &number(1, version))));
        assert_eq!(client.closed(), (4505, "version; spoken=1".to_owned()));
    }
}

#[test]
fn who_joins_hears_and_who_leaves_does_not() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = greeted(node);
        ann.send(&binary(&join("room-a")));
        assert_eq!(ann.joined(), ("room-a".to_owned(), 1));
        ann.send(&[binary(&chat_in("room-a", "alone")), binary(&ping(1))].concat());
        assert!(matches!(ann.next_but_presence().msg, Some(Msg::Pong(_))));
        ben.send(&binary(&chat_in("room-a", "not a member")));
        assert_eq!(ben.refused(), "not_found");
        ben.send(&binary(&join("room-a")));
        assert_eq!(ben.joined().0, "room-a");
        ann.send(&binary(&chat_in("room-a", "together")));
        ann.send(&binary(&protobuf::chat("in the lobby")));
        assert_eq!(ben.heard_in(), (ann.id, "room-a".to_owned(), "together".to_owned()));
        assert_eq!(ben.heard_in(), (ann.id, "lobby".to_owned(), "in the lobby".to_owned()));
        ben.send(&binary(&leave("room-a")));
        let Some(Msg::Left(left)) = ben.next_but_presence().msg else { panic!("not left") };
        assert_eq!(left.realm, "room-a");
        ann.send(&binary(&chat_in("room-a", "alone again")));
        ann.send(&binary(&protobuf::chat("in the lobby again")));
        assert_eq!(ben.heard_in().2, "in the lobby again");
        ben.send(&binary(&leave("room-a")));
        assert_eq!(ben.refused(), "not_found");
    });
}

#[test]
fn who_has_left_home_chats_nowhere() {
    let node = Node::start();
    let (mut ann, mut ben) = greeted(&node);
    ann.send(&binary(&leave("lobby")));
    let Some(Msg::Left(_)) = ann.next_but_presence().msg else { panic!("not left") };
    ann.say("to nobody");
    assert_eq!(ann.refused(), "not_found");
    ben.say("to nobody else");
    ann.send(&binary(&ping(1)));
    assert!(matches!(ann.next_but_presence().msg, Some(Msg::Pong(_))));
}

#[test]
fn a_direct_reaches_one_conn_wherever_it_is() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = greeted(node);
        let mut plain = node.join();
        let mut json = Client::open(node.address, &Request::upgrade("/?room=far"));
        ann.send(&binary(&direct(ben.id, "psst", b"\x01\x02")));
        let packet = ben.next_but_presence();
        let Some(Msg::Direct(heard)) = packet.msg else { panic!("no direct: {packet:?}") };
        assert_eq!((packet.sender_id, heard.conn, heard.msg.as_str()), (ann.id, ben.id, "psst"));
        assert_eq!(heard.body, b"\x01\x02");
        ann.send(&binary(&direct(plain.id, "as a chat", b"")));
        assert_eq!(protobuf::heard(&plain.frame()), (ann.id, "as a chat".to_owned()));
        ann.send(&binary(&direct(json.id, "as a chat", b"")));
        assert_eq!(json.text(), format!(r#"{{"type":0,"text":"as a chat","sender":{}}}"#, ann.id));
        for (to, code) in [(999_999, "not_found"), (0, "bad_id"), (1 << 53, "bad_id")] {
            ann.send(&binary(&direct(to, "nobody", b"")));
            assert_eq!(ann.refused(), code, "{to}");
        }
        ann.send(&binary(&direct(plain.id, "", b"bytes only")));
        assert_eq!(ann.refused(), "not_found");
        plain.hears_nothing();
    });
}

#[test]
fn presence_tells_how_many_are_there() {
    Node::each_layout(|node| {
        let (mut ann, ben) = greeted(node);
        let others: Vec<Client> = (0..7).map(|_| node.join()).collect();
        ann.until_present("lobby", 9);
        drop(others);
        ann.until_present("lobby", 2);
        drop(ben);
        ann.until_present("lobby", 1);
    });
}

#[test]
fn a_ping_comes_back_with_its_time() {
    let node = Node::start();
    let (mut ann, _ben) = greeted(&node);
    for time in [0, 1, u64::MAX] {
        ann.send(&binary(&ping(time)));
        let Some(Msg::Pong(pong)) = ann.next_but_presence().msg else { panic!("no pong") };
        assert_eq!(pong.client_time, time);
        assert!(pong.server_time > 1_700_000_000_000);
    }
}

#[test]
fn what_was_said_before_an_answer_comes_before_it() {
    let node = Node::start();
    let (mut ann, mut ben) = greeted(&node);
    // One segment from each: the node may read both in one turn.
    ann.send(&(0..50).flat_map(|number| binary(&protobuf::chat(&number.to_string()))).collect::<Vec<u8>>());
    ann.send(&binary(&ping(1)));
    let Packet { msg: Some(Msg::Pong(_)), .. } = ann.next_but_presence() else { panic!("no pong") };
    ben.send(&binary(&ping(2)));
    for number in 0..50 {
        assert_eq!(ben.heard_in().2, number.to_string());
    }
    assert!(matches!(ben.next_but_presence().msg, Some(Msg::Pong(_))));
}

#[test]
fn the_longest_chat_fits_a_frame_in_every_dialect() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/");
        ann.send(&binary(&protobuf::chat(&"\u{1f600}".repeat(2_000))));
        assert!(ben.text().contains(&"\u{1f600}".repeat(2_000)));
        ann.send(&binary(&protobuf::chat(&"\u{1}".repeat(2_001))));
        ann.hears_nothing();
        ben.hears_nothing();
        ben.send(&text(&format!(r#"{{"type":0,"text":"{}"}}"#, "x".repeat(2_001))));
        assert!(ben.text().contains("too_long"));
        ann.hears_nothing();
    });
    let wide = Node::with(|config| config.limits.chat_chars = 10_000);
    let (mut ann, mut ben) = wide.pair("/ws", "/");
    ann.send(&binary(&protobuf::chat(&"\u{1}".repeat(10_000))));
    assert_eq!(ben.text().matches("\\u0001").count(), 10_000);
}

#[test]
fn a_direct_that_would_not_fit_the_receivers_frame_is_refused() {
    let node = Node::with(|config| config.limits.message_bytes = 128 << 10);
    let (mut ann, mut ben) = greeted(&node);
    let mut json = node.join_json();
    json.send(&text(r#"{"hello":{"version":1}}"#));
    json.skip_to_joined();
    ann.send(&binary(&direct(ben.id, "", &[7; 60_000])));
    let Some(Msg::Direct(heard)) = ben.next_but_presence().msg else { panic!("no direct") };
    assert_eq!(heard.body.len(), 60_000);
    for (to, bytes) in [(json.id, 60_000), (ben.id, 65_530)] {
        ann.send(&binary(&direct(to, "", &vec![7; bytes])));
        assert_eq!(ann.refused(), "too_long");
    }
}
