//! All rows of a store as lines of JSON, and back.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};

use ledger::{
    Broken, Chain, EpochAsk, Export, Failed, Games, IMPORT_BYTES_MAX, Import, Imported, PAGE_MAX, RaiseEpoch, Row,
    Stored, Which,
};
use types::{Epoch, GameId, Offset};

use crate::lines::{Line, VERSION};
use crate::{Store, ask};

/// The longest line, in bytes: an entry of the largest size, in base64, has room.
const LINE_MAX: u64 = 2 * 1024 * 1024;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] Failed),
    /// It could not be written.
    #[error("it cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// Why an import broke off. What was imported before is in the store: begin again with an empty one.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// There are games already.
    #[error("the store has games already: import into an empty one")]
    NotEmpty,
    /// It could not be read.
    #[error("it cannot be read: {0}")]
    Read(#[from] io::Error),
    /// A line is not as it was written.
    #[error("line {line}: {why}")]
    Line {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] Failed),
}

/// Writes all rows, and gives how many. The store may be in use: of each game there is what it was when the export came
/// by, whole. Leases and snapshots are not copied. `progress` is called with the number of rows.
///
/// # Errors
/// See [`NotExported`].
pub async fn export(
    store: &dyn Store,
    out: &mut (dyn Write + Send),
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, NotExported> {
    let epoch = ask(store, EpochAsk).await?;
    write(out, &Line::Store { version: VERSION, epoch: epoch.0 })?;
    let mut heads = BTreeMap::new();
    let (mut rows, mut after) = (0, None);
    loop {
        let page = ask(store, Export { after: after.take() }).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.key());
        for row in page.iter().filter(|row| belongs(row, &mut heads)) {
            write(out, &Line::from(row))?;
            rows += 1;
        }
        progress(rows);
    }
    write(out, &Line::End { rows })?;
    out.flush()?;
    Ok(rows)
}

fn write(out: &mut (dyn Write + Send), line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Whether a row is of the game as its own row, which came first, has shown it: games go on while they are copied.
fn belongs(row: &Row, heads: &mut BTreeMap<GameId, Offset>) -> bool {
    let known = |game: &GameId, offset: Offset| heads.get(game).is_some_and(|head| offset <= *head);
    match row {
        Row::Game { game, head, .. } => {
            heads.insert(game.clone(), *head);
            true
        }
        Row::Entry { game, offset, .. } => known(game, *offset),
        Row::Command { game, acked, .. } => known(game, *acked),
        Row::Cursor { game, cursor, .. } => known(game, *cursor),
        Row::Note { .. } => true,
    }
}

/// Reads what [`export`] wrote into an empty store, and gives how many rows. Each log is checked on the way. The store
/// begins a new epoch above that of its origin, so that nobody takes it for the same. `progress` is called with the number
/// of rows.
///
/// # Errors
/// See [`NotImported`].
pub async fn import(
    store: &dyn Store,
    from: &mut (dyn BufRead + Send),
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, NotImported> {
    if !ask(store, Games { which: Which::All, after: None, limit: 1 }).await?.is_empty() {
        return Err(NotImported::NotEmpty);
    }
    let mut lines = Lines { from, line: 0 };
    let epoch = lines.first()?;
    let mut logs = Logs::default();
    let (mut batch, mut rows) = (Batch::default(), 0);
    loop {
        let line = lines.next()?;
        if let Line::End { rows: wanted } = line {
            if wanted != rows {
                return Err(lines.wrong(format!("{rows} rows stand before the end, and {wanted} were written")));
            }
            break;
        }
        let row = line.row().map_err(|why| lines.wrong(why))?;
        let row = row.ok_or_else(|| lines.wrong("a second first line".to_owned()))?;
        logs.check(&row).map_err(|why| lines.wrong(why))?;
        if !batch.has_room_for(&row) {
            batch.put(store, &lines).await?;
            progress(rows);
        }
        batch.add(row);
        rows += 1;
    }
    logs.end().map_err(|why| lines.wrong(why))?;
    batch.put(store, &lines).await?;
    progress(rows);
    ask(store, RaiseEpoch { above: epoch }).await?;
    Ok(rows)
}

struct Lines<'from> {
    from: &'from mut (dyn BufRead + Send),
    line: u64,
}

impl Lines<'_> {
    fn first(&mut self) -> Result<Epoch, NotImported> {
        match self.next()? {
            Line::Store { version: VERSION, epoch } => Ok(Epoch(epoch)),
            Line::Store { version, .. } => {
                Err(self.wrong(format!("it was written in version {version}, and this program reads {VERSION}")))
            }
            Line::Game { .. }
            | Line::Entry { .. }
            | Line::Command { .. }
            | Line::Cursor { .. }
            | Line::Note { .. }
            | Line::End { .. } => Err(self.wrong("it does not begin as an export does".to_owned())),
        }
    }

    fn next(&mut self) -> Result<Line, NotImported> {
        self.line += 1;
        let mut line = Vec::new();
        Read::take(&mut *self.from, LINE_MAX).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            let why = if line.is_empty() { "the end is missing" } else { "it is cut off, or far too long" };
            return Err(self.wrong(why.to_owned()));
        }
        serde_json::from_slice(&line).map_err(|error| self.wrong(error.to_string()))
    }

    fn wrong(&self, why: String) -> NotImported {
        NotImported::Line { line: self.line, why }
    }
}

