//! Golden bytes, and the two decoders held to one answer.

use buffa::Message as _;
use proptest::prelude::*;
use serde::Deserialize;
use types::{ConnId, Offset, Place};

use crate::packets::{self, Packet, packet::Msg};
use crate::*;

const NESTING: u32 = 32;

fn id(number: u64) -> ConnId {
    ConnId::new(number).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn chat(text: &str) -> FromClient<'_> {
    FromClient::Chat { realm: "".into(), text: text.into() }
}

fn frame(lane: Lane, message: ToClient<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, lane, message);
    out
}

/// What one client sends and every other one hears.
#[derive(Deserialize)]
struct Relay {
    name: String,
    dialect: String,
    sent: String,
    /// The text of the chat; absent if nobody may hear anything.
    chat: Option<String>,
}

/// What the server sends, as a whole frame.
#[derive(Deserialize)]
struct Heard {
    name: String,
    lane: String,
    kind: String,
    from: u64,
    text: String,
    frame: String,
}

#[derive(Deserialize)]
struct Golden {
    relays: Vec<Relay>,
    heard: Vec<Heard>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../testdata/golden.json")).unwrap()
}

#[test]
fn golden_what_clients_send_is_read_or_refused() {
    for relay in golden().relays {
        let dialect = if relay.dialect == "json" { Dialect::Json } else { Dialect::Protobuf };
        let sent = hex(&relay.sent);
        let said = decode(dialect, &sent, NESTING);
        match relay.chat {
            Some(text) => assert_eq!(said, Ok(chat(&text)), "{}", relay.name),
            None => assert!(said.is_err(), "{}: {said:?}", relay.name),
        }
    }
}

#[test]
fn golden_what_clients_hear_is_byte_for_byte() {
    for heard in golden().heard {
        let lane = match heard.lane.as_str() {
            "protobuf" => Lane::PlainProtobuf,
            "json" => Lane::PlainJson,
            other => panic!("{other}"),
        };
        let message = match heard.kind.as_str() {
            "id" => ToClient::Id(id(heard.from)),
            "chat" => ToClient::Chat { from: id(heard.from), realm: "lobby", offset: Offset(7), text: &heard.text },
            other => panic!("{other}"),
        };
        assert_eq!(frame(lane, message), hex(&heard.frame), "{}", heard.name);
    }
}

