//! A client's message → [`FromClient`].

use std::borrow::Cow;

use buffa::{DecodeError, DecodeOptions};
use types::Place;

use crate::from_packet::from_packet;
use crate::packets::Packet;
use crate::{Dialect, ErrorCode, Fault, Hello, hot, json};

/// How deep a protobuf message may nest; ours need two levels.
const PROTOBUF_NESTING: u32 = 32;

/// What a client may say. Texts are borrowed from the frame where that is free. Small, for each message is moved a few
/// times: what is rare is boxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromClient<'a> {
    /// A line for everybody else in a realm.
    Chat {
        /// The realm's name; empty for the realm in which the conn started.
        realm: Cow<'a, str>,
        /// The line.
        text: Cow<'a, str>,
    },
    /// Something for one conn.
    Direct {
        /// The receiver's id, as it was written.
        to: u64,
        /// For a person.
        text: Cow<'a, str>,
        /// For a program.
        body: Cow<'a, [u8]>,
    },
    /// Something for each conn of a user.
    DirectToUser {
        /// The receiver's user id, as it was written.
        to: Box<str>,
        /// For a person.
        text: Box<str>,
        /// For a program.
        body: Box<[u8]>,
    },
    /// Asks for more than chat, or renews the login.
    Hello(Box<Hello>),
    /// Asks to enter a realm.
    Join {
        /// Its name.
        realm: String,
        /// The last place that the client has seen there.
        cursor: Option<Place>,
    },
    /// Asks to leave a realm.
    Leave(String),
    /// Asks who is in a realm.
    Who {
        /// Its name.
        realm: String,
        /// Only conns with a greater id.
        after: u64,
        /// The most to be told; 0 is as many as may be.
        limit: u32,
    },
    /// Something for a service.
    Call {
        /// Which of the service's messages it is.
        kind: Box<str>,
        /// Text, in the service's form.
        text: Box<str>,
        /// Bytes, in the service's form.
        body: Box<[u8]>,
    },
    /// Something for a game.
    Command(Box<GameCommand>),
    /// Asks for a pong.
    Ping {
        /// Comes back unchanged.
        client_time: u64,
    },
}

/// What somebody wants of a game, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameCommand {
    /// The game's id.
    pub game: String,
    /// The command's id.
    pub id: Vec<u8>,
    /// The last view that the client had seen when it decided; 0 for whatever.
    pub expect: u64,
    /// Which of the game's commands.
    pub kind: String,
    /// A JSON object.
    pub text: String,
}

/// Reads one message of a client; JSON may nest at most `json_nesting` deep.
///
/// # Errors
/// [`ErrorCode::Unreadable`] for what does not parse, [`ErrorCode::UnknownKind`] for what no client may say.
#[inline]
pub fn decode(dialect: Dialect, payload: &[u8], json_nesting: u32) -> Result<FromClient<'_>, Fault> {
    match dialect {
        Dialect::Protobuf => match hot::decode(payload) {
            Some(said) => Ok(said),
            None => decode_fully(payload),
        },
        Dialect::Json => json::decode(payload, json_nesting),
    }
}

#[cold]
fn decode_fully(payload: &[u8]) -> Result<FromClient<'static>, Fault> {
    from_packet(decode_packet(payload)?)
}

/// Clients that copy the framing of the tutorial's server end a packet in a newline, which is never valid protobuf:
/// it is looked for only once the packet as it stands has failed to parse, since a valid one may end in `0a` too.
fn decode_packet(payload: &[u8]) -> Result<Packet, Fault> {
    strict(payload)
        .or_else(|error| match payload {
            [packet @ .., b'\n'] => strict(packet),
            _ => Err(error),
        })
        .map_err(|error| Fault::new(ErrorCode::Unreadable, format!("not a protobuf Packet: {error}")))
}

fn strict(payload: &[u8]) -> Result<Packet, DecodeError> {
    DecodeOptions::new().with_recursion_limit(PROTOBUF_NESTING).decode_from_slice(payload)
}
