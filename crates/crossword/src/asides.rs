//! What is no turn: questions, gifts of time, table talk.

use game::Refusal;
use types::UnixMs;

use crate::Side;
use crate::event::{Question, What};
use crate::snapshot::{Open, Phase};
use crate::state::State;
use crate::talk::{CHARS_MAX, cleaned};

/// A game can be called off by consent while no more turns than this are played.
const ABORT_TURNS_MAX: usize = 7;
/// Who does not answer so long agrees to call it off.
const ABORT_MS: i64 = 60_000;
/// Who does not answer a nudge so long has lost.
const NUDGE_MS: i64 = 120_000;
const NUDGES_MAX: u8 = 2;
/// No question while the running clock has less, overtime included: nobody is to lose time over one.
const ROOM_MIN_MS: i64 = 120_000;
/// What one gives the opponent at a time.
const GIFT_MS: i64 = 15_000;
const GIFTS_MAX: u8 = 20;

/// A player beside his turns, and when.
#[derive(Clone, Copy)]
pub(crate) struct Aside<'a> {
    pub(crate) state: &'a State,
    pub(crate) side: Side,
    pub(crate) now: UnixMs,
}

impl Aside<'_> {
    pub(crate) fn ask_abort(self) -> Result<What, Refusal> {
        self.may_ask()?;
        if self.state.asides.abort_asked[self.side] {
            return Err(Refusal::new("asked_already", "you have asked to call this game off before"));
        }
        if self.state.record.events.len() > ABORT_TURNS_MAX {
            let text = format!("a game can be called off during its first {ABORT_TURNS_MAX} turns only");
            return Err(Refusal::new("too_late", text));
        }
        let until_ms = Some(self.now.0 + ABORT_MS);
        Ok(What::Asked { seat: self.side, question: Question::Abort, until_ms })
    }

    pub(crate) fn answer(self, question: Question, yes: bool) -> Result<What, Refusal> {
        let asked = self.state.asides.question.filter(|open| open.question == question && open.by != self.side);
        if asked.is_none() {
            return Err(Refusal::new("no_question", "your opponent does not ask you that"));
        }
        Ok(What::Answered { seat: self.side, question, yes })
    }

    pub(crate) fn nudge(self) -> Result<What, Refusal> {
        self.may_ask()?;
        if self.state.turn == self.side {
            return Err(Refusal::new("your_turn", "it is your turn: nobody keeps you waiting"));
        }
        if self.state.asides.nudges[self.side] >= NUDGES_MAX {
            return Err(Refusal::new("asked_already", format!("you have nudged your opponent {NUDGES_MAX} times")));
        }
        Ok(What::Nudged { seat: self.side, until_ms: self.now.0 + NUDGE_MS })
    }

    pub(crate) fn add_time(self) -> Result<What, Refusal> {
        self.is_live()?;
        if !self.state.started.as_ref().is_some_and(|started| started.casual) {
            return Err(Refusal::new("not_casual", "time can be given in casual games only"));
        }
        if self.state.asides.time_gifts[self.side] >= GIFTS_MAX {
            return Err(Refusal::new("asked_already", format!("you have given time {GIFTS_MAX} times")));
        }
        Ok(What::TimeAdded { seat: self.side, ms: GIFT_MS })
    }

    /// When both want to play again, the second offer is the answer to the first.
    pub(crate) fn offer_rematch(self) -> Result<What, Refusal> {
        let wants = self.state.asides.rematch;
        if self.state.phase != Phase::Ended {
            return Err(Refusal::new("not_over", "the game is not over yet"));
        }
        if wants[self.side] {
            return Err(Refusal::new("asked_already", "you have offered a rematch"));
        }
        let (seat, question) = (self.side, Question::Rematch);
        Ok(if wants[self.side.other()] {
            What::Answered { seat, question, yes: true }
        } else {
            What::Asked { seat, question, until_ms: None }
        })
    }

    pub(crate) fn say(self, text: &str) -> Result<What, Refusal> {
        Ok(What::Said { seat: self.side, text: short(text)? })
    }

    pub(crate) fn note(self, text: &str) -> Result<What, Refusal> {
        Ok(What::Noted { seat: self.side, text: short(text)? })
    }

    fn may_ask(self) -> Result<(), Refusal> {
        self.is_live()?;
        if let Some(Open { .. }) = self.state.asides.question {
            return Err(Refusal::new("question_open", "one question at a time: there is one without an answer"));
        }
        if self.state.clock.room(self.state.turn, self.now) < ROOM_MIN_MS {
            return Err(Refusal::new("clock_low", "no questions while the running clock has less than two minutes"));
        }
        Ok(())
    }

    fn is_live(self) -> Result<(), Refusal> {
        if self.state.clock.is_by_correspondence() {
            return Err(Refusal::new("correspondence", "not in a game by correspondence"));
        }
        Ok(())
    }
}

fn short(text: &str) -> Result<String, Refusal> {
    let (cleaned, chars) = (cleaned(text), text.chars().count());
    if chars > CHARS_MAX {
        return Err(Refusal::new("too_long", format!("the text has {chars} characters, and may have {CHARS_MAX}")));
    }
    if cleaned.is_empty() { Err(Refusal::new("empty", "there is no text")) } else { Ok(cleaned) }
}
