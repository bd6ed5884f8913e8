//! Which game's rules a process runs, noted down where the next process finds it: rules that overflow the stack, abort or use
//! up the memory end the whole node, and nothing catches that.
//!
//! A note is one write of a few bytes into the memory that the kernel keeps of a file. It is there when the process has
//! ended in whatever way; that a machine without power may lose it costs nothing, for then no rules were at fault.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use host::Witness;
use ledger::{Blame, Blamed, Failed};
use store::Store;
use types::{GameId, Name};

/// A game that has ended two processes within this time is quarantined.
const BLAME_TIME: Duration = Duration::from_secs(60);

/// How many nodes can share a data folder; one more makes no notes.
const NODES_MAX: usize = 64;

/// A note: a game's id, and zeros behind it. Without an id no rules run.
const BYTES: usize = Name::CHARS_MAX;

/// This node's note.
pub(crate) struct Crumb {
    file: File,
    is_set: bool,
}

impl Crumb {
    /// Reads what nodes that are gone have left in a folder, and takes the first place for this node's own. While a node
    /// lives it holds a lock on its file, which goes with its process.
    pub(crate) fn begin(folder: &Path) -> io::Result<(Option<Self>, Vec<GameId>)> {
        let (mut own, mut left) = (None, Vec::new());
        for path in places(folder) {
            if own.is_some() && !path.exists() {
                break;
            }
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                // Its node lives.
                Err(fs::TryLockError::WouldBlock) => continue,
                Err(fs::TryLockError::Error(error)) => return Err(error),
            }
            let mut note = Vec::new();
            file.read_to_end(&mut note)?;
            left.extend(game(&note));
            file.write_all_at(&[0; BYTES], 0)?;
            own.get_or_insert(Self { file, is_set: false });
        }
        Ok((own, left))
    }
}

fn places(folder: &Path) -> impl Iterator<Item = PathBuf> {
    (1..=NODES_MAX).map(|number| folder.join(format!("running-{number}")))
}

fn game(note: &[u8]) -> Option<GameId> {
    let id = note.split(|byte| *byte == 0).next()?;
    std::str::from_utf8(id).ok()?.parse().ok()
}

impl Witness for Crumb {
    fn enters(&mut self, game: &GameId) {
        let mut note = [0; BYTES];
        for (byte, of_id) in note.iter_mut().zip(game.as_str().bytes()) {
            *byte = of_id;
        }
        // What cannot be noted cannot be blamed: nothing else hangs on it.
        self.is_set = self.file.write_all_at(&note, 0).is_ok();
    }

    fn leaves(&mut self) {
        if self.is_set {
            self.is_set = self.file.write_all_at(&[0], 0).is_err();
        }
    }
}

/// Tells the store which games have ended nodes of this folder, and gives the note of this one. A node without a folder of its
/// own makes none.
pub(crate) async fn begin(folder: &Path, store: &dyn Store) -> Result<Option<Crumb>, Failed> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let (crumb, left) = match Crumb::begin(folder) {
        Ok(begun) => begun,
        Err(error) => {
            let folder = folder.display().to_string();
            tracing::warn!(folder, %error, "a game that ends this process will not be known by it");
            return Ok(None);
        }
    };
    for game in left {
        let blamed = store::ask(store, Blame { game: game.clone(), within: BLAME_TIME }).await?;
        let is_quarantined = blamed == Blamed::Quarantined;
        tracing::error!(game = game.as_str(), is_quarantined, "the process before this one ended while it ran a game");
    }
    Ok(crumb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hubbub-crumb-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn begin(folder: &Path) -> (Crumb, Vec<String>) {
        let (crumb, left) = Crumb::begin(folder).unwrap();
        (crumb.unwrap(), left.iter().map(GameId::to_string).collect())
    }

    #[test]
    fn what_ran_when_a_node_ended_is_found_once_and_only_when_it_is_gone() {
        let folder = folder("found");
        let long = "g".repeat(Name::CHARS_MAX);
        let (mut first, left) = begin(&folder);
        assert!(left.is_empty());
        first.enters(&long.parse().unwrap());
        let (mut second, left) = begin(&folder);
        assert!(left.is_empty(), "the first one lives");
        second.enters(&"other".parse().unwrap());
        second.leaves();
        second.enters(&"short".parse().unwrap());
        drop(first);
        let (third, left) = begin(&folder);
        assert_eq!(left, [long]);
        drop((second, third));
        let (fourth, left) = begin(&folder);
        assert_eq!(left, ["short"]);
        drop(fourth);
        assert!(begin(&folder).1.is_empty());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_is_left_of_rules_that_have_returned() {
        let folder = folder("returned");
        let (mut crumb, _) = begin(&folder);
        crumb.enters(&"g".parse().unwrap());
        crumb.leaves();
        drop(crumb);
        assert!(begin(&folder).1.is_empty());
        fs::remove_dir_all(folder).unwrap();
    }

    /// `cargo nextest run -p node --release --run-ignored only cost_of_a_note --no-capture`
    #[test]
    #[ignore = "measures"]
    fn cost_of_a_note() {
        let folder = folder("cost");
        let (mut crumb, _) = begin(&folder);
        let game = "crossword_game_of_some_length".parse().unwrap();
        let notes = 1_000_000;
        let begun = std::time::Instant::now();
        for _ in 0..notes {
            crumb.enters(&game);
            crumb.leaves();
        }
        let each = begun.elapsed() / notes;
        println!("a note and its end: {each:?}");
        fs::remove_dir_all(folder).unwrap();
    }
}
