//! Asks that write.

use std::collections::BTreeSet;

use ledger::{
    Advance, Advanced, Answer, Append, Appended, Ask, Blame, Blamed, Create, Created, Failed, Forget, Keep,
    KeepSnapshot, Kept, Owned, Pardon, RaiseEpoch, Release, Renew, SnapshotKept, Take, Took, Was,
};
use tokio_postgres::Row;
use types::{Epoch, Fence, GameId, Name};

use crate::postgres::call::{Call, one, unknown};
use crate::postgres::columns::{blob, fence, int, joined, left, ms, offset, parsed, seats, time, value};

/// The statement of an ask that locks at most one game, cursor or note; `None` for the others.
pub(super) fn call(ask: &Ask) -> Option<Call<'_>> {
    match ask {
        Ask::Create(ask) => Some(create(ask)),
        Ask::Append(ask) => Some(append(ask)),
        Ask::Take(ask) => Some(take(ask)),
        Ask::Renew(ask) => Some(renew(ask)),
        Ask::Release(ask) => Some(release(ask)),
        Ask::Blame(ask) => Some(blame(ask)),
        Ask::Pardon(ask) => Some(pardon(ask)),
        Ask::KeepSnapshot(ask) => Some(keep_snapshot(ask)),
        Ask::Advance(ask) => Some(advance(ask)),
        Ask::Keep(ask) => Some(keep(ask)),
        Ask::Forget(ask) => Some(forget(ask)),
        Ask::RaiseEpoch(ask) => Some(raise_epoch(ask)),
        Ask::Import(_)
        | Ask::Due(_)
        | Ask::Look(_)
        | Ask::Load(_)
        | Ask::Find(_)
        | Ask::LastSnapshot(_)
        | Ask::Games(_)
        | Ask::Behind(_)
        | Ask::Recall(_)
        | Ask::Notes(_)
        | Ask::Epoch(_)
        | Ask::Export(_) => None,
    }
}

fn create(ask: &Create) -> Call<'_> {
    let events: Vec<&[u8]> = ask.events.iter().map(|sealed| &sealed[..]).collect();
    let sql = "select answer, at from hubbub.make($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let read = |rows: Vec<Row>| {
        let row = one(&rows)?;
        Ok(Answer::Create(match value(row, 0)? {
            "made" => Created::Made { fence: Fence(1), head: offset(row, 1)? },
            "known" => Created::Known { offset: offset(row, 1)? },
            "exists" => Created::Exists,
            word => return Err(unknown(word)),
        }))
    };
    Call::new(sql, read)
        .with(ask.game.as_str())
        .with(ask.rules.as_str())
        .with(joined(&ask.seats))
        .with(ask.command.to_bytes())
        .with(ask.by.as_ref().map(Name::as_str))
        .with(ask.owner.as_str())
        .with(ms(ask.ttl))
        .with(events)
        .with(ask.wake_at.map(|at| at.0))
}

fn append(ask: &Append) -> Call<'_> {
    let events: Vec<&[u8]> = ask.events.iter().map(|sealed| &sealed[..]).collect();
    let sql = "select answer, at from hubbub.append($1, $2, $3, $4, $5, $6, $7, $8)";
    let read = |rows: Vec<Row>| {
        let row = one(&rows)?;
        Ok(Answer::Append(match value(row, 0)? {
            "done" => Appended::Done(offset(row, 1)?),
            "known" => Appended::Known(offset(row, 1)?),
            "foreign" => Appended::Foreign,
            "fenced" => Appended::Fenced,
            "conflict" => Appended::Conflict { head: offset(row, 1)? },
            "no game" => Appended::NoGame,
            word => return Err(unknown(word)),
        }))
    };
    Call::new(sql, read)
        .with(ask.game.as_str())
        .with(int(ask.first.0))
        .with(int(ask.fence.0))
        .with(ask.command.to_bytes())
        .with(ask.user.as_ref().map(Name::as_str))
        .with(events)
        .with(ask.wake_at.map(|at| at.0))
        .with(ask.ended)
}

fn take(ask: &Take) -> Call<'_> {
    let sql =
        "select answer, term, last, rule, seated, wake, over, holder, remaining, paused from hubbub.take($1, $2, $3)";
    let read = |rows: Vec<Row>| {
        let row = one(&rows)?;
        Ok(Answer::Take(match value(row, 0)? {
            "taken" => Took::Taken(Owned {
                fence: fence(row, 1)?,
                head: offset(row, 2)?,
                rules: parsed(row, 3)?,
                seats: seats(row, 4)?,
                wake_at: time(row, 5)?,
                ended: value(row, 6)?,
                paused: left(row, 9)?.unwrap_or_default(),
            }),
            "held" => Took::Held { owner: parsed(row, 7)?, left: left(row, 8)?.unwrap_or_default() },
            "quarantined" => Took::Quarantined,
            "no game" => Took::NoGame,
            word => return Err(unknown(word)),
        }))
    };
    Call::new(sql, read).with(ask.game.as_str()).with(ask.owner.as_str()).with(ms(ask.ttl))
}

