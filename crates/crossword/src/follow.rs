//! What each view changes for a viewer who has a snapshot. A client in any language does the same; here it is for bots,
//! for simulated players, and for the proof that snapshot and views tell the same.

use crate::apply::{laid_by, used_of};
use crate::event::Question;
use crate::snapshot::{LastPlay, MOVES_MAX, Open, Phase, Snapshot};
use crate::talk::keep_last;
use crate::view::{ChallengedView, Drawn, EndedView, ExchangedView, PlacedView, StartedView, View};
use crate::{Challenges, Laid, Line, Pace, Pair, Side, Square, Tiles};

impl Snapshot {
    /// Takes in a view that came after this snapshot.
    pub fn follow(&mut self, view: &View) {
        match view {
            View::Snapshot(newer) => *self = (**newer).clone(),
            View::Started(started) => self.started(started),
            View::Here { seat, time_ms } => (self.away[*seat], self.time_ms) = (false, *time_ms),
            View::Away { seat, time_ms } => (self.away[*seat], self.time_ms) = (true, *time_ms),
            View::Begun { time_ms } => self.begun(*time_ms),
            View::Placed(play) => self.placed(play),
            View::Exchanged(exchanged) => self.exchanged(exchanged),
            View::Passed { seat, left_ms, time_ms } => self.passed(view, *seat, *left_ms, *time_ms),
            View::Challenged(challenged) => self.challenged(challenged),
            View::Asked { seat, question, until_ms, time_ms } => {
                self.asked(*seat, *question, *until_ms);
                self.time_ms = *time_ms;
            }
            View::Answered { seat, question, time_ms, .. } => {
                self.answered(*seat, *question);
                self.time_ms = *time_ms;
            }
            View::Nudged { seat, until_ms, time_ms } => {
                self.nudges[*seat] += 1;
                self.question = Some(Open { question: Question::Nudge, by: *seat, until_ms: *until_ms });
                self.time_ms = *time_ms;
            }
            View::TimeAdded { seat, ms, time_ms } => {
                self.time_gifts[*seat] += 1;
                self.left_ms[seat.other()] += ms;
                self.time_ms = *time_ms;
            }
            View::Paused { ms, time_ms } => self.paused(*ms, *time_ms),
            View::Said { seat, text, time_ms } => {
                let line = |text: &String| Line { seat: *seat, time_ms: *time_ms, text: text.clone() };
                self.said.extend(text.as_ref().map(line));
                keep_last(&mut self.said, |line| line.text.len());
                self.time_ms = *time_ms;
            }
            View::Noted { text, time_ms, .. } => {
                self.notes.extend(text.clone());
                keep_last(&mut self.notes, String::len);
                self.time_ms = *time_ms;
            }
            View::Ended(ended) => self.end(ended),
            View::Rematch { game, time_ms } => {
                self.rematch_game = Some(game.clone());
                self.time_ms = *time_ms;
            }
        }
    }

    fn started(&mut self, started: &StartedView) {
        let racks = &started.racks.0;
        *self = Self {
            seats: started.seats.clone(),
            seat: Side::BOTH.into_iter().find(|side| started.racks[*side].tiles.is_some()),
            first: started.first,
            rules: started.rules,
            clock: started.clock,
            language: started.language.clone(),
            lexicon: started.lexicon.clone(),
            casual: started.casual,
            rack: racks.iter().find_map(|rack| rack.tiles.clone()),
            rack_sizes: Pair::of(|side| started.racks[side].count),
            bag: started.bag,
            turn: started.first,
            left_ms: crate::clock::Clock::new(started.clock).left,
            time_ms: started.time_ms,
            ..Self::default()
        };
        if matches!(started.clock, Pace::Correspondence { .. }) {
            self.begun(started.time_ms);
        }
    }

    fn begun(&mut self, time_ms: i64) {
        self.phase = Phase::Playing;
        self.running_since_ms = Some(time_ms);
        self.time_ms = time_ms;
    }

    fn placed(&mut self, play: &PlacedView) {
        let fresh = fresh_of(play);
        fresh.iter().for_each(|(square, laid)| self.put(*square, Some(*laid)));
        self.bag -= play.drew.count;
        self.rack_sizes[play.seat] = self.rack_sizes[play.seat] - fresh.len() + play.drew.count;
        self.change_rack(&used_of(&fresh), &play.drew);
        self.scores[play.seat] += play.score;
        self.last = Some(LastPlay {
            play: play.clone(),
            challengeable: self.rules != Challenges::Void,
            scoreless_before: self.scoreless,
        });
        self.scoreless = 0;
        if self.rack_sizes[play.seat] == 0 && self.rules != Challenges::Void {
            self.phase = Phase::FinalPass;
        }
        self.end_turn(play.seat, play.left_ms, play.time_ms);
        self.moved(View::Placed(play.clone()), play.time_ms);
    }

