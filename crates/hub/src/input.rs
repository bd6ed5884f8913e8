//! What can happen to a hub.

use std::sync::Arc;

use desk::{Said, ToHub};
use types::{ConnId, Realm, Secret};
use wire::{Dialect, Fault, FromClient};

use crate::FromNode;

/// A shard's handle for one of its conns: the index of its slot, used again after the conn has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnKey(pub u32);

/// Something happened. The shell names conns that are open: opened and not closed, by either side.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// A handshake is done.
    Opened {
        /// Its slot, free until now.
        conn: ConnKey,
        /// Its public id, never given before.
        id: ConnId,
        /// How it speaks.
        dialect: Dialect,
        /// Where it starts.
        home: Realm,
        /// Who it is, if the handshake said so; counts with `hello`.
        token: Option<Secret>,
    },
    /// A conn said something that could be read.
    Said(ConnKey, FromClient<'a>),
    /// A conn said something that could not.
    Faulted(ConnKey, Fault),
    /// A conn has ended, for whatever reason, without an [`Output::Close`](crate::Output::Close).
    Closed(ConnKey),
    /// Another hub of this node says something; the number is that hub's.
    Told(u8, HubMessage),
    /// The desk of this node says something.
    Desk(ToHub),
    /// The node says something.
    Node(Box<FromNode>),
    /// A second has passed: what is said at most once a second may be said.
    Ticked,
}

/// What hubs of one node tell each other. At most once, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubMessage {
    /// Somebody spoke in a realm that may have members elsewhere.
    Chat {
        /// Where.
        realm: Realm,
        /// Who.
        from: ConnId,
        /// What.
        text: String,
    },
    /// The number of the teller's conns in a realm has changed.
    Members {
        /// Which realm.
        realm: Realm,
        /// How many now.
        count: u32,
    },
    /// Something else was said in a realm: without a place, and for all who hear everything.
    Said {
        /// Where.
        realm: Realm,
        /// What, and by whom.
        said: Arc<Said>,
    },
    /// A direct for a conn that the teller does not have. Passed from hub to hub until one has it.
    Seek(LostDirect),
    /// No hub could deliver the direct. Passed from hub to hub until its sender's tells it.
    Missed(LostDirect),
}

/// A direct on its way to a conn of another hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostDirect {
    /// Who sent it.
    pub from: ConnId,
    /// Whom it is for.
    pub to: ConnId,
    /// For a person.
    pub text: String,
    /// For a program.
    pub body: Vec<u8>,
    /// How many hubs it may still be passed on to; at 0 it is given up, so that none goes round for ever.
    pub hops: u8,
}
