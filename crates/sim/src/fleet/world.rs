//! All that exists in a run, and time.

use std::collections::BTreeMap;

use desk::{Ask, Failed, Input, StreamAnswer};
use host::{ErrandId, NoAnswer, Ticket};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use types::{GameId, Millis, Realm};

use super::agenda::Agenda;
use super::bus::{Bus, Letter};
use super::games::store::Store;
use super::guard::{self, Guard};
use super::judge::Judge;
use super::node::Node;
use super::plan::{Fault, Plan};
use super::player::{Down, Expected, Player, Socket};
use super::run::{Options, Scene};
use super::weather;
use crate::{Checked, Transcript};

/// More happens in no run, by far: two that answer each other without an end would go on until memory is full.
const STEPS_MAX: u64 = 2_000_000;

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
    /// A host's ask has come to the store.
    AtStore(Life, Ticket, Box<ledger::Ask>),
    /// The store's answer has come to a host, or its time is over.
    Stored(Life, Ticket, Box<Result<ledger::Answer, ledger::Failed>>),
    /// A question about a game is asked again.
    ErrandAgain(Life, ErrandId),
    /// Another node asks about a game.
    NodeAsked {
        life: Life,
        from: Life,
        id: ErrandId,
        ask: Box<host::Ask>,
    },
    NodeAnswered(Life, ErrandId, Box<Result<host::Answer, NoAnswer>>),
    /// A node that pauses goes on.
    Resumes(Life),
    /// The time that a node has for its games before it goes down is over.
    Drains(Life),
    /// It closes a conn.
    Closes(usize),
    /// It ends.
    Leaves(Life),
    /// An app asks to be let into a game again.
    Rejoins(usize, String),
    /// It asks for the end of a game again.
    Recloses(usize, GameId),
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
    pub(crate) store: Store,
    /// Added to the luck of every host: nobody but who may know a secret can tell two worlds apart by it.
    pub(crate) twin: u64,
}

impl World {
    /// Before anything has begun.
    #[must_use]
    pub fn new(seed: u64, options: &Options) -> Self {
        let Options { without, transcript, .. } = options.clone();
        let mut luck = ChaCha8Rng::seed_from_u64(seed);
        let mut plan = match options.scene {
            Scene::Streams => Plan::draw(&mut luck),
            Scene::Games => Plan::draw_games(&mut luck),
            Scene::Suspended => Plan::draw_suspended(&mut luck),
            Scene::Wedged => Plan::draw_wedged(&mut luck),
        };
        options.dropped.iter().for_each(|fault: &Fault| plan.drop(*fault));
        plan.storm = options.storm.map_or(plan.storm, |storm| storm.min(plan.storm));
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
            store: Store::new(guard::model(without)),
            twin: u64::from(options.is_twin),
        }
    }

    /// Nodes start, and players come.
    pub(crate) fn begin_all(&mut self) -> Checked {
        let plan = self.plan.clone();
        self.line(|| format!("{plan:?}"));
        for node in 0..plan.nodes {
            self.start(node);
        }
        self.begin_games()?;
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
            if self.steps > STEPS_MAX {
                return Err(format!("{STEPS_MAX} things have happened, and there is no end: now {due:?}"));
            }
            self.happens(due)?;
        }
        (self.now, self.judge.now) = (until, until);
        Ok(())
    }

    pub(crate) fn happens(&mut self, due: Due) -> Checked {
        let Some(due) = self.freeze(due) else { return Ok(()) };
        match due {
            Due::DeskTurn(life) => return self.desk_turn(life),
            Due::ShardTurn(life, shard) => return self.shard_turn(life, shard),
            Due::NodeTick(life) => return self.node_tick(life),
            Due::AtStore(life, ticket, ask) => return self.at_store(life, ticket, *ask),
            Due::Stored(life, ticket, answer) => return self.stored(life, ticket, *answer),
            Due::ErrandAgain(life, id) => return self.errand_again(life, id),
            Due::NodeAsked { life, from, id, ask } => return self.asked_by_node(life, from, id, *ask),
            Due::NodeAnswered(life, id, answer) => return self.node_has_answered(life, id, *answer),
            Due::Resumes(life) => return self.resume(life),
            Due::Drains(life) => self.drained(life),
            Due::Closes(socket) => self.close_for_drain(socket),
            Due::Leaves(life) => self.leaves(life),
            Due::Recloses(player, game) => return self.close_game(player, game),
            Due::Rejoins(player, realm) => return self.rejoin(player, realm),
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
            Due::Weather => return self.blow(),
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
