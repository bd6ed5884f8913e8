//! What a client can be told.

use types::{ConnId, Name, Offset, Place, Secret, UnixMs};

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
    /// A line that the server itself says, or a service.
    ServerChat {
        /// In which realm; empty for this conn alone.
        realm: &'a str,
        /// Its place in the realm's stream, 0 without one.
        offset: Offset,
        /// The line.
        text: &'a str,
    },
    /// Something from one conn for this one.
    Direct(&'a DirectText<'a>),
    /// Something from one conn for each conn of a user.
    DirectToUser {
        /// Who sent it.
        from: ConnId,
        /// Whom it is for.
        user: &'a str,
        /// For a person.
        text: &'a str,
        /// For a program.
        body: &'a [u8],
    },
    /// The answer to `hello`.
    Welcome(&'a Welcome<'a>),
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
    /// Something that a service or a game says.
    View {
        /// In which realm; empty for this conn alone.
        realm: &'a str,
        /// Its place in the realm's stream, 0 without one.
        offset: Offset,
        /// What it says.
        view: ViewText<'a>,
    },
    /// Some of a realm's members.
    Members {
        /// Of which.
        realm: &'a str,
        /// How many are there.
        total: u64,
        /// These, by rising id.
        page: &'a [(ConnId, Option<Name>)],
        /// After which id the next page begins; `None` after the last.
        next: Option<ConnId>,
    },
    /// Somebody has come into a realm.
    Came {
        /// Which.
        realm: &'a str,
        /// Who.
        conn: ConnId,
        /// The user behind it.
        user: Option<&'a Name>,
    },
    /// Somebody has gone from a realm.
    Went {
        /// Which.
        realm: &'a str,
        /// Who.
        conn: ConnId,
        /// The user behind it.
        user: Option<&'a Name>,
    },
    /// The server goes down: the client should connect anew after this time.
    Move {
        /// In milliseconds.
        after_ms: u32,
    },
    /// A command is kept for good.
    Ack {
        /// Which.
        command: &'a [u8],
        /// The last view that it has brought about.
        offset: Offset,
    },
    /// A command has had no effect, or it is not known whether it has.
    Refusal {
        /// Which.
        command: &'a [u8],
        /// Why, as a stable name.
        code: &'a str,
        /// Why, in words.
        text: &'a str,
        /// After how many milliseconds the same is to be sent again; 0: not at all.
        retry_after_ms: u32,
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

/// What a service says, in its own form.
#[derive(Clone, Copy, Debug)]
pub struct ViewText<'a> {
    /// Which of the service's messages it is.
    pub kind: &'a str,
    /// Text.
    pub text: &'a str,
    /// Bytes.
    pub body: &'a [u8],
}

/// What `welcome` says.
#[derive(Clone, Debug)]
pub struct Welcome<'a> {
    /// The user's id.
    pub user: &'a Name,
    /// The secret of the session.
    pub session: &'a Secret,
    /// What makes a guest the same user next time.
    pub guest: Option<&'a Secret>,
    /// Whether the session is the one from before.
    pub resumed: bool,
    /// When the login ends.
    pub expires: Option<UnixMs>,
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
