//! What the store really has of each game, and what therefore may be said of it.

use std::collections::BTreeMap;

use game::{Game as _, Record, Table, Viewer, Words};
use ledger::{Chain, Stored};
use types::{CommandId, Epoch, Fence, GameId, Millis, Name, Offset, Place};

use super::vault::{CANARY, Event, Vault};
use crate::Checked;
use crate::fleet::world::Life;

/// Which life of the store all logs are from.
pub(crate) const EPOCH: Epoch = Epoch(1);

/// Every log, as it was written.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    games: BTreeMap<GameId, Log>,
    /// Commands that were done.
    done: BTreeMap<[u8; 16], (GameId, Offset)>,
    /// Commands that were refused for good, and why.
    refused: BTreeMap<[u8; 16], String>,
    /// The most views with which a gap is filled.
    gap_max: u64,
}

#[derive(Debug)]
struct Log {
    chain: Chain,
    records: Vec<Record>,
    /// The game after each event, and before the first.
    states: Vec<Vault>,
    commands: BTreeMap<Vec<u8>, Offset>,
    writers: BTreeMap<Fence, Life>,
    /// When each event was written.
    times: Vec<Millis>,
}

/// What is written at once.
pub(crate) struct Written<'a> {
    pub(crate) by: Life,
    pub(crate) game: &'a GameId,
    pub(crate) first: Offset,
    pub(crate) fence: Fence,
    pub(crate) command: CommandId,
    pub(crate) events: &'a [bytes::Bytes],
}

impl Log {
    fn head(&self) -> u64 {
        self.records.len() as u64
    }
}

impl Logs {
    /// No game has begun.
    pub(crate) fn new(gap_max: usize) -> Self {
        Self { gap_max: gap_max as u64, ..Self::default() }
    }

    /// The store has written something: a log is 1 to n, its fences never fall, each term has one writer, each command is
    /// done once, and each turn of the clock makes one event.
    pub(crate) fn write(&mut self, now: Millis, written: &Written<'_>) -> Checked {
        let Written { by, game, first, fence, command, events } = *written;
        let log = self.games.entry(game.clone()).or_insert_with(|| Log {
            chain: Chain::start(game),
            records: Vec::new(),
            states: vec![Vault::default()],
            commands: BTreeMap::new(),
            writers: BTreeMap::new(),
            times: Vec::new(),
        });
        let writer = log.writers.entry(fence).or_insert(by);
        if *writer != by {
            return Err(format!("I11: {game}: nodes {} and {} write under fence {}", writer.node, by.node, fence.0));
        }
        if first.0 != log.head() + 1 {
            return Err(format!("I3: {game}: {} is written behind {}", first.0, log.head()));
        }
        for sealed in events {
            let stored = Stored { offset: Offset(log.head() + 1), fence, sealed: sealed.clone() };
            let entry = log.chain.open(&stored).map_err(|broken| format!("I3: {game}: {broken}"))?;
            let record = Record { version: entry.version, body: entry.body };
            let event = Vault::read(record.version, &record.body).map_err(|error| error.to_string())?;
            let mut state = log.states.last().cloned().unwrap_or_default();
            if let Event::Ticked { at, .. } = &event
                && game::Game::deadline(&state).is_none_or(|deadline| *at < deadline.0)
            {
                return Err(format!("I6: {game}: the clock ticks at {at}, before its time"));
            }
            game::Game::apply(&mut state, &event);
            log.states.push(state);
            log.records.push(record);
            log.times.push(now);
        }
        let head = Offset(log.head());
        if let Some(before) = log.commands.insert(command.to_bytes(), head) {
            return Err(format!("I2: {game}: command {command} is at {} and at {}", before.0, head.0));
        }
        let CommandId::Client(id) = command else { return Ok(()) };
        self.done.insert(id, (game.clone(), head));
        match self.refused.get(&id) {
            Some(why) => {
                Err(format!("I5: {game}: command {command} was refused with {why}, and is done at {}", head.0))
            }
            None => Ok(()),
        }
    }

    /// How far a game has come.
    pub(crate) fn head(&self, game: &GameId) -> u64 {
        self.games.get(game).map_or(0, Log::head)
    }

    /// How far it had come by then.
    pub(crate) fn head_at(&self, game: &GameId, by: Millis) -> u64 {
        self.games.get(game).map_or(0, |log| log.times.partition_point(|at| *at <= by) as u64)
    }

    /// Whether it is over.
    pub(crate) fn is_closed(&self, game: &GameId) -> bool {
        self.state(game).is_some_and(game::Game::ended)
    }

