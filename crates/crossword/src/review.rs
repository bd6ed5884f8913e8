//! A game that is over, looked at again: which plays would have scored most at each turn.

use std::cmp::Reverse;

use lexicon::Lexicon;

use crate::event::What;
use crate::state::State;
use crate::{Board, Event, ListName, Move, NotExported, Phase, TileSet, Tiles, moves};

/// The most turns that are looked at; hardly any game has half as many. Those behind them have no best plays.
const TURNS_MAX: usize = 200;

/// A game that is over, turn by turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The list of words with which it was played.
    pub list: ListName,
    /// One for each play, exchange, pass and challenge, in their order: the plays that would have scored most, the best
    /// first. None where nothing could be played, or plays were not the question: at a challenge, and at a pass after the
    /// other had played out.
    pub best: Vec<Vec<Move>>,
}

/// Why a game is not reviewed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReviewed {
    /// What was best would show what players hold.
    #[error(transparent)]
    NotOver(#[from] NotExported),
    /// It was played with other words than are to be had here.
    #[error("the word list {} with which it was played is not here", .0.name)]
    NoWords(ListName),
}

/// Looks at a game again: gives at most `best_max` plays a turn. It takes about a millisecond a turn, and a hundred where
/// the rack has blanks. `find` has the words that the log names.
///
/// # Errors
/// When the game is not over, or its words are not there.
pub fn review<'a>(
    log: &[Event],
    best_max: usize,
    find: impl FnOnce(&ListName) -> Option<&'a Lexicon>,
) -> Result<Review, NotReviewed> {
    if !log.iter().any(|event| matches!(event.what, What::Ended(_))) {
        return Err(NotExported.into());
    }
    let started =
        log.iter().find_map(|event| if let What::Started(started) = &event.what { Some(started) } else { None });
    let list = started.ok_or(NotExported)?.lexicon.clone();
    let lexicon = find(&list).ok_or_else(|| NotReviewed::NoWords(list.clone()))?;
    let mut state = State::default();
    let mut best = Vec::new();
    for event in log {
        let before = (state.tiles.board.clone(), state.phase);
        state.apply(event);
        if state.record.racks.len() == best.len() {
            continue;
        }
        let rack = state.record.racks.last().copied().unwrap_or_default();
        let asks = before.1 == Phase::Playing && !matches!(event.what, What::Challenged(_)) && best.len() < TURNS_MAX;
        best.push(if asks { best_of(&before.0, state.set, lexicon, &rack, best_max) } else { Vec::new() });
    }
    Ok(Review { list, best })
}

fn best_of(board: &Board, set: &TileSet, lexicon: &Lexicon, rack: &Tiles, count: usize) -> Vec<Move> {
    let mut all = moves(board, set, lexicon, rack);
    // Those that score the same stand in the order of their letters, whatever the search found first; and the same letters
    // on other squares teach nothing.
    all.sort_by_cached_key(|one| (Reverse(one.score), one.play().letters(), one.play()));
    all.dedup_by_key(|one| (one.score, one.play().letters()));
    all.truncate(count);
    all
}
