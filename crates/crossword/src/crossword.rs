//! The game as the host runs it.

use std::marker::PhantomData;

use bytes::Bytes;
use game::{Caller, Game, Luck, Notice, Refusal, Seat, Standing, Unreadable, Viewer, Who, read_json, write_json};
use types::{GameId, Name, UnixMs};

use crate::apply::turn_of;
use crate::asides::Aside;
use crate::event::{Event, Hidden, Kept, Question, Reason, Started, What};
use crate::redact::redact;
use crate::snapshot::Phase;
use crate::state::State;
use crate::turns::{Turn, draw};
use crate::{Command, Pair, RACK, Setup, Side, TileSet, Tiles, View, WordLists};

/// One game in progress. `W` knows the words.
pub struct Crossword<W> {
    pub(crate) state: State,
    words: PhantomData<fn() -> W>,
}

impl<W> Default for Crossword<W> {
    fn default() -> Self {
        Self::of(State::default())
    }
}

impl<W> Crossword<W> {
    /// A game that stands so.
    pub(crate) fn of(state: State) -> Self {
        Self { state, words: PhantomData }
    }
}

impl<W> Clone for Crossword<W> {
    fn clone(&self) -> Self {
        Self::of(self.state.clone())
    }
}

impl<W> PartialEq for Crossword<W> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

impl<W: WordLists> Game for Crossword<W> {
    const RULES: &'static str = "crossword";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = View;

    fn open(mut from: Caller, seats: &[Name], setup: Setup) -> Result<Vec<Event>, Refusal> {
        let [first, second] = seats else {
            return Err(Refusal::new("bad_setup", format!("two players are needed, not {}", seats.len())));
        };
        let seats = Pair([first.to_string(), second.to_string()]);
        let set = TileSet::named(&setup.language).ok_or_else(|| no_language(&setup.language))?;
        let lexicon = W::find(set.language, setup.lexicon.as_deref()).ok_or_else(|| no_list(&setup))?;
        let (clock, rules, casual) = (setup.clock.checked()?, setup.rules, setup.casual);
        let racks = deal(set, &mut from.luck);
        let lot = if from.luck.below(2) == 0 { Side::First } else { Side::Second };
        let first = setup.first.unwrap_or(lot);
        let started = Started { seats, first, rules, clock, language: setup.language, lexicon, casual, racks };
        Ok(vec![Event { at: from.at, what: What::Started(Box::new(started)) }])
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        let now = self.now(from.at);
        let happens = match (from.who, command) {
            (Who::Host, Command::Adjudicate { winner }) => self.adjudicate(winner, now)?,
            (Who::Host, Command::Rematch { game }) => self.rematch(game)?,
            (_, Command::Adjudicate { .. } | Command::Rematch { .. }) => {
                return Err(Refusal::new("not_allowed", "that is for the server itself"));
            }
            (Who::Host | Who::User(_), _) => {
                return Err(Refusal::new("not_seated", "only who sits at the game may do that"));
            }
            (Who::Seat(seat), command) => {
                let side = Side::try_from(seat).map_err(|why| Refusal::new("not_seated", why))?;
                self.asked(side, now, command, from.luck)?
            }
        };
        Ok(self.with_end(happens, now))
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Event> {
        let now = self.now(from.at);
        if self.state.phase == Phase::Ended || self.state.started.is_none() {
            return Vec::new();
        }
        let happens = match notice {
            Notice::Deadline => self.state.overdue(now),
            Notice::Paused { ms } if ms > 0 => vec![What::Paused { ms }],
            Notice::Paused { .. } | Notice::Left(_) | Notice::Done { .. } => Vec::new(),
            Notice::Here(seat) => self.came(seat),
            Notice::Away(seat) => self.left(seat),
        };
        self.with_end(happens, now)
    }

    fn apply(&mut self, event: &Event) {
        self.state.apply(event);
    }

    fn redact(event: &Event, viewer: Viewer) -> View {
        redact(event, viewer)
    }

    fn snapshot(&self, viewer: Viewer) -> View {
        View::Snapshot(Box::new(self.state.show(viewer)))
    }

    fn seats(&self) -> &[Name] {
        &self.state.names
    }

    fn deadline(&self) -> Option<UnixMs> {
        self.state.due().map(|(when, _)| when)
    }

    fn ended(&self) -> bool {
        self.state.phase == Phase::Ended
    }

    fn write(event: &Event) -> Bytes {
        write_json(&Kept::from(event.clone()))
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json::<Kept>(version, Self::VERSION, body).map(Event::from)
    }

    fn standing(&self) -> Standing {
        self.state.standing()
    }
}

impl<W: WordLists> Crossword<W> {
    /// Game time never goes back.
    fn now(&self, at: UnixMs) -> UnixMs {
        at.max(self.state.time)
    }