/// Locks many rows, in the order of their ids, as groups do.
fn renew(ask: &Renew) -> Call<'_> {
    let sql = "
        with alive as (
            select game_id from hubbub.game join unnest($1::text[], $2::bigint[]) as term (id, number)
            on game_id = id and fence = number
            where owner is not null and lease_until > hubbub.now_ms() order by game_id for update of game
        )
        update hubbub.game set lease_until = hubbub.now_ms() + $3 from alive
        where game.game_id = alive.game_id returning game.game_id, fence";
    let games: Vec<&str> = ask.terms.iter().map(|(game, _)| game.as_str()).collect();
    let fences: Vec<i64> = ask.terms.iter().map(|(_, fence)| int(fence.0)).collect();
    let read = |rows: Vec<Row>| {
        let alive = rows.iter().map(|row| Ok((parsed(row, 0)?, fence(row, 1)?)));
        let alive: BTreeSet<(GameId, Fence)> = alive.collect::<Result<_, Failed>>()?;
        let mut terms = ask.terms.clone();
        terms.retain(|term| alive.contains(term));
        Ok(Answer::Renew(terms))
    };
    Call::new(sql, read).with(games).with(fences).with(ms(ask.ttl))
}

fn release(ask: &Release) -> Call<'_> {
    let sql = "update hubbub.game set owner = null, lease_until = case when $3 then 0 else hubbub.now_ms() end
               where game_id = $1 and fence = $2 and owner is not null returning 1";
    let read = |rows: Vec<Row>| Ok(Answer::Release(!rows.is_empty()));
    Call::new(sql, read).with(ask.game.as_str()).with(int(ask.fence.0)).with(ask.is_at_rest)
}

fn blame(ask: &Blame) -> Call<'_> {
    let read = |rows: Vec<Row>| {
        Ok(Answer::Blame(match value(one(&rows)?, 0)? {
            "noted" => Blamed::Noted,
            "quarantined" => Blamed::Quarantined,
            "no game" => Blamed::NoGame,
            word => return Err(unknown(word)),
        }))
    };
    Call::new("select hubbub.blame($1, $2)", read).with(ask.game.as_str()).with(ms(ask.within))
}

fn pardon(ask: &Pardon) -> Call<'_> {
    let read = |rows: Vec<Row>| Ok(Answer::Pardon(value(one(&rows)?, 0)?));
    Call::new("select hubbub.pardon($1)", read).with(ask.game.as_str())
}

fn keep_snapshot(ask: &KeepSnapshot) -> Call<'_> {
    let read = |rows: Vec<Row>| {
        Ok(Answer::KeepSnapshot(match value(one(&rows)?, 0)? {
            "done" => SnapshotKept::Done,
            "fenced" => SnapshotKept::Fenced,
            "ahead" => SnapshotKept::Ahead,
            "no game" => SnapshotKept::NoGame,
            word => return Err(unknown(word)),
        }))
    };
    Call::new("select hubbub.keep_snapshot($1, $2, $3, $4)", read)
        .with(ask.game.as_str())
        .with(int(ask.fence.0))
        .with(int(ask.offset.0))
        .with(&ask.sealed[..])
}

fn advance(ask: &Advance) -> Call<'_> {
    let read = |rows: Vec<Row>| {
        let row = one(&rows)?;
        Ok(Answer::Advance(match value(row, 0)? {
            "done" => Advanced::Done,
            "elsewhere" => Advanced::Elsewhere { cursor: offset(row, 1)? },
            "ahead" => Advanced::Ahead,
            word => return Err(unknown(word)),
        }))
    };
    Call::new("select answer, at from hubbub.advance($1, $2, $3, $4)", read)
        .with(ask.consumer.as_str())
        .with(ask.game.as_str())
        .with(int(ask.from.0))
        .with(int(ask.to.0))
}

fn keep(ask: &Keep) -> Call<'_> {
    let (whatever, was) = fits(&ask.was);
    Call::new("select kept, there from hubbub.keep($1, $2, $3, $4, $5, $6)", |rows| kept(&rows).map(Answer::Keep))
        .with(ask.space.as_str())
        .with(&ask.key[..])
        .with(whatever)
        .with(was)
        .with(&ask.value[..])
        .with(ask.until.map(|until| until.0))
}

fn forget(ask: &Forget) -> Call<'_> {
    let (whatever, was) = fits(&ask.was);
    Call::new("select kept, there from hubbub.forget($1, $2, $3, $4)", |rows| kept(&rows).map(Answer::Forget))
        .with(ask.space.as_str())
        .with(&ask.key[..])
        .with(whatever)
        .with(was)
}

fn fits(was: &Was) -> (bool, Option<&[u8]>) {
    match was {
        Was::Any => (true, None),
        Was::Nothing => (false, None),
        Was::Value(value) => (false, Some(&value[..])),
    }
}

fn kept(rows: &[Row]) -> Result<Kept, Failed> {
    let row = one(rows)?;
    if value(row, 0)? {
        return Ok(Kept::Done);
    }
    let there = value::<Option<&[u8]>>(row, 1)?.map(|_| blob(row, 1)).transpose()?;
    Ok(Kept::Changed(there))
}

fn raise_epoch(ask: &RaiseEpoch) -> Call<'_> {
    let sql = "update hubbub.store set epoch = greatest(epoch + 1, $1::bigint + 1, hubbub.now_ms()) returning epoch";
    let read = |rows: Vec<Row>| Ok(Answer::RaiseEpoch(Epoch(offset(one(&rows)?, 0)?.0)));
    Call::new(sql, read).with(int(ask.above.0))
}
