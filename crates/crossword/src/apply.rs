//! What an event changes. Nothing here can fail or asks anybody: it has happened.

use std::sync::Arc;

use types::UnixMs;

use crate::clock::Clock;
use crate::event::{Challenged, Ended, Event, Hidden, Placed, Question, Started, What};
use crate::snapshot::{Open, Phase};
use crate::state::{Asides, Last, State, Verdict};
use crate::{Challenges, Direction, Laid, Pace, Pair, Play, Side, Square, TileSet, Tiles};

/// So many turns in a row that score nothing end the game.
pub(crate) const SCORELESS_MAX: u8 = 6;

impl State {
    pub(crate) fn apply(&mut self, event: &Event) {
        let at = event.at;
        self.time = at;
        if let Some(seat) = turn_of(&event.what) {
            self.record.racks.push(self.tiles.racks[seat]);
            self.record.events.push(Arc::new(event.clone()));
            self.asides.question = None;
        }
        match &event.what {
            What::Started(started) => self.started(started, at),
            What::Here { seat } => {
                (self.asides.come[*seat], self.asides.away[*seat]) = (true, false);
            }
            What::Away { seat } => self.asides.away[*seat] = true,
            What::Begun {} => self.begun(at),
            What::Placed(placed) => self.placed(placed, at),
            What::Exchanged { seat, gave, drew, left_ms } => self.exchanged(*seat, gave, drew, (*left_ms, at)),
            What::Passed { seat, left_ms } => self.passed(*seat, (*left_ms, at)),
            What::Challenged(challenged) => self.challenged(challenged, at),
            What::Asked { seat, question, until_ms } => self.asked(*seat, *question, *until_ms),
            What::Answered { question, seat, .. } => self.answered(*seat, *question),
            What::Nudged { seat, until_ms } => {
                self.asides.nudges[*seat] = self.asides.nudges[*seat].saturating_add(1);
                self.asides.question = Some(Open { question: Question::Nudge, by: *seat, until_ms: *until_ms });
            }
            What::TimeAdded { seat, ms } => {
                self.asides.time_gifts[*seat] = self.asides.time_gifts[*seat].saturating_add(1);
                self.clock.left[seat.other()] += ms;
            }
            What::Paused { ms } => self.paused(*ms),
            What::Said { seat, text } => self.talk.say(*seat, at, text),
            What::Noted { seat, text } => self.talk.note(*seat, text),
            What::Ended(ended) => self.end(ended, at),
            What::Rematched { game } => self.asides.rematch_game = Some(game.clone()),
        }
    }

    fn started(&mut self, started: &Started, at: UnixMs) {
        self.set = TileSet::named(&started.language).unwrap_or(&TileSet::ENGLISH);
        self.names = started.seats.0.iter().filter_map(|name| name.parse().ok()).collect();
        self.tiles.racks = Pair::of(|side| started.racks[side].0);
        let dealt = self.tiles.racks.0[0].plus(&self.tiles.racks.0[1]);
        self.tiles.bag = Tiles::all_of(self.set).minus(&dealt).unwrap_or_default();
        self.turn = started.first;
        self.clock = Clock::new(started.clock);
        self.asides = Asides { waiting_since: at, ..Asides::default() };
        self.started = Some(Arc::new(started.clone()));
        if matches!(started.clock, Pace::Correspondence { .. }) {
            self.begun(at);
        }
    }

    fn begun(&mut self, at: UnixMs) {
        self.phase = Phase::Playing;
        self.clock.since = Some(at);
    }

    fn placed(&mut self, placed: &Placed, at: UnixMs) {
        let seat = placed.seat;
        let fresh = fresh_of(placed);
        fresh.iter().for_each(|(square, laid)| self.tiles.board.put(*square, Some(*laid)));
        let used = used_of(&fresh);
        self.tiles.racks[seat] = moved(self.tiles.racks[seat], &used, &placed.drew.0);
        self.tiles.bag = self.tiles.bag.minus(&placed.drew.0).unwrap_or_default();
        self.scores[seat] += placed.score;
        let challengeable = self.rules() != Challenges::Void;
        self.last = Some(Last { placed: placed.clone(), at, challengeable, scoreless_before: self.scoreless });
        self.scoreless = 0;
        self.end_turn(seat, (placed.left_ms, at));
        if self.tiles.racks[seat].is_empty() && self.tiles.bag.is_empty() {
            match self.rules() {
                Challenges::Void => self.verdict = Some(Verdict::Out(seat)),
                Challenges::Single | Challenges::Double | Challenges::Five | Challenges::Ten | Challenges::Triple => {
                    self.phase = Phase::FinalPass
                }
            }
        }
    }

    fn exchanged(&mut self, seat: Side, gave: &Hidden, drew: &Hidden, clock: (i64, UnixMs)) {
        self.tiles.racks[seat] = moved(self.tiles.racks[seat], &gave.0, &drew.0);
        self.tiles.bag = moved(self.tiles.bag, &drew.0, &gave.0);
        self.close_last();
        self.end_turn(seat, clock);
        self.count_scoreless();
    }

    fn passed(&mut self, seat: Side, clock: (i64, UnixMs)) {
        self.close_last();
        self.end_turn(seat, clock);
        if self.phase == Phase::FinalPass {
            self.verdict = Some(Verdict::Out(seat.other()));
        } else {
            self.count_scoreless();
        }
    }

