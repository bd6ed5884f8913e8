//! A store in memory: what each ask does, in the shortest form. The real stores are held to it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use types::{Epoch, Fence, GameId, Name, Offset, UnixMs};

use crate::guards::Guards;
use crate::{Answer, Ask, Found, Note};

mod copy;
mod lists;
mod log;
mod notes;
mod own;

/// A store of games in memory, with the clock as an argument. Cheap to copy only while it is small.
#[derive(Clone, Debug)]
pub struct Model {
    epoch: Epoch,
    games: BTreeMap<GameId, Game>,
    /// All games, the newest last.
    by_age: BTreeSet<(UnixMs, GameId)>,
    cursors: BTreeMap<(Name, GameId), Offset>,
    notes: BTreeMap<(Name, Bytes), Note>,
    guards: Guards,
}

#[derive(Clone, Debug)]
struct Game {
    rules: Name,
    seats: Vec<Name>,
    made: UnixMs,
    owner: Option<Name>,
    fence: Fence,
    head: Offset,
    /// The first moment at which the lease is over.
    lease_until: UnixMs,
    wake_at: Option<UnixMs>,
    ended: bool,
    entries: BTreeMap<Offset, (Fence, Bytes)>,
    /// By the bytes of their ids.
    commands: BTreeMap<Vec<u8>, Found>,
    snapshot: Option<(Offset, Bytes)>,
    /// When it last ended a process that ran it, and whether it was too often.
    blamed_at: Option<UnixMs>,
    is_quarantined: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            epoch: Epoch(1),
            games: BTreeMap::new(),
            by_age: BTreeSet::new(),
            cursors: BTreeMap::new(),
            notes: BTreeMap::new(),
            guards: Guards::default(),
        }
    }
}

impl Model {
    /// A store without some of its guards.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub fn without(guards: &'static [crate::Guard]) -> Self {
        Self { guards: Guards::without(guards), ..Self::default() }
    }

    /// Carries out one ask at a time of the store's clock, and answers it.
    pub fn answer(&mut self, now: UnixMs, ask: Ask) -> Answer {
        if let Err(too_big) = ask.check() {
            return Answer::TooBig(too_big);
        }
        match ask {
            Ask::Create(ask) => Answer::Create(self.create(now, ask)),
            Ask::Append(ask) => Answer::Append(self.append(ask)),
            Ask::Take(ask) => Answer::Take(self.take(now, ask)),
            Ask::Renew(ask) => Answer::Renew(self.renew(now, ask)),
            Ask::Release(ask) => Answer::Release(self.release(now, &ask)),
            Ask::Blame(ask) => Answer::Blame(self.blame(now, &ask)),
            Ask::Pardon(ask) => Answer::Pardon(self.pardon(&ask)),
            Ask::Due(ask) => Answer::Due(self.due(now, &ask)),
            Ask::Look(ask) => Answer::Look(self.look(now, &ask)),
            Ask::Load(ask) => Answer::Load(self.load(&ask)),
            Ask::Find(ask) => Answer::Find(self.find(&ask)),
            Ask::KeepSnapshot(ask) => Answer::KeepSnapshot(self.keep_snapshot(ask)),
            Ask::LastSnapshot(ask) => Answer::LastSnapshot(self.last_snapshot(&ask)),
            Ask::Games(ask) => Answer::Games(self.list(&ask)),
            Ask::Behind(ask) => Answer::Behind(self.behind(&ask)),
            Ask::Advance(ask) => Answer::Advance(self.advance(ask)),
            Ask::Keep(ask) => Answer::Keep(self.keep(now, ask)),
            Ask::Recall(ask) => Answer::Recall(self.note(now, ask.space, ask.key).cloned()),
            Ask::Forget(ask) => Answer::Forget(self.forget(now, ask)),
            Ask::Notes(ask) => Answer::Notes(self.list_notes(now, &ask)),
            Ask::Epoch(_) => Answer::Epoch(self.epoch),
            Ask::RaiseEpoch(ask) => Answer::RaiseEpoch(self.raise_epoch(now, ask.above)),
            Ask::Export(ask) => Answer::Export(self.export(ask.after.as_ref())),
            Ask::Import(ask) => Answer::Import(self.import(ask.rows)),
        }
    }

    fn raise_epoch(&mut self, now: UnixMs, above: Epoch) -> Epoch {
        let higher = self.epoch.max(above).0.saturating_add(1);
        self.epoch = Epoch(higher.max(u64::try_from(now.0).unwrap_or(0)));
        self.epoch
    }
}

impl Game {
    fn owner(&self, now: UnixMs) -> Option<(&Name, Duration)> {
        let left = self.lease_until.0.saturating_sub(now.0);
        let left = u64::try_from(left).ok().filter(|left| *left > 0)?;
        Some((self.owner.as_ref()?, Duration::from_millis(left)))
    }
}

/// For how long nobody has owned a game whose last lease was over at that time; 0 stands for a game at rest.
fn paused(now: UnixMs, lease_until: UnixMs) -> Duration {
    let past = if lease_until.0 == 0 { 0 } else { now.0.saturating_sub(lease_until.0) };
    Duration::from_millis(u64::try_from(past).unwrap_or(0))
}

fn later(now: UnixMs, ttl: Duration) -> UnixMs {
    UnixMs(now.0.saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)))
}
