//! Games that have ended processes that ran them.

use ledger::{Blame, Blamed, Pardon};
use rusqlite::{Connection, OptionalExtension, Result, params};
use types::{GameId, UnixMs};

use crate::clock::Times;
use crate::sqlite::columns::later;

pub(super) fn blame(db: &Connection, now: Times, ask: &Blame) -> Result<Blamed> {
    let game = ask.game.as_str();
    let is_there = db.prepare_cached("select 1 from game where game_id = ?1")?.exists([game])?;
    if !is_there {
        return Ok(Blamed::NoGame);
    }
    // Each blame comes from another process, and clocks that run evenly are a process's own.
    let within = later(UnixMs(0), ask.within);
    let sql = "insert into blame (game_id, at, is_quarantined) values (?1, ?2, 0)
               on conflict (game_id) do update
               set at = excluded.at, is_quarantined = is_quarantined or excluded.at < at + ?3
               returning is_quarantined";
    let is_quarantined = db.prepare_cached(sql)?.query_row(params![game, now.wall.0, within], |row| row.get(0))?;
    Ok(if is_quarantined { Blamed::Quarantined } else { Blamed::Noted })
}

pub(super) fn pardon(db: &Connection, ask: &Pardon) -> Result<bool> {
    Ok(db.prepare_cached("delete from blame where game_id = ?1")?.execute([ask.game.as_str()])? > 0)
}

pub(super) fn is_quarantined(db: &Connection, game: &GameId) -> Result<bool> {
    let mut row = db.prepare_cached("select is_quarantined from blame where game_id = ?1")?;
    Ok(row.query_row([game.as_str()], |row| row.get(0)).optional()?.unwrap_or(false))
}
