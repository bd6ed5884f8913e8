//! The JSON dialect: the Node tutorial's shape for chat, the proto3 JSON mapping of `Packet` for the rest.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::from_packet::from_packet;
use crate::packets::Packet;
use crate::{ErrorCode, Fault, FromClient};

/// `type` of a chat.
const CHAT: f64 = 0.0;

/// The tutorial's shape. Any key order and extra keys; a number may come as a float, since Godot 4 writes `0.0`.
#[derive(Deserialize)]
struct Tutorial<'a> {
    #[serde(rename = "type")]
    kind: Option<f64>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    realm: Option<Cow<'a, str>>,
}

/// Only to tell the shapes apart: `type` may hold anything.
#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<&'a serde_json::value::RawValue>,
}

/// A chat as JSON clients hear it.
#[derive(Serialize)]
pub(crate) struct ChatOut<'a> {
    #[serde(rename = "type")]
    kind: u8,
    text: &'a str,
    sender: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    realm: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
}

impl<'a> ChatOut<'a> {
    /// Without a `realm` and with an `offset` of 0, exactly the tutorial's.
    pub(crate) fn new(sender: u64, text: &'a str, realm: Option<&'a str>, offset: u64) -> Self {
        Self { kind: 0, text, sender, realm, offset: (offset != 0).then_some(offset) }
    }
}

pub(crate) fn decode(payload: &[u8], nesting: u32) -> Result<FromClient<'_>, Fault> {
    let text = std::str::from_utf8(payload).map_err(|error| unreadable(format!("not UTF-8: {error}")))?;
    if nests_deeper_than(payload, nesting) {
        return Err(unreadable(format!("nests deeper than {nesting} levels")));
    }
    if let Ok(tutorial) = serde_json::from_str::<Tutorial<'_>>(text)
        && let Some(kind) = tutorial.kind
    {
        return chat(kind, tutorial.text, tutorial.realm);
    }
    let shape: Shape<'_> =
        serde_json::from_str(text).map_err(|error| unreadable(format!("not a JSON object: {error}")))?;
    match shape.kind {
        Some(kind) if kind.get() != "null" => Err(chat_fault(text)),
        Some(_) | None => {
            let packet: Packet = serde_json::from_str(text)
                .map_err(|error| unreadable(format!("not the JSON form of a Packet: {error}")))?;
            from_packet(packet)
        }
    }
}

fn chat<'a>(kind: f64, text: Option<Cow<'a, str>>, realm: Option<Cow<'a, str>>) -> Result<FromClient<'a>, Fault> {
    if kind != CHAT {
        return Err(Fault::new(ErrorCode::UnknownKind, format!("`type` {kind}: clients send 0, a chat")));
    }
    match text {
        Some(text) => Ok(FromClient::Chat { realm: realm.unwrap_or_default(), text }),
        None => Err(unreadable("a chat has a string `text`: {\"type\":0,\"text\":\"hello\"}".into())),
    }
}

/// The object has a `type`, but is no chat: says at which field.
fn chat_fault(text: &str) -> Fault {
    match serde_json::from_str::<Tutorial<'_>>(text) {
        Err(error) => unreadable(format!("not a chat ({{\"type\":0,\"text\":\"hello\"}}): {error}")),
        Ok(_) => unreadable("`type` must be a number".into()),
    }
}

fn unreadable(text: String) -> Fault {
    Fault::new(ErrorCode::Unreadable, text)
}

/// Whether brackets outside strings nest deeper than `limit`. Looks once at each byte and needs no stack.
fn nests_deeper_than(json: &[u8], limit: u32) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0u32, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
