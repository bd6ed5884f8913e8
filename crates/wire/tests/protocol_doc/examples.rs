//! The examples, encoded again from their labels.

use std::collections::{BTreeMap, BTreeSet};

use buffa::Message as _;
use serde_json::Value;
use types::{ConnId, Epoch, Name, Offset, Place, Secret, UnixMs};
use wire::packets::{Packet, packet::Msg};
use wire::{Dialect, DirectText, ErrorCode, FromClient, Lane, ToClient, ViewText, Welcome};
use ws::{Decoder, Event, Opcode, Role};

use crate::page::{Line, examples, fenced};
use crate::{Verdict, same};

pub(crate) fn check_handshake(page: &str) -> Verdict {
    let nonce = *b"the sample nonce";
    let block = fenced(page, "http").concat().replace('\n', "\r\n");
    let (request, response) = block.split_once("HTTP/1.1 101").ok_or("no example of a handshake")?;
    let mut expected = Vec::new();
    ws::put_request(&mut expected, "127.0.0.1:8080", "/ws", nonce, None);
    same("request", &request, &String::from_utf8_lossy(&expected).as_ref())?;
    let response = format!("HTTP/1.1 101{response}");
    same("response", &Ok(Some(response.len())), &ws::check_response(response.as_bytes(), nonce))
}

pub(crate) fn check_examples(page: &str) -> Verdict {
    play(page).map(|_| ())
}

/// Plays the examples; gives the kinds that clients (`true`) and the server (`false`) have said in them.
pub(crate) fn play(page: &str) -> Result<BTreeSet<(String, bool)>, String> {
    let (mut lanes, mut kinds, mut refused) = (BTreeMap::new(), BTreeSet::new(), None);
    for line in examples(page)? {
        // The greeting tells in which dialect a conn is spoken to.
        let greeted = if line.bytes.first() == Some(&0x81) { Dialect::Json } else { Dialect::Protobuf };
        let lane = lanes.entry(line.conn).or_insert(Lane::plain(greeted));
        let dialect = lane.dialect();
        let expected = if line.is_said { said(&line, dialect)? } else { heard(&line, *lane, dialect)? };
        same(line.label, &line.bytes, &expected)?;
        if !line.label.starts_with('{') {
            continue;
        }
        let kind = kind(line.label)?;
        if line.is_said {
            match wire::decode(dialect, &payload(&line)?, 32) {
                Ok(FromClient::Hello { .. }) => *lane = lane.with_hello(),
                Ok(_) => {}
                Err(fault) => {
                    refused = Some(fault);
                    continue;
                }
            }
        } else if let Some(fault) = refused.take() {
            let error = parse(line.label)?.msg;
            let Some(Msg::Error(error)) = error else { return Err(format!("no error after {fault:?}")) };
            same("the answer", &(error.code.as_str(), error.text.as_str()), &(fault.code.name(), &fault.text))?;
        }
        kinds.insert((kind, line.is_said));
    }
    match refused {
        None => Ok(kinds),
        Some(fault) => Err(format!("no answer to what was refused: {fault:?}")),
    }
}

/// The frame with which a client says what the label says, by the mask that the example has.
fn said(line: &Line<'_>, dialect: Dialect) -> Result<Vec<u8>, String> {
    let (opcode, payload) = match (line.label.split_once(' '), dialect) {
        (Some(("ping", payload)), _) => (Opcode::Ping, payload.into()),
        (Some(("close", close)), _) => (Opcode::Close, close_frame(close)?.split_off(2)),
        (_, Dialect::Protobuf) => (Opcode::Binary, parse(line.label)?.encode_to_vec()),
        (_, Dialect::Json) => (Opcode::Text, line.label.into()),
    };
    let at = ws::head(opcode, payload.len()).1;
    let mask = line.bytes.get(at..at + 4).and_then(|mask| mask.try_into().ok()).ok_or("no mask")?;
    let mut frame = Vec::new();
    ws::put_masked_frame(&mut frame, opcode, &payload, mask);
    Ok(frame)
}

