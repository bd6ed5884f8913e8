//! Packets written by hand, so that the encoder under test is not its own judge.

use buffa::Message as _;
use wire::packets::{Packet, packet::Msg};

use crate::harness::Frame;

/// A field of bytes, text or a message.
pub(crate) fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    [&varint(number << 3 | 2), &varint(bytes.len() as u64), bytes].concat()
}

/// A field of a number.
pub(crate) fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

pub(crate) fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A chat for the realm in which the conn started.
pub(crate) fn chat(text: &str) -> Vec<u8> {
    let inner = if text.is_empty() { Vec::new() } else { field(1, text.as_bytes()) };
    field(2, &inner)
}

/// A chat for a realm.
pub(crate) fn chat_in(realm: &str, text: &str) -> Vec<u8> {
    [chat(text), field(64, realm.as_bytes())].concat()
}

pub(crate) fn hello() -> Vec<u8> {
    field(65, &[number(1, 1), field(4, b"tests")].concat())
}

pub(crate) fn join(realm: &str) -> Vec<u8> {
    field(67, &field(1, realm.as_bytes()))
}

pub(crate) fn leave(realm: &str) -> Vec<u8> {
    field(69, &field(1, realm.as_bytes()))
}

pub(crate) fn direct(to: u64, text: &str, body: &[u8]) -> Vec<u8> {
    field(72, &[number(1, to), field(3, text.as_bytes()), field(4, body)].concat())
}

pub(crate) fn ping(client_time: u64) -> Vec<u8> {
    field(74, &number(1, client_time))
}

/// What the server says, read.
pub(crate) fn read(payload: &[u8]) -> Packet {
    Packet::decode_from_slice(payload).unwrap_or_else(|error| panic!("{error}: {payload:x?}"))
}

/// Sender and text of a chat.
#[track_caller]
pub(crate) fn heard(frame: &Frame) -> (u64, String) {
    assert_eq!(frame.first, 0x82, "{frame:?}");
    let packet = read(&frame.payload);
    match packet.msg {
        Some(Msg::Chat(chat)) => (packet.sender_id, chat.msg),
        other => panic!("no chat: {other:?}"),
    }
}
