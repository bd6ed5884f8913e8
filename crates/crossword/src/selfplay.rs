//! Two bots play each other, as any two players would: through commands and views.

use game::{Caller, Game, Luck, Notice, Refusal, Seat, Viewer, Who};
use lexicon::Lexicon;
use types::UnixMs;

use crate::event::Event;
use crate::{Choice, Crossword, Level, Pair, Setup, Side, View, WordLists, choose};

/// More turns than any game of bots has.
const TURNS_MAX: usize = 1_000;

/// A game of two bots did not come to its end.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Stuck {
    /// There is no such game.
    #[error("the game cannot begin: {0}")]
    Setup(Refusal),
    /// The rules do not let a bot do what it wants to.
    #[error("a bot of level {level} wants what the rules refuse: {refusal}")]
    Refused {
        /// Which bot.
        level: Level,
        /// Why.
        refusal: Refusal,
    },
    /// Nobody does anything any more.
    #[error("nobody is on turn, and the game is not over")]
    Nobody,
}

/// Everything that happens in a game of two bots. Their thinking takes the time that they ask for, by the game's clock.
pub fn selfplay<W: WordLists>(
    lexicon: &Lexicon,
    levels: Pair<Level>,
    setup: Setup,
    luck: &mut Luck,
) -> Result<Vec<Event>, Stuck> {
    let mut run = Run::<W> { game: Crossword::default(), log: Vec::new(), at: UnixMs(0) };
    let seats = ["first", "second"].into_iter().filter_map(|name| name.parse().ok()).collect::<Vec<_>>();
    let caller = Caller { who: Who::Host, at: run.at, luck: luck.fork() };
    run.take(Crossword::<W>::open(caller, &seats, setup).map_err(Stuck::Setup)?);
    for seat in [Seat(0), Seat(1)] {
        let caller = Caller { who: Who::Host, at: run.at, luck: luck.fork() };
        run.take(run.game.notice(caller, Notice::Here(seat)));
    }
    for _ in 0..TURNS_MAX {
        if run.game.ended() {
            return Ok(run.log);
        }
        run.turn(lexicon, &levels, luck)?;
    }
    Err(Stuck::Nobody)
}

struct Run<W> {
    game: Crossword<W>,
    log: Vec<Event>,
    at: UnixMs,
}

impl<W: WordLists> Run<W> {
    fn turn(&mut self, lexicon: &Lexicon, levels: &Pair<Level>, luck: &mut Luck) -> Result<(), Stuck> {
        let asked = Side::BOTH.into_iter().find_map(|side| Some((side, self.asks(side, lexicon, levels, luck)?)));
        let (side, choice) = asked.ok_or(Stuck::Nobody)?;
        self.at.0 += choice.after_ms;
        let caller = Caller { who: Who::Seat(side.into()), at: self.at, luck: luck.fork() };
        let decided = self.game.decide(caller, choice.command);
        let events = decided.map_err(|refusal| Stuck::Refused { level: levels[side], refusal })?;
        self.take(events);
        Ok(())
    }

    fn asks(&self, side: Side, lexicon: &Lexicon, levels: &Pair<Level>, luck: &mut Luck) -> Option<Choice> {
        let View::Snapshot(seen) = self.game.snapshot(Viewer::Seat(side.into())) else {
            return None;
        };
        choose(&seen, lexicon, levels[side], luck)
    }

    fn take(&mut self, events: Vec<Event>) {
        events.iter().for_each(|event| self.game.apply(event));
        self.log.extend(events);
    }
}
