//! Who owns which game.

use std::time::Duration;

use ledger::{Due, Look, Looked, Owned, PAGE_MAX, Release, Renew, Take, Took};
use rusqlite::{Connection, OptionalExtension, Result, params};
use types::{Fence, GameId, Name, UnixMs};

use crate::clock::Times;
use crate::sqlite::blame::is_quarantined;
use crate::sqlite::columns::{fence, int, later, left, offset, parsed, paused, perhaps, seats, time};

pub(super) fn take(db: &Connection, now: Times, ask: &Take) -> Result<Took> {
    if is_quarantined(db, &ask.game)? {
        return Ok(Took::Quarantined);
    }
    let free = "update game set owner = ?2, fence = fence + 1, lease_until = ?3
                where game_id = ?1 and (owner is null or owner = ?2 or lease_until <= ?4)
                returning fence, head, rules, seats, wake_at, ended";
    let until = later(now.even, ask.ttl);
    let mut lease = db.prepare_cached("select lease_until from game where game_id = ?1")?;
    let lease_until: Option<i64> = lease.query_row([ask.game.as_str()], |row| row.get(0)).optional()?;
    let paused = paused(now.even, lease_until.unwrap_or(0));
    let taken = db
        .prepare_cached(free)?
        .query_row(params![ask.game.as_str(), ask.owner.as_str(), until, now.even.0], |row| {
            Ok(Owned {
                fence: fence(row, 0)?,
                head: offset(row, 1)?,
                rules: parsed(row, 2)?,
                seats: seats(row, 3)?,
                wake_at: time(row, 4)?,
                ended: row.get(5)?,
                paused,
            })
        })
        .optional()?;
    if let Some(owned) = taken {
        return Ok(Took::Taken(owned));
    }
    let looked = look(db, now, &Look { game: ask.game.clone() })?;
    Ok(looked.and_then(|looked| looked.owner).map_or(Took::NoGame, |(owner, left)| Took::Held { owner, left }))
}

pub(super) fn renew(db: &Connection, now: Times, ask: &Renew) -> Result<Vec<(GameId, Fence)>> {
    let mut update = db.prepare_cached(
        "update game set lease_until = ?3
         where game_id = ?1 and fence = ?2 and owner is not null and lease_until > ?4",
    )?;
    let mut alive = Vec::new();
    for (game, fence) in &ask.terms {
        let until = later(now.even, ask.ttl);
        if update.execute(params![game.as_str(), int(fence.0), until, now.even.0])? > 0 {
            alive.push((game.clone(), *fence));
        }
    }
    Ok(alive)
}

pub(super) fn release(db: &Connection, now: Times, ask: &Release) -> Result<bool> {
    let mut update = db.prepare_cached(
        "update game set owner = null, lease_until = ?3 where game_id = ?1 and fence = ?2 and owner is not null",
    )?;
    let free_since = if ask.is_at_rest { 0 } else { now.even.0 };
    Ok(update.execute(params![ask.game.as_str(), int(ask.fence.0), free_since])? > 0)
}

/// Whoever has the lock of the folder is the only server there is: what earlier ones owned is free, since their leases
/// were over.
pub(super) fn release_all(db: &Connection) -> Result<()> {
    db.execute("update game set owner = null where owner is not null", []).map(drop)
}

pub(super) fn due(db: &Connection, now: Times, ask: &Due) -> Result<Vec<GameId>> {
    let mut select = db.prepare_cached(
        "select game_id from game where wake_at <= ?1 and (owner is null or lease_until <= ?2)
             and game_id not in (select game_id from blame where is_quarantined)
         order by wake_at, game_id limit ?3",
    )?;
    let limit = ask.limit.clamp(1, PAGE_MAX);
    // Where the machine's clock is set back nobody waits for that: who is woken too early goes by his own clock.
    let latest = now.wall.0.max(now.even.0);
    select.query_map(params![latest, now.even.0, limit as i64], |row| parsed(row, 0))?.collect()
}

pub(super) fn look(db: &Connection, now: Times, ask: &Look) -> Result<Option<Looked>> {
    let mut row = db.prepare_cached(
        "select head, fence, owner, lease_until, rules, seats, made, wake_at, ended from game where game_id = ?1",
    )?;
    let looked = row.query_row([ask.game.as_str()], |row| {
        let owner: Option<(Name, Duration)> = perhaps(row, 2)?.zip(left(now.even, row.get(3)?));
        Ok(Looked {
            head: offset(row, 0)?,
            fence: fence(row, 1)?,
            owner,
            rules: parsed(row, 4)?,
            seats: seats(row, 5)?,
            made: UnixMs(row.get(6)?),
            wake_at: time(row, 7)?,
            ended: row.get(8)?,
        })
    });
    looked.optional()
}
