//! What the hub and its node have to say to each other, besides what the desk is for: who somebody is, what a service
//! is told and says, and what goes to one conn of another node.

use std::borrow::Cow;

use desk::No;
use types::{CloseCode, CommandId, ConnId, GameId, Name, Offset, Place, Realm, Secret, UnixMs};
use wire::Fault;

/// The hub asks its node something, or tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToNode {
    /// A conn says who it is. Answered by [`FromNode::Admitted`] or [`FromNode::Close`]; the conn waits.
    Login {
        /// Which conn.
        conn: ConnId,
        /// What it brings.
        token: Option<Secret>,
        /// The session that it wants back.
        session: Option<Secret>,
    },
    /// A conn that had a user, or was about to, has ended.
    Gone(ConnId),
    /// Which realms does this one mean for the user? Answered by [`FromNode::Registered`]; the conn waits.
    Register {
        /// Which conn.
        conn: ConnId,
        /// Whose.
        user: Name,
        /// What it asks for.
        realm: Realm,
    },
    /// A conn has come into a private realm, or gone from it: its service is told.
    Moved {
        /// Which conn.
        conn: ConnId,
        /// Whose.
        user: Name,
        /// Which realm.
        realm: Realm,
        /// Whether it is in.
        is_in: bool,
    },
    /// Something for a service.
    Call {
        /// Which conn says it.
        conn: ConnId,
        /// Whose.
        user: Name,
        /// Which of the service's messages it is.
        kind: Name,
        /// Text.
        text: String,
        /// Bytes.
        body: Vec<u8>,
    },
    /// Something for a game. Answered by [`FromNode::Commanded`].
    Command {
        /// Which conn says it.
        conn: ConnId,
        /// Whose.
        user: Name,
        /// What.
        command: PlayerCommand,
    },
    /// Who is in a realm? Answered by [`FromNode::Members`].
    Who {
        /// Who asks.
        conn: ConnId,
        /// Which realm.
        realm: Realm,
        /// Only conns with a greater id.
        after: u64,
        /// At most so many.
        limit: usize,
    },
    /// Somebody watches, and something happened.
    Happened(Happened),
    /// A direct for a conn that no hub of this node has.
    Direct(NodeDirect),
    /// A direct for each conn of a user.
    DirectToUser {
        /// Who sent it.
        from: ConnId,
        /// Whom it is for.
        to: Name,
        /// For a person.
        text: String,
        /// For a program.
        body: Vec<u8>,
    },
}

/// What a player wants of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerCommand {
    /// Which game.
    pub game: GameId,
    /// What makes it happen once.
    pub id: CommandId,
    /// The last view that the player had seen when he decided; `None` for whatever.
    pub expect: Option<Offset>,
    /// Which of the game's commands.
    pub kind: String,
    /// A JSON object.
    pub text: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commanded {
    /// It is kept; the last view that it has brought about.
    Acked(Offset),
    /// It has had no effect, or it is not known whether it has.
    Refused {
        /// Why, as a stable name.
        code: &'static str,
        /// Why, in words.
        text: Cow<'static, str>,
        /// After how many milliseconds the same should be sent again; 0: not at all.
        retry_after_ms: u32,
    },
}

/// Something that whoever watches the node is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A conn has got its user.
    LoggedIn {
        /// Which conn.
        conn: ConnId,
        /// Who.
        user: Name,
    },
    /// A conn has come into a realm, or gone.
    Moved {
        /// Which conn.
        conn: ConnId,
        /// Which realm.
        realm: Realm,
        /// Whether it is in.
        is_in: bool,
        /// How many conns of the node are in it.
        members: u64,
    },
    /// Something was said in a realm.
    Said {
        /// Where.
        realm: Realm,
        /// By which conn.
        conn: Option<ConnId>,
        /// Of which size.
        bytes: u64,
        /// How many conns of the hub are to hear it.
        heard: u64,
        /// At which place; [`Place::NONE`] without a stream.
        place: Place,
        /// The line, if it was one.
        text: Option<String>,
    },
    /// A direct has reached its conn.
    Direct {
        /// From which conn.
        from: ConnId,
        /// For which.
        to: ConnId,
        /// Of which size.
        bytes: u64,
    },
    /// So much was not told, for it was too much at once.
    Lost(u64),
}

/// A direct between conns of two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDirect {
    /// Who sent it.
    pub from: ConnId,
    /// Whom it is for.
    pub to: ConnId,
    /// For a person.
    pub text: String,
    /// For a program.
    pub body: Vec<u8>,
}

/// The node answers the hub, or tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromNode {
    /// The conn has a user.
    Admitted {
        /// Which conn.
        conn: ConnId,
        /// Who.
        user: Name,
        /// What it is told besides.
        login: Box<LoginWords>,
    },
    /// The conn is to be closed.
    Close {
        /// Which conn.
        conn: ConnId,
        /// Why.
        code: CloseCode,
    },
    /// What the service answers whose realm was asked for.
    Registered {
        /// Which conn asked.
        conn: ConnId,
        /// The realms that the conn is let into.
        realms: Result<Vec<Realm>, No>,
    },
    /// What became of a command.
    Commanded {
        /// Whose.
        conn: ConnId,
        /// Which.
        id: CommandId,
        /// What.
        answer: Commanded,
    },
    /// Some of a realm's members.
    Members {
        /// Who asked.
        conn: ConnId,
        /// Which realm.
        realm: Realm,
        /// How many are there.
        total: u64,
        /// These.
        page: Vec<(ConnId, Option<Name>)>,
        /// After which id the next page begins.
        next: Option<ConnId>,
    },
    /// What a conn asked for has had no effect.
    Refused {
        /// Which conn.
        conn: ConnId,
        /// Why.
        fault: Fault,
    },
    /// Something for one conn alone, from a service or an operator.
    Said {
        /// Which conn.
        conn: ConnId,
        /// What.
        what: desk::What,
    },
    /// Something for every conn.
    Broadcast(desk::What),
    /// A direct from a conn of another node.
    Direct(NodeDirect),
    /// The node goes down: a conn should connect anew after this time.
    Move {
        /// Which conn.
        conn: ConnId,
        /// In milliseconds.
        after_ms: u32,
    },
}

/// What `welcome` tells of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginWords {
    /// The secret of the session.
    pub session: Secret,
    /// What makes a guest the same user next time.
    pub guest: Option<Secret>,
    /// Whether the session is the one from before.
    pub resumed: bool,
    /// When the login ends.
    pub expires: Option<UnixMs>,
}