/// The frame in which a conn of this lane hears what the label says.
fn heard(line: &Line<'_>, lane: Lane, dialect: Dialect) -> Result<Vec<u8>, String> {
    let mut frame = Vec::new();
    match line.label.split_once(' ') {
        Some(("pong", payload)) => ws::put_frame(&mut frame, Opcode::Pong, payload.as_bytes()),
        Some(("close", close)) => return close_frame(close),
        _ if dialect == Dialect::Json && line.label.starts_with(r#"{"type""#) => {
            let json = json(line.label)?;
            let conn = |key: &str| json[key].as_u64().and_then(ConnId::new).ok_or("no conn id");
            let text = |key: &str| json[key].as_str().unwrap_or_default();
            let message = match json["type"].as_u64() {
                Some(0) => ToClient::Chat {
                    from: conn("sender")?,
                    realm: text("realm"),
                    offset: Offset(json["offset"].as_u64().unwrap_or(0)),
                    text: text("text"),
                },
                _ => ToClient::Id(conn("id")?),
            };
            wire::put(&mut frame, lane, message);
        }
        _ => {
            let packet = parse(line.label)?;
            let (direct, login, people) = (direct(&packet), login(&packet), people(&packet));
            let welcome = login.as_ref().and_then(|login| welcome(&packet, login));
            let message = message(&packet, direct.as_ref(), welcome.as_ref(), &people);
            wire::put(&mut frame, lane, message.ok_or("no server sends that")?);
        }
    }
    Ok(frame)
}

fn close_frame(words: &str) -> Result<Vec<u8>, String> {
    let (code, reason) = words.split_once(' ').unwrap_or((words, ""));
    let mut frame = Vec::new();
    ws::put_close(&mut frame, code.parse().map_err(|_| "no close code")?, reason);
    Ok(frame)
}

/// The payload of a client's frame.
fn payload(line: &Line<'_>) -> Result<Vec<u8>, String> {
    let limits = ws::DecodeLimits { message_bytes: 16 << 10, message_fragments: 1 };
    let mut bytes = line.bytes.clone();
    match Decoder::new(Role::Server).decode(limits, &mut bytes).map(|decoded| decoded.event) {
        Ok(Some(Event::Message(_, payload))) => Ok(payload.into_owned()),
        other => Err(format!("no message: {other:?}")),
    }
}

/// A packet in JSON; it must be written as we write it, but for the order of its keys.
fn parse(label: &str) -> Result<Packet, String> {
    let packet: Packet = serde_json::from_str(label).map_err(|error| format!("{label}: {error}"))?;
    let ours = serde_json::to_value(&packet).map_err(|error| error.to_string())?;
    same("label", &json(label)?, &ours)?;
    Ok(packet)
}

fn json(label: &str) -> Result<Value, String> {
    serde_json::from_str(label).map_err(|error| format!("{label}: {error}"))
}

/// Which kind of packet a label is, in either shape.
fn kind(label: &str) -> Result<String, String> {
    let json = json(label)?;
    Ok(match json["type"].as_u64() {
        Some(0) => "chat".into(),
        Some(1) => "id".into(),
        _ => {
            let keys = json.as_object().into_iter().flat_map(|object| object.keys());
            keys.filter(|key| !matches!(key.as_str(), "senderId" | "realm")).cloned().collect()
        }
    })
}

