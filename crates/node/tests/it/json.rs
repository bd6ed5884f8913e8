//! The JSON dialect: the Node tutorial's shape, and who hears what across the dialects.

use crate::harness::{Client, Node, Request, binary, masked, text};
use crate::protobuf::{self, chat};

#[test]
fn the_greeting_has_the_id_that_the_tutorials_lacked() {
    let node = Node::start();
    let godot_3 = Request::plain("GET", "/")
        .and("Upgrade: websocket")
        .and("Connection: Upgrade")
        .and("Sec-WebSocket-Key: 6FVqp8GsTBTCiSnRUzqCEg==")
        .and("Sec-WebSocket-Version: 13");
    let mut client = Client::connect(node.address);
    client.send(&godot_3.bytes());
    assert_eq!(client.response().status, 101);
    client.hears(b"\x81\x35{\"type\":1,\"message\":{\"text\":\"hello, client!\"},\"id\":1}");
    client.hears_nothing();
}

#[test]
fn the_subprotocol_chooses_the_dialect_and_is_named_back() {
    let node = Node::start();
    for (target, asked) in [("/ws", "hubbub.v1.json"), ("/ws", "chat,hubbub.v1.json"), ("/", "hubbub.v1.json")] {
        let mut client = Client::connect(node.address);
        client.send(&Request::upgrade(target).and(&format!("Sec-WebSocket-Protocol: {asked}")).bytes());
        let response = client.response();
        assert_eq!(response.header("Sec-WebSocket-Protocol"), Some("hubbub.v1.json"));
        assert!(client.text().starts_with("{\"type\":1,"));
    }
    let mut client = Client::connect(node.address);
    client.send(&Request::upgrade("/").and("Sec-WebSocket-Protocol: chat").bytes());
    assert_eq!(client.response().header("Sec-WebSocket-Protocol"), None);
}

#[test]
fn a_chat_is_heard_in_each_dialect() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/", "/");
        let mut pat = node.join();
        let said = r#"{"type":0,"text":"hello, server!"}"#;
        for frame in [binary(said.as_bytes()), text(said), text(&format!("{said}\n"))] {
            ann.send(&frame);
            let id = ann.id;
            assert_eq!(ben.text(), format!(r#"{{"type":0,"text":"hello, server!","sender":{id}}}"#));
            pat.hears(&[&[0x82, 0x14, 0x08, id as u8, 0x12, 0x10, 0x0a, 0x0e], &b"hello, server!"[..]].concat());
        }
        pat.say("from protobuf \"\u{1}é\u{1f600}\n");
        for client in [&mut ann, &mut ben] {
            let expected = format!(r#"{{"type":0,"text":"from protobuf \"\u0001é😀\n","sender":{}}}"#, pat.id);
            assert_eq!(client.text(), expected);
        }
        for client in [&mut ann, &mut ben, &mut pat] {
            client.hears_nothing();
        }
    });
}

