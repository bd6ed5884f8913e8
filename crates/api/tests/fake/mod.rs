//! A node that only pretends: made-up conns in made-up realms, for tests and for looking at the admin page.

mod answers;
mod games;
mod life;
mod luck;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Condvar, Mutex, MutexGuard};

use api::{Conn, Event, Happened, Text, Watcher};
use types::{CloseCode, ConnId, Realm};

use luck::Luck;

/// When it pretends to be: the start of 2026.
const START_MS: i64 = 1_767_225_600_000;

/// The admin token that goes with it.
pub(crate) const TOKEN: &str = "a-token-for-tests-only";

/// Views that a realm keeps.
const HISTORY: usize = 50;

/// A node that only pretends.
#[derive(Debug)]
pub(crate) struct Fake {
    world: Mutex<World>,
    /// Told when somebody asks what happens.
    tailed: Condvar,
}

/// Everything that it makes up.
#[derive(Debug)]
struct World {
    luck: Luck,
    up_ms: u64,
    next_conn: u64,
    conns: BTreeMap<u64, Player>,
    realms: BTreeMap<Realm, Room>,
    closed: BTreeMap<u16, u64>,
    counted: Counted,
    drain: Option<Drain>,
    watchers: Vec<Watcher>,
    new_tails: usize,
    /// How much has happened in the game that goes on.
    game_head: u64,
}

#[derive(Debug)]
struct Player {
    user: Option<String>,
    address: IpAddr,
    since_ms: i64,
    realms: BTreeSet<Realm>,
    outbox_bytes: u64,
    lag_ms: u64,
}

#[derive(Debug, Default)]
struct Room {
    offset: u64,
    said: VecDeque<(i64, Option<u64>, String)>,
}

#[derive(Debug, Default)]
struct Counted {
    opened: u64,
    messages_in: u64,
    messages_out: u64,
    bytes_in: u64,
    bytes_out: u64,
    lost: u64,
}

#[derive(Debug)]
struct Drain {
    of: u64,
    started_at_ms: i64,
    deadline_ms: i64,
}

impl Fake {
    /// A node with so many players in lobby, rooms and games; always the same.
    pub(crate) fn new(players: usize) -> Self {
        let mut world = World {
            luck: Luck::default(),
            up_ms: 1_000,
            next_conn: 1,
            conns: BTreeMap::new(),
            realms: BTreeMap::new(),
            closed: BTreeMap::new(),
            counted: Counted::default(),
            drain: None,
            watchers: Vec::new(),
            new_tails: 0,
            game_head: 2,
        };
        (0..players).for_each(|_| world.arrive());
        Self { world: Mutex::new(world), tailed: Condvar::new() }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("nobody panics while he holds it")
    }
}

impl World {
    fn now_ms(&self) -> i64 {
        START_MS + i64::try_from(self.up_ms).unwrap_or(0)
    }

    fn tell(&mut self, happened: Happened) {
        let event = Event { at_ms: self.now_ms(), happened };
        self.watchers.retain(|watcher| !watcher.is_gone());
        self.watchers.iter().for_each(|watcher| watcher.tell(&event));
    }

    fn members(&self, realm: &Realm) -> impl Iterator<Item = u64> {
        self.conns.iter().filter(move |(_, player)| player.realms.contains(realm)).map(|(id, _)| *id)
    }

    fn join(&mut self, id: u64, realm: Realm) {
        let Some(player) = self.conns.get_mut(&id) else { return };
        if player.realms.insert(realm.clone()) {
            self.realms.entry(realm.clone()).or_default();
            let members = self.members(&realm).count() as u64;
            self.tell(Happened::Joined { conn: conn(id), realm: Text(realm), members });
        }
    }

    fn close(&mut self, id: u64, code: CloseCode) {
        let Some(player) = self.conns.remove(&id) else { return };
        *self.closed.entry(code.number()).or_default() += 1;
        for realm in player.realms {
            let members = self.members(&realm).count() as u64;
            if members == 0 {
                self.realms.remove(&realm);
            }
            self.tell(Happened::Left { conn: conn(id), realm: Text(realm), members });
        }
        self.tell(Happened::Closed { conn: conn(id), code: code.number(), name: code.name().to_owned() });
    }

    fn say(&mut self, realm: &Realm, from: Option<u64>, text: &str) -> Option<api::Place> {
        let heard = self.members(realm).filter(|id| Some(*id) != from).count() as u64;
        let (now, bytes) = (self.now_ms(), text.len() as u64);
        let room = self.realms.get_mut(realm)?;
        room.offset += 1;
        room.said.push_back((now, from, text.to_owned()));
        if room.said.len() > HISTORY {
            room.said.pop_front();
        }
        let place = Some(api::Place { epoch: 7, offset: room.offset });
        self.counted.messages_in += u64::from(from.is_some());
        self.counted.bytes_in += bytes * u64::from(from.is_some());
        self.counted.messages_out += heard;
        self.counted.bytes_out += heard * (bytes + 12);
        let (realm, text) = (Text(realm.clone()), Some(text.to_owned()));
        self.tell(Happened::Said { realm, conn: from.map(conn), bytes, heard, place, text });
        place
    }
}

fn conn(id: u64) -> Conn {
    Conn(ConnId::new(id).expect("ids are made from 1 up"))
}
