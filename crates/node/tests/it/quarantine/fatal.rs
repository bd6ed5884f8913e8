//! A game whose rules end the process, when they are told to, or when they read an event that some processes cannot bear; or
//! hold it up.

use std::time::{Duration, Instant};

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Unreadable, View, Viewer, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

/// A process with this variable cannot bear [`Event::Poisoned`].
pub(super) const DEADLY: &str = "NODE_TEST_DEADLY";

/// A process with this variable is held up by [`Command::Stall`] for [`STALL`].
pub(super) const SLOW: &str = "NODE_TEST_SLOW";

/// Longer than any test.
const STALL: Duration = Duration::from_secs(120);

#[derive(Clone, Default, PartialEq)]
pub(super) struct Fatal(Vec<Name>);

#[derive(Deserialize)]
pub(super) struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Command {
    GoOn,
    Poison,
    Abort,
    Stall,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Event {
    Began(Vec<String>),
    WentOn,
    Poisoned,
}

#[derive(Serialize)]
pub(super) struct Seen {}

impl View for Seen {
    fn kind(&self) -> &'static str {
        "seen"
    }
}

impl Game for Fatal {
    const RULES: &'static str = "fatal";
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
            Command::GoOn => Ok(vec![Event::WentOn]),
            Command::Stall => {
                let begun = Instant::now();
                while std::env::var_os(SLOW).is_some() && begun.elapsed() < STALL {
                    std::hint::spin_loop();
                }
                Ok(vec![Event::WentOn])
            }
            Command::Poison => Ok(vec![Event::Poisoned]),
            Command::Abort => std::process::abort(),
        }
    }

    fn notice(&self, _: Caller, _: Notice) -> Vec<Event> {
        Vec::new()
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Began(seats) => self.0 = seats.iter().filter_map(|seat| seat.parse().ok()).collect(),
            Event::WentOn => {}
            Event::Poisoned if std::env::var_os(DEADLY).is_some() => std::process::abort(),
            Event::Poisoned => {}
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