    fn challenged(&mut self, challenged: &Challenged, at: UnixMs) {
        let player = challenged.by.other();
        self.scores[player] += challenged.points;
        if challenged.upheld {
            self.take_off(player, challenged);
            (self.clock.left[challenged.by], self.clock.since) = (challenged.left_ms, Some(at));
        } else {
            self.close_last();
            if self.phase == Phase::FinalPass {
                self.verdict = Some(Verdict::Out(player));
            }
        }
        if challenged.turn_lost {
            self.end_turn(challenged.by, (challenged.left_ms, at));
        }
        if challenged.upheld || challenged.turn_lost {
            self.count_scoreless();
        }
        if challenged.rule == Challenges::Triple {
            self.verdict = Some(Verdict::Triple(if challenged.upheld { challenged.by } else { player }));
        }
    }

    /// The last play comes off; the scoreless turns are those of before it.
    fn take_off(&mut self, player: Side, challenged: &Challenged) {
        let Some(last) = self.last.take() else {
            return;
        };
        let fresh = fresh_of(&last.placed);
        fresh.iter().for_each(|(square, _)| self.tiles.board.put(*square, None));
        self.tiles.racks[player] = moved(self.tiles.racks[player], &challenged.to_bag.0, &used_of(&fresh));
        self.tiles.bag = self.tiles.bag.plus(&challenged.to_bag.0);
        self.scoreless = last.scoreless_before;
        self.phase = Phase::Playing;
    }

    fn asked(&mut self, seat: Side, question: Question, until_ms: Option<i64>) {
        match question {
            Question::Abort => self.asides.abort_asked[seat] = true,
            Question::Rematch => self.asides.rematch[seat] = true,
            Question::Nudge => {}
        }
        if let Some(until_ms) = until_ms {
            self.asides.question = Some(Open { question, by: seat, until_ms });
        }
    }

    fn answered(&mut self, seat: Side, question: Question) {
        match question {
            Question::Abort | Question::Nudge => self.asides.question = None,
            Question::Rematch => self.asides.rematch[seat] = true,
        }
    }

    /// Everything that waits for a moment waits for a later one.
    fn paused(&mut self, ms: i64) {
        let later = |time: UnixMs| UnixMs(time.0.saturating_add(ms));
        self.clock.since = self.clock.since.map(later);
        self.asides.waiting_since = later(self.asides.waiting_since);
        if let Some(open) = &mut self.asides.question {
            open.until_ms = open.until_ms.saturating_add(ms);
        }
    }

    fn end(&mut self, ended: &Ended, at: UnixMs) {
        self.scores = ended.scores;
        self.clock.left = ended.left_ms;
        self.clock.since = None;
        self.asides.question = None;
        self.phase = Phase::Ended;
        self.verdict = None;
        self.close_last();
        self.ended = Some((at, Box::new(ended.clone())));
    }

    fn end_turn(&mut self, seat: Side, (left_ms, at): (i64, UnixMs)) {
        self.clock.left[seat] = left_ms;
        self.clock.since = Some(at);
        self.turn = seat.other();
    }

    fn close_last(&mut self) {
        if let Some(last) = &mut self.last {
            last.challengeable = false;
        }
    }

    fn count_scoreless(&mut self) {
        self.scoreless = self.scoreless.saturating_add(1);
        if self.scoreless >= SCORELESS_MAX && self.verdict.is_none() {
            self.verdict = Some(Verdict::Scoreless);
        }
    }
}

/// Who acted, if the event is a turn or a challenge.
pub(crate) fn turn_of(what: &What) -> Option<Side> {
    match what {
        What::Placed(placed) => Some(placed.seat),
        What::Exchanged { seat, .. } | What::Passed { seat, .. } => Some(*seat),
        What::Challenged(challenged) => Some(challenged.by),
        What::Started(_)
        | What::Here { .. }
        | What::Away { .. }
        | What::Begun {}
        | What::Asked { .. }
        | What::Answered { .. }
        | What::Nudged { .. }
        | What::TimeAdded { .. }
        | What::Paused { .. }
        | What::Said { .. }
        | What::Noted { .. }
        | What::Ended(_)
        | What::Rematched { .. } => None,
    }
}

/// The tiles that a play put on the board.
pub(crate) fn fresh_of(placed: &Placed) -> Vec<(Square, Laid)> {
    laid_by(placed.at, placed.across, &placed.tiles)
}

/// The fresh tiles of a play that was legal.
pub(crate) fn laid_by(at: Square, across: bool, tiles: &str) -> Vec<(Square, Laid)> {
    let direction = if across { Direction::Across } else { Direction::Down };
    let play = Play::read(at, direction, tiles);
    let squares = play.iter().flat_map(Play::squares);
    squares.filter_map(|(square, tile)| tile.map(|laid| (square, laid))).collect()
}

pub(crate) fn used_of(fresh: &[(Square, Laid)]) -> Tiles {
    let mut used = Tiles::default();
    fresh.iter().for_each(|(_, laid)| used.add(laid.tile()));
    used
}

/// Tiles without those that went, and with those that came.
fn moved(tiles: Tiles, went: &Tiles, came: &Tiles) -> Tiles {
    tiles.minus(went).unwrap_or_default().plus(came)
}
