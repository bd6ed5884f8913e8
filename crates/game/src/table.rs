//! A game in progress, its types forgotten.

use std::any::Any;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use types::{Name, UnixMs};

use crate::{Caller, Game, Notice, Record, Refusal, Seat, Standing, Unreadable, View, Viewer, Want};

/// What goes between players and a game, in either direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Which command or view it is.
    pub kind: String,
    /// A JSON object. Of a command it may be empty, which is the same as `{}`.
    pub text: String,
}

/// One game in progress, as the host knows it. Each [`Game`] is one.
pub trait Table: Any + Send {
    /// The same game once more, to see where events would lead.
    fn fork(&self) -> Box<dyn Table>;

    /// Whether another one is the same game in the same state.
    fn is_same(&self, other: &dyn Table) -> bool;

    /// What follows from a command: at least one record.
    ///
    /// # Errors
    /// When the rules say no, or the words are no command of this game.
    fn decide(&self, from: Caller, words: &Words) -> Result<Vec<Record>, Refusal>;

    /// What follows from something that the host tells: often nothing.
    fn notice(&self, from: Caller, notice: Notice) -> Vec<Record>;

    /// Takes in what is now kept, read back from the very bytes that are.
    ///
    /// # Errors
    /// When the rules cannot read it. The state is as before.
    fn apply(&mut self, record: &Record) -> Result<(), Unreadable>;

    /// What a viewer may know of an event.
    ///
    /// # Errors
    /// When the rules cannot read it.
    fn redact(&self, record: &Record, viewer: Viewer) -> Result<Words, Unreadable>;

    /// What a viewer may know of the game now.
    fn snapshot(&self, viewer: Viewer) -> Words;

    /// See [`Game::seats`].
    fn seats(&self) -> &[Name];

    /// See [`Game::seat_of`].
    fn seat_of(&self, user: &Name) -> Option<Seat>;

    /// See [`Game::deadline`].
    fn deadline(&self) -> Option<UnixMs>;

    /// See [`Game::ended`].
    fn ended(&self) -> bool;

    /// See [`Game::standing`].
    fn standing(&self) -> Standing;

    /// See [`Game::wants`].
    fn wants(&self) -> Vec<Want>;

    /// See [`Game::awaits`].
    fn awaits(&self) -> Vec<Name>;

    /// See [`Game::concerns`].
    ///
    /// # Errors
    /// When the rules cannot read the event.
    fn concerns(&self, record: &Record) -> Result<Vec<Name>, Unreadable>;

    /// See [`Game::own`].
    fn own(&self, user: &Name) -> Option<Words>;

    /// See [`Game::save`]: the version of the rules, and the state.
    fn save(&self) -> Record;
}

impl<G: Game> Table for G {
    fn fork(&self) -> Box<dyn Table> {
        Box::new(self.clone())
    }

    fn is_same(&self, other: &dyn Table) -> bool {
        (other as &dyn Any).downcast_ref::<G>().is_some_and(|other| self == other)
    }

    fn decide(&self, from: Caller, words: &Words) -> Result<Vec<Record>, Refusal> {
        let command = command::<G>(words)?;
        let events = Game::decide(self, from, command)?;
        debug_assert!(!events.is_empty(), "a command without an event is refused");
        Ok(records::<G>(&events))
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Record> {
        records::<G>(&Game::notice(self, from, notice))
    }

    fn apply(&mut self, record: &Record) -> Result<(), Unreadable> {
        let event = read::<G>(record)?;
        Game::apply(self, &event);
        Ok(())
    }

    fn redact(&self, record: &Record, viewer: Viewer) -> Result<Words, Unreadable> {
        read::<G>(record).map(|event| said(&G::redact(&event, viewer)))
    }

    fn snapshot(&self, viewer: Viewer) -> Words {
        said(&Game::snapshot(self, viewer))
    }

    fn seats(&self) -> &[Name] {
        Game::seats(self)
    }

    fn seat_of(&self, user: &Name) -> Option<Seat> {
        Game::seat_of(self, user)
    }

    fn deadline(&self) -> Option<UnixMs> {
        Game::deadline(self)
    }

    fn ended(&self) -> bool {
        Game::ended(self)
    }

    fn standing(&self) -> Standing {
        Game::standing(self)
    }

    fn wants(&self) -> Vec<Want> {
        Game::wants(self)
    }

    fn awaits(&self) -> Vec<Name> {
        Game::awaits(self)
    }

    fn concerns(&self, record: &Record) -> Result<Vec<Name>, Unreadable> {
        read::<G>(record).map(|event| Game::concerns(self, &event))
    }

    fn own(&self, user: &Name) -> Option<Words> {
        Game::own(self, user).map(|view| said(&view))
    }

    fn save(&self) -> Record {
        Record { version: G::VERSION, body: Game::save(self) }
    }
}

/// The game that was saved, if these rules can read it.
pub(crate) fn restore<G: Game>(saved: &Record) -> Option<Box<dyn Table>> {
    if saved.version != G::VERSION {
        return None;
    }
    G::restore(&saved.body).map(|game| Box::new(game) as Box<dyn Table>)
}

/// The first records of a new game of these rules.
pub(crate) fn open<G: Game>(from: Caller, seats: &[Name], setup: &str) -> Result<Vec<Record>, Refusal> {
    let setup = object(setup).and_then(read_object)?;
    G::open(from, seats, setup).map(|events| records::<G>(&events))
}

fn command<G: Game>(words: &Words) -> Result<G::Command, Refusal> {
    let mut object = object(&words.text)?;
    object.insert("kind".to_owned(), Value::String(words.kind.clone()));
    read_object(object)
}

fn object(text: &str) -> Result<Map<String, Value>, Refusal> {
    if text.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(text).map_err(|error| bad(&error))
}

fn read_object<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, Refusal> {
    T::deserialize(Value::Object(object)).map_err(|error| bad(&error))
}

/// Quotes no more of what was sent than serde does, which goes back to the sender alone.
fn bad(error: &serde_json::Error) -> Refusal {
    Refusal::new(Refusal::BAD_COMMAND, error.to_string())
}

fn records<G: Game>(events: &[G::Event]) -> Vec<Record> {
    events.iter().map(|event| Record { version: G::VERSION, body: G::write(event) }).collect()
}

fn read<G: Game>(record: &Record) -> Result<G::Event, Unreadable> {
    if record.version > G::VERSION {
        let why = "a newer version of the rules has written it";
        return Err(Unreadable { version: record.version, known: G::VERSION, why });
    }
    G::read(record.version, &record.body)
}

fn said<V: View>(view: &V) -> Words {
    // What serde cannot write as JSON is a map whose keys are no text: an author's mistake, which the kit finds.
    let text = serde_json::to_string(view).unwrap_or_default();
    debug_assert!(!text.is_empty(), "a view that is no JSON");
    Words { kind: view.kind().to_owned(), text }
}

/// An event kept as JSON, for games whose events are plain enough: what [`Game::write`] needs.
#[must_use]
pub fn write_json<E: serde::Serialize>(event: &E) -> Bytes {
    serde_json::to_vec(event).map(Bytes::from).unwrap_or_default()
}

/// Reads what [`write_json`] has written.
///
/// # Errors
/// When it is none of these events.
pub fn read_json<E: DeserializeOwned>(version: u16, known: u16, body: &[u8]) -> Result<E, Unreadable> {
    serde_json::from_slice(body).map_err(|_| Unreadable { version, known, why: "it is not such an event" })
}