    fn exchanged(&mut self, exchanged: &ExchangedView) {
        if let Some(gave) = exchanged.gave.tiles.as_deref().and_then(|tiles| Tiles::read(tiles).ok()) {
            self.change_rack(&gave, &exchanged.drew);
        }
        self.scoreless += 1;
        self.close_last();
        self.end_turn(exchanged.seat, exchanged.left_ms, exchanged.time_ms);
        self.moved(View::Exchanged(exchanged.clone()), exchanged.time_ms);
    }

    fn passed(&mut self, view: &View, seat: Side, left_ms: i64, time_ms: i64) {
        if self.phase != Phase::FinalPass {
            self.scoreless += 1;
        }
        self.close_last();
        self.end_turn(seat, left_ms, time_ms);
        self.moved(view.clone(), time_ms);
    }

    fn challenged(&mut self, challenged: &ChallengedView) {
        self.scores[challenged.by.other()] += challenged.points;
        if challenged.upheld {
            self.take_off(&challenged.to_bag);
            self.left_ms[challenged.by] = challenged.left_ms;
            self.running_since_ms = Some(challenged.time_ms);
            self.scoreless += 1;
        } else {
            self.close_last();
        }
        if challenged.turn_lost {
            self.scoreless += 1;
            self.end_turn(challenged.by, challenged.left_ms, challenged.time_ms);
        }
        self.moved(View::Challenged(challenged.clone()), challenged.time_ms);
    }

    fn take_off(&mut self, to_bag: &Drawn) {
        let Some(LastPlay { play, scoreless_before, .. }) = self.last.take() else {
            return;
        };
        let fresh = fresh_of(&play);
        fresh.iter().for_each(|(square, _)| self.put(*square, None));
        self.bag += to_bag.count;
        self.rack_sizes[play.seat] = self.rack_sizes[play.seat] + fresh.len() - to_bag.count;
        if let Some(gave) = to_bag.tiles.as_deref().and_then(|tiles| Tiles::read(tiles).ok()) {
            let back = Drawn { count: fresh.len(), tiles: Some(used_of(&fresh).letters()) };
            self.change_rack(&gave, &back);
        }
        self.scoreless = scoreless_before;
        self.phase = Phase::Playing;
    }

    fn asked(&mut self, seat: Side, question: Question, until_ms: Option<i64>) {
        match question {
            Question::Abort => self.abort_asked[seat] = true,
            Question::Rematch => self.rematch[seat] = true,
            Question::Nudge => {}
        }
        self.question = until_ms.map(|until_ms| Open { question, by: seat, until_ms }).or(self.question);
    }

    fn answered(&mut self, seat: Side, question: Question) {
        match question {
            Question::Abort | Question::Nudge => self.question = None,
            Question::Rematch => self.rematch[seat] = true,
        }
    }

    fn paused(&mut self, ms: i64, time_ms: i64) {
        self.running_since_ms = self.running_since_ms.map(|since| since + ms);
        if let Some(open) = &mut self.question {
            open.until_ms += ms;
        }
        self.time_ms = time_ms;
    }

    fn end(&mut self, ended: &EndedView) {
        self.phase = Phase::Ended;
        self.scores = ended.scores;
        self.left_ms = ended.left_ms;
        self.running_since_ms = None;
        self.question = None;
        self.close_last();
        if self.rack.is_none() {
            self.said = ended.said.iter().cloned().collect();
        }
        self.ended = Some(Box::new(ended.clone()));
        self.time_ms = ended.time_ms;
    }

    fn end_turn(&mut self, seat: Side, left_ms: i64, time_ms: i64) {
        self.left_ms[seat] = left_ms;
        self.running_since_ms = Some(time_ms);
        self.turn = seat.other();
    }

    fn moved(&mut self, view: View, time_ms: i64) {
        self.moves.push(view);
        let too_many = self.moves.len().saturating_sub(MOVES_MAX);
        self.moves.drain(..too_many);
        self.moves_before += too_many;
        self.question = None;
        self.time_ms = time_ms;
    }

    fn close_last(&mut self) {
        if let Some(last) = &mut self.last {
            last.challengeable = false;
        }
    }

    fn put(&mut self, square: Square, laid: Option<Laid>) {
        if let Some(row) = self.board.get_mut(square.row()) {
            let char = laid.map_or('.', Laid::char).to_string();
            row.replace_range(square.column()..=square.column(), &char);
        }
    }

    /// The viewer's own rack, if what came is shown to him: then it is his.
    fn change_rack(&mut self, went: &Tiles, came: &Drawn) {
        let came = came.tiles.as_deref().and_then(|tiles| Tiles::read(tiles).ok());
        if let (Some(rack), Some(came)) = (&mut self.rack, came) {
            let before = Tiles::read(rack).unwrap_or_default();
            *rack = before.minus(went).unwrap_or_default().plus(&came).letters();
        }
    }
}

fn fresh_of(play: &PlacedView) -> Vec<(Square, Laid)> {
    laid_by(play.at, play.across, &play.tiles)
}
