//! The state as one viewer may know it.

use std::collections::VecDeque;

use game::Viewer;

use crate::event::Line;
use crate::redact::{redact, redact_play, show_end};
use crate::snapshot::{LastPlay, MOVES_MAX, Snapshot};
use crate::state::{Last, State};
use crate::{Board, Laid, Pair, Side, Square};

impl State {
    pub(crate) fn show(&self, viewer: Viewer) -> Snapshot {
        let own = Side::BOTH.into_iter().find(|side| viewer.is((*side).into()));
        let moves_before = self.record.events.len().saturating_sub(MOVES_MAX);
        let started = self.started.as_deref().cloned().unwrap_or_default();
        Snapshot {
            seats: started.seats,
            seat: own,
            first: started.first,
            rules: started.rules,
            clock: started.clock,
            language: started.language,
            lexicon: started.lexicon,
            casual: started.casual,
            phase: self.phase,
            board: rows(&self.tiles.board),
            rack: own.map(|side| self.tiles.racks[side].letters()),
            rack_sizes: Pair::of(|side| self.tiles.racks[side].len()),
            bag: self.tiles.bag.len(),
            scores: self.scores,
            turn: self.turn,
            scoreless: self.scoreless,
            left_ms: self.clock.left,
            running_since_ms: self.clock.since.map(|since| since.0),
            time_ms: self.time.0,
            last: self.last.as_ref().map(|last| show_last(last, viewer)),
            question: self.asides.question,
            abort_asked: self.asides.abort_asked,
            nudges: self.asides.nudges,
            time_gifts: self.asides.time_gifts,
            rematch: self.asides.rematch,
            away: self.asides.away,
            moves: self.record.events[moves_before..].iter().map(|event| redact(event, viewer)).collect(),
            moves_before,
            said: self.said_before(viewer),
            notes: own.map_or_else(VecDeque::new, |side| self.talk.notes[side].clone()),
            ended: self.ended.as_ref().map(|(at, ended)| Box::new(show_end(ended, at.0))),
            rematch_game: self.asides.rematch_game.clone(),
        }
    }

    /// Watchers are told at the end what was said until then, and nothing of what is said later.
    fn said_before(&self, viewer: Viewer) -> VecDeque<Line> {
        match (viewer, &self.ended) {
            (Viewer::Seat(_), _) => self.talk.said.clone(),
            (Viewer::Watcher, Some((_, ended))) => ended.said.iter().cloned().collect(),
            (Viewer::Watcher, None) => VecDeque::new(),
        }
    }
}

fn show_last(last: &Last, viewer: Viewer) -> LastPlay {
    LastPlay {
        play: redact_play(&last.placed, viewer, last.at.0),
        challengeable: last.challengeable,
        scoreless_before: last.scoreless_before,
    }
}

/// Rows from top to bottom: capitals, small letters for blanks, `.` for empty squares.
fn rows(board: &Board) -> Vec<String> {
    let row = |row| {
        let squares = (0..Square::SIDE).filter_map(|column| Square::at(row, column));
        squares.map(|square| board.on(square).map_or('.', Laid::char)).collect()
    };
    (0..Square::SIDE).map(row).collect()
}
