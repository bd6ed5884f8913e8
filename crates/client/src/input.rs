//! What can happen to a client.

use wire::packets::Packet;

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The app wants to be connected from now on.
    Connect,
    /// The app wants no conn any more. The realms that it is in are kept for the next one.
    Disconnect,
    /// The app wants to be in a realm, for as long as it does not leave it: over every conn to come.
    Join(String),
    /// The app wants to be in a realm no more.
    Leave(String),
    /// The app says a line in a realm.
    Say {
        /// The realm's name.
        realm: String,
        /// The line.
        text: String,
    },
    /// The app has something for one conn alone.
    Direct {
        /// The receiver's id.
        conn: u64,
        /// For a person.
        text: String,
        /// For a program.
        body: Vec<u8>,
    },
    /// The app asks who is in a realm; [`Event::Members`](crate::Event::Members).
    Who {
        /// The realm's name.
        realm: String,
        /// Only conns with a greater id than this.
        after: u64,
        /// The most to be told; 0 is as many as the server tells at once.
        limit: u32,
    },
    /// The app has something for a service behind the server.
    Call {
        /// Which of the service's messages it is.
        kind: String,
        /// Text, in the service's form.
        text: String,
        /// Bytes, in the service's form.
        body: Vec<u8>,
    },
    /// The app wants something of a game. It is sent again until it is answered for good, over every conn to come.
    Command {
        /// The game's id.
        game: String,
        /// 16 random bytes, made once for this.
        id: [u8; 16],
        /// The last view that the app had seen when it decided; 0 for whatever.
        expect: u64,
        /// Which of the game's commands.
        kind: String,
        /// A JSON object.
        text: String,
    },
    /// The app has a new token for its user.
    Token(String),
    /// The socket that was asked for is open.
    Opened,
    /// The server says something.
    Heard(Packet),
    /// The socket has ended, or could not be opened.
    Ended {
        /// The code of the close frame; `None` if there was none.
        code: Option<u16>,
        /// Its reason.
        reason: String,
    },
    /// Some time has passed: at least ten times a second.
    Ticked,
}
