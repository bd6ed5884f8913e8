//! What a client can be told.

use types::{ConnId, Offset, Place, UnixMs};

use crate::ErrorCode;

/// One message to a client, borrowed from whoever says it.
#[derive(Clone, Copy, Debug)]
pub enum ToClient<'a> {
    /// The first message of every conn: its own id. To a JSON client, the Node tutorial's greeting.
    Id(ConnId),
    /// A line that somebody said.
    Chat {
        /// Who.
        from: ConnId,
        /// In which realm; only told to conns with `hello`.
        realm: &'a str,
        /// Its place in the realm's stream, 0 without one; only told to conns with `hello`.
        offset: Offset,
        /// The line.
        text: &'a str,
    },
    /// Something from one conn for this one.
    Direct(&'a DirectText<'a>),
    /// The answer to `hello`.
    Welcome(Welcome),
    /// The conn is in a realm.
    Joined {
        /// Which.
        realm: &'a str,
        /// The place behind which it hears views; [`Place::NONE`] without a stream.
        place: Place,
        /// Whether nothing is missing behind its cursor.
        recovered: bool,
        /// How, or why not; empty where there is neither stream nor cursor.
        why: &'a str,
        /// How many are there.
        members: u64,
    },
    /// The conn is out of a realm.
    Left {
        /// Which.
        realm: &'a str,
    },
    /// How many are in a realm now.
    Presence {
        /// Which.
        realm: &'a str,
        /// How many.
        members: u64,
    },
    /// So far the stream has come.
    Head {
        /// Of which realm.
        realm: &'a str,
        /// How far.
        place: Place,
    },
    /// What came before this place is lost for the conn.
    Resync {
        /// In which realm.
        realm: &'a str,
        /// From where it goes on.
        place: Place,
        /// Why.
        why: &'a str,
    },
    /// What is said elsewhere may come late.
    Doubt {
        /// In which realm.
        realm: &'a str,
    },
    /// What the conn said has found its place.
    Placed {
        /// In which realm.
        realm: &'a str,
        /// Where.
        offset: Offset,
    },
    /// The client's message had no effect.
    Error {
        /// Why, as a stable name.
        code: ErrorCode,
        /// Why, in words.
        text: &'a str,
    },
    /// The answer to `ping`.
    Pong {
        /// What the ping said.
        client_time: u64,
        /// Now.
        server_time: UnixMs,
    },
}

/// The content of a `direct`.
#[derive(Clone, Copy, Debug)]
pub struct DirectText<'a> {
    /// Who sent it.
    pub from: ConnId,
    /// Whom it is for.
    pub to: ConnId,
    /// For a person.
    pub text: &'a str,
    /// For a program.
    pub body: &'a [u8],
}

/// What `welcome` says.
#[derive(Clone, Copy, Debug)]
pub struct Welcome {
    /// `limits.message_bytes`.
    pub message_bytes: u32,
    /// `limits.chat_chars`.
    pub chat_chars: u32,
    /// `limits.realms_per_conn`.
    pub realms: u32,
    /// Now.
    pub server_time: UnixMs,
    /// Milliseconds between two pings of the server.
    pub heartbeat_ms: u32,
}
