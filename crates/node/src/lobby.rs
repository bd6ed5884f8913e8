//! The lobby of this server: a game that is always there, and which games can be sought in it.

use std::sync::OnceLock;
use std::time::Duration;

use crossword::Crossword;
use game::{Caller, Refusal, Rules};
use host::{Answer, Ask, NewGame, Refused};
use lobby::{Lobby, Offer, Offered};
use serde_json::{Map, Value};
use types::{CommandId, GameId, Limits, Millis, Name};

use crate::clerk::Clerk;
use crate::games::Waits;
use crate::word_lists::Lists;

/// The lobby's id.
const LOBBY: &str = "lobby";

/// What makes it, once for a store.
const MAKES_IT: CommandId = CommandId::Client(*b"the lobby itself");

/// How long the store may take with that.
const ASKED_FOR: Duration = Duration::from_secs(10);

/// If it could not be made, it is tried again after so long.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The games that can be sought.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought;

/// The rules of the lobby.
pub(crate) type Rooms = Lobby<Sought>;

/// Whether the lobby is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Made {
    /// It was not asked for.
    #[default]
    No,
    /// It is asked for, or could not be made, and is asked for again at this time.
    Asked(Millis),
    /// It is there.
    Yes,
}

/// The lobby's id.
pub(crate) fn id() -> Option<GameId> {
    LOBBY.parse().ok()
}

/// How much there can be, as the first node of the process that runs games has it.
static LIMITS: OnceLock<Limits> = OnceLock::new();

/// Sets how much there can be in the lobbies of this process, if nobody has.
pub(crate) fn set_limits(limits: Limits) {
    let _ = LIMITS.set(limits);
}

impl Offered for Sought {
    fn limits() -> Limits {
        LIMITS.get().copied().unwrap_or_default()
    }

    fn check(
        from: Caller,
        rules: &Name,
        seats: &[Name],
        setup: &Map<String, Value>,
        rated: bool,
    ) -> Result<Offer, Refusal> {
        let crossword = Rules::of::<Crossword<Lists>>();
        if rules.as_str() != crossword.name {
            return Err(Refusal::new(
                "unknown_rules",
                format!("no game of that name can be sought: expected `{}`", crossword.name),
            ));
        }
        let mut setup = setup.clone();
        let correspondence = setup.get("clock").is_some_and(|clock| clock["kind"] == "correspondence");
        setup.insert("casual".to_owned(), (!rated).into());
        let setup = Value::Object(setup).to_string();
        (crossword.open)(from, seats, &setup)?;
        Ok(Offer { setup, correspondence })
    }
}

impl Clerk {
    /// Makes the lobby, if nobody has.
    pub(crate) fn make_lobby(&mut self) {
        let now = self.now().mono;
        let Some(games) = &mut self.games else { return };
        let is_time = match games.lobby {
            Made::No => true,
            Made::Asked(again_at) => now >= again_at,
            Made::Yes => false,
        };
        let (true, Some(game), Ok(rules)) = (is_time, id(), LOBBY.parse()) else { return };
        games.lobby = Made::Asked(now + ASKED_FOR);
        let new = NewGame { game, id: MAKES_IT, by: None, rules, seats: Vec::new(), setup: String::new() };
        self.ask_about_game(Waits::Lobby, Ask::Create(new));
    }

    /// Whether the lobby is there now.
    pub(crate) fn lobby_made(&mut self, answer: &Answer) {
        let again_at = self.now().mono + AGAIN_AFTER;
        let Some(games) = &mut self.games else { return };
        let is_there = match answer {
            Answer::Created(_) | Answer::NotMine { .. } => true,
            Answer::Refused(refused) => *refused == Refused::EXISTS,
            Answer::Acked(_) | Answer::Admitted(_) | Answer::Views { .. } | Answer::Snapshot { .. } | Answer::Noted => {
                false
            }
        };
        games.lobby = if is_there { Made::Yes } else { Made::Asked(again_at) };
    }
}
