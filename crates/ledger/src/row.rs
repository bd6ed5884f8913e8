//! What is kept, row by row: for copies from one store into another.

use bytes::Bytes;
use types::{CommandId, Fence, GameId, Name, Offset, UnixMs};

/// One row of a store. Leases and snapshots are not copied: a copy begins with games that nobody owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A game.
    Game {
        /// Which.
        game: GameId,
        /// Which rules it is played by.
        rules: Name,
        /// Who sits at it, by seat.
        seats: Vec<Name>,
        /// When it was made.
        made: UnixMs,
        /// The last term.
        fence: Fence,
        /// The last entry.
        head: Offset,
        /// When it must be woken.
        wake_at: Option<UnixMs>,
        /// Whether it is over.
        ended: bool,
    },
    /// An entry of a log.
    Entry {
        /// Of which game.
        game: GameId,
        /// Its number.
        offset: Offset,
        /// The term in which it was written.
        fence: Fence,
        /// As it is stored.
        sealed: Bytes,
    },
    /// A command that was carried out.
    Command {
        /// In which game.
        game: GameId,
        /// Which.
        command: CommandId,
        /// Who gave it.
        user: Option<Name>,
        /// The offset that its ack carries.
        acked: Offset,
    },
    /// A consumer's cursor.
    Cursor {
        /// Whose.
        consumer: Name,
        /// In which log.
        game: GameId,
        /// The last entry read.
        cursor: Offset,
    },
    /// A note.
    Note {
        /// What kind of note.
        space: Name,
        /// Which one.
        key: Bytes,
        /// What it says.
        value: Bytes,
        /// When it is over.
        until: Option<UnixMs>,
    },
}

/// What stands for a row: rows are exported in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// Of a game.
    Game(GameId),
    /// Of an entry.
    Entry(GameId, Offset),
    /// Of a command: in the order of its stored bytes.
    Command(GameId, Vec<u8>),
    /// Of a cursor.
    Cursor(Name, GameId),
    /// Of a note.
    Note(Name, Bytes),
}

impl Row {
    /// What stands for it.
    #[must_use]
    pub fn key(&self) -> RowKey {
        match self {
            Self::Game { game, .. } => RowKey::Game(game.clone()),
            Self::Entry { game, offset, .. } => RowKey::Entry(game.clone(), *offset),
            Self::Command { game, command, .. } => RowKey::Command(game.clone(), command.to_bytes()),
            Self::Cursor { consumer, game, .. } => RowKey::Cursor(consumer.clone(), game.clone()),
            Self::Note { space, key, .. } => RowKey::Note(space.clone(), key.clone()),
        }
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        /// The fixed part of any row, names included.
        const REST: usize = 512;
        REST + match self {
            Self::Entry { sealed, .. } => sealed.len(),
            Self::Note { value, .. } => value.len(),
            Self::Game { .. } | Self::Command { .. } | Self::Cursor { .. } => 0,
        }
    }
}