/// Checks logs as they come: game by game, in order.
#[derive(Default)]
struct Logs {
    heads: BTreeMap<GameId, Offset>,
    log: Option<(GameId, Chain)>,
}

impl Logs {
    fn check(&mut self, row: &Row) -> Result<(), String> {
        match row {
            Row::Game { game, head, .. } => {
                self.heads.insert(game.clone(), *head);
                Ok(())
            }
            Row::Entry { game, offset, fence, sealed } => {
                if self.log.as_ref().is_none_or(|(current, _)| current != game) {
                    self.end_of_log()?;
                    self.log = Some((game.clone(), Chain::start(game)));
                }
                let Some((_, chain)) = &mut self.log else { return Ok(()) };
                let stored = Stored { offset: *offset, fence: *fence, sealed: sealed.clone() };
                chain.open(&stored).map(drop).map_err(|broken: Broken| format!("game {game}: {broken}"))
            }
            Row::Command { .. } | Row::Cursor { .. } | Row::Note { .. } => Ok(()),
        }
    }

    fn end_of_log(&mut self) -> Result<(), String> {
        let Some((game, chain)) = self.log.take() else { return Ok(()) };
        match self.heads.remove(&game) {
            Some(head) if head == chain.last() => Ok(()),
            Some(head) => Err(format!("game {game}: its log ends at {} and not at {}", chain.last().0, head.0)),
            None => Err(format!("game {game}: its log stands in two places, or the game does not stand before it")),
        }
    }

    /// Games without any entry are left.
    fn end(&mut self) -> Result<(), String> {
        self.end_of_log()?;
        match self.heads.iter().find(|(_, head)| **head > Offset(0)) {
            Some((game, head)) => Err(format!("game {game}: its log is missing, of {} entries", head.0)),
            None => Ok(()),
        }
    }
}

#[derive(Default)]
struct Batch {
    rows: Vec<Row>,
    bytes: usize,
}

impl Batch {
    fn has_room_for(&self, row: &Row) -> bool {
        self.rows.len() < PAGE_MAX && self.bytes + row.size() <= IMPORT_BYTES_MAX
    }

    fn add(&mut self, row: Row) {
        self.bytes += row.size();
        self.rows.push(row);
    }

    async fn put(&mut self, store: &dyn Store, lines: &Lines<'_>) -> Result<(), NotImported> {
        let rows = std::mem::take(self).rows;
        let names: Vec<_> = rows.iter().map(Row::key).collect();
        match ask(store, Import { rows }).await? {
            Imported::Done => Ok(()),
            Imported::Refused { row } => {
                let why = format!("{:?} is there twice, or its game is not", names.get(row));
                Err(lines.wrong(why))
            }
        }
    }
}
