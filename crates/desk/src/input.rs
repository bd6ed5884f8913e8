//! What can happen to a desk.

use types::{CloseCode, ConnId, Name, Realm};

use crate::{Ask, FromHub, NodeNumber, Publication, StreamAnswer, What, Whom};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A hub of this node says something; the number is its shard's.
    FromHub(u8, FromHub),
    /// This node says something in a realm on its own, or for a service or an operator. In a stream of this fleet it gets
    /// its place; the hubs of this node hear it whether they have asked for the realm or not.
    Speak(Realm, Speech),
    /// Another node, or a service, has published in a realm that this desk listens to.
    Heard {
        /// Which realm.
        realm: Realm,
        /// The node; `None` for a service.
        node: Option<NodeNumber>,
        /// What.
        publication: Publication,
    },
    /// From now on whatever is published in the realm is heard here.
    Live(Realm),
    /// Something that was published in the realm may not have been heard here.
    Lost(Realm),
    /// The answer to a request of this desk.
    Answered(u64, Result<StreamAnswer, Failed>),
    /// A node asks this one as the owner of a stream; the number is for the answer.
    Asked(u64, Ask),
    /// From now on this node is asked as the owner of the realm's stream.
    OwnLive(Realm),
    /// The bus is there, or is not.
    Bus(bool),
    /// Some time has passed: at least ten times a second.
    Ticked,
}

/// What a node says in a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speech {
    /// For each member; from a conn, if one is behind it.
    Say(Option<ConnId>, Option<Name>, What),
    /// These conns are put out.
    PutOut(Whom),
    /// The conns of the realm's user are closed.
    Kick(CloseCode),
}

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// Nobody listens there: it has had no effect.
    NobodyThere,
    /// None came in time: it may have had one.
    TooLate,
    /// Whoever was asked does not own the stream; who does, if it knows.
    NotMine(Option<NodeNumber>),
}
