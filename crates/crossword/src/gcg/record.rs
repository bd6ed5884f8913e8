//! A text played by the rules: what they decide is the log.

use game::{Caller, Game, Luck, Notice, Refusal, Seat, Who};
use lexicon::{Language, Letter, Words};
use types::UnixMs;

use super::draws::Draws;
use super::remark::Remark;
use super::terms::{LATE_MIN_MAX, Terms};
use super::{Gcg, Handful, NotImported, Origin, Replay, Turn, TurnKind, WhyNot};
use crate::apply::{fresh_of, turn_of, used_of};
use crate::event::{Hidden, What};
use crate::snapshot::Phase;
use crate::{
    Challenges, Command, Crossword, Direction, Event, ListName, Pace, Pair, Play, RACK, Reason, Setup, Side, TileSet,
    Tiles, WordLists,
};

/// What each has for his turns; nobody knows it.
const INITIAL_S: u32 = 25 * 60;
const MINUTE_MS: i64 = 60_000;
/// Who loses by a nudge has thought so long after it.
const NUDGED_MS: i64 = 120_000;

/// Whatever is played is a word: what was challenged, and how that went, says the text.
struct Every;
/// Nothing is one.
struct No;

impl WordLists for Every {
    fn find(_: Language, _: Option<&str>) -> Option<ListName> {
        Some(ListName::default())
    }

    fn words(_: &ListName) -> Option<&'static dyn Words> {
        Some(&Self)
    }
}

impl Words for Every {
    fn contains(&self, _: &[Letter]) -> bool {
        true
    }
}

impl WordLists for No {
    fn find(_: Language, _: Option<&str>) -> Option<ListName> {
        Some(ListName::default())
    }

    fn words(_: &ListName) -> Option<&'static dyn Words> {
        Some(&Self)
    }
}

impl Words for No {
    fn contains(&self, _: &[Letter]) -> bool {
        false
    }
}

/// Plays the game by one of the rules it can have had, from `begins` on.
pub(super) fn record(
    game: &Gcg,
    replay: &Replay,
    origin: &Origin<'_>,
    terms: &Terms,
    rule: Challenges,
    begins: UnixMs,
) -> Result<Vec<Event>, NotImported> {
    let mut recorder = Recorder {
        game: Crossword::default(),
        log: Vec::new(),
        now: begins,
        thinks_ms: thinks(terms),
        draws: Draws::of(game, replay),
    };
    let is_cancelled = matches!(terms.end, Some((Reason::Cancelled, _)));
    recorder
        .open(game, origin, terms, rule)
        .map_err(|refusal| NotImported { line: 1, why: WhyNot::Refused(refusal) })?;
    if !is_cancelled {
        [Seat(0), Seat(1)].into_iter().for_each(|seat| recorder.notice(Notice::Here(seat)));
    }
    for (number, (turn, played)) in game.turns.iter().zip(&replay.played).enumerate() {
        recorder.holds(number).map_err(|why| turn.refused(why))?;
        recorder.plays(turn, played.play.as_ref()).map_err(|refusal| turn.refused(WhyNot::Refused(refusal)))?;
    }
    let ended = recorder.ends(terms).map_err(|refusal| game.refused_at_end(WhyNot::Refused(refusal)));
    ended?.map_err(|why| game.refused_at_end(why))?;
    Ok(recorder.log)
}

/// How long a player thinks who loses points for it.
fn thinks(terms: &Terms) -> Pair<i64> {
    Pair::of(|side| match (terms.late_min[side], terms.end) {
        // The clock that has run out is the end itself.
        (0, _) | (_, Some((Reason::Time, None))) => 0,
        (_, Some((Reason::Time, Some(winner)))) if winner != side => 0,
        (minutes, end) => {
            let after_nudge = matches!(end, Some((Reason::Forfeit, Some(winner))) if winner != side);
            let over = i64::from(minutes) * MINUTE_MS;
            i64::from(INITIAL_S) * 1_000 + over - if after_nudge { NUDGED_MS } else { 0 }
        }
    })
}

