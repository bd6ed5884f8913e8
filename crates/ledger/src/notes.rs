//! Asks about notes: small things that nodes must not forget, beside the games.

use bytes::Bytes;
use types::{Name, UnixMs};

/// Keeps a note under a space and a key, if what is there is what its writer believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// What kind of note.
    pub space: Name,
    /// Which one, at most [`crate::NOTE_KEY_BYTES_MAX`].
    pub key: Bytes,
    /// What must be there.
    pub was: Was,
    /// What is there from now on, at most [`crate::NOTE_BYTES_MAX`].
    pub value: Bytes,
    /// When it is over, by the store's clock; `None` for never. A note that is over is as one that never was.
    pub until: Option<UnixMs>,
}

/// What must be there before a note is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Was {
    /// Whatever.
    Any,
    /// No note.
    Nothing,
    /// A note with this value.
    Value(Bytes),
}

impl Was {
    /// Whether that is so.
    #[must_use]
    pub fn fits(&self, current: Option<&Bytes>) -> bool {
        match self {
            Self::Any => true,
            Self::Nothing => current.is_none(),
            Self::Value(value) => current == Some(value),
        }
    }
}

/// Reads a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// What kind of note.
    pub space: Name,
    /// Which one.
    pub key: Bytes,
}

/// Throws a note away, if it is what its reader believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forget {
    /// What kind of note.
    pub space: Name,
    /// Which one.
    pub key: Bytes,
    /// What must be there.
    pub was: Was,
}

/// Lists the notes of one kind, by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// What kind of note.
    pub space: Name,
    /// Behind which key; `None` from the first on.
    pub after: Option<Bytes>,
    /// How many, at most [`crate::PAGE_MAX`]; fewer where they are large, but never none while there are more.
    pub limit: usize,
}
