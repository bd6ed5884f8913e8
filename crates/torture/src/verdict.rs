//! The players' books against the log: is every move there once, and was everybody told the truth?

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use game::{Record, Seat, Table, Viewer};
use ledger::{Chain, Damage};
use serde::Serialize;
use types::{CommandId, GameId};

use crate::log::Log;
use crate::stage::{Ack, Eye, Row, Seen, Shown, Stage, hash};
use crate::words::{RULES, empty_table};

/// So many findings are told in words.
const WORDS_MAX: usize = 20;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Verdict {
    pub(crate) games: usize,
    pub(crate) entries: u64,
    /// Moves that were acknowledged.
    pub(crate) acked: u64,
    /// Of them, those that are not in the log under the offset of their ack.
    pub(crate) lost: u64,
    /// Moves that happened twice, or that are kept although the player was told that they are not.
    pub(crate) doubled: u64,
    /// Entries that are missing, damaged, or nobody's.
    pub(crate) holes: u64,
    /// Entries that were written in an earlier term than the one before them: by an owner that was none any more.
    pub(crate) stale: u64,
    /// Views and snapshots that differ from what the log says.
    pub(crate) false_views: u64,
    /// Views and snapshots that were compared.
    pub(crate) compared: u64,
    /// Each time that a game came to another owner, or to the same anew.
    pub(crate) takeovers: Vec<Takeover>,
    /// The first of these things, in words.
    pub(crate) words: Vec<String>,
}

/// A game came to an owner.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Takeover {
    /// When the first move under the new owner was acknowledged.
    pub(crate) at: Duration,
    /// How long the player had waited for it.
    pub(crate) pause: Duration,
}

/// What is written in the books about one game.
#[derive(Default)]
struct Books<'a> {
    acks: Vec<&'a Ack>,
    rows: Vec<&'a Row>,
    shown: Vec<&'a Shown>,
    seen: Vec<&'a Seen>,
}

/// Holds the books against the log.
pub(crate) fn judge(stage: &Stage, logs: &BTreeMap<String, Log>) -> Verdict {
    let mut books: Vec<Books<'_>> = stage.games.iter().map(|_| Books::default()).collect();
    stage.acks.iter().for_each(|ack| books[ack.game].acks.push(ack));
    stage.rows.iter().for_each(|row| books[row.game].rows.push(row));
    stage.shown.iter().for_each(|shown| books[shown.game].shown.push(shown));
    stage.seen.iter().for_each(|seen| books[seen.game].seen.push(seen));
    let mut verdict = Verdict { games: logs.len(), acked: stage.acks.len() as u64, ..Verdict::default() };
    let empty = Log::default();
    for (name, books) in stage.games.iter().zip(&books) {
        let log = logs.get(name).unwrap_or(&empty);
        verdict.commands(name, log, books);
        verdict.takeovers(log, books);
        verdict.views(name, log, books);
    }
    // Games that were begun by a request whose answer was lost have a log, and nobody at them. The lobby is another game.
    let others = logs.iter().filter(|(name, log)| log.rules == RULES && !stage.games.contains(name));
    for (name, log) in others {
        verdict.views(name, log, &Books::default());
    }
    verdict
}

impl Verdict {
    /// Whether nothing was found.
    pub(crate) fn is_clean(&self) -> bool {
        [self.lost, self.doubled, self.holes, self.stale, self.false_views] == [0; 5]
    }

    fn note(&mut self, words: impl FnOnce() -> String) {
        if self.words.len() < WORDS_MAX {
            self.words.push(words());
        }
    }

    /// Each acknowledged move is there, once, where its ack says; and no entry is behind the last command's.
    fn commands(&mut self, game: &str, log: &Log, books: &Books<'_>) {
        let mut kept = BTreeMap::new();
        for command in &log.commands {
            if kept.insert(command.id, command).is_some() {
                self.doubled += 1;
                self.note(|| format!("{game}: the command {} is there twice", command.id));
            }
        }
        for ack in &books.acks {
            let found = kept.remove(&CommandId::Client(ack.id));
            if !found.is_some_and(|kept| kept.acked == ack.offset && kept.user.as_ref() == Some(&ack.user)) {
                self.lost += 1;
                self.note(|| format!("{game}: a move of {} was acknowledged at {} and is lost", ack.user, ack.offset));
            }
        }
        for command in kept.values().filter(|command| command.user.is_some()) {
            self.doubled += 1;
            self.note(|| format!("{game}: a move is kept at {} that nobody was told of", command.acked));
        }
        // What the host does by itself may have nothing to say: then it ends where the command before it did.
        let players = log.commands.iter().filter(|command| command.user.is_some());
        let mut ends: Vec<u64> = players.map(|command| command.acked).collect();
        ends.sort_unstable();
        let is_one_each = ends.windows(2).all(|pair| pair[0] < pair[1]);
        let last = log.commands.iter().map(|command| command.acked).max().unwrap_or_default();
        if !is_one_each || last != log.head {
            self.holes += 1;
            self.note(|| format!("{game}: its {} entries are not those of its commands, {ends:?}", log.head));
        }
    }

