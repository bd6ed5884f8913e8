//! What a game's author writes.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::{Name, UnixMs};

use crate::{Caller, Notice, Outcome, Refusal, Seat, Standing, Unreadable, Viewer, Want};

/// A game: its rules and, as a value, one game in progress. The default value is the empty table, before the first event.
///
/// The state is changed by [`Game::apply`] alone, from events that are kept. So the state is what its log says, on any
/// node and after any crash: what is not in an event is forgotten. Hosts hold games against their logs, and leave one alone
/// that is not what its log says.
pub trait Game: Clone + Default + PartialEq + Send + 'static {
    /// What the rules are called, in small letters and underscores. Kept with each game.
    const RULES: &'static str;

    /// The version of the events that these rules write. They read every version up to it.
    const VERSION: u16;

    /// After so many events the state is saved ([`Game::save`]), so that less of a long log has to be read; 0: never, which
    /// is right for games that end after some hundred events.
    const SAVE_EVERY: u64 = 0;

    /// Whether it has something to say to single users ([`Game::own`]).
    const HAS_OWN: bool = false;

    /// What a game is made from: its options.
    type Setup: DeserializeOwned;

    /// What players ask for. Read from JSON: an enum with `#[serde(tag = "kind", rename_all = "snake_case")]`, so that
    /// the command's kind chooses the variant.
    type Command: DeserializeOwned;

    /// What has happened: the truth, kept and never sent. It needs no `Serialize` and no `Debug`; without them it cannot
    /// go to a client or a log by mistake.
    type Event;

    /// What one viewer may know of an event or of the game: all that a client is ever sent.
    type View: View;

    /// The first events of a new game.
    ///
    /// # Errors
    /// When there can be no such game.
    fn open(from: Caller, seats: &[Name], setup: Self::Setup) -> Result<Vec<Self::Event>, Refusal>;

    /// What follows from a command. It changes nothing; the events are kept, and only then applied.
    ///
    /// # Errors
    /// When the rules say no. A command that asks for nothing new is refused, too: it has no events.
    fn decide(&self, from: Caller, command: Self::Command) -> Result<Vec<Self::Event>, Refusal>;

    /// What follows from something that the host tells. Nothing, often.
    fn notice(&self, from: Caller, notice: Notice) -> Vec<Self::Event>;

    /// Takes in what has happened. It cannot fail, and asks nobody: no clock, no luck, no file.
    fn apply(&mut self, event: &Self::Event);

    /// What a viewer may know of an event. Write it without a `_` arm: so a new event does not compile before somebody
    /// has said who may see it. There is always a view, if only that something happened, so that places stay dense;
    /// whether, how many and how long must not depend on what the viewer may not know.
    fn redact(event: &Self::Event, viewer: Viewer) -> Self::View;

    /// What a viewer may know of the game now.
    fn snapshot(&self, viewer: Viewer) -> Self::View;

    /// Who sits where. Settled by the first event.
    fn seats(&self) -> &[Name];

    /// When the host should tell that time has passed ([`Notice::Deadline`]), unless something happens before.
    fn deadline(&self) -> Option<UnixMs>;

    /// Whether nothing can happen any more. Its log stays.
    fn ended(&self) -> bool;

    /// The event in the form in which it is kept.
    fn write(event: &Self::Event) -> Bytes;

    /// Reads an event of any version up to [`Game::VERSION`].
    ///
    /// # Errors
    /// When it is none.
    fn read(version: u16, body: &[u8]) -> Result<Self::Event, Unreadable>;

    /// How it stands, for the lobby: the host tells it whenever that changes. Rules with winners say here who has won.
    fn standing(&self) -> Standing {
        if self.ended() { Standing::Over(Outcome::default()) } else { Standing::Live }
    }

    /// What the game wants done outside of itself, until [`Notice::Done`] has made an event of it.
    fn wants(&self) -> Vec<Want> {
        Vec::new()
    }

    /// Users without a seat of whom the game wants to hear that they have left ([`Notice::Left`]).
    fn awaits(&self) -> Vec<Name> {
        Vec::new()
    }

    /// Whose own view ([`Game::own`]) an event changes, that is not applied yet.
    fn concerns(&self, _event: &Self::Event) -> Vec<Name> {
        Vec::new()
    }

    /// For rules with [`Game::HAS_OWN`], what the game has to say to one user, without a seat, and to nobody else: all of it, each time. He is told on his own
    /// realm when he comes to watch and whenever it changes, and may miss it.
    fn own(&self, _user: &Name) -> Option<Self::View> {
        None
    }

    /// The state in a form in which it can be kept, for rules with [`Game::SAVE_EVERY`].
    fn save(&self) -> Bytes {
        Bytes::new()
    }

    /// Reads what [`Game::save`] of the same version has written; `None` when it is none, and the log is read instead.
    fn restore(_saved: &[u8]) -> Option<Self> {
        None
    }

    /// The seat of a user.
    fn seat_of(&self, user: &Name) -> Option<Seat> {
        let index = self.seats().iter().position(|seated| seated == user)?;
        u8::try_from(index).ok().map(Seat)
    }
}

/// What a client is sent, as JSON.
pub trait View: Serialize {
    /// Which of the game's views it is, in small letters and underscores.
    fn kind(&self) -> &'static str;
}
