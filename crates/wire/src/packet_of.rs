//! [`ToClient`] as the generated `Packet`, for what is not hot enough to be written by hand.

use types::{ConnId, Name, Secret};

use crate::packets::{self, Packet, packet::Msg};
use crate::{PROTOCOL_VERSION, ToClient};

/// The message in the form that the generated code writes, in protobuf and JSON.
pub(crate) fn packet_of(message: ToClient<'_>) -> Packet {
    let (sender, msg) = match message {
        ToClient::Id(id) => (id.get(), Msg::Id(packets::IdMessage { id: id.get() })),
        ToClient::Chat { from, text, .. } => (from.get(), Msg::Chat(packets::ChatMessage { msg: text.to_owned() })),
        ToClient::Direct(direct) => {
            let body = packets::Direct {
                conn: direct.to.get(),
                msg: direct.text.to_owned(),
                body: direct.body.to_vec(),
                ..Default::default()
            };
            (direct.from.get(), Msg::Direct(body))
        }
        ToClient::DirectToUser { from, user, text, body } => {
            let (user, msg) = (user.to_owned(), text.to_owned());
            (from.get(), Msg::Direct(packets::Direct { conn: 0, user, msg, body: body.to_vec() }))
        }
        ToClient::Welcome(welcome) => {
            let limits = packets::ConnLimits {
                message_bytes: welcome.message_bytes,
                chat_chars: welcome.chat_chars,
                realms: welcome.realms,
            };
            let exposed = |secret: &Secret| secret.expose().to_owned();
            let body = packets::Welcome {
                user: welcome.user.as_str().to_owned(),
                session: exposed(welcome.session),
                guest: welcome.guest.map(exposed).unwrap_or_default(),
                resumed: welcome.resumed,
                expires: welcome.expires.map_or(0, |at| at.0),
                limits: buffa::MessageField::some(limits),
                server_time: welcome.server_time.0,
                heartbeat: welcome.heartbeat_ms,
                version: PROTOCOL_VERSION,
            };
            (0, Msg::Welcome(body))
        }
        ToClient::Joined { realm, place, recovered, why, members } => {
            let (epoch, offset) = (place.epoch.0, place.offset.0);
            let why = why.to_owned();
            (0, Msg::Joined(packets::Joined { realm: realm.to_owned(), epoch, offset, recovered, why, members }))
        }
        ToClient::Left { realm } => (0, Msg::Left(packets::Left { realm: realm.to_owned() })),
        ToClient::Presence { realm, members } => {
            (0, Msg::Presence(packets::Presence { realm: realm.to_owned(), members }))
        }
        ToClient::Head { realm, place } => {
            let (epoch, offset) = (place.epoch.0, place.offset.0);
            (0, Msg::Head(packets::Head { realm: realm.to_owned(), epoch, offset }))
        }
        ToClient::Resync { realm, place, why } => {
            let (epoch, offset) = (place.epoch.0, place.offset.0);
            (0, Msg::Resync(packets::Resync { realm: realm.to_owned(), epoch, offset, why: why.to_owned() }))
        }
        ToClient::Doubt { realm } => (0, Msg::Doubt(packets::Doubt { realm: realm.to_owned() })),
        ToClient::Placed { realm, offset } => {
            (0, Msg::Placed(packets::Placed { realm: realm.to_owned(), offset: offset.0 }))
        }
        ToClient::ServerChat { realm, offset, text } => {
            let msg = Some(Msg::Chat(packets::ChatMessage { msg: text.to_owned() }));
            return Packet { realm: realm.to_owned(), offset: offset.0, msg, ..Packet::default() };
        }
        ToClient::View { realm, offset, view } => {
            let (kind, text) = (view.kind.to_owned(), view.text.to_owned());
            let msg = Some(Msg::View(packets::View { kind, text, body: view.body.to_vec() }));
            return Packet { realm: realm.to_owned(), offset: offset.0, msg, ..Packet::default() };
        }
        ToClient::Members { realm, total, page, next } => {
            let page = page.iter().map(|(conn, user)| member(*conn, user.as_ref())).collect();
            let next = next.map_or(0, ConnId::get);
            (0, Msg::Members(packets::Members { realm: realm.to_owned(), total, page, next }))
        }
        ToClient::Came { realm, conn, user } => {
            let member = buffa::MessageField::some(member(conn, user));
            (conn.get(), Msg::Came(packets::Came { realm: realm.to_owned(), member }))
        }
        ToClient::Went { realm, conn, user } => {
            let member = buffa::MessageField::some(member(conn, user));
            (conn.get(), Msg::Went(packets::Went { realm: realm.to_owned(), member }))
        }
        ToClient::Move { after_ms } => (0, Msg::Move(packets::Move { after_ms })),
        ToClient::Ack { command, offset } => {
            (0, Msg::Ack(packets::Ack { command_id: command.to_vec(), offset: offset.0 }))
        }
        ToClient::Refusal { command, code, text, retry_after_ms } => {
            let (code, text) = (code.to_owned(), text.to_owned());
            (0, Msg::Refusal(packets::Refusal { command_id: command.to_vec(), code, text, retry_after_ms }))
        }
        ToClient::Error { code, text } => {
            (0, Msg::Error(packets::ErrorMessage { code: code.name().to_owned(), text: text.to_owned() }))
        }
        ToClient::Pong { client_time, server_time } => {
            (0, Msg::Pong(packets::Pong { client_time, server_time: server_time.0 }))
        }
    };
    Packet { sender_id: sender, msg: Some(msg), ..Packet::default() }
}

fn member(conn: ConnId, user: Option<&Name>) -> packets::Member {
    packets::Member { conn: conn.get(), user: user.map(|user| user.as_str().to_owned()).unwrap_or_default() }
}
