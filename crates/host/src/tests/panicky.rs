//! A game whose rules panic when they are asked to.

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Unreadable, View, Viewer, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

#[derive(Clone, Default)]
pub(super) struct Panicky(Vec<Name>);

#[derive(Deserialize)]
pub(super) struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Command {
    Move,
    Panic,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Event {
    Began(Vec<String>),
    Moved,
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
            Command::Panic => panic!("as it was asked to"),
        }
    }

    fn notice(&self, _: Caller, _: Notice) -> Vec<Event> {
        Vec::new()
    }

    fn apply(&mut self, event: &Event) {
        if let Event::Began(seats) = event {
            self.0 = seats.iter().filter_map(|seat| seat.parse().ok()).collect();
        }
    }

    fn redact(_: &Event, _: Viewer) -> Seen {
        Seen {}
    }

    fn snapshot(&self, _: Viewer) -> Seen {
        Seen {}
    }

    fn seats(&self) -> &[Name] {
        &self.0
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
