//! Rows as they are kept, out of one store and into another.

use std::collections::{BTreeMap, BTreeSet};

use types::{CommandId, GameId, UnixMs};

use crate::limits::IMPORT_BYTES_MAX;
use crate::model::{Game, Model};
use crate::{Found, Imported, Note, PAGE_MAX, Row, RowKey};

impl Model {
    pub(super) fn export(&self, after: Option<&RowKey>) -> Vec<Row> {
        let mut rows: Vec<Row> = self.rows().filter(|row| after.is_none_or(|after| row.key() > *after)).collect();
        rows.sort_by_key(Row::key);
        let mut room = IMPORT_BYTES_MAX;
        let fits = rows.into_iter().take(PAGE_MAX).take_while(|row| {
            let fits = row.size() <= room;
            room = room.saturating_sub(row.size());
            fits
        });
        fits.collect()
    }

    fn rows(&self) -> impl Iterator<Item = Row> {
        let games = self.games.iter().flat_map(|(id, game)| game.rows(id));
        let cursors = self.cursors.iter().map(|((consumer, game), cursor)| Row::Cursor {
            consumer: consumer.clone(),
            game: game.clone(),
            cursor: *cursor,
        });
        let notes = self.notes.iter().map(|((space, key), note)| Row::Note {
            space: space.clone(),
            key: key.clone(),
            value: note.value.clone(),
            until: note.until,
        });
        games.chain(cursors).chain(notes)
    }

    pub(super) fn import(&mut self, rows: Vec<Row>) -> Imported {
        let mut new = BTreeSet::new();
        for (row, content) in rows.iter().enumerate() {
            let key = content.key();
            let parent = content.game().is_none_or(|game| {
                matches!(content, Row::Game { .. })
                    || self.games.contains_key(game)
                    || new.contains(&RowKey::Game(game.clone()))
            });
            if !parent || self.has(&key) || !new.insert(key) {
                return Imported::Refused { row };
            }
        }
        rows.into_iter().for_each(|row| self.put(row));
        Imported::Done
    }

    fn has(&self, key: &RowKey) -> bool {
        let game = |game: &GameId| self.games.get(game);
        match key {
            RowKey::Game(id) => game(id).is_some(),
            RowKey::Entry(id, offset) => game(id).is_some_and(|game| game.entries.contains_key(offset)),
            RowKey::Command(id, command) => game(id).is_some_and(|game| game.commands.contains_key(command)),
            RowKey::Cursor(consumer, game) => self.cursors.contains_key(&(consumer.clone(), game.clone())),
            RowKey::Note(space, key) => self.notes.contains_key(&(space.clone(), key.clone())),
        }
    }

    fn put(&mut self, row: Row) {
        match row {
            Row::Game { game, rules, seats, made, fence, head, wake_at, ended } => {
                self.by_age.insert((made, game.clone()));
                let (owner, lease_until) = (None, UnixMs(0));
                let (entries, commands, snapshot) = (BTreeMap::new(), BTreeMap::new(), None);
                let content = Game {
                    rules,
                    seats,
                    made,
                    owner,
                    fence,
                    head,
                    lease_until,
                    wake_at,
                    ended,
                    entries,
                    commands,
                    snapshot,
                    blamed_at: None,
                    is_quarantined: false,
                };
                self.games.insert(game, content);
            }
            Row::Entry { game, offset, fence, sealed } => {
                self.games.get_mut(&game).map(|game| game.entries.insert(offset, (fence, sealed)));
            }
            Row::Command { game, command, user, acked } => {
                let found = Found { user, acked };
                self.games.get_mut(&game).map(|game| game.commands.insert(command.to_bytes(), found));
            }
            Row::Cursor { consumer, game, cursor } => {
                self.cursors.insert((consumer, game), cursor);
            }
            Row::Note { space, key, value, until } => {
                self.notes.insert((space, key), Note { value, until });
            }
        }
    }
}

impl Row {
    /// The game that must be there before it, or that it is.
    fn game(&self) -> Option<&GameId> {
        match self {
            Self::Game { game, .. }
            | Self::Entry { game, .. }
            | Self::Command { game, .. }
            | Self::Cursor { game, .. } => Some(game),
            Self::Note { .. } => None,
        }
    }
}

impl Game {
    fn rows(&self, id: &GameId) -> impl Iterator<Item = Row> {
        let game = Row::Game {
            game: id.clone(),
            rules: self.rules.clone(),
            seats: self.seats.clone(),
            made: self.made,
            fence: self.fence,
            head: self.head,
            wake_at: self.wake_at,
            ended: self.ended,
        };
        let entries = self.entries.iter().map(|(offset, (fence, sealed))| Row::Entry {
            game: id.clone(),
            offset: *offset,
            fence: *fence,
            sealed: sealed.clone(),
        });
        let commands = self.commands.iter().filter_map(|(command, found)| {
            let command = CommandId::from_bytes(command)?;
            Some(Row::Command { game: id.clone(), command, user: found.user.clone(), acked: found.acked })
        });
        std::iter::once(game).chain(entries).chain(commands)
    }
}