#[test]
fn a_header_in_a_segment_of_its_own_is_fine() {
    let node = Node::start();
    let (mut ann, mut ben) = (node.join_json(), node.join_json());
    let frame = text(r#"{"type":0,"text":"in two"}"#);
    let (header, payload) = frame.split_at(6);
    ann.send(header);
    ben.hears_nothing();
    ann.send(payload);
    assert_eq!(ben.text(), format!(r#"{{"type":0,"text":"in two","sender":{}}}"#, ann.id));
}

#[test]
fn what_godot_and_people_write_is_understood() {
    let node = Node::start();
    let (mut ann, mut ben) = (node.join_json(), node.join_json());
    for said in [
        r#"{"text":"x","type":0.0}"#,
        r#"{"sender":99,"text":"x","type":0}"#,
        r#" { "type" : 0 , "text" : "x" , "extra" : [ { } , null ] } "#,
        r#"{"type":0,"text":"\u0078"}"#,
        r#"{"type":0e0,"text":"x","realm":"lobby"}"#,
        r#"{"chat":{"msg":"x"}}"#,
        r#"{"senderId":"77","chat":{"msg":"x"}}"#,
        r#"{"sender_id":77,"chat":{"msg":"x"},"realm":"lobby"}"#,
    ] {
        ann.send(&text(said));
        assert_eq!(ben.text(), format!(r#"{{"type":0,"text":"x","sender":{}}}"#, ann.id), "{said}");
    }
    ann.hears_nothing();
}

#[test]
fn a_fault_is_told_to_its_author_alone() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/", "/");
        for (said, code) in [
            ("{broken", "unreadable"),
            ("", "unreadable"),
            ("[]", "unreadable"),
            (r#"{"type":7}"#, "unknown_kind"),
            (r#"{"type":1,"text":"x"}"#, "unknown_kind"),
            (r#"{"type":"0","text":"x"}"#, "unreadable"),
            (r#"{"type":0}"#, "unreadable"),
            (r#"{"id":{"id":"999"}}"#, "unknown_kind"),
            ("{}", "unknown_kind"),
            (r#"{"join":{"realm":"room-x"}}"#, "unknown_kind"),
        ] {
            ann.send(&text(said));
            let answer: serde_json::Value = serde_json::from_str(&ann.text()).expect("JSON");
            assert_eq!(answer["error"]["code"], code, "{said}: {answer}");
            assert!(answer["error"]["text"].as_str().is_some_and(|text| text.len() > 10), "{answer}");
        }
        ann.send(&text(r#"{"type":0,"text":"still here"}"#));
        assert_eq!(ben.text(), format!(r#"{{"type":0,"text":"still here","sender":{}}}"#, ann.id));
        ben.hears_nothing();
    });
}

#[test]
fn fragments_and_control_frames_are_the_same_as_elsewhere() {
    let node = Node::start();
    let (mut ann, mut ben) = (node.join_json(), node.join_json());
    let said = "{\"type\":0,\"text\":\"caf\u{e9}\"}".as_bytes();
    let middle_of_e = said.len() - 3;
    ann.send(&masked(0x01, &said[..middle_of_e]));
    ann.send(&masked(0x89, b"p"));
    ann.hears(b"\x8a\x01p");
    ann.send(&masked(0x80, &said[middle_of_e..]));
    assert_eq!(ben.text(), format!(r#"{{"type":0,"text":"café","sender":{}}}"#, ann.id));
}

#[test]
fn the_full_protocol_is_the_json_mapping_of_packet() {
    Node::each_layout(|node| {
        let (mut ann, mut pat) = node.pair("/?room=j", "/ws?room=j");
        ann.send(&text(r#"{"hello":{"version":1,"client":"tests"}}"#));
        let welcome: serde_json::Value = serde_json::from_str(&ann.text()).expect("JSON");
        assert_eq!(welcome["welcome"]["limits"]["chatChars"], 2_000, "{welcome}");
        assert!(welcome["welcome"]["serverTime"].is_string(), "{welcome}");
        let joined: serde_json::Value = serde_json::from_str(&ann.text()).expect("JSON");
        assert_eq!(joined["joined"]["realm"], "room-j");
        ann.send(&text(r#"{"ping":{"clientTime":"12345678901234567"}}"#));
        let pong = ann.next_but_presence_json();
        assert_eq!(pong["pong"]["clientTime"], "12345678901234567", "{pong}");
        pat.send(&binary(&chat("hi")));
        let heard = ann.next_but_presence_json();
        assert_eq!(heard.to_string(), format!(r#"{{"realm":"room-j","sender":{},"text":"hi","type":0}}"#, pat.id));
        pat.send(&binary(&protobuf::hello()));
        pat.skip_to_joined();
        pat.send(&binary(&protobuf::direct(ann.id, "psst", b"\x00\xff")));
        let heard = ann.next_but_presence_json();
        assert_eq!(heard["direct"]["body"], "AP8=", "{heard}");
        assert_eq!(heard["senderId"], pat.id.to_string(), "{heard}");
    });
}
