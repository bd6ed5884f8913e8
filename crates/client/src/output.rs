//! What follows from an input.

use std::time::Duration;

use types::{Offset, Place};
use wire::packets::Packet;

/// Something for the shell to do, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Open a socket; [`Input::Opened`](crate::Input::Opened) or [`Input::Ended`](crate::Input::Ended) follows.
    Connect,
    /// Send this.
    Send(Packet),
    /// Close the socket with code 1000 and forget it: nothing more that it says counts.
    HangUp,
    /// Tell the app.
    Tell(Event),
}

/// What the app is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The server has answered `hello`.
    Welcome {
        /// The id of the new conn; 0 if it is the old one, whose login was renewed.
        id: u64,
        /// The user's id.
        user: String,
        /// For a guest: the token to keep, so that he is the same one next time. Else empty.
        guest: String,
        /// Whether it is the user's session from before.
        resumed: bool,
        /// When the login ends, in milliseconds since 1970; 0: never.
        expires: i64,
    },
    /// There is no conn any more.
    Closed {
        /// The code of the close frame; `None` if there was none.
        code: Option<u16>,
        /// Its reason.
        reason: String,
        /// When the next try begins; `None`: never, unless the app asks for it.
        comes_back: Option<Duration>,
    },
    /// The app is in a realm, for the first time or again. If a [`Event::Gap`] does not follow, it has missed nothing.
    Joined {
        /// Which.
        realm: String,
        /// The place behind which it hears views.
        place: Place,
        /// How many are there, this conn included.
        members: u64,
    },
    /// The app is in a realm no more: it has left, or was put out.
    Left {
        /// Which.
        realm: String,
    },
    /// There can be no conn in that realm: no such name, or too many realms.
    NotJoined {
        /// Which.
        realm: String,
    },
    /// Somebody spoke.
    View {
        /// Where.
        realm: String,
        /// Its place; offset 0 in a realm without a stream.
        place: Place,
        /// The id of the conn that spoke.
        from: u64,
        /// What it said.
        text: String,
    },
    /// A service says something.
    Service {
        /// Where; empty: to this conn alone.
        realm: String,
        /// Its place; offset 0 outside of a stream.
        place: Place,
        /// Which of the service's messages it is.
        kind: String,
        /// Text, in the service's form.
        text: String,
        /// Bytes, in the service's form.
        body: Vec<u8>,
    },
    /// What the app said has found its place.
    Placed {
        /// Where.
        realm: String,
        /// Its place.
        place: Place,
    },
    /// What the app said was not sent, for it is not in that realm now.
    Unsaid {
        /// Where it was to be said.
        realm: String,
    },
    /// What lies between the last view and this place is lost.
    Gap {
        /// Where.
        realm: String,
        /// From here it goes on.
        place: Place,
        /// Why: `epoch`, `ahead`, `trimmed`, `open`, or a name that this version does not know.
        why: String,
    },
    /// What is said on other nodes may come late.
    Doubt {
        /// Where.
        realm: String,
    },
    /// The doubt is over.
    Sure {
        /// Where.
        realm: String,
        /// So far the stream has come.
        offset: Offset,
    },
    /// So many are in a realm.
    Presence {
        /// Which.
        realm: String,
        /// How many.
        members: u64,
    },
    /// Some of those who are in a realm.
    Members {
        /// Which.
        realm: String,
        /// How many are there.
        total: u64,
        /// These: the id of each conn, and of the user behind it if it has one.
        page: Vec<(u64, String)>,
        /// What to ask for to learn of the next; 0 after the last.
        next: u64,
    },
    /// Somebody has come into a realm, or gone from it.
    Moved {
        /// Which.
        realm: String,
        /// The conn.
        conn: u64,
        /// The user behind it.
        user: String,
        /// Whether it has come.
        is_in: bool,
    },
    /// Somebody has something for this conn alone.
    Direct {
        /// Who.
        from: u64,
        /// For a person.
        text: String,
        /// For a program.
        body: Vec<u8>,
    },
    /// A command is kept for good.
    Acked {
        /// Which.
        id: [u8; 16],
        /// The last view that it has brought about.
        offset: Offset,
    },
    /// A command has had no effect.
    Refused {
        /// Which.
        id: [u8; 16],
        /// A stable name.
        code: String,
        /// A sentence.
        text: String,
    },
    /// Something that was sent had no effect.
    Error {
        /// A stable name.
        code: String,
        /// A sentence.
        text: String,
    },
    /// The server has answered a ping.
    Pong {
        /// How long that took.
        round_trip: Duration,
        /// Milliseconds since 1970, by the server's clock.
        server_time: i64,
    },
}
