//! The store that all nodes share, and the way there and back.

use std::collections::BTreeMap;

use host::Ticket;
use ledger::{Answer, Appended, Ask, Created, Failed, Model, Took};
use rand::RngExt;
use types::{Fence, GameId, Offset, UnixMs};

use super::logs::Written;
use crate::Checked;
use crate::fleet::node::BEGIN;
use crate::fleet::world::{Due, Life, World};

/// A node waits so long for an answer; then it believes that it is lost.
const ASK_MS: u64 = 3_000;

/// The longest that an ask or an answer is on its way when it is late.
const LATE_MS: u64 = 8_000;

/// The store.
#[derive(Debug)]
pub(crate) struct Store {
    model: Model,
    /// Who took each game last.
    takers: BTreeMap<GameId, Life>,
    /// For this node nothing is kept.
    pub(crate) wedged: Option<usize>,
}

impl Store {
    pub(crate) fn new(model: Model) -> Self {
        Self { model, takers: BTreeMap::new(), wedged: None }
    }
}

impl World {
    fn store_strikes(&mut self, often: impl Fn(&super::plan::GameFaults) -> u32) -> bool {
        let often = self.plan.games.as_ref().map_or(0, |games| often(&games.faults));
        self.is_stormy && often > 0 && self.luck.random_ratio(often, 1_000)
    }

    fn store_way(&mut self) -> u64 {
        let most = if self.store_strikes(|faults| faults.store_lates) { LATE_MS } else { 6 };
        self.luck.random_range(0..most)
    }

    /// A host asks. It has an answer in time, whatever becomes of the ask.
    pub(crate) fn ask_store(&mut self, life: Life, ticket: Ticket, ask: Ask) {
        let late = Failed::Unknown("no answer in time".into());
        self.after(ASK_MS, Due::Stored(life, ticket, Box::new(Err(late))));
        let is_wedged = self.store.wedged == Some(life.node) && matches!(ask, Ask::Append(_));
        if is_wedged || self.nodes[life.node].office.store_cut_until > self.now {
            return;
        }
        let way = self.store_way();
        self.after(way, Due::AtStore(life, ticket, Box::new(ask)));
    }

    /// An ask has come to the store, whoever may have crashed since.
    pub(crate) fn at_store(&mut self, life: Life, ticket: Ticket, ask: Ask) -> Checked {
        let answer = if self.store_strikes(|faults| faults.store_fails) {
            self.judge.seen.note("store: does nothing, and says so");
            Err(Failed::NotDone("no".into()))
        } else if self.store_strikes(|faults| faults.store_losses) {
            if self.luck.random() {
                self.carry_out_in_store(life, ask)?;
                self.judge.seen.note("store: an answer is lost");
            }
            if self.luck.random() {
                return Ok(());
            }
            Err(Failed::Unknown("lost".into()))
        } else {
            Ok(self.carry_out_in_store(life, ask)?)
        };
        let way = self.store_way();
        self.after(way, Due::Stored(life, ticket, Box::new(answer)));
        Ok(())
    }

    fn carry_out_in_store(&mut self, life: Life, ask: Ask) -> Checked<Answer> {
        let unix = UnixMs(BEGIN + i64::try_from(self.now.0).unwrap_or(i64::MAX));
        let answer = self.store.model.answer(unix, ask.clone());
        self.line(|| format!("store of node {}: {ask:?} > {answer:?}", life.node));
        self.note_answer(life, &answer);
        match (&ask, &answer) {
            (Ask::Create(new), Answer::Create(Created::Made { fence, .. })) => {
                let (game, events) = (&new.game, &new.events[..]);
                let written = Written { by: life, game, first: Offset(1), fence: *fence, command: new.command, events };
                self.judge.logs.write(self.now, &written)?;
                self.store.takers.insert(new.game.clone(), life);
            }
            (Ask::Append(append), Answer::Append(Appended::Done(_))) => {
                let ledger::Append { game, first, fence, command, events, .. } = append;
                let written = Written { by: life, game, first: *first, fence: *fence, command: *command, events };
                self.judge.logs.write(self.now, &written)?;
            }
            (Ask::Take(take), Answer::Take(Took::Taken(owned))) => self.note_taken(life, &take.game, owned.fence),
            _ => {}
        }
        Ok(answer)
    }

    fn note_taken(&mut self, life: Life, game: &GameId, fence: Fence) {
        let last = self.store.takers.insert(game.clone(), life);
        if last.is_some_and(|last| last.node != life.node) && fence > Fence(1) {
            self.judge.seen.note("store: a game is taken over");
        }
    }

    fn note_answer(&mut self, life: Life, answer: &Answer) {
        let notes = [
            ("store: a known command", matches!(answer, Answer::Append(Appended::Known(_)))),
            ("store: an append is fenced", matches!(answer, Answer::Append(Appended::Fenced))),
            ("store: a lease that another holds", matches!(answer, Answer::Take(Took::Held { .. }))),
            ("store: a refused command was done before", matches!(answer, Answer::Find(Some(_)))),
        ];
        notes.iter().filter(|(_, is_so)| *is_so).for_each(|(what, _)| self.judge.seen.note(what));
        if self.living(life).is_none() {
            self.judge.seen.note("store: hears of a node that is gone");
        }
    }

    /// The store's answer, or none, has come to a node.
    pub(crate) fn stored(&mut self, life: Life, ticket: Ticket, answer: Result<Answer, Failed>) -> Checked {
        self.host_takes(life, host::Input::Stored(ticket, answer))
    }
}
