//! Logs: what is added to them, and how they are read.

use bytes::Bytes;
use ledger::{
    Append, Appended, Create, Created, Find, Found, KeepSnapshot, LOAD_BYTES_MAX, LOAD_ENTRIES_MAX, LastSnapshot, Load,
    Loaded, SnapshotKept, Stored,
};
use rusqlite::{Connection, OptionalExtension, Result, params};
use types::{CommandId, Fence, GameId, Name, Offset};

use crate::clock::Times;
use crate::sqlite::columns::{blob, fence, int, joined, later, offset, perhaps, time};

/// The term of whoever makes a game.
const FIRST_TERM: Fence = Fence(1);

pub(super) fn create(db: &Connection, now: Times, ask: &Create) -> Result<Created> {
    if head_and_fence(db, &ask.game)?.is_some() {
        let known = command(db, &ask.game, ask.command)?.filter(|found| found.user == ask.by);
        return Ok(known.map_or(Created::Exists, |found| Created::Known { offset: found.acked }));
    }
    let head = Offset(u64::try_from(ask.events.len()).unwrap_or(u64::MAX));
    db.prepare_cached(
        "insert into game (game_id, rules, seats, made, owner, fence, head, lease_until, wake_at, ended)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)",
    )?
    .execute(params![
        ask.game.as_str(),
        ask.rules.as_str(),
        joined(&ask.seats),
        now.wall.0,
        ask.owner.as_str(),
        int(FIRST_TERM.0),
        int(head.0),
        later(now.even, ask.ttl),
        ask.wake_at.map(|at| at.0),
    ])?;
    seat(db, &ask.game, now.wall.0, &ask.seats)?;
    write(db, &ask.game, Offset(1), FIRST_TERM, &ask.events)?;
    acknowledge(db, &ask.game, ask.command, ask.by.as_ref(), head)?;
    Ok(Created::Made { fence: FIRST_TERM, head })
}

/// The guards stand in this order: the writer's transaction is the lock of the row.
pub(super) fn append(db: &Connection, ask: &Append) -> Result<Appended> {
    let mut row = db.prepare_cached("select head, fence, wake_at, ended from game where game_id = ?1")?;
    let row =
        row.query_row([ask.game.as_str()], |row| Ok((offset(row, 0)?, fence(row, 1)?, time(row, 2)?, row.get(3)?)));
    let Some((head, top, wake_at, ended)) = row.optional()? else { return Ok(Appended::NoGame) };
    if let Some(found) = command(db, &ask.game, ask.command)? {
        return Ok(if found.user == ask.user { Appended::Known(found.acked) } else { Appended::Foreign });
    }
    if ask.fence != top {
        return Ok(Appended::Fenced);
    }
    if head.0.checked_add(1) != Some(ask.first.0) {
        return Ok(Appended::Conflict { head });
    }
    let last = Offset(head.0 + u64::try_from(ask.events.len()).unwrap_or(u64::MAX));
    write(db, &ask.game, ask.first, ask.fence, &ask.events)?;
    acknowledge(db, &ask.game, ask.command, ask.user.as_ref(), last)?;
    let game = ask.game.as_str();
    if (wake_at, ended) == (ask.wake_at, ask.ended) {
        // An update that names the other columns writes their indexes anew.
        db.prepare_cached("update game set head = ?2 where game_id = ?1")?.execute(params![game, int(last.0)])?;
    } else {
        db.prepare_cached("update game set head = ?2, wake_at = ?3, ended = ?4 where game_id = ?1")?
            .execute(params![game, int(last.0), ask.wake_at.map(|at| at.0), ask.ended])?;
    }
    Ok(Appended::Done(last))
}

fn head_and_fence(db: &Connection, game: &GameId) -> Result<Option<(Offset, Fence)>> {
    let mut row = db.prepare_cached("select head, fence from game where game_id = ?1")?;
    row.query_row([game.as_str()], |row| Ok((offset(row, 0)?, fence(row, 1)?))).optional()
}

