//! All that exists in a run, and time.

use std::collections::BTreeMap;

use desk::{Ask, Failed, Input, StreamAnswer};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use types::{Millis, Realm};

use super::agenda::Agenda;
use super::bus::{Bus, Letter};
use super::guard::Guard;
use super::judge::Judge;
use super::node::Node;
use super::plan::Plan;
use super::player::{Down, Expected, Player, Socket};
use super::weather;
use crate::{Checked, Transcript};

/// One life of a node: what was due for an earlier one is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) node: usize,
    pub(crate) life: u32,
}

/// What can be due.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    DeskTurn(Life),
    ShardTurn(Life, u8),
    NodeTick(Life),
    /// A node has crashed some time ago.
    Starts(Life),
    /// A message has come to the bus.
    AtBus(Life, Letter),
    /// Something of a subscription, by its number, has come to a desk.
    AtDesk {
        life: Life,
        number: Option<u64>,
        input: Input,
    },
    Asked {
        life: Life,
        from: Life,
        id: u64,
        ask: Ask,
    },
    Answered(Life, u64, Result<StreamAnswer, Failed>),
    Subscribed {
        life: Life,
        realm: Realm,
        is_owner: bool,
        number: u64,
    },
    /// A broken link is seen to be so.
    Noticed(Life),
    /// And is whole again.
    Back(Life),
    /// A node that read too slowly reads again.
    Hears(Life),
    /// The fleet is one again.
    Whole,
    Weather,
    /// A call has come to its node.
    Dialled(usize),
    Up(usize, Vec<u8>),
    Down(usize, Down),
    /// An end of a cut socket learns of it.
    UpEnded(usize),
    DownEnded(usize),
    /// An app does something.
    Acts(usize),
    PlayersTick,
}

/// All that exists in a run.
#[derive(Debug)]
pub struct World {
    pub(crate) plan: Plan,
    pub(crate) without: Option<Guard>,
    pub(crate) luck: ChaCha8Rng,
    pub(crate) now: Millis,
    pub(crate) agenda: Agenda<Due>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) last_number: u16,
    pub(crate) bus: Bus,
    pub(crate) sockets: Vec<Socket>,
    pub(crate) players: Vec<Player>,
    pub(crate) expected: Vec<Expected>,
    pub(crate) judge: Judge,
    pub(crate) transcript: Transcript,
    pub(crate) is_stormy: bool,
    pub(crate) is_chatty: bool,
    pub(crate) is_over: bool,
    /// Since when nothing has gone wrong and nobody has spoken.
    pub(crate) quiet_since: Millis,
    /// When a node last began or ended to count a realm's stream.
    pub(crate) owner_changed: BTreeMap<Realm, Millis>,
    /// The node that began to count last.
    pub(crate) last_owner: BTreeMap<Realm, Life>,
    pub(crate) steps: u64,
}

impl World {
    /// Before anything has begun. `without` is a guard that desks or clients lack.
    #[must_use]
    pub fn new(seed: u64, without: Option<Guard>, transcript: Transcript) -> Self {
        let mut luck = ChaCha8Rng::seed_from_u64(seed);
        let plan = Plan::draw(&mut luck);
        Self {
            judge: Judge::new(&plan),
            plan,
            without,
            luck,
            now: Millis(1_000),
            agenda: Agenda::default(),
            nodes: Vec::new(),
            last_number: 0,
            bus: Bus::default(),
            sockets: Vec::new(),
            players: Vec::new(),
            expected: Vec::new(),
            transcript,
            is_stormy: true,
            is_chatty: true,
            is_over: false,
            quiet_since: Millis(0),
            owner_changed: BTreeMap::new(),
            last_owner: BTreeMap::new(),
            steps: 0,
        }
    }

    /// Nodes start, and players come.
    pub(crate) fn begin_all(&mut self) -> Checked {
        let plan = self.plan.clone();
        self.line(|| format!("{plan:?}"));
        for node in 0..plan.nodes {
            self.start(node);
        }
        for _ in 0..plan.players {
            self.begin()?;
        }
        self.after(100, Due::PlayersTick);
        self.after(weather::EVERY_MS, Due::Weather);
        Ok(())
    }

    /// From now on nobody speaks.
    pub(crate) fn hush(&mut self) {
        self.is_chatty = false;
        self.quiet_since = self.now;
    }

    pub(crate) fn line(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        self.transcript.line(|| format!("{} {}", now.0, line()));
    }

    pub(crate) fn after(&mut self, millis: u64, what: Due) {
        self.agenda.push(Millis(self.now.0 + millis), what);
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, millis: u64) -> Checked {
        let until = Millis(self.now.0 + millis);
        while let Some((at, due)) = self.agenda.pop(until) {
            (self.now, self.judge.now) = (at, at);
            self.steps += 1;
            self.happens(due)?;
        }
        (self.now, self.judge.now) = (until, until);
        Ok(())
    }

    fn happens(&mut self, due: Due) -> Checked {
        match due {
            Due::DeskTurn(life) => return self.desk_turn(life),
            Due::ShardTurn(life, shard) => return self.shard_turn(life, shard),
            Due::NodeTick(life) => self.node_tick(life),
            Due::Starts(life) => self.starts(life),
            Due::AtBus(life, letter) => return self.at_bus(life, letter),
            Due::AtDesk { life, number, input } => self.at_desk(life, number, input),
            Due::Asked { life, from, id, ask } => self.asked(life, from, id, ask),
            Due::Answered(life, id, answer) => self.answered(life, id, answer),
            Due::Subscribed { life, realm, is_owner, number } => self.subscribed(life, realm, is_owner, number),
            Due::Noticed(life) => self.noticed(life),
            Due::Back(life) => self.back(life),
            Due::Hears(life) => self.hears(life),
            Due::Whole => self.whole(),
            Due::Weather => self.blow(),
            Due::Dialled(socket) => self.dialled(socket),
            Due::Up(socket, message) => self.at_server(socket, message),
            Due::Down(socket, what) => return self.at_client(socket, what),
            Due::UpEnded(socket) => self.end_at_server(socket),
            Due::DownEnded(socket) => return self.hears_end(socket, None),
            Due::Acts(player) => return self.act(player),
            Due::PlayersTick => {
                self.after(100, Due::PlayersTick);
                return self.tick_players();
            }
        }
        Ok(())
    }
}