    fn state(&self, game: &GameId) -> Option<&Vault> {
        self.games.get(game)?.states.last()
    }

    /// A player is told that a command is kept.
    pub(crate) fn check_ack(&self, id: &[u8], offset: u64) -> Checked {
        let known = <[u8; 16]>::try_from(id).ok().and_then(|id| self.done.get(&id));
        match known {
            Some((_, at)) if at.0 == offset => Ok(()),
            Some((game, at)) => Err(format!("I5: an ack says {offset}, and the command is in {game} at {}", at.0)),
            None => Err(format!("I1: an ack says {offset}, and the command is in no log")),
        }
    }

    /// A player is told that a command has no effect, for good.
    pub(crate) fn refuse(&mut self, id: &[u8], code: &str) -> Checked {
        let Ok(id) = <[u8; 16]>::try_from(id) else { return Err("a refusal of no command".to_owned()) };
        if let Some((game, at)) = self.done.get(&id) {
            return Err(format!("I5: a command is refused with {code}, and is in {game} at {}", at.0));
        }
        self.refused.insert(id, code.to_owned());
        Ok(())
    }

    /// Somebody is told what has happened, or how a game stands.
    pub(crate) fn check_words(&self, game: &GameId, user: Option<&str>, place: Place, words: &Words) -> Checked {
        let log = self.games.get(game).ok_or_else(|| format!("there is no game {game}"))?;
        let viewer = log.viewer(user).ok_or_else(|| format!("I9: {user:?} does not sit at {game}"))?;
        let offset = usize::try_from(place.offset.0).unwrap_or(usize::MAX);
        let is_snapshot = words.kind == "snapshot";
        let (name, true_words) = if is_snapshot {
            let state = log.states.get(offset).ok_or_else(|| format!("I4: {game} has not come to {place}"))?;
            ("I8", Table::snapshot(state, viewer))
        } else {
            let record = offset.checked_sub(1).and_then(|at| log.records.get(at));
            let record = record.ok_or_else(|| format!("I4: {game} has nothing at {place}"))?;
            ("I14", Table::redact(&Vault::default(), record, viewer).map_err(|error| error.to_string())?)
        };
        if place.epoch != EPOCH {
            return Err(format!("I14: {game} {place} is of another life of the store"));
        }
        if *words != true_words {
            return Err(format!("{name}: {game} {place} is {true_words:?} for {user:?}, and he hears {words:?}"));
        }
        Ok(())
    }

    /// The same, of a realm as a client names it.
    pub(crate) fn check_heard(&self, realm: &str, user: &str, place: Place, words: &Words) -> Checked {
        let (game, is_seat) = game_of(realm).ok_or_else(|| format!("no host speaks in {realm}"))?;
        self.check_words(&game, is_seat.then_some(user), place, words)
    }

    /// A player is told that he has missed something.
    pub(crate) fn check_gap(&self, game: &GameId, from: Place, why: &str) -> Checked {
        let missed = self.head(game).saturating_sub(from.offset.0);
        let is_true = why == "trimmed" && missed > self.gap_max;
        is_true.then_some(()).ok_or_else(|| format!("{missed} views of {game} are called lost behind {from}: {why}"))
    }
}

impl Log {
    fn viewer(&self, user: Option<&str>) -> Option<Viewer> {
        let Some(user) = user else { return Some(Viewer::Watcher) };
        let user: Name = user.parse().ok()?;
        game::Game::seat_of(self.states.last()?, &user).map(Viewer::Seat)
    }
}

/// The game of a realm, and whether it is that of those who sit there.
pub(crate) fn game_of(realm: &str) -> Option<(GameId, bool)> {
    let (kind, game) = realm.split_once('-')?;
    let is_seat = match kind {
        "game" => true,
        "gametv" => false,
        _ => return None,
    };
    Some((game.parse().ok()?, is_seat))
}

/// No secret but the user's own is in these bytes.
pub(crate) fn check_secrets(bytes: &[u8], user: &str) -> Checked {
    let canary = CANARY.as_bytes();
    let mut rest = bytes;
    while let Some(at) = rest.windows(canary.len()).position(|window| window == canary) {
        rest = &rest[at + canary.len()..];
        if rest.strip_prefix(user.as_bytes()).is_none_or(|rest| rest.first() != Some(&b'_')) {
            let whose: String = rest.iter().take(8).map(|byte| char::from(*byte)).collect();
            return Err(format!("I9: {user} is sent a secret of {whose}"));
        }
    }
    Ok(())
}