#[test]
fn a_conn_with_hello_hears_the_realm() {
    let message = ToClient::Chat { from: id(1), realm: "lobby", offset: Offset(0), text: "hi" };
    let packet = Packet::decode_from_slice(&frame(Lane::FullProtobuf, message)[2..]).unwrap();
    assert_eq!((packet.sender_id, packet.realm.as_str()), (1, "lobby"));
    let json = frame(Lane::FullJson, message);
    assert_eq!(&json[2..], br#"{"type":0,"text":"hi","sender":1,"realm":"lobby"}"#);
}

#[test]
fn a_conn_without_hello_is_sent_nothing_that_the_tutorial_lacks() {
    let direct = DirectText { from: id(1), to: id(2), text: "psst", body: b"" };
    let error = ToClient::Error { code: ErrorCode::Busy, text: "later" };
    for message in [
        ToClient::Joined { realm: "lobby", place: Place::NONE, recovered: false, why: "", members: 2 },
        ToClient::Left { realm: "lobby" },
        ToClient::Head { realm: "lobby", place: Place::NONE },
        ToClient::Resync { realm: "lobby", place: Place::NONE, why: "epoch" },
        ToClient::Doubt { realm: "lobby" },
        ToClient::Placed { realm: "lobby", offset: Offset(1) },
        ToClient::Presence { realm: "lobby", members: 2 },
        ToClient::Pong { client_time: 1, server_time: types::UnixMs(2) },
        ToClient::Direct(&DirectText { text: "", body: b"bytes", ..direct }),
        error,
    ] {
        assert_eq!(frame(Lane::PlainProtobuf, message), b"", "{message:?}");
    }
    let chat = frame(Lane::PlainProtobuf, ToClient::Chat { from: id(1), realm: "", offset: Offset(0), text: "psst" });
    assert_eq!(frame(Lane::PlainProtobuf, ToClient::Direct(&direct)), chat);
    assert_eq!(&frame(Lane::PlainJson, error)[2..], br#"{"error":{"code":"busy","text":"later"}}"#);
}

#[test]
fn t41_what_cannot_be_read_is_refused_with_a_reason() {
    let deep = "[".repeat(10_000);
    for json in [
        "",
        "{",
        "{\"a\":",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{\"type\":1e400}",
        "{\"type\":NaN,\"text\":\"x\"}",
        "{\"type\":0,\"type\":0,\"text\":\"x\"}",
        "{\"type\":0}",
        "{\"type\":0,\"text\":7}",
        "{\"type\":\"0\"}",
        "{\"type\":0,\"text\":\"x\"}\0",
        "{\"chat\":{\"msg\":1}}",
        "{bad",
        &deep,
    ] {
        let fault = decode(Dialect::Json, json.as_bytes(), NESTING).unwrap_err();
        assert_eq!(fault.code, ErrorCode::Unreadable, "{:.40}", json);
        assert!(!fault.text.is_empty() && fault.text.len() < 300, "{}", fault.text);
    }
    for (json, code) in [
        ("{}", ErrorCode::UnknownKind),
        ("{\"type\":9,\"text\":\"x\"}", ErrorCode::UnknownKind),
        ("{\"id\":{\"id\":\"9\"}}", ErrorCode::UnknownKind),
        ("{\"nobody\":1}", ErrorCode::UnknownKind),
    ] {
        assert_eq!(decode(Dialect::Json, json.as_bytes(), NESTING).unwrap_err().code, code, "{json}");
    }
    for packet in [&b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"[..], b"\x12\x10\x0a", b"\x12\x03\x0a\x01\xff"] {
        let fault = decode(Dialect::Protobuf, packet, NESTING);
        assert_eq!(fault.map_err(|fault| fault.code), Err(ErrorCode::Unreadable), "{packet:x?}");
    }
}

#[test]
fn numbers_of_the_json_mapping_come_as_strings_integers_and_floats() {
    for json in [
        r#"{"direct":{"conn":"3","msg":"psst"}}"#,
        r#"{"direct":{"conn":3,"msg":"psst"}}"#,
        r#"{"direct":{"conn":3.0,"msg":"psst"}}"#,
    ] {
        let said = decode(Dialect::Json, json.as_bytes(), NESTING);
        assert_eq!(said, Ok(FromClient::Direct { to: 3, text: "psst".into(), body: b"".as_slice().into() }), "{json}");
    }
}

#[test]
fn what_a_sender_adds_does_not_travel_on() {
    let with_unknown = hex("12040a0268692202086322020863");
    assert_eq!(decode(Dialect::Protobuf, &with_unknown, NESTING), Ok(chat("hi")));
}

fn packet() -> impl Strategy<Value = Packet> {
    let chat = ".{0,30}".prop_map(|msg| Msg::Chat(packets::ChatMessage { msg }));
    let direct = (any::<u64>(), ".{0,9}", proptest::collection::vec(any::<u8>(), 0..9))
        .prop_map(|(conn, msg, body)| Msg::Direct(packets::Direct { conn, msg, body, ..Default::default() }));
    let join = ".{0,9}".prop_map(|realm| Msg::Join(packets::Join { realm, ..Default::default() }));
    (any::<u64>(), ".{0,9}", prop_oneof![Just(0), any::<u64>()], prop_oneof![chat, direct, join])
        .prop_map(|(sender_id, realm, offset, msg)| Packet { sender_id, realm, offset, msg: Some(msg) })
}

proptest! {
    #[test]
    fn the_hot_decoder_agrees_with_the_full_one(packet in packet()) {
        let bytes = packet.encode_to_vec();
        let full = from_packet::from_packet(packet);
        prop_assert_eq!(decode(Dialect::Protobuf, &bytes, NESTING), full.clone());
        if let Some(hot) = hot::decode(&bytes) {
            prop_assert_eq!(Ok(hot), full);
        }
    }

    #[test]
    fn the_hot_decoder_accepts_nothing_that_the_full_one_reads_otherwise(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Some(hot) = hot::decode(&bytes) {
            let full = Packet::decode_from_slice(&bytes).map(from_packet::from_packet);
            prop_assert_eq!(full.ok(), Some(Ok(hot)));
        }
    }

    #[test]
    fn chat_and_direct_are_written_as_the_generated_code_writes_them(
        from in 1u64..(1 << 53), offset in prop_oneof![Just(0), 1u64..(1 << 53)], to in 1u64..(1 << 53), text in ".{1,200}", body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let chat = frame(Lane::FullProtobuf, ToClient::Chat { from: id(from), realm: "room-x", offset: Offset(offset), text: &text });
        let expected = Packet {
            sender_id: from,
            realm: "room-x".into(),
            offset,
            msg: Some(Msg::Chat(packets::ChatMessage { msg: text.clone() })),
        };
        prop_assert_eq!(payload(&chat), expected.encode_to_vec());
        let direct = DirectText { from: id(from), to: id(to), text: &text, body: &body };
        let expected = Packet {
            sender_id: from,
            msg: Some(Msg::Direct(packets::Direct { conn: to, user: String::new(), msg: text.clone(), body: body.clone() })),
            ..Packet::default()
        };
        prop_assert_eq!(payload(&frame(Lane::FullProtobuf, ToClient::Direct(&direct))), expected.encode_to_vec());
        let json = frame(Lane::FullJson, ToClient::Direct(&direct));
        prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&payload(&json)).is_ok());
    }
}

/// The payload of one server frame.
fn payload(frame: &[u8]) -> Vec<u8> {
    let mut bytes = frame.to_vec();
    let limits = ws::DecodeLimits { message_bytes: 1 << 20, message_fragments: 1 };
    let decoded = ws::Decoder::new(ws::Role::Client).decode(limits, &mut bytes).unwrap();
    assert_eq!(decoded.used, frame.len());
    match decoded.event {
        Some(ws::Event::Message(_, payload)) => payload.into_owned(),
        other => panic!("{other:?}"),
    }
}