/// What the server says in this packet; nothing if only clients say it.
fn message<'a>(
    packet: &'a Packet,
    direct: Option<&'a DirectText<'a>>,
    welcome: Option<&'a Welcome<'a>>,
    people: &'a [(ConnId, Option<Name>)],
) -> Option<ToClient<'a>> {
    let from = ConnId::new(packet.sender_id);
    Some(match packet.msg.as_ref()? {
        Msg::Id(id) => ToClient::Id(ConnId::new(id.id)?),
        Msg::Chat(chat) => {
            ToClient::Chat { from: from?, realm: &packet.realm, offset: Offset(packet.offset), text: &chat.msg }
        }
        Msg::Direct(_) => ToClient::Direct(direct?),
        Msg::Welcome(_) => ToClient::Welcome(welcome?),
        Msg::Joined(joined) => ToClient::Joined {
            realm: &joined.realm,
            place: place(joined.epoch, joined.offset),
            recovered: joined.recovered,
            why: &joined.why,
            members: joined.members,
        },
        Msg::Head(head) => ToClient::Head { realm: &head.realm, place: place(head.epoch, head.offset) },
        Msg::Resync(resync) => {
            ToClient::Resync { realm: &resync.realm, place: place(resync.epoch, resync.offset), why: &resync.why }
        }
        Msg::Doubt(doubt) => ToClient::Doubt { realm: &doubt.realm },
        Msg::Placed(placed) => ToClient::Placed { realm: &placed.realm, offset: Offset(placed.offset) },
        Msg::Left(left) => ToClient::Left { realm: &left.realm },
        Msg::Presence(presence) => ToClient::Presence { realm: &presence.realm, members: presence.members },
        Msg::Error(error) => ToClient::Error {
            code: ErrorCode::ALL.into_iter().find(|code| code.name() == error.code)?,
            text: &error.text,
        },
        Msg::Pong(pong) => ToClient::Pong { client_time: pong.client_time, server_time: UnixMs(pong.server_time) },
        Msg::View(view) => {
            let offset = Offset(packet.offset);
            let view = ViewText { kind: &view.kind, text: &view.text, body: &view.body };
            ToClient::View { realm: &packet.realm, offset, view }
        }
        Msg::Move(going) => ToClient::Move { after_ms: going.after_ms },
        Msg::Members(members) => ToClient::Members {
            realm: &members.realm,
            total: members.total,
            page: people,
            next: ConnId::new(members.next),
        },
        Msg::Came(came) => {
            let (conn, user) = people.first()?;
            ToClient::Came { realm: &came.realm, conn: *conn, user: user.as_ref() }
        }
        Msg::Went(went) => {
            let (conn, user) = people.first()?;
            ToClient::Went { realm: &went.realm, conn: *conn, user: user.as_ref() }
        }
        Msg::Ack(ack) => ToClient::Ack { command: &ack.command_id, offset: Offset(ack.offset) },
        Msg::Refusal(refusal) => ToClient::Refusal {
            command: &refusal.command_id,
            code: &refusal.code,
            text: &refusal.text,
            retry_after_ms: refusal.retry_after_ms,
        },
        Msg::Hello(_) | Msg::Join(_) | Msg::Leave(_) | Msg::Ping(_) | Msg::Who(_) | Msg::Call(_) | Msg::Command(_) => {
            return None;
        }
    })
}

/// Whoever the packet names.
fn people(packet: &Packet) -> Vec<(ConnId, Option<Name>)> {
    let named = match &packet.msg {
        Some(Msg::Members(members)) => members.page.clone(),
        Some(Msg::Came(came)) => vec![came.member.as_option().cloned().unwrap_or_default()],
        Some(Msg::Went(went)) => vec![went.member.as_option().cloned().unwrap_or_default()],
        _ => Vec::new(),
    };
    named.into_iter().filter_map(|member| Some((ConnId::new(member.conn)?, member.user.parse().ok()))).collect()
}

/// The words of a `welcome` that are no plain numbers.
struct LoginText {
    user: Name,
    session: Secret,
    guest: Option<Secret>,
}

fn login(packet: &Packet) -> Option<LoginText> {
    let Some(Msg::Welcome(welcome)) = &packet.msg else { return None };
    let guest = Some(welcome.guest.as_str()).filter(|guest| !guest.is_empty()).map(Secret::new);
    Some(LoginText { user: welcome.user.parse().ok()?, session: Secret::new(welcome.session.as_str()), guest })
}

fn welcome<'a>(packet: &Packet, login: &'a LoginText) -> Option<Welcome<'a>> {
    let Some(Msg::Welcome(welcome)) = &packet.msg else { return None };
    Some(Welcome {
        user: &login.user,
        session: &login.session,
        guest: login.guest.as_ref(),
        resumed: welcome.resumed,
        expires: Some(UnixMs(welcome.expires)).filter(|at| at.0 != 0),
        message_bytes: welcome.limits.message_bytes,
        chat_chars: welcome.limits.chat_chars,
        realms: welcome.limits.realms,
        server_time: UnixMs(welcome.server_time),
        heartbeat_ms: welcome.heartbeat,
    })
}

fn direct(packet: &Packet) -> Option<DirectText<'_>> {
    let Some(Msg::Direct(direct)) = &packet.msg else { return None };
    let (from, to) = (ConnId::new(packet.sender_id)?, ConnId::new(direct.conn)?);
    Some(DirectText { from, to, text: &direct.msg, body: &direct.body })
}

fn place(epoch: u64, offset: u64) -> Place {
    Place { epoch: Epoch(epoch), offset: Offset(offset) }
}
