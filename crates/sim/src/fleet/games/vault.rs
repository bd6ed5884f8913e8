//! A game without an end of its own: each who sits there adds numbers, and with each event every seat is dealt a secret
//! that nobody else may know. A clock ticks, until somebody closes the vault.

use bytes::Bytes;
use game::{Caller, Game, Notice, Refusal, Seat, Unreadable, View, Viewer, Who, read_json, write_json};
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

/// What every secret begins with; then comes the user who may know it.
pub(crate) const CANARY: &str = "canary_";

/// A number that the rules refuse, whenever it is asked for.
pub(crate) const REFUSED: u64 = 13;

#[derive(Clone, Default, PartialEq, Debug)]
pub(crate) struct Vault {
    seats: Vec<Name>,
    tick_ms: i64,
    sum: u64,
    count: u64,
    ticked_at: i64,
    /// The last secret of each seat.
    secrets: Vec<String>,
    is_closed: bool,
}

#[derive(Deserialize)]
pub(crate) struct Setup {
    tick_ms: i64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Command {
    Add { number: u64 },
    Close {},
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Began { seats: Vec<String>, tick_ms: i64, at: i64 },
    Added { seat: u8, number: u64, secrets: Vec<String> },
    Ticked { at: i64, secrets: Vec<String> },
    Closed { seat: u8 },
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Seen {
    Snapshot { sum: u64, count: u64, ticked_at: i64, secret: String, is_closed: bool },
    Began { tick_ms: i64 },
    Added { seat: u8, number: u64, secret: String },
    Ticked { at: i64, secret: String },
    Closed { seat: u8 },
}

impl View for Seen {
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Began { .. } => "began",
            Self::Added { .. } => "added",
            Self::Ticked { .. } => "ticked",
            Self::Closed { .. } => "closed",
        }
    }
}

impl Game for Vault {
    const RULES: &'static str = "vault";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(from: Caller, seats: &[Name], setup: Setup) -> Result<Vec<Event>, Refusal> {
        let seats = seats.iter().map(Name::to_string).collect();
        Ok(vec![Event::Began { seats, tick_ms: setup.tick_ms, at: from.at.0 }])
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        let Who::Seat(Seat(seat)) = from.who else {
            return Err(Refusal::new("not_seated", "only who sits here may add"));
        };
        if self.is_closed {
            return Err(Refusal::new("closed", "nothing is added any more"));
        }
        match command {
            Command::Close {} => Ok(vec![Event::Closed { seat }]),
            Command::Add { number: REFUSED } => Err(Refusal::new("unlucky", "that number is refused")),
            // Two events of one command now and then.
            Command::Add { number } => {
                let mut luck = from.luck;
                let mut added = || Event::Added { seat, number, secrets: self.fresh_secrets(&mut luck) };
                let first = added();
                Ok(if number.is_multiple_of(5) { vec![first, added()] } else { vec![first] })
            }
        }
    }

    fn notice(&self, mut from: Caller, notice: Notice) -> Vec<Event> {
        let is_due = notice == Notice::Deadline && self.deadline().is_some_and(|deadline| deadline <= from.at);
        let ticked = || Event::Ticked { at: from.at.0, secrets: self.fresh_secrets(&mut from.luck) };
        is_due.then(ticked).into_iter().collect()
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Began { seats, tick_ms, at } => {
                self.seats = seats.iter().filter_map(|seat| seat.parse().ok()).collect();
                (self.tick_ms, self.ticked_at) = (*tick_ms, *at);
            }
            Event::Added { number, secrets, .. } => {
                self.sum += number;
                self.count += 1;
                self.secrets.clone_from(secrets);
            }
            Event::Ticked { at, secrets } => {
                self.ticked_at = *at;
                self.secrets.clone_from(secrets);
            }
            Event::Closed { .. } => self.is_closed = true,
        }
    }

    fn redact(event: &Event, viewer: Viewer) -> Seen {
        match event {
            Event::Began { tick_ms, .. } => Seen::Began { tick_ms: *tick_ms },
            Event::Added { seat, number, secrets } => {
                Seen::Added { seat: *seat, number: *number, secret: own(secrets, viewer) }
            }
            Event::Ticked { at, secrets } => Seen::Ticked { at: *at, secret: own(secrets, viewer) },
            Event::Closed { seat } => Seen::Closed { seat: *seat },
        }
    }

    fn snapshot(&self, viewer: Viewer) -> Seen {
        let Self { sum, count, ticked_at, is_closed, .. } = *self;
        Seen::Snapshot { sum, count, ticked_at, secret: own(&self.secrets, viewer), is_closed }
    }

    fn seats(&self) -> &[Name] {
        &self.seats
    }

    fn deadline(&self) -> Option<UnixMs> {
        (self.tick_ms > 0 && !self.is_closed).then_some(UnixMs(self.ticked_at + self.tick_ms))
    }

    fn ended(&self) -> bool {
        self.is_closed
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}

impl Vault {
    fn fresh_secrets(&self, luck: &mut game::Luck) -> Vec<String> {
        let secret = |user: &Name| format!("{CANARY}{user}_{:08x}", luck.below(u32::MAX));
        self.seats.iter().map(secret).collect()
    }
}

fn own(secrets: &[String], viewer: Viewer) -> String {
    match viewer {
        Viewer::Seat(seat) => secrets.get(seat.index()).cloned().unwrap_or_default(),
        Viewer::Watcher => String::new(),
    }
}
