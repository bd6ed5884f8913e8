//! How a game ends: who gets and loses what after the last turn, and who has won.

use types::UnixMs;

use crate::event::{Adjustment, AdjustmentKind, Ended, Hidden, Reason, What};
use crate::state::{State, Verdict};
use crate::{Pair, Side};

impl State {
    /// The end, if the last event has brought it about by the rules.
    pub(crate) fn end_by_rules(&self, now: UnixMs) -> Option<What> {
        let end = match self.verdict? {
            Verdict::Out(seat) => {
                let points = 2 * self.set.worth(&self.tiles.racks[seat.other()]);
                let out = Adjustment { seat, why: AdjustmentKind::WentOut, points };
                self.end_with(Reason::Standard, &[out], now)
            }
            Verdict::Scoreless => {
                let cost = |seat| -self.set.worth(&self.tiles.racks[seat]);
                let lose = |seat| Adjustment { seat, why: AdjustmentKind::Rack, points: cost(seat) };
                self.end_with(Reason::Scoreless, &Side::BOTH.map(lose), now)
            }
            Verdict::Triple(winner) => return Some(self.ended_by(Reason::TripleChallenge, Some(winner), now)),
        };
        Some(What::Ended(Box::new(Ended { winner: ahead(&end.scores), ..end })))
    }

    /// The end for a reason that says who has won, whatever the score.
    pub(crate) fn ended_by(&self, reason: Reason, winner: Option<Side>, now: UnixMs) -> What {
        What::Ended(Box::new(Ended { winner, ..self.end_with(reason, &[], now) }))
    }

    fn end_with(&self, reason: Reason, adjustments: &[Adjustment], now: UnixMs) -> Ended {
        let left_ms =
            Pair::of(|side| if side == self.turn { self.clock.left_at(side, now) } else { self.clock.left[side] });
        let mut adjustments = adjustments.to_vec();
        if !matches!(reason, Reason::Aborted | Reason::Cancelled) {
            adjustments.extend(self.overtime(&left_ms));
        }
        let mut scores = self.scores;
        adjustments.iter().for_each(|adjustment| scores[adjustment.seat] += adjustment.points);
        Ended {
            reason,
            winner: None,
            adjustments,
            scores,
            left_ms,
            racks: Pair::of(|side| Hidden(self.tiles.racks[side])),
            past_racks: self.record.racks.iter().copied().map(Hidden).collect(),
            said: self.talk.said.iter().cloned().collect(),
        }
    }

    fn overtime(&self, left_ms: &Pair<i64>) -> impl Iterator<Item = Adjustment> {
        let cost = Side::BOTH.map(|seat| (seat, -self.clock.penalty(left_ms[seat])));
        let late = cost.into_iter().filter(|(_, points)| *points < 0);
        late.map(|(seat, points)| Adjustment { seat, why: AdjustmentKind::Overtime, points })
    }
}

fn ahead(scores: &Pair<i32>) -> Option<Side> {
    match scores.0[0].cmp(&scores.0[1]) {
        std::cmp::Ordering::Greater => Some(Side::First),
        std::cmp::Ordering::Less => Some(Side::Second),
        std::cmp::Ordering::Equal => None,
    }
}
