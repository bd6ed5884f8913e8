//! Notes.

use bytes::Bytes;
use ledger::{Forget, IMPORT_BYTES_MAX, Keep, Kept, Note, NoteRow, Notes, PAGE_MAX, Recall};
use rusqlite::{Connection, OptionalExtension, Result, params};
use types::Name;

use crate::clock::Times;
use crate::sqlite::columns::{blob, time};

pub(super) fn recall(db: &Connection, now: Times, ask: &Recall) -> Result<Option<Note>> {
    note(db, now, &ask.space, &ask.key)
}

fn note(db: &Connection, now: Times, space: &Name, key: &Bytes) -> Result<Option<Note>> {
    let mut row = db.prepare_cached(
        "select value, until from note where space = ?1 and key = ?2 and (until is null or until > ?3)",
    )?;
    let found = row.query_row(params![space.as_str(), &key[..], now.wall.0], |row| {
        Ok(Note { value: blob(row, 0)?, until: time(row, 1)? })
    });
    found.optional()
}

pub(super) fn keep(db: &Connection, now: Times, ask: &Keep) -> Result<Kept> {
    sweep(db, now)?;
    let current = note(db, now, &ask.space, &ask.key)?.map(|note| note.value);
    if !ask.was.fits(current.as_ref()) {
        return Ok(Kept::Changed(current));
    }
    db.prepare_cached("insert or replace into note (space, key, value, until) values (?1, ?2, ?3, ?4)")?
        .execute(params![ask.space.as_str(), &ask.key[..], &ask.value[..], ask.until.map(|until| until.0)])?;
    Ok(Kept::Done)
}

/// Throws some of those away that are over: more than one for each that is kept, so that they do not pile up.
fn sweep(db: &Connection, now: Times) -> Result<()> {
    db.prepare_cached(
        "delete from note where (space, key) in (select space, key from note where until <= ?1 order by until limit 8)",
    )?
    .execute([now.wall.0])
    .map(drop)
}

pub(super) fn forget(db: &Connection, now: Times, ask: &Forget) -> Result<Kept> {
    let current = note(db, now, &ask.space, &ask.key)?.map(|note| note.value);
    if !ask.was.fits(current.as_ref()) {
        return Ok(Kept::Changed(current));
    }
    db.prepare_cached("delete from note where space = ?1 and key = ?2")?
        .execute(params![ask.space.as_str(), &ask.key[..]])?;
    Ok(Kept::Done)
}

/// The first key that there can be behind another.
fn first_behind(after: Option<&Bytes>) -> Vec<u8> {
    after.map_or(Vec::new(), |after| [after, &[0][..]].concat())
}

pub(super) fn list(db: &Connection, now: Times, ask: &Notes) -> Result<Vec<NoteRow>> {
    let mut select = db.prepare_cached(
        "select key, value, until from note
         where space = ?1 and key >= ?2 and (until is null or until > ?3) order by key limit ?4",
    )?;
    let limit = ask.limit.clamp(1, PAGE_MAX) as i64;
    let mut rows = select.query(params![ask.space.as_str(), first_behind(ask.after.as_ref()), now.wall.0, limit])?;
    let mut room = IMPORT_BYTES_MAX;
    let mut notes = Vec::new();
    while let Some(row) = rows.next()? {
        let note = Note { value: blob(row, 1)?, until: time(row, 2)? };
        let Some(left) = room.checked_sub(note.value.len()) else { break };
        room = left;
        notes.push(NoteRow { key: blob(row, 0)?, note });
    }
    Ok(notes)
}
