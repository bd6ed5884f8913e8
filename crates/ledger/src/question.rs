//! Asks whose answer has a type.

use bytes::Bytes;
use types::{Epoch, Fence, GameId, Offset};

use crate::{
    Advance, Advanced, Answer, Append, Appended, Ask, Behind, Blame, Blamed, Create, Created, Due, EpochAsk, Export,
    Find, Forget, Found, GameRow, Games, Import, Imported, Keep, KeepSnapshot, Kept, Lag, LastSnapshot, Load, Loaded,
    Look, Looked, Note, NoteRow, Notes, Pardon, RaiseEpoch, Recall, Release, Renew, Row, SnapshotKept, Take, TooBig,
    Took,
};

/// What can be asked, with the type of what is said to it.
pub trait Question: Into<Ask> {
    /// What is said to it.
    type Reply;

    /// The reply in a store's answer.
    ///
    /// # Errors
    /// When the ask was over a limit.
    ///
    /// # Panics
    /// When it is the answer to something else, which no store gives.
    fn reply(answer: Answer) -> Result<Self::Reply, TooBig>;
}

macro_rules! questions {
    ($($variant:ident($ask:ty) -> $reply:ty,)*) => {$(
        impl From<$ask> for Ask {
            fn from(ask: $ask) -> Self {
                Self::$variant(ask)
            }
        }

        impl Question for $ask {
            type Reply = $reply;

            fn reply(answer: Answer) -> Result<$reply, TooBig> {
                if let Answer::TooBig(too_big) = answer {
                    return Err(too_big);
                }
                let Answer::$variant(reply) = answer else {
                    unreachable!("a store answers `{}` in kind, and this is {answer:?}", stringify!($variant));
                };
                Ok(reply)
            }
        }
    )*};
}

questions! {
    Create(Create) -> Created,
    Append(Append) -> Appended,
    Take(Take) -> Took,
    Renew(Renew) -> Vec<(GameId, Fence)>,
    Release(Release) -> bool,
    Blame(Blame) -> Blamed,
    Pardon(Pardon) -> bool,
    Due(Due) -> Vec<GameId>,
    Look(Look) -> Option<Looked>,
    Load(Load) -> Option<Loaded>,
    Find(Find) -> Option<Found>,
    KeepSnapshot(KeepSnapshot) -> SnapshotKept,
    LastSnapshot(LastSnapshot) -> Option<(Offset, Bytes)>,
    Games(Games) -> Vec<GameRow>,
    Behind(Behind) -> Vec<Lag>,
    Advance(Advance) -> Advanced,
    Keep(Keep) -> Kept,
    Recall(Recall) -> Option<Note>,
    Forget(Forget) -> Kept,
    Notes(Notes) -> Vec<NoteRow>,
    Epoch(EpochAsk) -> Epoch,
    RaiseEpoch(RaiseEpoch) -> Epoch,
    Export(Export) -> Vec<Row>,
    Import(Import) -> Imported,
}
