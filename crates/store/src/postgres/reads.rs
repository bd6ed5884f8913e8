//! Asks that read. Each is one statement, so that all that it reads was true at one time.

use ledger::{
    Answer, Ask, Behind, Due, Failed, Find, Found, GameRow, Games, IMPORT_BYTES_MAX, LOAD_BYTES_MAX, LOAD_ENTRIES_MAX,
    Lag, LastSnapshot, Load, Loaded, Look, Looked, Note, NoteRow, Notes, Recall, Stored, Which,
};
use tokio_postgres::Row;
use types::{Epoch, GameId, UnixMs};

use crate::postgres::call::{Call, one};
use crate::postgres::columns::{blob, fence, int, left, offset, page, parsed, perhaps, seats, time, value};

/// The statement of an ask that reads; `None` for the others.
pub(super) fn call(ask: &Ask) -> Option<Call<'_>> {
    match ask {
        Ask::Due(ask) => Some(due(ask)),
        Ask::Look(ask) => Some(look(ask)),
        Ask::Load(ask) => Some(load(ask)),
        Ask::Find(ask) => Some(find(ask)),
        Ask::LastSnapshot(ask) => Some(last_snapshot(ask)),
        Ask::Games(ask) => Some(games(ask)),
        Ask::Behind(ask) => Some(behind(ask)),
        Ask::Recall(ask) => Some(recall(ask)),
        Ask::Notes(ask) => Some(notes(ask)),
        Ask::Epoch(_) => Some(Call::new("select epoch from hubbub.store", |rows| {
            Ok(Answer::Epoch(Epoch(offset(one(&rows)?, 0)?.0)))
        })),
        // It may take more than one.
        Ask::Export(_)
        | Ask::Create(_)
        | Ask::Append(_)
        | Ask::Take(_)
        | Ask::Renew(_)
        | Ask::Release(_)
        | Ask::Blame(_)
        | Ask::Pardon(_)
        | Ask::KeepSnapshot(_)
        | Ask::Advance(_)
        | Ask::Keep(_)
        | Ask::Forget(_)
        | Ask::RaiseEpoch(_)
        | Ask::Import(_) => None,
    }
}

fn all<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, Failed>) -> Result<Vec<T>, Failed> {
    rows.iter().map(read).collect()
}

fn due(ask: &Due) -> Call<'_> {
    // In brackets the time is asked for once, and the index is read up to it.
    let sql = "select game_id from hubbub.game
               where wake_at <= (select hubbub.now_ms())
                   and (owner is null or lease_until <= (select hubbub.now_ms()))
                   and not exists (select 1 from hubbub.blame where blame.game_id = game.game_id and is_quarantined)
               order by wake_at, game_id limit $1";
    Call::new(sql, |rows| all(&rows, |row| parsed(row, 0)).map(Answer::Due)).with(page(ask.limit))
}

fn look(ask: &Look) -> Call<'_> {
    let sql = "select head, fence, owner, lease_until - hubbub.now_ms(), rules, seats, made, wake_at, ended
               from hubbub.game where game_id = $1";
    let read = |rows: Vec<Row>| rows.first().map(looked).transpose().map(Answer::Look);
    Call::new(sql, read).with(ask.game.as_str())
}

fn looked(row: &Row) -> Result<Looked, Failed> {
    Ok(Looked {
        head: offset(row, 0)?,
        fence: fence(row, 1)?,
        owner: perhaps(row, 2)?.zip(left(row, 3)?),
        rules: parsed(row, 4)?,
        seats: seats(row, 5)?,
        made: UnixMs(value(row, 6)?),
        wake_at: time(row, 7)?,
        ended: value(row, 8)?,
    })
}

fn load(ask: &Load) -> Call<'_> {
    let sql = "
        select head, event_offset, page.fence, body from hubbub.game left join lateral (
            select event_offset, fence, body,
                   row_number() over by_offset as place, sum(octet_length(body)) over by_offset as size
            from (select * from hubbub.event where game_id = $1 and event_offset > $2
                  order by event_offset limit $4) as next
            window by_offset as (order by event_offset)
        ) as page on place = 1 or size <= $3
        where game_id = $1 order by event_offset";
    let read = |rows: Vec<Row>| {
        let Some(first) = rows.first() else { return Ok(Answer::Load(None)) };
        let head = offset(first, 0)?;
        let found = rows.iter().filter(|row| row.try_get::<_, i64>(1).is_ok());
        let entries =
            found.map(|row| Ok(Stored { offset: offset(row, 1)?, fence: fence(row, 2)?, sealed: blob(row, 3)? }));
        Ok(Answer::Load(Some(Loaded { entries: entries.collect::<Result<_, Failed>>()?, head })))
    };
    let room = ask.bytes_max.min(LOAD_BYTES_MAX);
    Call::new(sql, read)
        .with(ask.game.as_str())
        .with(int(ask.after.0))
        .with(i64::try_from(room).unwrap_or(i64::MAX))
        .with(i64::try_from(LOAD_ENTRIES_MAX).unwrap_or(i64::MAX))
}

