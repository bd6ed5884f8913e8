//! Pebbles: each of two players hides none to three pebbles in his hand, then both guess how many there are together. Who
//! guesses right has a point; three points win. `docs/write-a-game.md` builds it step by step.

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Seat, Unreadable, View, Viewer, Who, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

const PEBBLES_MAX: u8 = 3;
const POINTS_TO_WIN: u8 = 3;

#[derive(Clone, Default, PartialEq)]
pub struct Pebbles {
    seats: Vec<Name>,
    hidden: [Option<u8>; 2],
    guesses: [Option<u8>; 2],
    points: [u8; 2],
    /// Who guesses first in this round.
    first: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    Hide { pebbles: u8 },
    Guess { total: u8 },
}

#[derive(Clone, Serialize, Deserialize)]
pub enum Event {
    Began { seats: Vec<String>, first: usize },
    Hid { seat: usize, pebbles: u8 },
    Guessed { seat: usize, total: u8 },
    Opened { hidden: [u8; 2], winner: Option<usize> },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Seen {
    Snapshot { mine: Option<u8>, has_hidden: [bool; 2], guesses: [Option<u8>; 2], points: [u8; 2], first: usize },
    Began { first: usize },
    Hid { seat: usize, mine: Option<u8> },
    Guessed { seat: usize, total: u8 },
    Opened { hidden: [u8; 2], winner: Option<usize> },
}

impl View for Seen {
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Began { .. } => "began",
            Self::Hid { .. } => "hid",
            Self::Guessed { .. } => "guessed",
            Self::Opened { .. } => "opened",
        }
    }
}

impl Game for Pebbles {
    const RULES: &'static str = "pebbles";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(mut from: Caller, seats: &[Name], _: Setup) -> Result<Vec<Event>, Refusal> {
        if seats.len() != 2 {
            return Err(Refusal::new("seats", format!("two players are needed, not {}", seats.len())));
        }
        let first = from.luck.below(2) as usize;
        Ok(vec![Event::Began { seats: seats.iter().map(Name::to_string).collect(), first }])
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        let Who::Seat(seat) = from.who else {
            return Err(Refusal::new("not_seated", "only who sits at the game may play"));
        };
        if self.ended() {
            return Err(Refusal::new("game_over", "the game is over"));
        }
        match command {
            Command::Hide { pebbles } => self.hide(seat.index(), pebbles),
            Command::Guess { total } => self.guess(seat.index(), total),
        }
    }

    fn notice(&self, _: Caller, _: Notice) -> Vec<Event> {
        Vec::new()
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Began { seats, first } => {
                self.seats = seats.iter().filter_map(|seat| seat.parse().ok()).collect();
                self.first = *first;
            }
            Event::Hid { seat, pebbles } => self.hidden[*seat] = Some(*pebbles),
            Event::Guessed { seat, total } => self.guesses[*seat] = Some(*total),
            Event::Opened { winner, .. } => {
                if let Some(winner) = winner {
                    self.points[*winner] += 1;
                }
                (self.hidden, self.guesses, self.first) = ([None; 2], [None; 2], 1 - self.first);
            }
        }
    }

    fn redact(event: &Event, viewer: Viewer) -> Seen {
        match event {
            Event::Began { first, .. } => Seen::Began { first: *first },
            Event::Hid { seat, pebbles } => Seen::Hid { seat: *seat, mine: own(viewer, *seat).then_some(*pebbles) },
            Event::Guessed { seat, total } => Seen::Guessed { seat: *seat, total: *total },
            Event::Opened { hidden, winner } => Seen::Opened { hidden: *hidden, winner: *winner },
        }
    }

    fn snapshot(&self, viewer: Viewer) -> Seen {
        Seen::Snapshot {
            mine: (0..2).find(|seat| own(viewer, *seat)).and_then(|seat| self.hidden[seat]),
            has_hidden: self.hidden.map(|hidden| hidden.is_some()),
            guesses: self.guesses,
            points: self.points,
            first: self.first,
        }
    }

    fn seats(&self) -> &[Name] {
        &self.seats
    }

    fn deadline(&self) -> Option<UnixMs> {
        None
    }

    fn ended(&self) -> bool {
        self.points.contains(&POINTS_TO_WIN)
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}

fn own(viewer: Viewer, seat: usize) -> bool {
    matches!(viewer, Viewer::Seat(Seat(own)) if usize::from(own) == seat)
}

impl Pebbles {
    fn hide(&self, seat: usize, pebbles: u8) -> Result<Vec<Event>, Refusal> {
        if pebbles > PEBBLES_MAX {
            return Err(Refusal::new("too_many", format!("a hand holds at most {PEBBLES_MAX} pebbles, not {pebbles}")));
        }
        if self.hidden[seat].is_some() {
            return Err(Refusal::new("hidden", "you have hidden your pebbles already"));
        }
        Ok(vec![Event::Hid { seat, pebbles }])
    }

    fn guess(&self, seat: usize, total: u8) -> Result<Vec<Event>, Refusal> {
        let [Some(first), Some(second)] = self.hidden else {
            return Err(Refusal::new("too_early", "guess when both have hidden their pebbles"));
        };
        let other = self.guesses[1 - seat];
        if self.guesses[seat].is_some() || (other.is_none() && seat != self.first) {
            return Err(Refusal::new("not_your_turn", "it is the other player's turn"));
        }
        if total > 2 * PEBBLES_MAX || other == Some(total) {
            return Err(Refusal::new("bad_guess", format!("guess 0 to {}, and not the same", 2 * PEBBLES_MAX)));
        }
        let guessed = Event::Guessed { seat, total };
        let Some(other) = other else { return Ok(vec![guessed]) };
        let (sum, hidden) = (first + second, [first, second]);
        let winner = if total == sum { Some(seat) } else { (other == sum).then_some(1 - seat) };
        Ok(vec![guessed, Event::Opened { hidden, winner }])
    }
}
