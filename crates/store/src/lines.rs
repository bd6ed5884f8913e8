//! A store's rows as lines of JSON: one object a line, named by what it is. Bytes are in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ledger::Row;
use serde::{Deserialize, Serialize};
use types::{CommandId, Fence, Name, Offset, UnixMs};

/// Which form of these lines is written, and the only one that is read.
pub(crate) const VERSION: u32 = 1;

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Line {
    /// The first line.
    Store {
        version: u32,
        epoch: u64,
    },
    Game {
        game: String,
        rules: String,
        seats: Vec<String>,
        made: i64,
        fence: u64,
        head: u64,
        wake_at: Option<i64>,
        ended: bool,
    },
    Entry {
        game: String,
        offset: u64,
        fence: u64,
        sealed: String,
    },
    Command {
        game: String,
        command: String,
        user: Option<String>,
        acked: u64,
    },
    Cursor {
        consumer: String,
        game: String,
        cursor: u64,
    },
    Note {
        space: String,
        key: String,
        value: String,
        until: Option<i64>,
    },
    /// The last line: without it some are missing.
    End {
        rows: u64,
    },
}

impl From<&Row> for Line {
    fn from(row: &Row) -> Self {
        match row {
            Row::Game { game, rules, seats, made, fence, head, wake_at, ended } => Self::Game {
                game: game.to_string(),
                rules: rules.to_string(),
                seats: seats.iter().map(Name::to_string).collect(),
                made: made.0,
                fence: fence.0,
                head: head.0,
                wake_at: wake_at.map(|at| at.0),
                ended: *ended,
            },
            Row::Entry { game, offset, fence, sealed } => Self::Entry {
                game: game.to_string(),
                offset: offset.0,
                fence: fence.0,
                sealed: STANDARD.encode(sealed),
            },
            Row::Command { game, command, user, acked } => Self::Command {
                game: game.to_string(),
                command: STANDARD.encode(command.to_bytes()),
                user: user.as_ref().map(Name::to_string),
                acked: acked.0,
            },
            Row::Cursor { consumer, game, cursor } => {
                Self::Cursor { consumer: consumer.to_string(), game: game.to_string(), cursor: cursor.0 }
            }
            Row::Note { space, key, value, until } => Self::Note {
                space: space.to_string(),
                key: STANDARD.encode(key),
                value: STANDARD.encode(value),
                until: until.map(|until| until.0),
            },
        }
    }
}

impl Line {
    /// The row that it stands for; `None` for the first and last line.
    pub(crate) fn row(self) -> Result<Option<Row>, String> {
        Ok(Some(match self {
            Self::Store { .. } | Self::End { .. } => return Ok(None),
            Self::Game { game, rules, seats, made, fence, head, wake_at, ended } => Row::Game {
                game: name("game", &game)?.into(),
                rules: name("rules", &rules)?,
                seats: seats.iter().map(|seat| name("seats", seat)).collect::<Result<_, _>>()?,
                made: UnixMs(made),
                fence: Fence(fence),
                head: Offset(head),
                wake_at: wake_at.map(UnixMs),
                ended,
            },
            Self::Entry { game, offset, fence, sealed } => Row::Entry {
                game: name("game", &game)?.into(),
                offset: Offset(offset),
                fence: Fence(fence),
                sealed: bytes("sealed", &sealed)?,
            },
            Self::Command { game, command, user, acked } => Row::Command {
                game: name("game", &game)?.into(),
                command: CommandId::from_bytes(&bytes("command", &command)?).ok_or("`command` is no command's id")?,
                user: user.map(|user| name("user", &user)).transpose()?,
                acked: Offset(acked),
            },
            Self::Cursor { consumer, game, cursor } => Row::Cursor {
                consumer: name("consumer", &consumer)?,
                game: name("game", &game)?.into(),
                cursor: Offset(cursor),
            },
            Self::Note { space, key, value, until } => Row::Note {
                space: name("space", &space)?,
                key: bytes("key", &key)?,
                value: bytes("value", &value)?,
                until: until.map(UnixMs),
            },
        }))
    }
}

fn name(field: &str, text: &str) -> Result<Name, String> {
    text.parse().map_err(|_| format!("`{field}` is no name: expected 1 to 64 of A-Z a-z 0-9 _"))
}

fn bytes(field: &str, text: &str) -> Result<Bytes, String> {
    STANDARD.decode(text).map(Bytes::from).map_err(|error| format!("`{field}` is no base64: {error}"))
}