    fn asked(&self, side: Side, now: UnixMs, command: Command, mut luck: Luck) -> Result<Vec<What>, Refusal> {
        let aside = Aside { state: &self.state, side, now };
        let what = match command {
            Command::Place { at, across, tiles } => self.turn(side, now)?.place::<W>(at, across, tiles, &mut luck)?,
            Command::Exchange { tiles } => self.turn(side, now)?.exchange(&tiles, &mut luck)?,
            Command::Pass {} => self.turn(side, now)?.pass(),
            Command::Challenge {} => self.turn(side, now)?.challenge::<W>()?,
            Command::Resign {} => {
                self.on(now)?;
                self.state.ended_by(Reason::Resigned, Some(side.other()), now)
            }
            Command::AskAbort {} => self.on(now).and_then(|()| aside.ask_abort())?,
            Command::Nudge {} => self.on(now).and_then(|()| aside.nudge())?,
            Command::AddTime {} => self.on(now).and_then(|()| aside.add_time())?,
            Command::AnswerNudge {} => self.on(now).and_then(|()| aside.answer(Question::Nudge, true))?,
            Command::AnswerAbort { yes } => {
                let answer = self.on(now).and_then(|()| aside.answer(Question::Abort, yes))?;
                let end = yes.then(|| self.state.ended_by(Reason::Aborted, None, now));
                return Ok([answer].into_iter().chain(end).collect());
            }
            Command::OfferRematch {} => aside.offer_rematch()?,
            Command::Say { text } => aside.say(&text)?,
            Command::Note { text } => aside.note(&text)?,
            Command::Adjudicate { .. } | Command::Rematch { .. } => {
                return Err(Refusal::new("not_allowed", "that is for the server itself"));
            }
        };
        Ok(vec![what])
    }

    fn turn(&self, side: Side, now: UnixMs) -> Result<Turn<'_>, Refusal> {
        self.on(now)?;
        if self.state.turn != side {
            return Err(Refusal::new("not_your_turn", "it is your opponent's turn"));
        }
        Ok(Turn { state: &self.state, side, now })
    }

    /// Refuses what is possible only while the game is on, and in time.
    fn on(&self, now: UnixMs) -> Result<(), Refusal> {
        match self.state.phase {
            Phase::Ended => Err(Refusal::new("game_over", "the game is over")),
            Phase::Waiting => Err(Refusal::new("not_begun", "the game begins when both players are there")),
            Phase::Playing | Phase::FinalPass if self.state.is_due(now) => {
                Err(Refusal::new("too_late", "the time for it had run out when it arrived"))
            }
            Phase::Playing | Phase::FinalPass => Ok(()),
        }
    }

    fn adjudicate(&self, winner: Option<Side>, now: UnixMs) -> Result<Vec<What>, Refusal> {
        if self.state.phase == Phase::Ended {
            return Err(Refusal::new("game_over", "the game is over"));
        }
        Ok(vec![self.state.ended_by(Reason::Adjudicated, winner, now)])
    }

    fn rematch(&self, game: String) -> Result<Vec<What>, Refusal> {
        if self.state.phase != Phase::Ended || self.state.asides.rematch_game.is_some() {
            return Err(Refusal::new("no_rematch", "one rematch follows a game that is over"));
        }
        let game: GameId = game.parse().map_err(|_| Refusal::new("bad_game", "that is no id of a game"))?;
        Ok(vec![What::Rematched { game: game.to_string() }])
    }

    /// Both have to be there at the same time for the clocks to start.
    fn came(&self, seat: Seat) -> Vec<What> {
        let asides = &self.state.asides;
        let Some(seat) = Side::try_from(seat).ok().filter(|seat| !asides.come[*seat] || asides.away[*seat]) else {
            return Vec::new();
        };
        let other = seat.other();
        let begins = self.state.phase == Phase::Waiting && asides.come[other] && !asides.away[other];
        [What::Here { seat }].into_iter().chain(begins.then_some(What::Begun {})).collect()
    }

    fn left(&self, seat: Seat) -> Vec<What> {
        let asides = &self.state.asides;
        let seat = Side::try_from(seat).ok().filter(|seat| asides.come[*seat] && !asides.away[*seat]);
        seat.into_iter().map(|seat| What::Away { seat }).collect()
    }

    /// What happens, and after it the end, if the rules say that this was the last of the game.
    fn with_end(&self, happens: Vec<What>, now: UnixMs) -> Vec<Event> {
        let mut events: Vec<Event> = happens.into_iter().map(|what| Event { at: now, what }).collect();
        if events.iter().any(|event| turn_of(&event.what).is_some()) {
            let mut after = self.state.clone();
            events.iter().for_each(|event| after.apply(event));
            events.extend(after.end_by_rules(now).map(|what| Event { at: now, what }));
        }
        events
    }
}

fn deal(set: &TileSet, luck: &mut Luck) -> Pair<Hidden> {
    let mut bag = Tiles::all_of(set);
    Pair::of(|_| {
        let rack = draw(bag, RACK, luck);
        bag = bag.minus(&rack).unwrap_or_default();
        Hidden(rack)
    })
}

fn no_language(name: &str) -> Refusal {
    let known = lexicon::Language::ALL.map(lexicon::Language::name).join(", ");
    Refusal::new("bad_setup", format!("language {name:?} is not known; there are {known}"))
}

fn no_list(setup: &Setup) -> Refusal {
    let name = setup.lexicon.as_deref().unwrap_or("of its own");
    Refusal::new("bad_setup", format!("for {} this server has no word list {name}", setup.language))
}
