//! What a client makes of the bytes that it hears.

use std::borrow::Cow;

use buffa::Message as _;
use serde::Deserialize;
use types::MESSAGE_OUT_BYTES_MAX;
use wire::packets::{ChatMessage, IdMessage, Packet, packet::Msg};
use wire::{Dialect, Lane};
use ws::{DecodeLimits, Decoder, Event, Kind, Role};

use crate::Checked;

const LIMITS: DecodeLimits = DecodeLimits { message_bytes: MESSAGE_OUT_BYTES_MAX, message_fragments: 1 };

/// The Node tutorial's two shapes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tutorial<'a> {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    sender: Option<u64>,
    offset: Option<u64>,
    #[serde(borrow)]
    realm: Option<Cow<'a, str>>,
    message: Option<Greeting<'a>>,
    id: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting<'a> {
    text: &'a str,
}

/// Reads the frame at the front as a client of this lane; gives its packet and how many bytes it took.
pub(crate) fn read(lane: Lane, frames: &[u8]) -> Checked<(Packet, usize)> {
    let size = frame_bytes(frames).filter(|size| *size <= frames.len()).ok_or("the end of a frame is missing")?;
    let mut frame = frames[..size].to_vec();
    let decoded =
        Decoder::new(Role::Client).decode(LIMITS, &mut frame).map_err(|fault| format!("no frame: {fault:?}"))?;
    let packet = match (lane.dialect(), decoded.event) {
        (Dialect::Protobuf, Some(Event::Message(Kind::Binary, payload))) => protobuf(lane, &payload)?,
        (Dialect::Json, Some(Event::Message(Kind::Text, payload))) => json(&payload)?,
        (_, event) => return Err(format!("a conn of lane {lane:?} hears {event:?}")),
    };
    Ok((packet, size))
}

/// The size of the first frame, from its header (RFC 6455 section 5.2), unmasked.
fn frame_bytes(frames: &[u8]) -> Option<usize> {
    Some(match frames.get(1)? {
        126 => 4 + usize::from(u16::from_be_bytes(*frames.get(2..)?.first_chunk()?)),
        127 => 10 + usize::try_from(u64::from_be_bytes(*frames.get(2..)?.first_chunk()?)).ok()?,
        short => 2 + usize::from(*short),
    })
}

fn protobuf(lane: Lane, payload: &[u8]) -> Checked<Packet> {
    let packet = Packet::decode_from_slice(payload).map_err(|error| format!("no packet: {error}"))?;
    let is_known = packet.realm.is_empty() && matches!(packet.msg, Some(Msg::Chat(_) | Msg::Id(_)));
    // What is written again from fields 1 to 3 alone is longer or shorter if there was anything else.
    if lane == Lane::PlainProtobuf && !(is_known && packet.encode_to_vec() == payload) {
        return Err(format!("a conn without hello hears more than fields 1 to 3: {}", show(&packet)));
    }
    Ok(packet)
}

fn json(payload: &[u8]) -> Checked<Packet> {
    let fault = |error| format!("{}: {error}", String::from_utf8_lossy(payload));
    if !payload.starts_with(b"{\"type\"") {
        return serde_json::from_slice(payload).map_err(fault);
    }
    let shape: Tutorial<'_> = serde_json::from_slice(payload).map_err(fault)?;
    match shape {
        Tutorial { kind: 0, text: Some(text), sender: Some(sender), realm, offset, message: None, id: None } => {
            let offset = offset.unwrap_or_default();
            Ok(Packet { offset, ..chat(sender, realm.unwrap_or_default().into(), text.into()) })
        }
        Tutorial { kind: 1, message: Some(Greeting { text: "hello, client!" }), id: Some(id), .. } => {
            Ok(of(id, Msg::Id(IdMessage { id })))
        }
        _ => Err(format!("neither chat nor greeting: {}", String::from_utf8_lossy(payload))),
    }
}

/// A packet of this kind.
pub(crate) fn of(sender_id: u64, msg: Msg) -> Packet {
    Packet { sender_id, msg: Some(msg), ..Packet::default() }
}

/// A chat in a realm; plain lanes are told no realm.
pub(crate) fn chat(sender_id: u64, realm: String, text: String) -> Packet {
    Packet { realm, ..of(sender_id, Msg::Chat(ChatMessage { msg: text })) }
}

/// A packet for people to read, cut after a few hundred characters.
pub(crate) fn show(packet: &Packet) -> String {
    serde_json::to_string(packet).map_or_else(|error| error.to_string(), |json| json.chars().take(300).collect())
}

/// Frames for people to read.
pub(crate) fn show_all(mut frames: &[u8]) -> String {
    let mut text = String::new();
    while let Some(first) = frames.first() {
        // 0x81 is a whole text frame.
        let lane = if *first == 0x81 { Lane::FullJson } else { Lane::FullProtobuf };
        let Ok((packet, size)) = read(lane, frames) else { return text + " (no frame)" };
        text += &format!(" {}", show(&packet));
        frames = &frames[size..];
    }
    text
}
