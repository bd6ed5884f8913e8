//! From the log of a game that is over to its text.

use super::remark::Remark;
use super::{Gcg, Handful, Player, Turn, TurnKind};
use crate::event::{AdjustmentKind, Challenged, Ended, Event, Reason, What};
use crate::state::State;
use crate::{Challenges, Direction, Play, Side, Tiles};

/// A log does not become a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the game is not over: until then its text would show what players hold")]
pub struct NotExported;

/// The text of a game that is over, from all of its events.
pub fn export(log: &[Event]) -> Result<Gcg, NotExported> {
    let mut pen = Pen::default();
    for event in log {
        pen.write(event);
        pen.state.apply(event);
    }
    if pen.state.ended.is_some() { Ok(pen.game) } else { Err(NotExported) }
}

#[derive(Default)]
struct Pen {
    /// Before the event that is being written.
    state: State,
    game: Gcg,
    first: Side,
}

impl Pen {
    fn write(&mut self, event: &Event) {
        match &event.what {
            What::Started(started) => {
                self.first = started.first;
                let player =
                    |side: Side| Player { nick: started.seats[side].clone(), name: started.seats[side].clone() };
                self.game.players = [player(self.first), player(self.first.other())];
                // Who brings a game from elsewhere may not know with which words it was played.
                if !started.lexicon.name.is_empty() {
                    self.game.facts.push(("lexicon".to_owned(), started.lexicon.name.clone()));
                }
            }
            What::Placed(placed) => {
                let direction = if placed.across { Direction::Across } else { Direction::Down };
                if let Ok(play) = Play::read(placed.at, direction, &placed.tiles) {
                    self.turn(placed.seat, TurnKind::Play(play), placed.score);
                }
            }
            What::Exchanged { seat, gave, .. } => self.turn(*seat, TurnKind::Exchange(Handful::Tiles(gave.0)), 0),
            What::Passed { seat, .. } => self.turn(*seat, TurnKind::Pass, 0),
            What::Challenged(challenged) => self.challenge(challenged),
            What::Ended(ended) => self.end(ended),
            What::Here { .. }
            | What::Away { .. }
            | What::Begun {}
            | What::Asked { .. }
            | What::Answered { .. }
            | What::Nudged { .. }
            | What::TimeAdded { .. }
            | What::Paused { .. }
            | What::Said { .. }
            | What::Noted { .. }
            | What::Rematched { .. } => {}
        }
    }

    fn challenge(&mut self, challenged: &Challenged) {
        let player = challenged.by.other();
        if challenged.upheld {
            let held = self.state.last.as_ref().and_then(|last| {
                let before = self.state.tiles.racks[player].minus(&last.placed.drew.0)?;
                Some(before.plus(&crate::apply::used_of(&crate::apply::fresh_of(&last.placed))))
            });
            self.turn_with(player, held.unwrap_or_default(), TurnKind::TakenOff, challenged.points);
        } else if matches!(challenged.rule, Challenges::Five | Challenges::Ten) {
            self.turn(player, TurnKind::Challenge, challenged.points);
        } else if challenged.turn_lost {
            self.turn(challenged.by, TurnKind::Pass, 0);
            self.note(Remark::LostTurn.to_string());
        } else {
            self.note(Remark::InVain.to_string());
        }
    }

    fn end(&mut self, ended: &Ended) {
        let mut adjustments = ended.adjustments.clone();
        adjustments.sort_by_key(|one| (one.why == AdjustmentKind::Overtime, self.number(one.seat)));
        for adjustment in &adjustments {
            let seat = adjustment.seat;
            let rack = self.state.tiles.racks[seat];
            let kind = match adjustment.why {
                AdjustmentKind::WentOut => TurnKind::WentOut(self.state.tiles.racks[seat.other()]),
                AdjustmentKind::Rack => TurnKind::LeftOver(rack),
                AdjustmentKind::Overtime => TurnKind::Time,
            };
            self.turn_with(seat, rack, kind, adjustment.points);
            self.state.scores[seat] += adjustment.points;
        }
        if !matches!(ended.reason, Reason::Standard | Reason::Scoreless) {
            let winner = ended.winner.map(|side| self.nick(side));
            let remark = Remark::Ended { reason: ended.reason, winner }.to_string();
            self.note(remark);
        }
    }

    fn nick(&self, side: Side) -> &str {
        &self.game.players[self.number(side)].nick
    }

    fn number(&self, side: Side) -> usize {
        usize::from(side != self.first)
    }

    fn turn(&mut self, side: Side, kind: TurnKind, score: i32) {
        self.turn_with(side, self.state.tiles.racks[side], kind, score);
    }

    fn turn_with(&mut self, side: Side, rack: Tiles, kind: TurnKind, score: i32) {
        let (player, total) = (self.number(side), self.state.scores[side] + score);
        self.game.turns.push(Turn { line: 0, player, rack, kind, score, total, notes: Vec::new() });
    }

    /// About the last move; about the game, if there was none.
    fn note(&mut self, text: String) {
        match self.game.turns.last_mut() {
            Some(turn) => turn.notes.push(text),
            None => self.game.facts.push(("note".to_owned(), text)),
        }
    }
}
