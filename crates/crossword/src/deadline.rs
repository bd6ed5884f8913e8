//! What happens when nobody does anything.

use types::UnixMs;

use crate::event::{Question, Reason, What};
use crate::snapshot::{Open, Phase};
use crate::state::State;

/// Both have to come within this time.
const COME_MS: i64 = 60_000;

/// What comes of waiting.
#[derive(Clone, Copy)]
pub(crate) enum Due {
    /// Somebody has not come.
    Cancel,
    /// The clock of whoever is on turn has run out.
    Flag,
    /// A question has had no answer.
    Unanswered(Open),
}

impl State {
    /// What comes next if nobody does anything, and when.
    pub(crate) fn due(&self) -> Option<(UnixMs, Due)> {
        let cancel = UnixMs(self.asides.waiting_since.0 + COME_MS);
        match self.phase {
            Phase::Ended => None,
            Phase::Waiting => self.started.is_some().then_some((cancel, Due::Cancel)),
            Phase::Playing | Phase::FinalPass => {
                let flag = self.clock.flag(self.turn).map(|flag| (flag, Due::Flag));
                let asked = self.asides.question.map(|open| (UnixMs(open.until_ms), Due::Unanswered(open)));
                flag.into_iter().chain(asked).min_by_key(|(when, _)| *when)
            }
        }
    }

    /// Whether that moment has come.
    pub(crate) fn is_due(&self, now: UnixMs) -> bool {
        self.due().is_some_and(|(when, _)| when <= now)
    }

    /// The first event of what has come due; the end may have to follow it.
    pub(crate) fn overdue(&self, now: UnixMs) -> Vec<What> {
        match self.due() {
            Some((when, due)) if when <= now => self.carried_out(due, now),
            Some(_) | None => Vec::new(),
        }
    }

    fn carried_out(&self, due: Due, now: UnixMs) -> Vec<What> {
        match due {
            Due::Cancel => vec![self.ended_by(Reason::Cancelled, None, now)],
            Due::Flag if self.phase == Phase::FinalPass => {
                vec![What::Passed { seat: self.turn, left_ms: self.clock.lowest() }]
            }
            Due::Flag => vec![self.ended_by(Reason::Time, Some(self.turn.other()), now)],
            Due::Unanswered(Open { question: Question::Nudge, by, .. }) => {
                vec![self.ended_by(Reason::Forfeit, Some(by), now)]
            }
            Due::Unanswered(Open { question: Question::Abort | Question::Rematch, by, .. }) => vec![
                What::Answered { seat: by.other(), question: Question::Abort, yes: true },
                self.ended_by(Reason::Aborted, None, now),
            ],
        }
    }
}
