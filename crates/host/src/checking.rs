//! Whether a game in memory is what its log says. Rules that keep something beside their events, look at a clock or draw
//! luck would play on happily, until the game is read again somewhere else and is another.

use game::Table;
use types::GameId;

use crate::host::{Host, Work};
use crate::job::Keeping;
use crate::playing::{Playing, guarded};

/// Of so many games that come into memory one is held against its log after each event; in tests and debug builds all are.
const ONE_IN: u64 = if cfg!(any(test, debug_assertions)) { 1 } else { 100 };

impl Host {
    /// The same game once more, if this one is to be held against its log.
    pub(crate) fn second_fold(&mut self, table: &dyn Table) -> Option<Box<dyn Table>> {
        self.come = self.come.wrapping_add(1);
        self.come.is_multiple_of(ONE_IN).then(|| table.fork())
    }

    /// The game is not what its log says: it is not run here any more. What is kept is as it should be.
    pub(crate) fn diverged(&mut self, game: &GameId, work: &mut Work<'_>) {
        tracing::error!(
            game = game.as_str(),
            "a game in memory is not what its log says: its rules keep something beside it"
        );
        self.fault(game, work);
    }
}

impl Playing {
    /// Whether these events, read once more from the bytes that are kept, lead to the state that is to be this game's.
    pub(crate) fn is_what_is_kept(&mut self, keeping: &Keeping) -> bool {
        let Some(folded) = &mut self.folded else { return true };
        guarded(|| {
            let applied = keeping.records.iter().try_for_each(|record| folded.apply(record));
            applied.is_ok() && folded.is_same(&*keeping.table)
        })
        .unwrap_or(false)
    }
}
