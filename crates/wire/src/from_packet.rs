//! A packet as the generated code reads it → [`FromClient`].

use types::{Epoch, Offset, Place, Secret};

use crate::packets::{Cursor, Packet, packet::Msg};
use crate::{ErrorCode, Fault, FromClient, GameCommand, Hello};

/// What the packet says, if a client may say it.
pub(crate) fn from_packet(packet: Packet) -> Result<FromClient<'static>, Fault> {
    let Some(msg) = packet.msg else {
        return Err(Fault::new(ErrorCode::UnknownKind, "the packet holds no kind that this server knows"));
    };
    let kind = match msg {
        Msg::Chat(chat) => {
            return Ok(FromClient::Chat { realm: packet.realm.into(), text: chat.msg.into() });
        }
        Msg::Direct(direct) if !direct.user.is_empty() => {
            return Ok(FromClient::DirectToUser {
                to: direct.user.into(),
                text: direct.msg.into(),
                body: direct.body.into(),
            });
        }
        Msg::Direct(direct) => {
            return Ok(FromClient::Direct { to: direct.conn, text: direct.msg.into(), body: direct.body.into() });
        }
        Msg::Hello(hello) => {
            let resume = hello.resume.into_iter().map(|cursor| (cursor.realm.clone(), place_of(&cursor))).collect();
            return Ok(FromClient::Hello(Box::new(Hello {
                version: hello.version,
                token: secret(hello.token),
                session: secret(hello.session),
                client: hello.client,
                resume,
            })));
        }
        Msg::Join(join) => {
            return Ok(FromClient::Join { cursor: join.cursor.as_option().map(place_of), realm: join.realm });
        }
        Msg::Leave(leave) => return Ok(FromClient::Leave(leave.realm)),
        Msg::Who(who) => return Ok(FromClient::Who { realm: who.realm, after: who.after, limit: who.limit }),
        Msg::Call(call) => {
            return Ok(FromClient::Call { kind: call.kind.into(), text: call.text.into(), body: call.body.into() });
        }
        Msg::Command(command) => {
            return Ok(FromClient::Command(Box::new(GameCommand {
                game: command.game,
                id: command.command_id,
                expect: command.expect_offset,
                kind: command.kind,
                text: command.text,
            })));
        }
        Msg::Ping(ping) => return Ok(FromClient::Ping { client_time: ping.client_time }),
        Msg::Id(_) => "id",
        Msg::Welcome(_) => "welcome",
        Msg::Joined(_) => "joined",
        Msg::Left(_) => "left",
        Msg::Presence(_) => "presence",
        Msg::Error(_) => "error",
        Msg::Pong(_) => "pong",
        Msg::Head(_) => "head",
        Msg::Resync(_) => "resync",
        Msg::Doubt(_) => "doubt",
        Msg::Placed(_) => "placed",
        Msg::Members(_) => "members",
        Msg::Came(_) => "came",
        Msg::Went(_) => "went",
        Msg::View(_) => "view",
        Msg::Move(_) => "move",
        Msg::Ack(_) => "ack",
        Msg::Refusal(_) => "refusal",
    };
    Err(Fault::new(ErrorCode::UnknownKind, format!("`{kind}` is for the server to send")))
}

fn secret(text: String) -> Option<Secret> {
    if text.is_empty() { None } else { Some(Secret::new(text)) }
}

fn place_of(cursor: &Cursor) -> Place {
    Place { epoch: Epoch(cursor.epoch), offset: Offset(cursor.offset) }
}
