//! Rows as they are kept, out of a database and into one.

use ledger::{Answer, Failed, IMPORT_BYTES_MAX, PAGE_MAX, Row};
use types::{CommandId, Name, UnixMs};

use crate::postgres::call::{Call, unknown};
use crate::postgres::columns::{blob, fence, int, joined, offset, page, parsed, perhaps, seats, time, value};
use crate::table::{Behind, Table};

type Columns = tokio_postgres::Row;

const GAMES: &str = "
    select game_id, rules, seats, made, fence, head, wake_at, ended from hubbub.game
    where game_id > $1 order by game_id limit $2";
const ENTRIES: &str = "
    select game_id, event_offset, fence, body from (
        select *, row_number() over by_key as place, sum(octet_length(body) + 512) over by_key as size
        from (select * from hubbub.event where (game_id, event_offset) > ($1, $3)
              order by game_id, event_offset limit $2) as next
        window by_key as (order by game_id, event_offset)
    ) as page where place = 1 or size <= $4 order by game_id, event_offset";
const COMMANDS: &str = "
    select game_id, command_id, user_id, acked from hubbub.command
    where (game_id, command_id) > ($1, $3) order by game_id, command_id limit $2";
const CURSORS: &str = "
    select consumer, game_id, event_offset from hubbub.cursor
    where (consumer, game_id) > ($1, $3) and event_offset > 0 order by consumer, game_id limit $2";
const NOTES: &str = "
    select space, key, value, until from (
        select *, row_number() over by_key as place, sum(octet_length(value) + 512) over by_key as size
        from (select * from hubbub.note where (space, key) > ($1, $3) order by space, key limit $2) as next
        window by_key as (order by space, key)
    ) as page where place = 1 or size <= $4 order by space, key";

/// A page of one table.
pub(super) fn export<'key>(table: Table, behind: Behind<'key>) -> Call<'key> {
    let call = |sql, read: fn(&Columns) -> Result<Row, Failed>| {
        let read = move |rows: Vec<Columns>| rows.iter().map(read).collect::<Result<_, _>>().map(Answer::Export);
        Call::new(sql, read).with(behind.first).with(page(PAGE_MAX))
    };
    let room = i64::try_from(IMPORT_BYTES_MAX).unwrap_or(i64::MAX);
    match table {
        Table::Game => call(GAMES, game),
        Table::Entry => call(ENTRIES, entry).with(behind.offset).with(room),
        Table::Command => call(COMMANDS, command).with(behind.bytes),
        Table::Cursor => call(CURSORS, cursor).with(behind.second),
        Table::Note => call(NOTES, note).with(behind.bytes).with(room),
    }
}

fn game(row: &Columns) -> Result<Row, Failed> {
    Ok(Row::Game {
        game: parsed(row, 0)?,
        rules: parsed(row, 1)?,
        seats: seats(row, 2)?,
        made: UnixMs(value(row, 3)?),
        fence: fence(row, 4)?,
        head: offset(row, 5)?,
        wake_at: time(row, 6)?,
        ended: value(row, 7)?,
    })
}

fn entry(row: &Columns) -> Result<Row, Failed> {
    Ok(Row::Entry { game: parsed(row, 0)?, offset: offset(row, 1)?, fence: fence(row, 2)?, sealed: blob(row, 3)? })
}

fn command(row: &Columns) -> Result<Row, Failed> {
    let command = CommandId::from_bytes(value(row, 1)?).ok_or_else(|| unknown("a command id"))?;
    Ok(Row::Command { game: parsed(row, 0)?, command, user: perhaps(row, 2)?, acked: offset(row, 3)? })
}

fn cursor(row: &Columns) -> Result<Row, Failed> {
    Ok(Row::Cursor { consumer: parsed(row, 0)?, game: parsed(row, 1)?, cursor: offset(row, 2)? })
}

fn note(row: &Columns) -> Result<Row, Failed> {
    Ok(Row::Note { space: parsed(row, 0)?, key: blob(row, 1)?, value: blob(row, 2)?, until: time(row, 3)? })
}

const PUT_GAME: &str = "
    with put as (
        insert into hubbub.game (game_id, rules, seats, made, fence, head, wake_at, ended)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning game_id
    ), seated as (
        insert into hubbub.seat (user_id, made, game_id)
        select distinct sitter, $4, game_id from put, unnest(string_to_array($3, ' ')) as sitter where sitter <> ''
    )
    select from put";
const PUT_ENTRY: &str = "
    insert into hubbub.event (game_id, event_offset, fence, body)
    select game_id, $2, $3, $4 from hubbub.game where game_id = $1 on conflict do nothing returning 1";
const PUT_COMMAND: &str = "
    insert into hubbub.command (game_id, command_id, user_id, acked)
    select game_id, $2, $3, $4 from hubbub.game where game_id = $1 on conflict do nothing returning 1";
const PUT_CURSOR: &str = "
    insert into hubbub.cursor (consumer, game_id, event_offset)
    select $1, game_id, $3 from hubbub.game where game_id = $2 on conflict do nothing returning 1";
const PUT_NOTE: &str = "
    insert into hubbub.note (space, key, value, until) values ($1, $2, $3, $4) on conflict do nothing returning 1";

/// Puts one row in. It has a row of its own as an answer, unless one is there already or its game is not.
pub(super) fn put(row: &Row) -> Call<'_> {
    let call = |sql| Call::new(sql, |_| Ok(Answer::Export(Vec::new())));
    match row {
        Row::Game { game, rules, seats, made, fence, head, wake_at, ended } => call(PUT_GAME)
            .with(game.as_str())
            .with(rules.as_str())
            .with(joined(seats))
            .with(made.0)
            .with(int(fence.0))
            .with(int(head.0))
            .with(wake_at.map(|at| at.0))
            .with(*ended),
        Row::Entry { game, offset, fence, sealed } => {
            call(PUT_ENTRY).with(game.as_str()).with(int(offset.0)).with(int(fence.0)).with(&sealed[..])
        }
        Row::Command { game, command, user, acked } => call(PUT_COMMAND)
            .with(game.as_str())
            .with(command.to_bytes())
            .with(user.as_ref().map(Name::as_str))
            .with(int(acked.0)),
        Row::Cursor { consumer, game, cursor } => {
            call(PUT_CURSOR).with(consumer.as_str()).with(game.as_str()).with(int(cursor.0))
        }
        Row::Note { space, key, value, until } => {
            call(PUT_NOTE).with(space.as_str()).with(&key[..]).with(&value[..]).with(until.map(|until| until.0))
        }
    }
}
