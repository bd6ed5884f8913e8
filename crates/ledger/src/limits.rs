//! How large an ask may be.

use std::time::Duration;

use bytes::Bytes;

use crate::{Append, Ask, Create, Forget, Import, Keep, KeepSnapshot, Notes, Recall, Renew, Row, RowKey, Take};

/// The largest sealed entry, in bytes.
pub const ENTRY_BYTES_MAX: usize = 1024 * 1024;
/// The most entries of one append.
pub const APPEND_ENTRIES_MAX: usize = 64;
/// The most bytes of sealed entries in one append.
pub const APPEND_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most bytes of sealed entries in one page of a log.
pub const LOAD_BYTES_MAX: usize = 1024 * 1024;
/// The most entries in one page of a log.
pub const LOAD_ENTRIES_MAX: usize = 1024;
/// The largest sealed snapshot, in bytes.
pub const SNAPSHOT_BYTES_MAX: usize = 1024 * 1024;
/// The most seats of a game.
pub const SEATS_MAX: usize = 64;
/// The most terms of one renewal.
pub const RENEW_MAX: usize = 1024;
/// The longest lease.
pub const TTL_MAX: Duration = Duration::from_secs(3600);
/// The most rows of a page. Who asks for more gets this many.
pub const PAGE_MAX: usize = 256;
/// The longest key of a note, in bytes.
pub const NOTE_KEY_BYTES_MAX: usize = 128;
/// The largest note, in bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;
/// The most bytes of rows in one import, and about as many in one page of an export: one row of the largest fits.
pub const IMPORT_BYTES_MAX: usize = 2 * 1024 * 1024;

/// An ask is over a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {is}, and {max} is the most")]
pub struct TooBig {
    /// What is too big, with its unit.
    pub what: &'static str,
    /// How big it is.
    pub is: usize,
    /// How big it may be.
    pub max: usize,
}

impl Ask {
    /// Whether it keeps all limits: what each store does first.
    ///
    /// # Errors
    /// With the first limit that it is over.
    pub fn check(&self) -> Result<(), TooBig> {
        match self {
            Self::Create(Create { seats, ttl, events, .. }) => {
                at_most("the seats of a game are", seats.len(), SEATS_MAX)?;
                lease(*ttl)?;
                sealed_entries(events)
            }
            Self::Append(Append { events, .. }) => sealed_entries(events),
            Self::Take(Take { ttl, .. }) => lease(*ttl),
            Self::Renew(Renew { terms, ttl }) => {
                at_most("the terms to renew are", terms.len(), RENEW_MAX)?;
                lease(*ttl)
            }
            Self::KeepSnapshot(KeepSnapshot { sealed, .. }) => snapshot(sealed),
            Self::Keep(Keep { key, value, .. }) => note_key(key).and_then(|()| note(value)),
            Self::Recall(Recall { key, .. }) | Self::Forget(Forget { key, .. }) => note_key(key),
            Self::Notes(Notes { after, .. }) => after.as_ref().map_or(Ok(()), note_key),
            Self::Export(export) => export.after.as_ref().map_or(Ok(()), row_key),
            Self::Import(Import { rows }) => import(rows),
            Self::Release(_)
            | Self::Blame(_)
            | Self::Pardon(_)
            | Self::Due(_)
            | Self::Look(_)
            | Self::Load(_)
            | Self::Find(_)
            | Self::LastSnapshot(_)
            | Self::Games(_)
            | Self::Behind(_)
            | Self::Advance(_)
            | Self::Epoch(_)
            | Self::RaiseEpoch(_) => Ok(()),
        }
    }

    /// How many bytes it adds to a store, beside what any ask does; 0 for most.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Create(Create { events, .. }) | Self::Append(Append { events, .. }) => {
                events.iter().map(Bytes::len).sum()
            }
            Self::KeepSnapshot(KeepSnapshot { sealed, .. }) => sealed.len(),
            Self::Keep(Keep { value, .. }) => value.len(),
            Self::Import(Import { rows }) => rows.iter().map(Row::size).sum(),
            Self::Take(_)
            | Self::Renew(_)
            | Self::Release(_)
            | Self::Blame(_)
            | Self::Pardon(_)
            | Self::Due(_)
            | Self::Look(_)
            | Self::Load(_)
            | Self::Find(_)
            | Self::LastSnapshot(_)
            | Self::Games(_)
            | Self::Behind(_)
            | Self::Advance(_)
            | Self::Recall(_)
            | Self::Forget(_)
            | Self::Notes(_)
            | Self::Epoch(_)
            | Self::RaiseEpoch(_)
            | Self::Export(_) => 0,
        }
    }
}

fn at_most(what: &'static str, is: usize, max: usize) -> Result<(), TooBig> {
    if is <= max { Ok(()) } else { Err(TooBig { what, is, max }) }
}

fn lease(ttl: Duration) -> Result<(), TooBig> {
    let milliseconds = |time: Duration| usize::try_from(time.as_millis()).unwrap_or(usize::MAX);
    at_most("the milliseconds of a lease are", milliseconds(ttl), milliseconds(TTL_MAX))
}

fn sealed_entries(events: &[Bytes]) -> Result<(), TooBig> {
    at_most("the entries of an append are", events.len(), APPEND_ENTRIES_MAX)?;
    at_most("the bytes of an append are", events.iter().map(Bytes::len).sum(), APPEND_BYTES_MAX)?;
    events.iter().try_for_each(sealed_entry)
}

fn sealed_entry(sealed: &Bytes) -> Result<(), TooBig> {
    at_most("the bytes of an entry are", sealed.len(), ENTRY_BYTES_MAX)
}

fn snapshot(sealed: &Bytes) -> Result<(), TooBig> {
    at_most("the bytes of a snapshot are", sealed.len(), SNAPSHOT_BYTES_MAX)
}

fn note_key(key: &Bytes) -> Result<(), TooBig> {
    at_most("the bytes of a note's key are", key.len(), NOTE_KEY_BYTES_MAX)
}

fn note(value: &Bytes) -> Result<(), TooBig> {
    at_most("the bytes of a note are", value.len(), NOTE_BYTES_MAX)
}

fn row_key(key: &RowKey) -> Result<(), TooBig> {
    match key {
        RowKey::Note(_, key) => note_key(key),
        RowKey::Game(_) | RowKey::Entry(..) | RowKey::Command(..) | RowKey::Cursor(..) => Ok(()),
    }
}

fn import(rows: &[Row]) -> Result<(), TooBig> {
    at_most("the rows of an import are", rows.len(), PAGE_MAX)?;
    at_most("the bytes of an import are", rows.iter().map(Row::size).sum(), IMPORT_BYTES_MAX)?;
    rows.iter().try_for_each(|row| match row {
        Row::Game { seats, .. } => at_most("the seats of a game are", seats.len(), SEATS_MAX),
        Row::Entry { sealed, .. } => sealed_entry(sealed),
        Row::Note { key, value, .. } => note_key(key).and_then(|()| note(value)),
        Row::Command { .. } | Row::Cursor { .. } => Ok(()),
    })
}
