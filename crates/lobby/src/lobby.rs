//! The lobby as the host runs it.

use std::marker::PhantomData;

use bytes::Bytes;
use game::{
    Caller, Game, Notice, Refusal, Standing, Unreadable, Viewer, Want, Wanted, Who, Words, read_json, write_json,
};
use serde::Deserialize;
use types::{CommandId, Name, UnixMs};

use crate::draft::Draft;
use crate::event::{Event, Kept, Match, What};
use crate::games::Tell;
use crate::redact::redact;
use crate::saved;
use crate::seeking::Seeker;
use crate::state::State;
use crate::{Command, Offered, View};

/// The lobby. `O` knows which games there are.
pub struct Lobby<O> {
    pub(crate) state: State,
    offered: PhantomData<fn() -> O>,
}

/// A lobby has no options.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {}

impl<O> Lobby<O> {
    fn of(state: State) -> Self {
        Self { state, offered: PhantomData }
    }
}

impl<O> Default for Lobby<O> {
    fn default() -> Self {
        Self::of(State::default())
    }
}

impl<O> Clone for Lobby<O> {
    fn clone(&self) -> Self {
        Self::of(self.state.clone())
    }
}

impl<O> PartialEq for Lobby<O> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

impl<O: Offered> Game for Lobby<O> {
    const RULES: &'static str = "lobby";
    const VERSION: u16 = 1;
    const SAVE_EVERY: u64 = 500;
    const HAS_OWN: bool = true;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = View;

    fn open(from: Caller, seats: &[Name], _: Setup) -> Result<Vec<Event>, Refusal> {
        if seats.is_empty() {
            return Ok(vec![Event { at: from.at, what: What::Opened {} }]);
        }
        Err(Refusal::new("bad_setup", format!("nobody sits at a lobby, and here are {} seats", seats.len())))
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        let who = from.who.clone();
        match (who, command) {
            (Who::Host, Command::Report(report)) => self.report(from, &report),
            (Who::User(name), command) => {
                let seeker = Seeker::<O>::new(&self.state, &name, from);
                match command {
                    Command::Seek(wish) => seeker.seek(wish),
                    Command::Unseek { seek } => seeker.unseek(seek),
                    Command::Accept { seek } => seeker.accept(seek),
                    Command::Decline { seek } => seeker.decline(seek),
                    Command::Report(_) => Err(Refusal::new("not_allowed", "that is for the server itself")),
                }
            }
            (Who::Host | Who::Seat(_), _) => Err(Refusal::new("not_allowed", "only a user can seek a game")),
        }
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Event> {
        let mut draft = Draft::new(&self.state, from.at);
        match notice {
            Notice::Deadline => draft.expire(),
            Notice::Left(user) => draft.leave(user.as_str()),
            Notice::Done { id: CommandId::Client(want), refused } => draft.done(want, refused.is_none(), from.luck),
            Notice::Done { id: CommandId::Timer(_), .. }
            | Notice::Paused { .. }
            | Notice::Here(_)
            | Notice::Away(_) => {}
        }
        draft.events()
    }

    fn apply(&mut self, event: &Event) {
        self.state.apply(event);
    }

    fn redact(event: &Event, _: Viewer) -> View {
        redact(event)
    }

    fn snapshot(&self, _: Viewer) -> View {
        View::Snapshot(self.state.lists())
    }

    fn seats(&self) -> &[Name] {
        &[]
    }

    fn deadline(&self) -> Option<UnixMs> {
        self.state.seeks.next_end().map(UnixMs)
    }

    fn ended(&self) -> bool {
        false
    }

    fn write(event: &Event) -> Bytes {
        write_json(&Kept::from(event.clone()))
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json::<Kept>(version, Self::VERSION, body).map(Event::from)
    }

    fn standing(&self) -> Standing {
        Standing::Live
    }

    fn wants(&self) -> Vec<Want> {
        let begin = self.state.games.starting().filter_map(|agreed| begin(agreed));
        let tell = self.state.games.tells().filter_map(|(id, told)| tell(*id, told));
        begin.chain(tell).collect()
    }

    fn awaits(&self) -> Vec<Name> {
        let live = self.state.seeks.newest().filter(|open| !open.correspondence);
        let mut names: Vec<Name> = live.filter_map(|open| open.seek.by.parse().ok()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn concerns(&self, event: &Event) -> Vec<Name> {
        self.state.concerns(event).iter().filter_map(|user| user.parse().ok()).collect()
    }

    fn own(&self, user: &Name) -> Option<View> {
        Some(View::LobbyYours(self.state.own(user.as_str())))
    }

    fn save(&self) -> Bytes {
        saved::save(&self.state)
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        saved::restore(saved).map(Self::of)
    }
}

/// Every name here has been checked before it came into an event.
fn begin(agreed: &Match) -> Option<Want> {
    let game = &agreed.game;
    let seats = game.seats.iter().filter_map(|seat| seat.parse().ok()).collect();
    let what = Wanted::Begin {
        game: game.id.parse().ok()?,
        rules: game.rules.parse().ok()?,
        seats,
        setup: agreed.setup.clone(),
    };
    Some(Want { id: CommandId::Client(agreed.want), what })
}

fn tell(id: [u8; 16], tell: &Tell) -> Option<Want> {
    let text = format!(r#"{{"game":"{}"}}"#, tell.new);
    let words = Words { kind: "rematch".to_owned(), text };
    Some(Want { id: CommandId::Client(id), what: Wanted::Tell { game: tell.old.parse().ok()?, words } })
}