fn find(ask: &Find) -> Call<'_> {
    let sql = "select user_id, acked from hubbub.command where game_id = $1 and command_id = $2";
    let found = |row: &Row| Ok(Found { user: perhaps(row, 0)?, acked: offset(row, 1)? });
    let read = move |rows: Vec<Row>| rows.first().map(found).transpose().map(Answer::Find);
    Call::new(sql, read).with(ask.game.as_str()).with(ask.command.to_bytes())
}

fn last_snapshot(ask: &LastSnapshot) -> Call<'_> {
    let sql = "select event_offset, body from hubbub.snapshot where game_id = $1";
    let snapshot = |row: &Row| Ok((offset(row, 0)?, blob(row, 1)?));
    let read = move |rows: Vec<Row>| rows.first().map(snapshot).transpose().map(Answer::LastSnapshot);
    Call::new(sql, read).with(ask.game.as_str())
}

const ALL: &str = "
    select game_id, made, rules, seats, head, ended from hubbub.game
    where (made, game_id) < ($1, $2) order by made desc, game_id desc limit $3";
const LIVE: &str = "
    select game_id, made, rules, seats, head, ended from hubbub.game
    where rules = $4 and not ended and (made, game_id) < ($1, $2) order by made desc, game_id desc limit $3";
const OF_USER: &str = "
    select game_id, made, rules, seats, head, ended from (
        select game_id from hubbub.seat where user_id = $4 and (made, game_id) < ($1, $2)
        order by made desc, game_id desc limit $3
    ) as mine join hubbub.game using (game_id) order by made desc, game_id desc";

fn games(ask: &Games) -> Call<'_> {
    // Behind the newest: no game is made at the end of time.
    let (made, game) = ask.after.as_ref().map_or((i64::MAX, ""), |after| (after.made.0, after.game.as_str()));
    let call = |sql| {
        let read = |rows: Vec<Row>| all(&rows, game_row).map(Answer::Games);
        Call::new(sql, read).with(made).with(game).with(page(ask.limit))
    };
    match &ask.which {
        Which::All => call(ALL),
        Which::Live(rules) => call(LIVE).with(rules.as_str()),
        Which::OfUser(user) => call(OF_USER).with(user.as_str()),
    }
}

fn game_row(row: &Row) -> Result<GameRow, Failed> {
    Ok(GameRow {
        game: parsed(row, 0)?,
        made: UnixMs(value(row, 1)?),
        rules: parsed(row, 2)?,
        seats: seats(row, 3)?,
        head: offset(row, 4)?,
        ended: value(row, 5)?,
    })
}

fn behind(ask: &Behind) -> Call<'_> {
    let sql = "
        select game_id, coalesce(event_offset, 0), head
        from hubbub.game left join (select * from hubbub.cursor where consumer = $1) as mine using (game_id)
        where game_id > $2 and head > coalesce(event_offset, 0) order by game_id limit $3";
    let lag = |row: &Row| Ok(Lag { game: parsed(row, 0)?, cursor: offset(row, 1)?, head: offset(row, 2)? });
    Call::new(sql, move |rows| all(&rows, lag).map(Answer::Behind))
        .with(ask.consumer.as_str())
        .with(ask.after.as_ref().map_or("", GameId::as_str))
        .with(page(ask.limit))
}

fn recall(ask: &Recall) -> Call<'_> {
    let sql = "select value, until from hubbub.note
               where space = $1 and key = $2 and (until is null or until > hubbub.now_ms())";
    let note = |row: &Row| Ok(Note { value: blob(row, 0)?, until: time(row, 1)? });
    let read = move |rows: Vec<Row>| rows.first().map(note).transpose().map(Answer::Recall);
    Call::new(sql, read).with(ask.space.as_str()).with(&ask.key[..])
}

fn notes(ask: &Notes) -> Call<'_> {
    let sql = "select key, value, until from hubbub.note
               where space = $1 and key >= $2 and (until is null or until > hubbub.now_ms())
               order by key limit $3";
    let read = |rows: Vec<Row>| {
        let mut room = IMPORT_BYTES_MAX;
        let mut notes = Vec::new();
        for row in &rows {
            let note = Note { value: blob(row, 1)?, until: time(row, 2)? };
            let Some(left) = room.checked_sub(note.value.len()) else { break };
            room = left;
            notes.push(NoteRow { key: blob(row, 0)?, note });
        }
        Ok(Answer::Notes(notes))
    };
    // The first key that there can be behind another.
    let from = ask.after.as_ref().map_or(Vec::new(), |after| [after, &[0][..]].concat());
    Call::new(sql, read).with(ask.space.as_str()).with(from).with(page(ask.limit))
}
