//! What is kept of games, and what a store of games is asked: as plain data.
//!
//! A game is a log of sealed [`Entry`]s, numbered from 1, and a row beside it that says who may write to it. All that
//! anybody wants of a store is an [`Ask`], and what it says to that an [`Answer`]; an ask that could not be carried out
//! has [`Failed`]. So a host can be a function from answers to asks, and a store can be SQLite, PostgreSQL, or the
//! [`Model`] in memory that is here: it is the specification of the others, which one contract suite holds to it.
//!
//! The store has the clock that counts: leases end and notes are over by its time alone.
//!
//! Read [`Append`] first, then [`Model`] for what each ask does, and `chain.rs` for how a damaged log is found.

#![warn(missing_docs)]

mod answer;
mod ask;
mod chain;
mod entry;
mod guards;
mod limits;
mod model;
mod notes;
mod question;
mod row;
mod snapshot;

pub use answer::{
    Advanced, Answer, Appended, Blamed, Created, Failed, Found, GameRow, Imported, Kept, Lag, Loaded, Looked, Note,
    NoteRow, Owned, SnapshotKept, Stored, Took,
};
pub use ask::{
    Advance, Append, Ask, Behind, Blame, Create, Due, EpochAsk, Export, Find, Games, GamesAfter, Import, KeepSnapshot,
    LastSnapshot, Load, Look, Pardon, RaiseEpoch, Release, Renew, Take, Which,
};
pub use chain::{Broken, Chain, Damage};
pub use entry::{Entry, Unsealed};
#[cfg(feature = "sabotage")]
pub use guards::Guard;
pub use limits::{
    APPEND_BYTES_MAX, APPEND_ENTRIES_MAX, ENTRY_BYTES_MAX, IMPORT_BYTES_MAX, LOAD_BYTES_MAX, LOAD_ENTRIES_MAX,
    NOTE_BYTES_MAX, NOTE_KEY_BYTES_MAX, PAGE_MAX, RENEW_MAX, SEATS_MAX, SNAPSHOT_BYTES_MAX, TTL_MAX, TooBig,
};
pub use model::Model;
pub use notes::{Forget, Keep, Notes, Recall, Was};
pub use question::Question;
pub use row::{Row, RowKey};
pub use snapshot::{BadSnapshot, Snapshot};

#[cfg(test)]
mod tests;
