//! A game that has to do with others: it wants games begun, says things to single users, and is saved.

use bytes::Bytes;
use game::{
    Caller, Game, Notice, Outcome, Refusal, Standing, Unreadable, View, Viewer, Want, Wanted, read_json, write_json,
};
use serde::{Deserialize, Serialize};
use types::{CommandId, Name, UnixMs};

#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Market {
    events: u64,
    wanted: Option<[u8; 16]>,
    outcome: Option<String>,
    waiting: Option<String>,
    over: bool,
}

#[derive(Deserialize)]
pub(super) struct Setup {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Command {
    Want,
    Wait { user: String },
    Close,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Event {
    Opened,
    Wanted { id: [u8; 16] },
    Came { outcome: String },
    Waits { user: String },
    Left,
    Closed,
}

#[derive(Serialize)]
pub(super) struct Seen(String);

impl View for Seen {
    fn kind(&self) -> &'static str {
        "seen"
    }
}

/// The same game as a newer program plays it.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Newer(Market);

impl Game for Newer {
    const RULES: &'static str = "market";
    const VERSION: u16 = 2;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(from: Caller, seats: &[Name], setup: Setup) -> Result<Vec<Event>, Refusal> {
        Market::open(from, seats, setup)
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        self.0.decide(from, command)
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Event> {
        self.0.notice(from, notice)
    }

    fn apply(&mut self, event: &Event) {
        self.0.apply(event);
    }

    fn redact(event: &Event, viewer: Viewer) -> Seen {
        Market::redact(event, viewer)
    }

    fn snapshot(&self, viewer: Viewer) -> Seen {
        self.0.snapshot(viewer)
    }

    fn seats(&self) -> &[Name] {
        &[]
    }

    fn deadline(&self) -> Option<UnixMs> {
        None
    }

    fn ended(&self) -> bool {
        self.0.ended()
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}

impl Game for Market {
    const RULES: &'static str = "market";
    const VERSION: u16 = 1;
    const SAVE_EVERY: u64 = 3;
    const HAS_OWN: bool = true;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(_: Caller, _: &[Name], _: Setup) -> Result<Vec<Event>, Refusal> {
        Ok(vec![Event::Opened])
    }

    fn decide(&self, mut from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        Ok(vec![match command {
            Command::Want => Event::Wanted { id: from.luck.id() },
            Command::Wait { user } => Event::Waits { user },
            Command::Close => Event::Closed,
        }])
    }

    fn notice(&self, _: Caller, notice: Notice) -> Vec<Event> {
        match notice {
            Notice::Done { id: CommandId::Client(id), refused } if self.wanted == Some(id) => {
                vec![Event::Came { outcome: refused.unwrap_or_else(|| "done".to_owned()) }]
            }
            Notice::Left(user) if self.waiting.as_deref() == Some(user.as_str()) => vec![Event::Left],
            Notice::Deadline
            | Notice::Paused { .. }
            | Notice::Here(_)
            | Notice::Away(_)
            | Notice::Left(_)
            | Notice::Done { .. } => Vec::new(),
        }
    }

    fn apply(&mut self, event: &Event) {
        self.events += 1;
        match event {
            Event::Opened => {}
            Event::Wanted { id } => self.wanted = Some(*id),
            Event::Came { outcome } => (self.wanted, self.outcome) = (None, Some(outcome.clone())),
            Event::Waits { user } => self.waiting = Some(user.clone()),
            Event::Left => self.waiting = None,
            Event::Closed => self.over = true,
        }
    }

    fn redact(_: &Event, _: Viewer) -> Seen {
        Seen(String::new())
    }

    fn snapshot(&self, _: Viewer) -> Seen {
        Seen(format!("{} {:?} {:?}", self.events, self.outcome, self.waiting))
    }

    fn seats(&self) -> &[Name] {
        &[]
    }

    fn deadline(&self) -> Option<UnixMs> {
        None
    }

    fn ended(&self) -> bool {
        self.over
    }

    fn standing(&self) -> Standing {
        if self.over { Standing::Over(Outcome { halves: Some(vec![2, 0]) }) } else { Standing::Live }
    }

    fn wants(&self) -> Vec<Want> {
        let begin = |id| {
            let parsed = |text: &str| text.parse().expect("a name");
            let what = Wanted::Begin {
                game: "next".parse().expect("an id"),
                rules: parsed("hands"),
                seats: vec![parsed("ann"), parsed("bob")],
                setup: String::new(),
            };
            Want { id: CommandId::Client(id), what }
        };
        self.wanted.map(begin).into_iter().collect()
    }

    fn awaits(&self) -> Vec<Name> {
        self.waiting.iter().filter_map(|user| user.parse().ok()).collect()
    }

    fn concerns(&self, event: &Event) -> Vec<Name> {
        match event {
            Event::Waits { user } => user.parse().into_iter().collect(),
            Event::Left => self.awaits(),
            Event::Opened | Event::Wanted { .. } | Event::Came { .. } | Event::Closed => Vec::new(),
        }
    }

    fn own(&self, user: &Name) -> Option<Seen> {
        Some(Seen(if self.awaits().contains(user) { "you wait" } else { "nothing" }.to_owned()))
    }

    fn save(&self) -> Bytes {
        write_json(self)
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        read_json(1, 1, saved).ok()
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}
