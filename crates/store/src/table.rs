//! The tables whose rows are copied, in the order of their copies.

use ledger::RowKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Game,
    Entry,
    Command,
    Cursor,
    Note,
}

/// A place in a table's order: behind it, the rows of a page begin. Each table uses the parts that its key has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behind<'key> {
    /// A game, or the first part of a key of two names.
    pub(crate) first: &'key str,
    pub(crate) offset: i64,
    /// The game of a cursor.
    pub(crate) second: &'key str,
    pub(crate) bytes: &'key [u8],
}

impl Table {
    /// The tables in which there may be rows behind a key, each with the place from which on.
    pub(crate) fn behind(after: Option<&RowKey>) -> impl Iterator<Item = (Self, Behind<'_>)> {
        const TABLES: [Table; 5] = [Table::Game, Table::Entry, Table::Command, Table::Cursor, Table::Note];
        // No name is empty, so this is before the first row of any table.
        let start = Behind { first: "", offset: 0, second: "", bytes: &[] };
        let (table, place) = after.map_or((Self::Game, start), |key| place(key, start));
        TABLES
            .into_iter()
            .filter(move |other| *other >= table)
            .map(move |other| if other == table { (other, place) } else { (other, start) })
    }
}

fn place<'key>(key: &'key RowKey, start: Behind<'key>) -> (Table, Behind<'key>) {
    match key {
        RowKey::Game(game) => (Table::Game, Behind { first: game.as_str(), ..start }),
        RowKey::Entry(game, offset) => {
            let offset = i64::try_from(offset.0).unwrap_or(i64::MAX);
            (Table::Entry, Behind { first: game.as_str(), offset, ..start })
        }
        RowKey::Command(game, bytes) => (Table::Command, Behind { first: game.as_str(), bytes, ..start }),
        RowKey::Cursor(consumer, game) => {
            (Table::Cursor, Behind { first: consumer.as_str(), second: game.as_str(), ..start })
        }
        RowKey::Note(space, bytes) => (Table::Note, Behind { first: space.as_str(), bytes, ..start }),
    }
}
