//! What hubs, desks and nodes tell each other.

use std::sync::Arc;

use types::{CloseCode, ConnId, Name, Offset, Place, Realm};

use crate::NodeNumber;

/// Something that was said in a realm, for each of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its place; 0 in a realm without a stream.
    pub offset: Offset,
    /// The conn that spoke, if one did.
    pub from: Option<ConnId>,
    /// The user behind it, if it has said `hello`.
    pub user: Option<Name>,
    /// What it is.
    pub what: What,
}

/// The content of a [`Said`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A line of chat.
    Chat(String),
    /// Something of a service's own.
    View(View),
    /// From a conn, in a user's realm: for him alone.
    Direct {
        /// For a person.
        text: String,
        /// For a program.
        body: Vec<u8>,
    },
    /// The conn has come into the realm. Never numbered.
    Came,
    /// The conn has gone from the realm. Never numbered.
    Went,
}

/// What a service says, in its own form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Which of the service's messages it is.
    pub kind: String,
    /// Text.
    pub text: String,
    /// Bytes.
    pub body: Vec<u8>,
}

/// Which conns are put out of a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// All of them.
    Everybody,
    /// One.
    Conn(ConnId),
    /// Those of a user.
    User(Name),
}

/// What is heard on a realm's subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// Somebody spoke. The offset of the place is that of what was said.
    Said(Place, Arc<Said>),
    /// So far the stream has come.
    Head(Place),
    /// How many conns of the publishing node are in the realm; whether the others are asked to tell theirs.
    Count {
        /// How many.
        members: u32,
        /// Whether the others should answer.
        asks: bool,
    },
    /// These conns are put out of the realm, by the word of a service or an operator.
    PutOut(Whom),
    /// In a user's realm: each of his conns is closed.
    Kick(CloseCode),
}

/// A hub tells its desk something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromHub {
    /// A conn wants to hear a realm. The hub lets it hear nothing of it before the answer.
    Enter {
        /// Which conn.
        conn: ConnId,
        /// Which realm.
        realm: Realm,
        /// The last place that it has seen.
        cursor: Option<Place>,
    },
    /// The shard has members of this realm from now on, or has none any more and nobody who is about to enter.
    Interest {
        /// Which realm.
        realm: Realm,
        /// Whether it is wanted.
        is_wanted: bool,
    },
    /// A conn spoke in a numbered realm, or in one that other nodes may hear too.
    Say(Realm, Say),
    /// A conn has come or gone, where that is announced: other nodes are to hear it, without a place.
    Announce(Realm, Say),
    /// So many conns of the shard are in the realm now.
    Count {
        /// Which realm.
        realm: Realm,
        /// How many.
        members: u32,
    },
}

/// What a conn says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// The conn; `None` for a service or an operator.
    pub from: Option<ConnId>,
    /// The user behind it.
    pub user: Option<Name>,
    /// What it says.
    pub what: What,
}

/// A desk tells a hub something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToHub {
    /// The conn is in the realm: it hears what is said there from now on.
    Entered {
        /// Which conn.
        conn: ConnId,
        /// Where, and what it has missed.
        entered: Entered,
    },
    /// The conn is not let in.
    NotEntered {
        /// Which conn.
        conn: ConnId,
        /// Where it wanted to go.
        realm: Realm,
        /// Why not.
        why: No,
    },
    /// Somebody spoke.
    Said {
        /// Where.
        realm: Realm,
        /// What.
        said: Arc<Said>,
    },
    /// What a conn said has found no place.
    Unsaid {
        /// Who spoke.
        conn: ConnId,
        /// Why it was not said.
        why: No,
    },
    /// So far the stream has come, and nothing before is missing here.
    Head {
        /// Which realm.
        realm: Realm,
        /// How far.
        place: Place,
    },
    /// What lies before this place is lost for the members.
    Resync {
        /// Which realm.
        realm: Realm,
        /// From where it goes on.
        place: Place,
        /// Why.
        why: Why,
    },
    /// These conns are put out of the realm.
    PutOut {
        /// Which realm.
        realm: Realm,
        /// Who.
        whom: Whom,
    },
    /// Each conn of the realm's user is closed.
    Kick {
        /// Which realm.
        realm: Realm,
        /// With what code.
        code: CloseCode,
    },
    /// What is said elsewhere may not arrive here; mended by a head or a resync.
    Doubt {
        /// Which realm.
        realm: Realm,
    },
    /// So many conns of other nodes are in the realm.
    Elsewhere {
        /// Which realm.
        realm: Realm,
        /// How many.
        members: u32,
    },
}

/// A conn's place in a realm that it has entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The realm.
    pub realm: Realm,
    /// The conn's own place if it misses nothing, else the stream's. [`Place::NONE`] without a stream.
    pub place: Place,
    /// How the gap was closed, or why not.
    pub why: Why,
    /// What it has missed, all of it, in order; empty if the gap could not be closed.
    pub missed: Vec<Arc<Said>>,
}

/// How a gap in a stream was closed, or why it could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There was none: the conn is new here.
    New,
    /// From the ring of this node.
    Ring,
    /// From the owner of the stream.
    Owner,
    /// The cursor is of another epoch.
    Epoch,
    /// The cursor lies before the stream's head has come so far: it is of a stream that was lost.
    Ahead,
    /// The history is shorter than the gap.
    Trimmed,
    /// The realm keeps no history.
    Open,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::New, Self::Ring, Self::Owner, Self::Epoch, Self::Ahead, Self::Trimmed, Self::Open];

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_recovered(self) -> bool {
        match self {
            Self::New | Self::Ring | Self::Owner => true,
            Self::Epoch | Self::Ahead | Self::Trimmed | Self::Open => false,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Ring => "ring",
            Self::Owner => "owner",
            Self::Epoch => "epoch",
            Self::Ahead => "ahead",
            Self::Trimmed => "trimmed",
            Self::Open => "open",
        }
    }
}

/// Why a conn is not let in, or what it says finds no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum No {
    /// There is no such realm, or not for this conn.
    NotFound,
    /// Too many wait already.
    Busy,
    /// Who could say does not answer; it may have been said all the same.
    Unavailable,
}

/// A node asks the owner of a stream something, or the node that would own it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which realm.
    pub realm: Realm,
    /// What.
    pub ask: StreamAsk,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamAsk {
    /// Give this a place and publish it.
    Say(Say),
    /// What was said after this place? With [`Place::NONE`]: only, how far has it come?
    After(Place),
    /// How does it stand as a whole? Asked of a host alone; the answer is one view, without an offset of its own.
    Whole,
}

/// What an owner answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamAnswer {
    /// The owner.
    pub owner: NodeNumber,
    /// How far the stream has come; for a [`StreamAsk::Say`], the place that was given.
    pub place: Place,
    /// What was said after the place that was asked for, as much as fits; `Err` if not all of it is there any more.
    pub said: Result<Vec<Arc<Said>>, Why>,
}
