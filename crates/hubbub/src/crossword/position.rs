//! Which position a command is about.

use anyhow::Context;
use clap::Args;
use crossword::Position;

/// Where a play is made.
#[derive(Debug, Args)]
pub(crate) struct Where {
    /// The position in CGP: rows between `/`, racks, scores, scoreless turns [default: the empty board]
    #[arg(long, value_name = "CGP")]
    position: Option<String>,
}

const EMPTY: &str = "15/15/15/15/15/15/15/15/15/15/15/15/15/15/15";

impl Where {
    pub(super) fn position(&self) -> anyhow::Result<Position> {
        self.position.as_deref().unwrap_or(EMPTY).parse().context("position")
    }

    /// Whether the position says which tiles are played with.
    pub(super) fn names_tiles(position: &Position) -> bool {
        position.fact("ld").is_some()
    }
}