/// How far a clock may run below zero.
fn overtime_min(terms: &Terms) -> u32 {
    match terms.end {
        Some((Reason::Time, Some(winner))) => terms.late_min[winner.other()],
        Some(_) | None if terms.late_min == Pair([0; 2]) => 0,
        Some(_) | None => LATE_MIN_MAX,
    }
}

struct Recorder {
    game: Crossword<Every>,
    log: Vec<Event>,
    now: UnixMs,
    /// What is left of it.
    thinks_ms: Pair<i64>,
    draws: Draws,
}

impl Recorder {
    fn open(&mut self, game: &Gcg, origin: &Origin<'_>, terms: &Terms, rules: Challenges) -> Result<(), Refusal> {
        let first = game.turns.first().map_or(Side::First, Turn::side);
        let clock = Pace::Live { initial_s: INITIAL_S, increment_s: 0, overtime_min: overtime_min(terms) };
        let language = origin.language.name().to_owned();
        let setup = Setup { rules, clock, language, lexicon: None, first: Some(first), casual: true };
        let mut events = Crossword::<Every>::open(self.caller(Who::Host), &origin.seats, setup)?;
        if let Some(Event { what: What::Started(started), .. }) = events.first_mut() {
            started.lexicon = origin.list.clone();
            started.racks = self.deal(TileSet::of(origin.language));
        }
        events.into_iter().for_each(|event| self.take(event));
        Ok(())
    }

    fn deal(&mut self, set: &TileSet) -> Pair<Hidden> {
        let (all, none) = (Tiles::all_of(set), Tiles::default());
        let first = self.draws.draw(Side::First, RACK, &none, &none, &all);
        let second = self.draws.draw(Side::Second, RACK, &none, &first, &all.beyond(&first));
        Pair([Hidden(first), Hidden(second)])
    }

    /// Whether a player holds what the text says that he holds at this turn of it.
    fn holds(&mut self, turn: usize) -> Result<(), WhyNot> {
        let Some((side, holds)) = self.draws.come_to(turn) else { return Ok(()) };
        let missing = holds.beyond(&self.game.state.tiles.racks[side]);
        let is_over = self.game.ended();
        if missing.is_empty() || is_over { Ok(()) } else { Err(WhyNot::Rack { tiles: missing.letters() }) }
    }

    fn plays(&mut self, turn: &Turn, play: Option<&Play>) -> Result<(), Refusal> {
        let side = turn.side();
        match &turn.kind {
            TurnKind::Play(written) => {
                let play = play.unwrap_or(written);
                let (at, across, tiles) = (play.at, play.direction == Direction::Across, play.letters());
                self.asks(side, Command::Place { at, across, tiles })?;
            }
            TurnKind::Pass if turn.says(Remark::LostTurn) => self.asks(side, Command::Challenge {})?,
            TurnKind::Pass => self.asks(side, Command::Pass {})?,
            TurnKind::Exchange(Handful::Tiles(tiles)) => {
                self.asks(side, Command::Exchange { tiles: tiles.letters() })?;
            }
            TurnKind::Exchange(Handful::Count(count)) => {
                let given = self.draws.give(side, *count, &self.game.state.tiles.racks[side]);
                self.asks(side, Command::Exchange { tiles: given.letters() })?;
            }
            TurnKind::TakenOff => self.takes_off(side.other())?,
            TurnKind::Challenge => self.asks(side.other(), Command::Challenge {})?,
            TurnKind::WentOut(_) | TurnKind::LeftOver(_) | TurnKind::Time => {}
        }
        if turn.says(Remark::InVain) { self.asks(side.other(), Command::Challenge {}) } else { Ok(()) }
    }

    /// A player asks for what the text says that he has done.
    fn asks(&mut self, side: Side, command: Command) -> Result<(), Refusal> {
        self.thinks(side);
        let decided = self.game.decide(self.caller(Who::Seat(side.into())), command)?;
        self.decided(decided);
        Ok(())
    }

    /// A player's challenge is upheld.
    fn takes_off(&mut self, by: Side) -> Result<(), Refusal> {
        self.thinks(by);
        let doubted = Crossword::<No>::of(self.game.state.clone());
        let decided = doubted.decide(self.caller(Who::Seat(by.into())), Command::Challenge {})?;
        self.decided(decided);
        Ok(())
    }

