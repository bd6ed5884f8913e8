//! What a store says.

use std::time::Duration;

use bytes::Bytes;
use types::{Epoch, Fence, GameId, Name, Offset, UnixMs};

use crate::{GamesAfter, Row, TooBig};

/// What a store says to an [`crate::Ask`], in a variant named like the ask's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `Create`.
    Create(Created),
    /// To `Append`.
    Append(Appended),
    /// To `Take`.
    Take(Took),
    /// To `Renew`: the terms that live on, in the order in which they were asked about.
    Renew(Vec<(GameId, Fence)>),
    /// To `Release`: whether that term was the last, and is over now.
    Release(bool),
    /// To `Blame`.
    Blame(Blamed),
    /// To `Pardon`: whether there was something to forget.
    Pardon(bool),
    /// To `Due`.
    Due(Vec<GameId>),
    /// To `Look`.
    Look(Option<Looked>),
    /// To `Load`: `None` when there is no such game.
    Load(Option<Loaded>),
    /// To `Find`: `None` when no such command was carried out.
    Find(Option<Found>),
    /// To `KeepSnapshot`.
    KeepSnapshot(SnapshotKept),
    /// To `LastSnapshot`: the last entry that it includes, and what was kept.
    LastSnapshot(Option<(Offset, Bytes)>),
    /// To `Games`.
    Games(Vec<GameRow>),
    /// To `Behind`.
    Behind(Vec<Lag>),
    /// To `Advance`.
    Advance(Advanced),
    /// To `Keep`.
    Keep(Kept),
    /// To `Recall`.
    Recall(Option<Note>),
    /// To `Forget`.
    Forget(Kept),
    /// To `Notes`.
    Notes(Vec<NoteRow>),
    /// To `Epoch`.
    Epoch(Epoch),
    /// To `RaiseEpoch`.
    RaiseEpoch(Epoch),
    /// To `Export`.
    Export(Vec<Row>),
    /// To `Import`.
    Import(Imported),
    /// To any ask that is over a limit. Nothing happened, and asking again does not help: it is the asker's fault.
    TooBig(TooBig),
}

/// Why an ask has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// Certainly nothing happened. The same ask can be sent again later.
    #[error("the store could not do it: {0}")]
    NotDone(Box<str>),
    /// It may have happened. Whoever needs to know reads again; a command is sent again under its id.
    #[error("the store's answer was lost: {0}")]
    Unknown(Box<str>),
    /// What was kept may not be on the disk. The process must end, and read again what is there when it starts.
    #[error("the disk does not keep what it is told to: {0}; the process must end")]
    Fatal(Box<str>),
}

/// What became of a [`crate::Create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The game is there, and whoever asked owns it.
    Made {
        /// The owner's term.
        fence: Fence,
        /// The last entry.
        head: Offset,
    },
    /// The same user has made it with the same command before.
    Known {
        /// The last entry that the command made.
        offset: Offset,
    },
    /// Another command has made a game of that id.
    Exists,
}

/// What became of an [`crate::Append`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is in the log, and on the disk: the offset of its last entry, or of the head where it made none.
    Done(Offset),
    /// It was done before, by the same user; the same offset as then.
    Known(Offset),
    /// The command's id belongs to a command of another user.
    Foreign,
    /// The writer's term is over.
    Fenced,
    /// The writer does not know the whole log.
    Conflict {
        /// The last entry.
        head: Offset,
    },
    /// There is no such game.
    NoGame,
}

/// What became of a [`crate::Take`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Took {
    /// Whoever asked owns it.
    Taken(Owned),
    /// Another node does.
    Held {
        /// Which.
        owner: Name,
        /// How long its lease still lasts, unless it is renewed.
        left: Duration,
    },
    /// Nobody may run it: it has ended those who did ([`crate::Blame`]).
    Quarantined,
    /// There is no such game.
    NoGame,
}

/// What became of a [`crate::Blame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blamed {
    /// It is the first time for long.
    Noted,
    /// The game is quarantined.
    Quarantined,
    /// There is no such game.
    NoGame,
}

/// What a new owner must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The owner's term.
    pub fence: Fence,
    /// The last entry.
    pub head: Offset,
    /// Which rules it is played by.
    pub rules: Name,
    /// Who sits at it, by seat.
    pub seats: Vec<Name>,
    /// When it must be woken.
    pub wake_at: Option<UnixMs>,
    /// Whether it is over.
    pub ended: bool,
    /// For how long nobody has owned it; zero if it was at rest, or was never owned.
    pub paused: Duration,
}

/// What is known of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The last entry.
    pub head: Offset,
    /// The last term; 0 if it was never taken.
    pub fence: Fence,
    /// Who owns it, and how long the lease still lasts; `None` when nobody does.
    pub owner: Option<(Name, Duration)>,
    /// Which rules it is played by.
    pub rules: Name,
    /// Who sits at it, by seat.
    pub seats: Vec<Name>,
    /// When it was made, by the store's clock.
    pub made: UnixMs,
    /// When it must be woken.
    pub wake_at: Option<UnixMs>,
    /// Whether it is over.
    pub ended: bool,
}

/// A page of a log. [`crate::Chain::page`] reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// In order.
    pub entries: Vec<Stored>,
    /// The log's last entry when the page was read. There is more as long as the page ends before it.
    pub head: Offset,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub offset: Offset,
    /// The term in which it was written.
    pub fence: Fence,
    /// What [`crate::Chain::seal`] made.
    pub sealed: Bytes,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Who gave it; `None` for the host itself.
    pub user: Option<Name>,
    /// The offset that its ack carries.
    pub acked: Offset,
}

/// What became of a [`crate::KeepSnapshot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotKept {
    /// It is kept, or one that includes more is.
    Done,
    /// The writer's term is over.
    Fenced,
    /// The log is not that long.
    Ahead,
    /// There is no such game.
    NoGame,
}

/// A game in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameRow {
    /// Which.
    pub game: GameId,
    /// When it was made, by the store's clock.
    pub made: UnixMs,
    /// Which rules it is played by.
    pub rules: Name,
    /// Who sits at it, by seat.
    pub seats: Vec<Name>,
    /// The last entry.
    pub head: Offset,
    /// Whether it is over.
    pub ended: bool,
}

impl GameRow {
    /// Where it stands in the list.
    #[must_use]
    pub fn place(&self) -> GamesAfter {
        GamesAfter { made: self.made, game: self.game.clone() }
    }
}

/// A log that a consumer has not read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    /// Which game.
    pub game: GameId,
    /// The last entry read.
    pub cursor: Offset,
    /// The last entry.
    pub head: Offset,
}

/// What became of an [`crate::Advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advanced {
    /// The cursor stands where it was asked to.
    Done,
    /// It stood elsewhere, and still does.
    Elsewhere {
        /// Where.
        cursor: Offset,
    },
    /// There is no such game, or its log is not that long.
    Ahead,
}

/// What became of a [`crate::Keep`] or [`crate::Forget`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was done.
    Done,
    /// Something else was there, and still is: its value, or `None` when there is no note.
    Changed(Option<Bytes>),
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What was kept.
    pub value: Bytes,
    /// When it is over.
    pub until: Option<UnixMs>,
}

/// A note in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Which.
    pub key: Bytes,
    /// What it says.
    pub note: Note,
}

/// What became of an [`crate::Import`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// All rows are in.
    Done,
    /// None is: the one with this index is there already, or its game is not.
    Refused {
        /// Which of the rows, from 0.
        row: usize,
    },
}
