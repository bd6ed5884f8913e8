//! What has come of commands at this node, and how many games it runs.

use std::sync::atomic::{AtomicU64, Ordering};

use host::{Answer, Refused};

/// Counted by the clerk, read by the metrics.
#[derive(Debug, Default)]
pub(crate) struct GameStats {
    in_memory: AtomicU64,
    acked: AtomicU64,
    /// By the place of their code in [`Refused::ALL`]; the last for what the rules of a game have refused.
    refused: [AtomicU64; Refused::COUNT + 1],
}

/// What the rules of games refuse is counted under one name: their codes are theirs.
const BY_RULES: &str = "rules";

impl GameStats {
    /// How many games are in memory now.
    pub(crate) fn set_in_memory(&self, games: usize) {
        self.in_memory.store(games as u64, Ordering::Relaxed);
    }

    pub(crate) fn in_memory(&self) -> u64 {
        self.in_memory.load(Ordering::Relaxed)
    }

    /// A player was told what came of his command.
    pub(crate) fn told(&self, answer: &Answer) {
        let count = match answer {
            Answer::Refused(refused) => {
                let known = Refused::ALL.iter().position(|known| known.code == refused.code);
                &self.refused[known.unwrap_or(Refused::COUNT)]
            }
            Answer::Acked(_)
            | Answer::Created(_)
            | Answer::Admitted(_)
            | Answer::Views { .. }
            | Answer::Snapshot { .. }
            | Answer::Noted
            | Answer::NotMine { .. } => &self.acked,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Every answer by name: `ack`, or the code of a refusal.
    pub(crate) fn named(&self) -> impl Iterator<Item = (String, u64)> {
        let codes = Refused::ALL.into_iter().map(|refused| refused.code.into_owned()).chain([BY_RULES.to_owned()]);
        let refused = codes.zip(&self.refused).map(|(code, count)| (code, count.load(Ordering::Relaxed)));
        [("ack".to_owned(), self.acked.load(Ordering::Relaxed))].into_iter().chain(refused)
    }
}