    fn notice(&mut self, notice: Notice) {
        let decided = self.game.notice(self.caller(Who::Host), notice);
        self.decided(decided);
    }

    /// Only who is on turn can be late, and is at his first one.
    fn thinks(&mut self, side: Side) {
        if side == self.game.state.turn {
            self.now.0 += std::mem::take(&mut self.thinks_ms[side]);
        }
    }

    fn caller(&self, who: Who) -> Caller {
        // What luck decides is replaced.
        Caller { who, at: self.now, luck: Luck::of(0) }
    }

    /// Takes in what was decided, but for what was drawn.
    fn decided(&mut self, events: Vec<Event>) {
        let is_turn = events.iter().any(|event| turn_of(&event.what).is_some());
        for event in events {
            // The end shows racks: it is worked out again when they are the right ones.
            if !(is_turn && matches!(event.what, What::Ended(_))) {
                let event = self.with_draw(event);
                self.take(event);
            }
        }
        let end = self.game.state.end_by_rules(self.now).filter(|_| is_turn);
        end.into_iter().for_each(|what| self.take(Event { at: self.now, what }));
    }

    fn with_draw(&mut self, mut event: Event) -> Event {
        let tiles = &self.game.state.tiles;
        let mut draw = |seat: Side, used: &Tiles, drew: &mut Hidden| {
            let (hold, other) = (tiles.racks[seat].beyond(used), tiles.racks[seat.other()]);
            drew.0 = self.draws.draw(seat, drew.0.len(), &hold, &other, &tiles.bag);
        };
        if let What::Placed(placed) = &mut event.what {
            let used = used_of(&fresh_of(placed));
            draw(placed.seat, &used, &mut placed.drew);
        } else if let What::Exchanged { seat, gave, drew, .. } = &mut event.what {
            draw(*seat, &gave.0, drew);
        }
        event
    }

    fn take(&mut self, event: Event) {
        self.game.apply(&event);
        self.log.push(event);
    }

    /// Ends the game as the text says; the rules may refuse that, or may see no end.
    fn ends(&mut self, terms: &Terms) -> Result<Result<(), WhyNot>, Refusal> {
        let turn = self.game.state.turn;
        match terms.end {
            None if self.game.state.phase == Phase::FinalPass => self.asks(turn, Command::Pass {})?,
            None => {}
            Some(end) => {
                self.thinks(turn);
                self.ends_by(end)?;
            }
        }
        let ended = self.game.state.ended.as_ref().map(|(_, ended)| (ended.reason, ended.winner));
        Ok(match (ended, terms.end) {
            (None, _) => Err(WhyNot::NotOver),
            (ended, Some(end)) if ended != Some(end) => Err(WhyNot::End),
            (Some(_), _) => Ok(()),
        })
    }

    fn ends_by(&mut self, end: (Reason, Option<Side>)) -> Result<(), Refusal> {
        let turn = self.game.state.turn;
        match end {
            (Reason::Resigned, Some(winner)) => self.asks(winner.other(), Command::Resign {})?,
            (Reason::Aborted, _) => {
                self.asks(turn, Command::AskAbort {})?;
                self.asks(turn.other(), Command::AnswerAbort { yes: true })?;
            }
            (Reason::Forfeit, Some(winner)) => {
                self.asks(winner, Command::Nudge {})?;
                self.waits();
            }
            (Reason::Adjudicated, winner) => {
                let decided = self.game.decide(self.caller(Who::Host), Command::Adjudicate { winner })?;
                self.decided(decided);
            }
            (Reason::Time | Reason::Cancelled, _) => self.waits(),
            (Reason::Standard | Reason::Scoreless | Reason::TripleChallenge, _)
            | (Reason::Resigned | Reason::Forfeit, None) => {}
        }
        Ok(())
    }

    /// Until what comes of waiting.
    fn waits(&mut self) {
        self.now = self.game.deadline().map_or(self.now, |deadline| deadline.max(self.now));
        self.notice(Notice::Deadline);
    }
}
