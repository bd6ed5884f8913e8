//! A game in progress, with its secrets: all of it follows from its events.

use std::sync::Arc;

use types::{Name, UnixMs};

use crate::clock::Clock;
use crate::event::{Ended, Event, Placed, Started};
use crate::snapshot::{Open, Phase};
use crate::talk::Talk;
use crate::{Board, Challenges, Pair, Side, TileSet, Tiles};

/// The whole truth about a game. Changed by [`State::apply`] alone; it has no `Debug`.
#[derive(Clone, PartialEq)]
pub(crate) struct State {
    /// How it was made; `None` on an empty table.
    pub(crate) started: Option<Arc<Started>>,
    pub(crate) names: Vec<Name>,
    pub(crate) set: &'static TileSet,
    pub(crate) tiles: Whereabouts,
    pub(crate) scores: Pair<i32>,
    pub(crate) phase: Phase,
    pub(crate) turn: Side,
    /// Turns in a row that scored nothing.
    pub(crate) scoreless: u8,
    pub(crate) last: Option<Last>,
    /// Why the next event is the end.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) clock: Clock,
    pub(crate) asides: Asides,
    pub(crate) talk: Talk,
    pub(crate) record: Turns,
    pub(crate) ended: Option<(UnixMs, Box<Ended>)>,
    /// When the last event happened.
    pub(crate) time: UnixMs,
}

/// Where the tiles are.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Whereabouts {
    pub(crate) board: Board,
    pub(crate) bag: Tiles,
    pub(crate) racks: Pair<Tiles>,
}

/// The play that lies there last.
#[derive(Clone, PartialEq)]
pub(crate) struct Last {
    pub(crate) placed: Placed,
    pub(crate) at: UnixMs,
    /// The next player has neither challenged it nor ended his turn.
    pub(crate) challengeable: bool,
    /// Scoreless turns in a row before it.
    pub(crate) scoreless_before: u8,
}

/// What the rules say is the end, where the last turn has brought it about.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    /// This side has gone out.
    Out(Side),
    /// Six turns have scored nothing.
    Scoreless,
    /// This side has won a challenge for the game.
    Triple(Side),
}

/// What is no turn.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Asides {
    pub(crate) question: Option<Open>,
    pub(crate) abort_asked: Pair<bool>,
    pub(crate) nudges: Pair<u8>,
    pub(crate) time_gifts: Pair<u8>,
    pub(crate) rematch: Pair<bool>,
    pub(crate) rematch_game: Option<String>,
    /// Who has been there at all.
    pub(crate) come: Pair<bool>,
    pub(crate) away: Pair<bool>,
    /// When the wait for both began.
    pub(crate) waiting_since: UnixMs,
}

/// The turns so far.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Turns {
    pub(crate) events: Vec<Arc<Event>>,
    /// What whoever acted held before.
    pub(crate) racks: Vec<Tiles>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            started: None,
            names: Vec::new(),
            set: &TileSet::ENGLISH,
            tiles: Whereabouts::default(),
            scores: Pair::default(),
            phase: Phase::default(),
            turn: Side::First,
            scoreless: 0,
            last: None,
            verdict: None,
            clock: Clock::default(),
            asides: Asides::default(),
            talk: Talk::default(),
            record: Turns::default(),
            ended: None,
            time: UnixMs::default(),
        }
    }
}

impl State {
    /// Which challenges there are.
    pub(crate) fn rules(&self) -> Challenges {
        self.started.as_ref().map_or(Challenges::default(), |started| started.rules)
    }
}
