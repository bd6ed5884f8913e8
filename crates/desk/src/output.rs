//! What follows from an input.

use types::Realm;

use crate::{Ask, NodeNumber, Publication, StreamAnswer, ToHub};

/// Something for the shell to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// To the hub of a shard, behind all that was said to it before.
    ToHub(u8, ToHub),
    /// Begin to listen to a realm on the bus; [`Input::Live`](crate::Input::Live) once it is so.
    Listen(Realm),
    /// Listen no more.
    Unlisten(Realm),
    /// Publish in a realm.
    Publish(Realm, Publication),
    /// Ask whoever owns the realm's stream; [`Input::Answered`](crate::Input::Answered) in any case.
    Request(u64, Ask),
    /// The answer to [`Input::Asked`](crate::Input::Asked); `Err` names the owner, if it is known.
    Answer(u64, Result<StreamAnswer, Option<NodeNumber>>),
    /// Be asked as the owner; [`Input::OwnLive`](crate::Input::OwnLive) once it is so.
    Own(Realm),
    /// Be asked no more.
    Disown(Realm),
}

/// The consequences of some inputs; used again after each round.
#[derive(Debug, Default)]
pub struct Out {
    /// What to do, in order.
    pub list: Vec<Output>,
}
