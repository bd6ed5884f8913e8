//! How long somebody would think.

use game::Luck;

use crate::{Command, Pace, Side, Snapshot};

const ANSWER_MS: u32 = 3_000;
const LEAST_MS: i64 = 300;

/// A question is answered within seconds.
pub(super) fn for_answer(luck: &mut Luck) -> i64 {
    LEAST_MS + i64::from(luck.below(ANSWER_MS))
}

/// A long word takes longer than a pass; with a crowded board too. Never more than a part of the time that is left, so that
/// nobody loses on time who thinks so.
pub(super) fn for_turn(seen: &Snapshot, me: Side, command: &Command, luck: &mut Luck) -> i64 {
    let letters = if let Command::Place { tiles, .. } = command { tiles.len() as u32 } else { 1 };
    let moves = u32::try_from(seen.moves.len()).unwrap_or(u32::MAX).min(20);
    let thought = 1_500 + luck.below(4_000) + letters * luck.below(900) + moves * luck.below(200);
    let left = match seen.clock {
        Pace::Live { .. } => seen.left_ms[me],
        Pace::Correspondence { turn_s, .. } => i64::from(turn_s) * 1_000,
    };
    i64::from(thought).min(left / 20).max(LEAST_MS.min(left / 4)).max(0)
}
