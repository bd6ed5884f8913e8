//! Lists of games, and how far consumers have read.

use ledger::{Advance, Advanced, Behind, GameRow, Games, Lag, PAGE_MAX, Which};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use types::{GameId, Offset, UnixMs};

use crate::sqlite::columns::{int, offset, parsed, seats};

const ALL: &str = "
    select game_id, made, rules, seats, head, ended from game
    where (made, game_id) < (?1, ?2) order by made desc, game_id desc limit ?3";
const LIVE: &str = "
    select game_id, made, rules, seats, head, ended from game
    where rules = ?4 and ended = 0 and (made, game_id) < (?1, ?2) order by made desc, game_id desc limit ?3";
const OF_USER: &str = "
    select game_id, made, rules, seats, head, ended from seat join game using (game_id, made)
    where user_id = ?4 and (made, game_id) < (?1, ?2) order by made desc, game_id desc limit ?3";

pub(super) fn games(db: &Connection, ask: &Games) -> Result<Vec<GameRow>> {
    // Behind the newest: no game is made at the end of time.
    let (made, game) = ask.after.as_ref().map_or((i64::MAX, ""), |after| (after.made.0, after.game.as_str()));
    let limit = ask.limit.clamp(1, PAGE_MAX) as i64;
    match &ask.which {
        Which::All => db.prepare_cached(ALL)?.query_map(params![made, game, limit], row)?.collect(),
        Which::Live(rules) => {
            db.prepare_cached(LIVE)?.query_map(params![made, game, limit, rules.as_str()], row)?.collect()
        }
        Which::OfUser(user) => {
            db.prepare_cached(OF_USER)?.query_map(params![made, game, limit, user.as_str()], row)?.collect()
        }
    }
}

fn row(row: &Row<'_>) -> Result<GameRow> {
    Ok(GameRow {
        game: parsed(row, 0)?,
        made: UnixMs(row.get(1)?),
        rules: parsed(row, 2)?,
        seats: seats(row, 3)?,
        head: offset(row, 4)?,
        ended: row.get(5)?,
    })
}

pub(super) fn behind(db: &Connection, ask: &Behind) -> Result<Vec<Lag>> {
    let mut select = db.prepare_cached(
        "select game_id, coalesce(event_offset, 0), head from game left join (select * from cursor where consumer = ?1) using (game_id)
         where game_id > ?2 and head > coalesce(event_offset, 0) order by game_id limit ?3",
    )?;
    let after = ask.after.as_ref().map_or("", GameId::as_str);
    let limit = ask.limit.clamp(1, PAGE_MAX) as i64;
    let lags = select.query_map(params![ask.consumer.as_str(), after, limit], |row| {
        Ok(Lag { game: parsed(row, 0)?, cursor: offset(row, 1)?, head: offset(row, 2)? })
    })?;
    lags.collect()
}

pub(super) fn advance(db: &Connection, ask: &Advance) -> Result<Advanced> {
    let mut head = db.prepare_cached("select head from game where game_id = ?1")?;
    let head = head.query_row([ask.game.as_str()], |row| offset(row, 0)).optional()?;
    if head.is_none_or(|head| head < ask.to) {
        return Ok(Advanced::Ahead);
    }
    let place = params![ask.consumer.as_str(), ask.game.as_str()];
    let mut cursor = db.prepare_cached("select event_offset from cursor where consumer = ?1 and game_id = ?2")?;
    let cursor: Offset = cursor.query_row(place, |row| offset(row, 0)).optional()?.unwrap_or_default();
    if cursor != ask.from {
        return Ok(Advanced::Elsewhere { cursor });
    }
    db.prepare_cached("insert or replace into cursor (consumer, game_id, event_offset) values (?1, ?2, ?3)")?
        .execute(params![ask.consumer.as_str(), ask.game.as_str(), int(ask.to.0)])?;
    Ok(Advanced::Done)
}
