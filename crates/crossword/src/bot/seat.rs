//! A bot in a seat, as whoever carries it out knows it: what to send, and when.

use game::{Luck, Words};
use lexicon::Lexicon;
use types::UnixMs;

use crate::snapshot::Open;
use crate::{Command, Level, ListName, Pair, Phase, Side, Snapshot, View, choose};

/// A bot that is told what its seat is told, and says what to send. It asks for no time and no thread: [`BotSeat::think`]
/// can take a second in a crowded endgame, so it may be called where that holds up nobody.
///
/// Each time it is asked something it wants to send one command, once; who carries it out sends that until it is answered.
/// Only what it is told changes its mind.
pub struct BotSeat {
    level: Level,
    luck: Luck,
    seen: Option<Box<Snapshot>>,
    mind: Mind,
}

/// How far it is with what it is asked now.
enum Mind {
    /// It is to think about it, since then.
    Open(UnixMs),
    /// It wants to send this, at that time.
    Made(Command, UnixMs),
    /// It has, or there is nothing to do.
    Rests,
}

/// What decides what a bot does. As long as that is the same, it does not think again: talk is no reason to, nor is somebody
/// who comes or goes.
#[derive(PartialEq)]
struct Asked {
    phase: Phase,
    turns: usize,
    turn: Side,
    question: Option<Open>,
    rematch: Pair<bool>,
}

impl Asked {
    fn by(seen: &Snapshot) -> Self {
        let Snapshot { phase, turn, question, rematch, .. } = *seen;
        Self { phase, turns: seen.moves_before + seen.moves.len(), turn, question, rematch }
    }
}

impl BotSeat {
    /// A bot that has heard nothing yet.
    #[must_use]
    pub fn new(level: Level, luck: Luck) -> Self {
        Self { level, luck, seen: None, mind: Mind::Rests }
    }

    /// What its seat is told, from the snapshot on, each view once and in order. What comes before a snapshot tells it
    /// nothing.
    ///
    /// # Errors
    /// When it is no view of this game. The bot is as before.
    pub fn hear(&mut self, words: &Words, now: UnixMs) -> Result<(), serde_json::Error> {
        let view = View::read(words)?;
        let before = self.seen.as_deref().map(Asked::by);
        match (view, &mut self.seen) {
            (View::Snapshot(seen), _) => self.seen = Some(seen),
            (view, Some(seen)) => seen.follow(&view),
            (_, None) => {}
        }
        if self.seen.as_deref().map(Asked::by) != before {
            self.mind = Mind::Open(now);
        }
        Ok(())
    }

    /// The list that it needs in order to think; `None` while there is nothing to think about.
    #[must_use]
    pub fn wonders(&self) -> Option<&ListName> {
        let is_open = matches!(self.mind, Mind::Open(_));
        self.seen.as_ref().filter(|_| is_open).map(|seen| &seen.lexicon)
    }

    /// Makes up its mind, with the list that [`BotSeat::wonders`] has named.
    pub fn think(&mut self, lexicon: &Lexicon) {
        let (Mind::Open(since), Some(seen)) = (&self.mind, &self.seen) else {
            return;
        };
        // Thinking is part of the time that somebody like it would take.
        let made = choose(seen, lexicon, self.level, &mut self.luck);
        self.mind = made.map_or(Mind::Rests, |choice| Mind::Made(choice.command, UnixMs(since.0 + choice.after_ms)));
    }

    /// When it wants to send something.
    #[must_use]
    pub fn due(&self) -> Option<UnixMs> {
        match self.mind {
            Mind::Made(_, due) => Some(due),
            Mind::Open(_) | Mind::Rests => None,
        }
    }

    /// What it sends now, if it is time. It says so once.
    pub fn send(&mut self, now: UnixMs) -> Option<Command> {
        if self.due().is_none_or(|due| due > now) {
            return None;
        }
        match std::mem::replace(&mut self.mind, Mind::Rests) {
            Mind::Made(command, _) => Some(command),
            Mind::Open(_) | Mind::Rests => None,
        }
    }

    /// Whether nothing is left to do for it: the game is over, and nobody can ask for a rematch any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let is_done = |seen: &Snapshot| {
            let is_off = seen.seat.is_some_and(|me| seen.rematch[me]);
            seen.phase == Phase::Ended && (is_off || seen.rematch_game.is_some())
        };
        self.seen.as_deref().is_some_and(is_done)
    }
}
