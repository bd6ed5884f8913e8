//! Rows as they are kept, out of one store and into another.

use ledger::{IMPORT_BYTES_MAX, Import, Imported, PAGE_MAX, Row, RowKey};
use rusqlite::{CachedStatement, Connection, Params, Result, params};
use types::{CommandId, Epoch, Name, UnixMs};

use crate::clock::Times;
use crate::sqlite::columns::{blob, fence, int, joined, offset, parsed, perhaps, seats, time};
use crate::sqlite::log::seat;
use crate::table::{Behind, Table};

/// A page of one table: the first that has rows behind `after`.
pub(super) fn export(db: &Connection, after: Option<&RowKey>) -> Result<Vec<Row>> {
    for (table, behind) in Table::behind(after) {
        let page = rows_of(db, table, behind)?;
        if !page.is_empty() {
            return Ok(page);
        }
    }
    Ok(Vec::new())
}

fn rows_of(db: &Connection, table: Table, behind: Behind<'_>) -> Result<Vec<Row>> {
    let Behind { first, offset, second, bytes } = behind;
    match table {
        Table::Game => page(
            db.prepare_cached(
                "select game_id, rules, seats, made, fence, head, wake_at, ended from game
                 where game_id > ?1 order by game_id",
            )?,
            params![first],
            game,
        ),
        Table::Entry => page(
            db.prepare_cached(
                "select game_id, event_offset, fence, body from event
                 where (game_id, event_offset) > (?1, ?2) order by game_id, event_offset",
            )?,
            params![first, offset],
            entry,
        ),
        Table::Command => page(
            db.prepare_cached(
                "select game_id, command_id, user_id, acked from command
                 where (game_id, command_id) > (?1, ?2) order by game_id, command_id",
            )?,
            params![first, bytes],
            command,
        ),
        Table::Cursor => page(
            db.prepare_cached(
                "select consumer, game_id, event_offset from cursor
                 where (consumer, game_id) > (?1, ?2) order by consumer, game_id",
            )?,
            params![first, second],
            cursor,
        ),
        Table::Note => page(
            db.prepare_cached(
                "select space, key, value, until from note where (space, key) > (?1, ?2) order by space, key",
            )?,
            params![first, bytes],
            note,
        ),
    }
}

fn page(
    mut select: CachedStatement<'_>,
    params: impl Params,
    read: fn(&rusqlite::Row<'_>) -> Result<Row>,
) -> Result<Vec<Row>> {
    let mut rows = select.query(params)?;
    let mut room = IMPORT_BYTES_MAX;
    let mut page = Vec::new();
    while page.len() < PAGE_MAX
        && let Some(row) = rows.next()?
    {
        let row = read(row)?;
        let Some(left) = room.checked_sub(row.size()) else { break };
        room = left;
        page.push(row);
    }
    Ok(page)
}

fn game(row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row::Game {
        game: parsed(row, 0)?,
        rules: parsed(row, 1)?,
        seats: seats(row, 2)?,
        made: UnixMs(row.get(3)?),
        fence: fence(row, 4)?,
        head: offset(row, 5)?,
        wake_at: time(row, 6)?,
        ended: row.get(7)?,
    })
}

fn entry(row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row::Entry { game: parsed(row, 0)?, offset: offset(row, 1)?, fence: fence(row, 2)?, sealed: blob(row, 3)? })
}

fn command(row: &rusqlite::Row<'_>) -> Result<Row> {
    let id = blob(row, 1)?;
    let command = CommandId::from_bytes(&id).ok_or(rusqlite::Error::InvalidColumnType(
        1,
        "command_id".to_owned(),
        rusqlite::types::Type::Blob,
    ))?;
    Ok(Row::Command { game: parsed(row, 0)?, command, user: perhaps(row, 2)?, acked: offset(row, 3)? })
}

fn cursor(row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row::Cursor { consumer: parsed(row, 0)?, game: parsed(row, 1)?, cursor: offset(row, 2)? })
}

fn note(row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row::Note { space: parsed(row, 0)?, key: blob(row, 1)?, value: blob(row, 2)?, until: time(row, 3)? })
}

/// All rows or none: what was put in before one that is refused is taken out again.
pub(super) fn import(db: &Connection, ask: &Import) -> Result<Imported> {
    db.execute_batch("savepoint import")?;
    for (row, content) in ask.rows.iter().enumerate() {
        if !put(db, content)? {
            db.execute_batch("rollback to import; release import")?;
            return Ok(Imported::Refused { row });
        }
    }
    db.execute_batch("release import")?;
    Ok(Imported::Done)
}

fn put(db: &Connection, row: &Row) -> Result<bool> {
    let inserted = match row {
        Row::Game { game, rules, seats, made, fence, head, wake_at, ended } => {
            seat(db, game, made.0, seats)?;
            db.prepare_cached(
                "insert or ignore into game (game_id, rules, seats, made, fence, head, wake_at, ended)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                game.as_str(),
                rules.as_str(),
                joined(seats),
                made.0,
                int(fence.0),
                int(head.0),
                wake_at.map(|at| at.0),
                ended
            ])?
        }
        Row::Entry { game, offset, fence, sealed } => db
            .prepare_cached(
                "insert or ignore into event (game_id, event_offset, fence, body)
                 select game_id, ?2, ?3, ?4 from game where game_id = ?1",
            )?
            .execute(params![game.as_str(), int(offset.0), int(fence.0), &sealed[..]])?,
        Row::Command { game, command, user, acked } => db
            .prepare_cached(
                "insert or ignore into command (game_id, command_id, user_id, acked)
                 select game_id, ?2, ?3, ?4 from game where game_id = ?1",
            )?
            .execute(params![game.as_str(), command.to_bytes(), user.as_ref().map(Name::as_str), int(acked.0)])?,
        Row::Cursor { consumer, game, cursor } => db
            .prepare_cached(
                "insert or ignore into cursor (consumer, game_id, event_offset)
                 select ?1, game_id, ?3 from game where game_id = ?2",
            )?
            .execute(params![consumer.as_str(), game.as_str(), int(cursor.0)])?,
        Row::Note { space, key, value, until } => db
            .prepare_cached("insert or ignore into note (space, key, value, until) values (?1, ?2, ?3, ?4)")?
            .execute(params![space.as_str(), &key[..], &value[..], until.map(|until| until.0)])?,
    };
    Ok(inserted > 0)
}

pub(super) fn epoch(db: &Connection) -> Result<Epoch> {
    db.query_row("select epoch from store", [], |row| Ok(Epoch(offset(row, 0)?.0)))
}

pub(super) fn raise_epoch(db: &Connection, now: Times, above: Epoch) -> Result<Epoch> {
    let mut update =
        db.prepare_cached("update store set epoch = max(epoch + 1, ?1 + 1, ?2), is_copy = 0 returning epoch")?;
    update.query_row(params![int(above.0), now.wall.0], |row| Ok(Epoch(offset(row, 0)?.0)))
}

/// What was restored from a copy is a new life of the store.
pub(super) fn raise_epoch_of_copy(db: &Connection, now: Times) -> Result<()> {
    let is_copy: bool = db.query_row("select is_copy from store", [], |row| row.get(0))?;
    if is_copy {
        raise_epoch(db, now, Epoch(0))?;
    }
    Ok(())
}
