//! [`ToClient`] → one finished WebSocket frame, appended to a buffer.

use buffa::Message as _;
use types::Offset;
use ws::{Opcode, put_frame};

use crate::json::ChatOut;
use crate::packet_of::packet_of;
use crate::packets::Packet;
use crate::{Dialect, DirectText, Lane, ToClient};

/// Appends the frame in which a conn of `lane` hears `message`, or nothing if that lane has no form for it: conns
/// without `hello` hear chat, their id and (in JSON) their faults. A `direct` with text reaches them as a chat.
#[inline]
pub fn put(out: &mut Vec<u8>, lane: Lane, message: ToClient<'_>) {
    match (message, lane) {
        (ToClient::Direct(direct), Lane::FullProtobuf) => put_direct_packet(out, direct),
        _ => put_any(out, lane, message),
    }
}

fn put_any(out: &mut Vec<u8>, lane: Lane, message: ToClient<'_>) {
    match message {
        ToClient::Chat { from, realm, offset, text } => {
            let (realm, offset) = if lane.has_hello() { (Some(realm), offset.0) } else { (None, 0) };
            match lane.dialect() {
                Dialect::Protobuf => put_chat(out, from.get(), text, realm.unwrap_or_default(), offset),
                Dialect::Json => put_json(out, &ChatOut::new(from.get(), text, realm, offset)),
            }
        }
        ToClient::ServerChat { realm, offset, text } => put_server_chat(out, lane, realm, offset, text),
        ToClient::Direct(direct) => put_direct(out, lane, direct),
        ToClient::Id(id) if lane.dialect() == Dialect::Json => put_greeting(out, id.get()),
        ToClient::Error { .. } if !lane.hears_errors() => {}
        ToClient::Id(_) | ToClient::Error { .. } => put_packet(out, lane, packet_of(message)),
        ToClient::Welcome(_)
        | ToClient::Joined { .. }
        | ToClient::Left { .. }
        | ToClient::Presence { .. }
        | ToClient::Head { .. }
        | ToClient::Resync { .. }
        | ToClient::Doubt { .. }
        | ToClient::Placed { .. }
        | ToClient::View { .. }
        | ToClient::DirectToUser { .. }
        | ToClient::Members { .. }
        | ToClient::Came { .. }
        | ToClient::Went { .. }
        | ToClient::Move { .. }
        | ToClient::Ack { .. }
        | ToClient::Refusal { .. }
        | ToClient::Pong { .. } => {
            if lane.has_hello() {
                put_packet(out, lane, packet_of(message));
            }
        }
    }
}

/// The Node tutorial's greeting, with the id that it lacked.
#[cold]
fn put_greeting(out: &mut Vec<u8>, id: u64) {
    let greeting = format!(r#"{{"type":1,"message":{{"text":"hello, client!"}},"id":{id}}}"#);
    put_frame(out, Opcode::Text, greeting.as_bytes());
}

/// As a chat whose sender is 0, which no conn's id is.
#[cold]
fn put_server_chat(out: &mut Vec<u8>, lane: Lane, realm: &str, offset: Offset, text: &str) {
    let (realm, offset) = if lane.has_hello() { (realm, offset) } else { ("", Offset(0)) };
    match lane.dialect() {
        Dialect::Protobuf => put_packet(out, lane, packet_of(ToClient::ServerChat { realm, offset, text })),
        Dialect::Json => {
            let realm = Some(realm).filter(|realm| !realm.is_empty());
            put_json(out, &ChatOut::new(0, text, realm, offset.0));
        }
    }
}

fn put_direct(out: &mut Vec<u8>, lane: Lane, direct: &DirectText<'_>) {
    match lane {
        Lane::FullProtobuf => put_direct_packet(out, direct),
        Lane::FullJson => put_packet(out, lane, packet_of(ToClient::Direct(direct))),
        Lane::PlainProtobuf | Lane::PlainJson => {
            if !direct.text.is_empty() {
                put(out, lane, ToClient::Chat { from: direct.from, realm: "", offset: Offset(0), text: direct.text });
            }
        }
    }
}

#[inline(never)]
fn put_packet(out: &mut Vec<u8>, lane: Lane, packet: Packet) {
    match lane.dialect() {
        Dialect::Protobuf => put_frame(out, Opcode::Binary, &packet.encode_to_vec()),
        Dialect::Json => put_json(out, &packet),
    }
}

#[inline(never)]
fn put_json(out: &mut Vec<u8>, message: &impl serde::Serialize) {
    let json = serde_json::to_vec(message);
    debug_assert!(json.is_ok(), "what we send always has a JSON form");
    if let Ok(json) = json {
        put_frame(out, Opcode::Text, &json);
    }
}

/// A chat, written field by field: `08 sender 12 len 0a len text [82 04 len realm] [b8 05 offset]`.
fn put_chat(out: &mut Vec<u8>, sender: u64, text: &str, realm: &str, offset: u64) {
    let inner = field_bytes(1, text.len());
    let place = if offset == 0 { 0 } else { 2 + varint_bytes(offset) };
    let size = 1 + varint_bytes(sender) + 1 + varint_bytes(inner as u64) + inner + field_bytes(2, realm.len()) + place;
    let mut front = Front::of_frame(out, size);
    front.number(&[0x08], sender);
    front.number(&[0x12], inner as u64);
    front.bytes(&[0x0a], text.as_bytes());
    front.bytes(&[0x82, 0x04], realm.as_bytes());
    if offset != 0 {
        front.number(&[0xb8, 0x05], offset);
    }
    front.spill();
}

/// A direct, written field by field: `08 sender c2 04 len (08 conn 1a len text 22 len body)`.
#[inline]
fn put_direct_packet(out: &mut Vec<u8>, direct: &DirectText<'_>) {
    let (from, to) = (direct.from.get(), direct.to.get());
    let inner = 1 + varint_bytes(to) + field_bytes(1, direct.text.len()) + field_bytes(1, direct.body.len());
    let size = 1 + varint_bytes(from) + 2 + varint_bytes(inner as u64) + inner;
    let mut front = Front::of_frame(out, size);
    front.number(&[0x08], from);
    front.number(&[0xc2, 0x04], inner as u64);
    front.number(&[0x08], to);
    front.bytes(&[0x1a], direct.text.as_bytes());
    front.bytes(&[0x22], direct.body);
    front.spill();
}

/// Tags and numbers on their way into a buffer, gathered in one register: pushed there byte by byte they would cost
/// more than the text that follows them.
struct Front<'a> {
    out: &'a mut Vec<u8>,
    word: u64,
    count: usize,
}

