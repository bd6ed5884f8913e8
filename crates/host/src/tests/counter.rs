//! A game without an end: players add numbers, and a clock ticks.

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Seat, Unreadable, View, Viewer, Who, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

/// Between two ticks, in milliseconds.
pub(super) const TICK: i64 = 3_000;

#[derive(Clone, Default, PartialEq)]
pub(super) struct Counter {
    seats: Vec<Name>,
    sum: u64,
    ticked_at: i64,
}

#[derive(Deserialize)]
pub(super) struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Command {
    Add { number: u64 },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Event {
    Began { seats: Vec<String>, at: i64 },
    Added { seat: u8, number: u64 },
    Ticked { at: i64 },
}

#[derive(Serialize)]
pub(super) struct Seen(String);

impl View for Seen {
    fn kind(&self) -> &'static str {
        "seen"
    }
}

impl Game for Counter {
    const RULES: &'static str = "counter";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(from: Caller, seats: &[Name], _: Setup) -> Result<Vec<Event>, Refusal> {
        Ok(vec![Event::Began { seats: seats.iter().map(Name::to_string).collect(), at: from.at.0 }])
    }

    fn decide(&self, from: Caller, Command::Add { number }: Command) -> Result<Vec<Event>, Refusal> {
        match from.who {
            Who::Seat(Seat(seat)) => Ok(vec![Event::Added { seat, number }]),
            Who::User(_) | Who::Host => Err(Refusal::new("not_seated", "only who sits here may add")),
        }
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Event> {
        let is_due = notice == Notice::Deadline && from.at.0 >= self.ticked_at + TICK;
        is_due.then_some(Event::Ticked { at: from.at.0 }).into_iter().collect()
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Began { seats, at } => {
                self.seats = seats.iter().filter_map(|seat| seat.parse().ok()).collect();
                self.ticked_at = *at;
            }
            Event::Added { number, .. } => self.sum += number,
            Event::Ticked { at } => self.ticked_at = *at,
        }
    }

    fn redact(event: &Event, viewer: Viewer) -> Seen {
        Seen(format!("{viewer:?} {event:?}"))
    }

    fn snapshot(&self, viewer: Viewer) -> Seen {
        Seen(format!("{viewer:?} {} {}", self.sum, self.ticked_at))
    }

    fn seats(&self) -> &[Name] {
        &self.seats
    }

    fn deadline(&self) -> Option<UnixMs> {
        Some(UnixMs(self.ticked_at + TICK))
    }

    fn ended(&self) -> bool {
        false
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}