fn command(db: &Connection, game: &GameId, command: CommandId) -> Result<Option<Found>> {
    let mut row = db.prepare_cached("select user_id, acked from command where game_id = ?1 and command_id = ?2")?;
    let found = row.query_row(params![game.as_str(), command.to_bytes()], |row| {
        Ok(Found { user: perhaps(row, 0)?, acked: offset(row, 1)? })
    });
    found.optional()
}

fn write(db: &Connection, game: &GameId, first: Offset, fence: Fence, events: &[Bytes]) -> Result<()> {
    let mut insert =
        db.prepare_cached("insert into event (game_id, event_offset, fence, body) values (?1, ?2, ?3, ?4)")?;
    for (offset, sealed) in (first.0..).zip(events) {
        insert.execute(params![game.as_str(), int(offset), int(fence.0), &sealed[..]])?;
    }
    Ok(())
}

fn acknowledge(db: &Connection, game: &GameId, id: CommandId, user: Option<&Name>, acked: Offset) -> Result<()> {
    db.prepare_cached("insert into command (game_id, command_id, user_id, acked) values (?1, ?2, ?3, ?4)")?
        .execute(params![game.as_str(), id.to_bytes(), user.map(Name::as_str), int(acked.0)])
        .map(drop)
}

/// Lists a game with those who sit at it; who has two seats is there once.
pub(super) fn seat(db: &Connection, game: &GameId, made: i64, seats: &[Name]) -> Result<()> {
    let mut insert = db.prepare_cached("insert or ignore into seat (user_id, made, game_id) values (?1, ?2, ?3)")?;
    seats.iter().try_for_each(|user| insert.execute(params![user.as_str(), made, game.as_str()]).map(drop))
}

pub(super) fn load(db: &Connection, ask: &Load) -> Result<Option<Loaded>> {
    let Some((head, _)) = head_and_fence(db, &ask.game)? else { return Ok(None) };
    let mut select = db.prepare_cached(
        "select event_offset, fence, body from event where game_id = ?1 and event_offset > ?2 order by event_offset",
    )?;
    let mut rows = select.query(params![ask.game.as_str(), int(ask.after.0)])?;
    let mut room = ask.bytes_max.min(LOAD_BYTES_MAX);
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let size = row.get_ref(2)?.as_blob()?.len();
        let fits = entries.is_empty() || size <= room;
        if !fits || entries.len() == LOAD_ENTRIES_MAX {
            break;
        }
        room = room.saturating_sub(size);
        entries.push(Stored { offset: offset(row, 0)?, fence: fence(row, 1)?, sealed: blob(row, 2)? });
    }
    Ok(Some(Loaded { entries, head }))
}

pub(super) fn find(db: &Connection, ask: &Find) -> Result<Option<Found>> {
    command(db, &ask.game, ask.command)
}

pub(super) fn keep_snapshot(db: &Connection, ask: &KeepSnapshot) -> Result<SnapshotKept> {
    let Some((head, top)) = head_and_fence(db, &ask.game)? else { return Ok(SnapshotKept::NoGame) };
    if ask.fence != top {
        return Ok(SnapshotKept::Fenced);
    }
    if ask.offset > head {
        return Ok(SnapshotKept::Ahead);
    }
    db.prepare_cached(
        "insert into snapshot (game_id, event_offset, body) values (?1, ?2, ?3)
         on conflict (game_id) do update set event_offset = excluded.event_offset, body = excluded.body
         where snapshot.event_offset <= excluded.event_offset",
    )?
    .execute(params![ask.game.as_str(), int(ask.offset.0), &ask.sealed[..]])?;
    Ok(SnapshotKept::Done)
}

pub(super) fn last_snapshot(db: &Connection, ask: &LastSnapshot) -> Result<Option<(Offset, Bytes)>> {
    let mut row = db.prepare_cached("select event_offset, body from snapshot where game_id = ?1")?;
    row.query_row([ask.game.as_str()], |row| Ok((offset(row, 0)?, blob(row, 1)?))).optional()
}
