//! [`ToClient`] → one finished WebSocket frame, appended to a buffer.

use buffa::Message as _;
use ws::{Opcode, put_frame};

use crate::json::ChatOut;
use crate::packet_of::packet_of;
use crate::packets::Packet;
use crate::{Dialect, DirectText, Lane, ToClient};

/// Appends the frame in which a conn of `lane` hears `message`, or nothing if that lane has no form for it: conns
/// without `hello` hear chat, their id and (in JSON) their faults. A `direct` with text reaches them as a chat.
pub fn put(out: &mut Vec<u8>, lane: Lane, message: ToClient<'_>) {
    match message {
        ToClient::Chat { from, realm, text } => {
            let realm = lane.has_hello().then_some(realm);
            match lane.dialect() {
                Dialect::Protobuf => put_chat(out, from.get(), text, realm.unwrap_or_default()),
                Dialect::Json => put_json(out, &ChatOut::new(from.get(), text, realm)),
            }
        }
        ToClient::Direct(direct) => put_direct(out, lane, direct),
        ToClient::Id(id) if lane.dialect() == Dialect::Json => put_greeting(out, id.get()),
        ToClient::Error { .. } if !lane.hears_errors() => {}
        ToClient::Id(_) | ToClient::Error { .. } => put_packet(out, lane, packet_of(message)),
        ToClient::Welcome(_)
        | ToClient::Joined { .. }
        | ToClient::Left { .. }
        | ToClient::Presence { .. }
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

fn put_direct(out: &mut Vec<u8>, lane: Lane, direct: DirectText<'_>) {
    match lane {
        Lane::FullProtobuf => put_direct_packet(out, direct),
        Lane::FullJson => put_packet(out, lane, packet_of(ToClient::Direct(direct))),
        Lane::PlainProtobuf | Lane::PlainJson => {
            if !direct.text.is_empty() {
                put(out, lane, ToClient::Chat { from: direct.from, realm: "", text: direct.text });
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

/// A chat, written field by field: `08 sender 12 len 0a len text [82 04 len realm]`.
fn put_chat(out: &mut Vec<u8>, sender: u64, text: &str, realm: &str) {
    let inner = field_bytes(1, text.len());
    let size = 1 + varint_bytes(sender) + 1 + varint_bytes(inner as u64) + inner + field_bytes(2, realm.len());
    out.reserve(ws::HEAD_BYTES_MAX + size + Front::ROOM);
    let mut front = Front::new(size);
    front.varint_field(out, &[0x08], sender);
    front.varint_field(out, &[0x12], inner as u64);
    front.bytes_field(out, &[0x0a], text.as_bytes());
    front.bytes_field(out, &[0x82, 0x04], realm.as_bytes());
    front.spill(out);
}

/// A direct, written field by field: `08 sender c2 04 len (08 conn 1a len text 22 len body)`.
fn put_direct_packet(out: &mut Vec<u8>, direct: DirectText<'_>) {
    let (from, to) = (direct.from.get(), direct.to.get());
    let inner = 1 + varint_bytes(to) + field_bytes(1, direct.text.len()) + field_bytes(1, direct.body.len());
    let size = 1 + varint_bytes(from) + 2 + varint_bytes(inner as u64) + inner;
    out.reserve(ws::HEAD_BYTES_MAX + size + Front::ROOM);
    let mut front = Front::new(size);
    front.varint_field(out, &[0x08], from);
    front.varint_field(out, &[0xc2, 0x04], inner as u64);
    front.varint_field(out, &[0x08], to);
    front.bytes_field(out, &[0x1a], direct.text.as_bytes());
    front.bytes_field(out, &[0x22], direct.body);
    front.spill(out);
}

/// Tags and numbers on their way into a buffer, gathered on the stack: pushed there one by one they would cost more than
/// the text that follows them.
struct Front {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Front {
    const ROOM: usize = 32;

    /// Begins with the header of a binary frame.
    #[inline]
    fn new(payload_bytes: usize) -> Self {
        let (head, length) = ws::head(Opcode::Binary, payload_bytes);
        let mut bytes = [0; Self::ROOM];
        bytes[..head.len()].copy_from_slice(&head);
        Self { bytes, length }
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        // Never out of range: a field is begun only where it fits.
        self.bytes[self.length % Self::ROOM] = byte;
        self.length += 1;
    }

    #[inline]
    fn varint_field(&mut self, out: &mut Vec<u8>, tag: &[u8], mut value: u64) {
        if self.length + tag.len() + VARINT_BYTES_MAX > Self::ROOM {
            self.spill(out);
        }
        for &byte in tag {
            self.push(byte);
        }
        while value >= 0x80 {
            self.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.push(value as u8);
    }

    /// A field of bytes, spilled behind what has been gathered; proto3 leaves out what is empty.
    #[inline]
    fn bytes_field(&mut self, out: &mut Vec<u8>, tag: &[u8], bytes: &[u8]) {
        if !bytes.is_empty() {
            self.varint_field(out, tag, bytes.len() as u64);
            self.spill(out);
            out.extend_from_slice(bytes);
        }
    }

    /// Writes the whole of it, which is two stores, and takes back what is not ours.
    #[inline]
    fn spill(&mut self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
        self.length = 0;
    }
}

const VARINT_BYTES_MAX: usize = 10;

/// The size of a field of bytes with a tag of `tag_bytes`.
fn field_bytes(tag_bytes: usize, length: usize) -> usize {
    if length == 0 { 0 } else { tag_bytes + varint_bytes(length as u64) + length }
}

fn varint_bytes(mut value: u64) -> usize {
    let mut bytes = 1;
    while value >= 0x80 {
        value >>= 7;
        bytes += 1;
    }
    bytes
}
