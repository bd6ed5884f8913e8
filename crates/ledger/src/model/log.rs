//! Logs: what is added to them, and how they are read.

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;
use types::{Fence, Offset, UnixMs};

use crate::guards::Guard;
use crate::limits::{LOAD_BYTES_MAX, LOAD_ENTRIES_MAX};
use crate::model::{Game, Model, later};
use crate::{
    Append, Appended, Create, Created, Find, Found, KeepSnapshot, LastSnapshot, Load, Loaded, SnapshotKept, Stored,
};

/// The term of whoever makes a game.
const FIRST_TERM: Fence = Fence(1);

impl Model {
    pub(super) fn create(&mut self, now: UnixMs, ask: Create) -> Created {
        if let Some(game) = self.games.get(&ask.game) {
            let known = game.commands.get(&ask.command.to_bytes()).filter(|found| found.user == ask.by);
            return known.map_or(Created::Exists, |found| Created::Known { offset: found.acked });
        }
        let mut game = Game {
            rules: ask.rules,
            seats: ask.seats,
            made: now,
            owner: Some(ask.owner),
            fence: FIRST_TERM,
            head: Offset(0),
            lease_until: later(now, ask.ttl),
            wake_at: ask.wake_at,
            ended: false,
            entries: BTreeMap::new(),
            commands: BTreeMap::new(),
            snapshot: None,
            blamed_at: None,
            is_quarantined: false,
        };
        let head = game.write(ask.events);
        game.commands.insert(ask.command.to_bytes(), Found { user: ask.by, acked: head });
        self.by_age.insert((now, ask.game.clone()));
        self.games.insert(ask.game, game);
        Created::Made { fence: FIRST_TERM, head }
    }

    pub(super) fn append(&mut self, ask: Append) -> Appended {
        let guards = self.guards;
        let Some(game) = self.games.get_mut(&ask.game) else { return Appended::NoGame };
        let command = ask.command.to_bytes();
        if let Some(found) = game.commands.get(&command).filter(|_| guards.has(Guard::Known)) {
            return if found.user == ask.user { Appended::Known(found.acked) } else { Appended::Foreign };
        }
        if ask.fence != game.fence && guards.has(Guard::Fence) {
            return Appended::Fenced;
        }
        if game.head.0.checked_add(1) != Some(ask.first.0) && guards.has(Guard::Offset) {
            return Appended::Conflict { head: game.head };
        }
        let term = std::mem::replace(&mut game.fence, ask.fence);
        let acked = game.write(ask.events);
        game.fence = term;
        game.commands.insert(command, Found { user: ask.user, acked });
        (game.wake_at, game.ended) = (ask.wake_at, ask.ended);
        Appended::Done(acked)
    }

    pub(super) fn load(&self, ask: &Load) -> Option<Loaded> {
        let game = self.games.get(&ask.game)?;
        let mut room = ask.bytes_max.min(LOAD_BYTES_MAX);
        let mut entries = Vec::new();
        for (offset, (fence, sealed)) in game.entries.range((Bound::Excluded(ask.after), Bound::Unbounded)) {
            let fits = entries.is_empty() || sealed.len() <= room;
            if !fits || entries.len() == LOAD_ENTRIES_MAX {
                break;
            }
            room = room.saturating_sub(sealed.len());
            entries.push(Stored { offset: *offset, fence: *fence, sealed: sealed.clone() });
        }
        Some(Loaded { entries, head: game.head })
    }

    pub(super) fn find(&self, ask: &Find) -> Option<Found> {
        self.games.get(&ask.game)?.commands.get(&ask.command.to_bytes()).cloned()
    }

    pub(super) fn keep_snapshot(&mut self, ask: KeepSnapshot) -> SnapshotKept {
        let Some(game) = self.games.get_mut(&ask.game) else { return SnapshotKept::NoGame };
        if ask.fence != game.fence {
            return SnapshotKept::Fenced;
        }
        if ask.offset > game.head {
            return SnapshotKept::Ahead;
        }
        if game.snapshot.as_ref().is_none_or(|(offset, _)| *offset <= ask.offset) {
            game.snapshot = Some((ask.offset, ask.sealed));
        }
        SnapshotKept::Done
    }

    pub(super) fn last_snapshot(&self, ask: &LastSnapshot) -> Option<(Offset, Bytes)> {
        self.games.get(&ask.game)?.snapshot.clone()
    }
}

impl Game {
    fn write(&mut self, events: Vec<Bytes>) -> Offset {
        for sealed in events {
            self.head = self.head.next();
            self.entries.insert(self.head, (self.fence, sealed));
        }
        self.head
    }
}
