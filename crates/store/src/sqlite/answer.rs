//! Which ask is carried out where.

use ledger::{Answer, Ask};
use rusqlite::{Connection, Result};

use crate::clock::Times;
use crate::sqlite::{blame, copy, lists, log, notes, own};

/// Carries an ask out in the transaction that the connection is in.
pub(super) fn answer(db: &Connection, now: Times, ask: &Ask) -> Result<Answer> {
    Ok(match ask {
        Ask::Create(ask) => Answer::Create(log::create(db, now, ask)?),
        Ask::Append(ask) => Answer::Append(log::append(db, ask)?),
        Ask::Take(ask) => Answer::Take(own::take(db, now, ask)?),
        Ask::Renew(ask) => Answer::Renew(own::renew(db, now, ask)?),
        Ask::Release(ask) => Answer::Release(own::release(db, now, ask)?),
        Ask::Blame(ask) => Answer::Blame(blame::blame(db, now, ask)?),
        Ask::Pardon(ask) => Answer::Pardon(blame::pardon(db, ask)?),
        Ask::Due(ask) => Answer::Due(own::due(db, now, ask)?),
        Ask::Look(ask) => Answer::Look(own::look(db, now, ask)?),
        Ask::Load(ask) => Answer::Load(log::load(db, ask)?),
        Ask::Find(ask) => Answer::Find(log::find(db, ask)?),
        Ask::KeepSnapshot(ask) => Answer::KeepSnapshot(log::keep_snapshot(db, ask)?),
        Ask::LastSnapshot(ask) => Answer::LastSnapshot(log::last_snapshot(db, ask)?),
        Ask::Games(ask) => Answer::Games(lists::games(db, ask)?),
        Ask::Behind(ask) => Answer::Behind(lists::behind(db, ask)?),
        Ask::Advance(ask) => Answer::Advance(lists::advance(db, ask)?),
        Ask::Keep(ask) => Answer::Keep(notes::keep(db, now, ask)?),
        Ask::Recall(ask) => Answer::Recall(notes::recall(db, now, ask)?),
        Ask::Forget(ask) => Answer::Forget(notes::forget(db, now, ask)?),
        Ask::Notes(ask) => Answer::Notes(notes::list(db, now, ask)?),
        Ask::Epoch(_) => Answer::Epoch(copy::epoch(db)?),
        Ask::RaiseEpoch(ask) => Answer::RaiseEpoch(copy::raise_epoch(db, now, ask.above)?),
        Ask::Export(ask) => Answer::Export(copy::export(db, ask.after.as_ref())?),
        Ask::Import(ask) => Answer::Import(copy::import(db, ask)?),
    })
}