    fn takeovers(&mut self, log: &Log, books: &Books<'_>) {
        let mut acks = books.acks.clone();
        acks.sort_unstable_by_key(|ack| ack.offset);
        let fence_of = |ack: &Ack| {
            let at = usize::try_from(ack.offset).ok()?.checked_sub(1)?;
            log.entries.get(at).map(|entry| entry.fence)
        };
        for pair in acks.windows(2) {
            if fence_of(pair[0]) < fence_of(pair[1]) {
                self.takeovers.push(Takeover { at: pair[1].acked, pause: pair[1].acked - pair[1].sent });
            }
        }
    }

    /// The log is whole, and says what everybody was told.
    fn views(&mut self, game: &str, log: &Log, books: &Books<'_>) {
        let (Ok(id), Some(mut table)) = (game.parse::<GameId>(), empty_table()) else { return };
        let mut chain = Chain::start(&id);
        let mut truth = Truth::default();
        let mut said = BTreeSet::new();
        for stored in &log.entries {
            let entry = match chain.open(stored) {
                Ok(entry) => entry,
                Err(broken) => {
                    let is_stale = broken.damage == Damage::Fence;
                    *(if is_stale { &mut self.stale } else { &mut self.holes }) += 1;
                    return self.note(|| format!("{game}: {broken}"));
                }
            };
            self.entries += 1;
            let record = Record { version: entry.version, body: entry.body };
            if table.apply(&record).is_err() {
                self.holes += 1;
                return self.note(|| format!("{game}: entry {} cannot be read", stored.offset.0));
            }
            let views = Eye::ALL.map(|eye| table.redact(&record, viewer(eye)).unwrap_or_default());
            // Each line has an id in it.
            if views[0].kind == "said" && !said.insert(text_of(&views[0].text)) {
                self.doubled += 1;
                self.note(|| format!("{game}: entry {} was said before", stored.offset.0));
            }
            truth.views.push(views.map(|words| hash(&words.text)));
            self.look_at(game, stored.offset.0, &*table, books);
        }
        if chain.last().0 != log.head {
            self.holes += 1;
            self.note(|| format!("{game}: it has {} entries and its row counts {}", chain.last().0, log.head));
        }
        books.rows.iter().for_each(|row| self.compare(game, row, &truth));
    }

    /// What was shown of the game at this offset, and what viewers made of their views up to it.
    fn look_at(&mut self, game: &str, offset: u64, table: &dyn Table, books: &Books<'_>) {
        for shown in books.shown.iter().filter(|shown| shown.offset == offset) {
            self.compared += 1;
            if hash(&table.snapshot(viewer(shown.eye)).text) != shown.hash {
                self.false_views += 1;
                self.note(|| format!("{game}: at {offset} {:?} was shown another game", shown.eye));
            }
        }
        for seen in books.seen.iter().filter(|seen| seen.offset == offset) {
            self.compared += 1;
            let truth = serde_json::from_str(&table.snapshot(viewer(seen.eye)).text);
            if !matches!(truth, Ok(crossword::View::Snapshot(truth)) if truth == seen.snapshot) {
                self.false_views += 1;
                self.note(|| format!("{game}: at {offset} {:?} sees another game than there is", seen.eye));
            }
        }
    }

    fn compare(&mut self, game: &str, row: &Row, truth: &Truth) {
        let eye = Eye::ALL.iter().position(|eye| *eye == row.eye).unwrap_or_default();
        for (offset, view) in (row.behind + 1..).zip(&row.views) {
            self.compared += 1;
            let at = usize::try_from(offset - 1).unwrap_or(usize::MAX);
            if truth.views.get(at).map(|views| views[eye]) != Some(*view) {
                self.false_views += 1;
                self.note(|| format!("{game}: view {offset} of {:?} is not what the log says", row.eye));
            }
        }
    }
}

/// The hashes of all views of a game, in the order of the log, for each eye.
#[derive(Default)]
struct Truth {
    views: Vec<[u64; 3]>,
}

fn viewer(eye: Eye) -> Viewer {
    match eye {
        Eye::Seat(seat) => Viewer::Seat(Seat(seat)),
        Eye::Watcher => Viewer::Watcher,
    }
}

/// What was said, without when.
fn text_of(view: &str) -> String {
    let view: serde_json::Value = serde_json::from_str(view).unwrap_or_default();
    view["text"].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
