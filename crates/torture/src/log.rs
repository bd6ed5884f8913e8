//! What the store has kept, read from `hubbub store export`: the way in which an operator looks into it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ledger::Stored;
use serde::Deserialize;
use types::{CommandId, Fence, Offset};

/// One game as it is kept.
#[derive(Default)]
pub(crate) struct Log {
    /// By which rules it is played.
    pub(crate) rules: String,
    pub(crate) head: u64,
    pub(crate) entries: Vec<Stored>,
    pub(crate) commands: Vec<Kept>,
}

/// A command that was carried out.
pub(crate) struct Kept {
    pub(crate) id: CommandId,
    /// The player who gave it; `None` for what the host does by itself.
    pub(crate) user: Option<String>,
    pub(crate) acked: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Store {},
    Game { game: String, rules: String, head: u64 },
    Entry { game: String, offset: u64, fence: u64, sealed: String },
    Command { game: String, command: String, user: Option<String>, acked: u64 },
    Cursor {},
    Note {},
    End {},
}

/// Writes all that a database keeps into a file, and reads it.
///
/// # Errors
/// If the export fails, or is not what it was when this was written.
pub(crate) fn logs(hubbub: &Path, database: &str, file: &Path) -> anyhow::Result<BTreeMap<String, Log>> {
    let export = Command::new(hubbub).args(["store", "export", "--database", database]).arg(file).output()?;
    if !export.status.success() {
        bail!("hubbub store export has failed: {}", String::from_utf8_lossy(&export.stderr));
    }
    let mut logs = BTreeMap::<String, Log>::new();
    let mut has_end = false;
    for line in BufReader::new(File::open(file)?).lines() {
        let line = serde_json::from_str(&line?).context("a line of the export cannot be read")?;
        has_end |= matches!(line, Line::End {});
        take(line, &mut logs)?;
    }
    if has_end { Ok(logs) } else { bail!("the end of the export is missing") }
}

fn take(line: Line, logs: &mut BTreeMap<String, Log>) -> anyhow::Result<()> {
    match line {
        Line::Game { game, rules, head } => {
            let log = logs.entry(game).or_default();
            (log.rules, log.head) = (rules, head);
        }
        Line::Entry { game, offset, fence, sealed } => {
            let sealed = Bytes::from(STANDARD.decode(sealed)?);
            let entry = Stored { offset: Offset(offset), fence: Fence(fence), sealed };
            logs.entry(game).or_default().entries.push(entry);
        }
        Line::Command { game, command, user, acked } => {
            let id = CommandId::from_bytes(&STANDARD.decode(command)?).context("a command has no id")?;
            logs.entry(game).or_default().commands.push(Kept { id, user, acked });
        }
        Line::Store {} | Line::Cursor {} | Line::Note {} | Line::End {} => {}
    }
    Ok(())
}
