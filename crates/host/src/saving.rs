//! States that are kept beside a long log, so that less of it has to be read.

use bytes::{BufMut, Bytes, BytesMut};
use game::{Record, Rules, Table};
use ledger::{Chain, Failed, KeepSnapshot, LastSnapshot, Snapshot};
use types::{GameId, Offset, UnixMs};

use crate::host::{Host, State, Work};
use crate::job::Purpose;
use crate::playing::guarded;

/// A state as it was saved.
pub(crate) struct Saved {
    pub(crate) table: Box<dyn Table>,
    pub(crate) chain: Chain,
    /// The time of the last event that it includes.
    pub(crate) at: UnixMs,
}

impl Saved {
    /// Reads what was kept. `None` if it is damaged or of other rules: the log is read instead.
    fn read(game: &GameId, rules: &Rules, offset: Offset, sealed: &Bytes) -> Option<Self> {
        let Snapshot { chain, version, body } = Snapshot::open(game, offset, sealed).ok()?;
        let (at, state) = body.split_first_chunk::<8>()?;
        let record = Record { version, body: body.slice_ref(state) };
        let table = guarded(|| (rules.restore)(&record))??;
        Some(Self { table, chain, at: UnixMs(i64::from_le_bytes(*at)) })
    }
}

/// The bytes that are kept.
fn seal(game: &GameId, chain: Chain, at: UnixMs, state: Record) -> Bytes {
    let mut body = BytesMut::with_capacity(8 + state.body.len());
    body.put_i64_le(at.0);
    body.put_slice(&state.body);
    Snapshot { chain, version: state.version, body: body.freeze() }.seal(game)
}

impl Host {
    /// Keeps the state if enough has happened since it was kept.
    pub(crate) fn save(&mut self, game: &GameId, work: &mut Work<'_>) {
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let (every, head) = (playing.rules.save_every, playing.chain.last());
        if every == 0 || head.0 < playing.saved.0 + every {
            return;
        }
        playing.saved = head;
        let Some(state) = guarded(|| playing.table.save()) else { return self.panicked(game, work) };
        let sealed = seal(game, playing.chain, playing.at, state);
        let keep = KeepSnapshot { game: game.clone(), fence: playing.term.fence, offset: head, sealed };
        self.ask(ledger::Ask::KeepSnapshot(keep), Purpose::Saved(game.clone()), work);
    }

    /// The store has kept a state, or has not: then more of the log is read the next time.
    pub(crate) fn saved(&self, game: &GameId, answer: &Result<ledger::Answer, Failed>) {
        if let Ok(ledger::Answer::TooBig(too_big)) = answer {
            tracing::error!(game = game.as_str(), %too_big, "a game's state is too big to be saved");
        }
    }

    /// Asks for the state that was kept last.
    pub(crate) fn restore(&mut self, game: &GameId, work: &mut Work<'_>) {
        let last = LastSnapshot { game: game.clone() };
        self.ask(ledger::Ask::LastSnapshot(last), Purpose::Restore(game.clone()), work);
    }

    /// The state that was kept last has come; what has happened since is read from the log.
    pub(crate) fn restored(&mut self, game: &GameId, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let Ok(ledger::Answer::LastSnapshot(kept)) = answer else {
            return self.give_up(game, &crate::Refused::UNAVAILABLE, work);
        };
        let Some(State::Opening(opening)) = self.games.get_mut(game) else { return };
        let Some(reading) = &mut opening.reading else { return };
        let saved = kept.and_then(|(offset, sealed)| Saved::read(game, &reading.rules, offset, &sealed));
        if let Some(saved) = saved {
            reading.begin_at(saved);
        }
        let after = reading.chain.last();
        self.load(game, after, work);
    }
}