impl<'a> Front<'a> {
    /// Begins with the header of a binary frame.
    #[inline(always)]
    fn of_frame(out: &'a mut Vec<u8>, payload_bytes: usize) -> Self {
        out.reserve(ws::HEAD_BYTES_MAX + payload_bytes + Self::WORD);
        if payload_bytes < 126 {
            return Self { out, word: 0x82 | (payload_bytes as u64) << 8, count: 2 };
        }
        Self::of_long_frame(out, payload_bytes)
    }

    #[cold]
    fn of_long_frame(out: &'a mut Vec<u8>, payload_bytes: usize) -> Self {
        ws::put_head(out, Opcode::Binary, payload_bytes);
        Self { out, word: 0, count: 0 }
    }

    const WORD: usize = size_of::<u64>();

    /// The lowest `count` bytes of `word`.
    #[inline(always)]
    fn push(&mut self, word: u64, count: usize) {
        if self.count + count > Self::WORD {
            self.spill();
        }
        self.word |= word << (8 * self.count);
        self.count += count;
    }

    /// A tag and a number, which is not 0: proto3 would leave it out.
    #[inline(always)]
    fn number(&mut self, tag: &[u8], number: u64) {
        let (word, count) = match tag {
            [tag] => (u64::from(*tag), 1),
            [low, high] => (u64::from(*low) | u64::from(*high) << 8, 2),
            _ => (0, 0),
        };
        if number < 1 << 7 {
            self.push(word | number << (8 * count), count + 1);
        } else if number < 1 << 14 {
            let pair = (number & 0x7f | 0x80) | (number >> 7) << 8;
            self.push(word | pair << (8 * count), count + 2);
        } else {
            self.push(word, count);
            self.long_number(number);
        }
    }

    #[cold]
    fn long_number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.push(number & 0x7f | 0x80, 1);
            number >>= 7;
        }
        self.push(number, 1);
    }

    /// A field of bytes; proto3 leaves out what is empty.
    #[inline(always)]
    fn bytes(&mut self, tag: &[u8], bytes: &[u8]) {
        if !bytes.is_empty() {
            self.number(tag, bytes.len() as u64);
            self.spill();
            self.out.extend_from_slice(bytes);
        }
    }

    /// Writes the whole word, which is one store, and takes back what is not ours.
    #[inline(always)]
    fn spill(&mut self) {
        let end = self.out.len() + self.count;
        self.out.extend_from_slice(&self.word.to_le_bytes());
        self.out.truncate(end);
        (self.word, self.count) = (0, 0);
    }
}

/// The size of a field of bytes with a tag of `tag_bytes`.
fn field_bytes(tag_bytes: usize, length: usize) -> usize {
    if length == 0 { 0 } else { tag_bytes + varint_bytes(length as u64) + length }
}

/// Seven bits to a byte: `ceil(bits / 7)` without a division, which holds up to 64 bits.
#[inline]
fn varint_bytes(value: u64) -> usize {
    let bits = 64 - (value | 1).leading_zeros() as usize;
    (bits * 9 + 64) / 64
}
