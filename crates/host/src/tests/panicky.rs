//! A game whose rules do what rules must not when they are asked to: they panic, or keep something beside the events.

use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Unreadable, View, Viewer, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

/// How often something was counted, in whatever game.
static COUNTED: AtomicU32 = AtomicU32::new(1);

#[derive(Clone, Default, PartialEq)]
pub(super) struct Panicky {
    seats: Vec<Name>,
    count: u32,
}

#[derive(Deserialize)]
pub(super) struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Command {
    Move,
    Panic,
    Count,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Event {
    Began(Vec<String>),
    Moved,
    Counted,
}

#[derive(Serialize)]
pub(super) struct Seen {}

impl View for Seen {
    fn kind(&self) -> &'static str {
        "seen"
    }
}

impl Game for Panicky {
    const RULES: &'static str = "panicky";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(_: Caller, seats: &[Name], _: Setup) -> Result<Vec<Event>, Refusal> {
        Ok(vec![Event::Began(seats.iter().map(Name::to_string).collect())])
    }

    fn decide(&self, _: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Move => Ok(vec![Event::Moved]),
            Command::Count => Ok(vec![Event::Counted]),
            Command::Panic => panic!("as it was asked to"),
        }
    }

    fn notice(&self, _: Caller, _: Notice) -> Vec<Event> {
        Vec::new()
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Began(seats) => self.seats = seats.iter().filter_map(|seat| seat.parse().ok()).collect(),
            Event::Moved => {}
            Event::Counted => self.count = COUNTED.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn redact(_: &Event, _: Viewer) -> Seen {
        Seen {}
    }

    fn snapshot(&self, _: Viewer) -> Seen {
        Seen {}
    }

    fn seats(&self) -> &[Name] {
        &self.seats
    }

    fn deadline(&self) -> Option<UnixMs> {
        None
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
