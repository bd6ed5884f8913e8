//! How large a run is, and what happens in it: everything that is luck.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use types::Limits;
use wire::Dialect;

use super::step::{Step, Words};
use super::world::World;

/// Names that are no realm a conn may join; the first means "home" to a chat.
const NO_REALMS: [&str; 3] = ["", "game-1", "user.>"];

/// What stays the same through a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Hubs on the node.
    pub hubs: u8,
    /// Conns that come and go.
    pub conns: u32,
    /// Steps before the end.
    pub steps: usize,
    /// Realms, by name.
    pub realms: Vec<String>,
    /// Of the node.
    pub limits: Limits,
    /// A turn ends once in so many steps.
    turn_steps: u32,
    /// Of a hundred things that a conn does, so many are closing.
    closes: u32,
    /// And so many are about more than chat: hello, joins, leaves, directs, pings.
    asks: u32,
}

impl Plan {
    /// Draws a plan: most are small and dense, one in fifty has thousands of conns.
    fn draw(luck: &mut ChaCha8Rng, steps: Option<usize>) -> Self {
        let (conns, realms) = match luck.random_range(0..100) {
            0..2 => (luck.random_range(2_000..4_000), luck.random_range(1..60)),
            2..10 => (luck.random_range(50..300), luck.random_range(1..20)),
            _ => (luck.random_range(2..12), luck.random_range(1..5)),
        };
        let hubs = [1, 1, 1, 2, 3][luck.random_range(0..5)];
        let limits = Limits {
            chat_chars: [20, 20, 60, 60, 2_000, 10_000][luck.random_range(0..6)],
            name_chars: 8,
            realms_per_conn: luck.random_range(1..5),
            rooms: if hubs == 1 { luck.random_range(1..2 * realms) } else { usize::MAX },
            faults: luck.random_range(1..8),
            joins_burst: luck.random_range(2..16),
            unknown_realms: luck.random_range(1..4),
            outbox_bytes: luck.random_range(100..20_000),
            ..Limits::default()
        };
        Self {
            hubs,
            conns,
            steps: steps.unwrap_or(1_000 + 3 * conns as usize),
            realms: (0..realms).map(|at| if at == 0 { "lobby".to_owned() } else { format!("room-{at}") }).collect(),
            limits,
            turn_steps: luck.random_range(2..80),
            closes: [1, 2, 12][luck.random_range(0..3)],
            asks: [10, 30, 70][luck.random_range(0..3)],
        }
    }

    /// The name of a place: a realm, or one of those that are none.
    pub(crate) fn place(&self, place: u8) -> &str {
        let place = usize::from(place);
        self.realms.get(place).map_or_else(|| NO_REALMS[(place - self.realms.len()) % NO_REALMS.len()], String::as_str)
    }
}

/// Draws the steps of one run.
#[derive(Debug)]
pub struct Luck {
    luck: ChaCha8Rng,
    /// What it draws for.
    pub plan: Plan,
}

impl Luck {
    /// All that happens under this seed; `steps` instead of as many as the seed draws.
    #[must_use]
    pub fn new(seed: u64, steps: Option<usize>) -> Self {
        let mut luck = ChaCha8Rng::seed_from_u64(seed);
        Self { plan: Plan::draw(&mut luck, steps), luck }
    }

    /// What happens next.
    pub fn next(&mut self, world: &World) -> Step {
        let hubs = self.plan.hubs;
        if self.luck.random_ratio(1, self.plan.turn_steps) {
            return Step::EndTurn(self.luck.random_range(0..hubs));
        }
        if hubs > 1 && (self.luck.random_ratio(1, 3) || world.is_bus_full()) {
            let from = self.luck.random_range(0..hubs);
            return Step::Carry(from, (from + self.luck.random_range(1..hubs)) % hubs);
        }
        match self.luck.random_range(0..500) {
            0 => Step::Quiet,
            1..10 => Step::Tick(self.luck.random_range(0..hubs)),
            10..15 => Step::Wait(self.luck.random_range(1..20_000)),
            _ => self.of_conn(world),
        }
    }

    fn of_conn(&mut self, world: &World) -> Step {
        let conn = self.luck.random_range(0..self.plan.conns);
        if !world.is_open(conn) {
            let dialect = if self.luck.random() { Dialect::Protobuf } else { Dialect::Json };
            let home = self.luck.random_range(0..self.plan.realms.len() as u8);
            return Step::Open { conn, dialect, home };
        }
        let rest = 96 - self.plan.closes;
        match self.luck.random_range(0..100) {
            choice if choice < self.plan.asks.min(rest) => Step::Say(conn, self.asks()),
            choice if choice < rest => Step::Say(conn, Words::Chat { place: self.home(), chars: self.chars() }),
            96..98 => Step::Garble(conn),
            98 => Step::Stall(conn),
            99 => Step::Read(conn),
            _ => Step::Close(conn),
        }
    }

    fn asks(&mut self) -> Words {
        match self.luck.random_range(0..10) {
            0 => Words::Ping,
            1 => Words::Hello { version: self.one_in(50, 9, 1), name_chars: self.one_in(50, 9, 8) },
            2..4 => Words::Direct { to: self.receiver(), chars: self.chars(), body_bytes: self.body_bytes() },
            4..6 => Words::Join(self.place()),
            6..8 => Words::Leave(self.place()),
            _ => Words::Chat { place: self.place(), chars: self.chars() },
        }
    }

    /// The place that stands for where a conn has started.
    fn home(&self) -> u8 {
        self.plan.realms.len() as u8
    }

    fn place(&mut self) -> u8 {
        self.luck.random_range(0..self.home() + NO_REALMS.len() as u8)
    }

    fn receiver(&mut self) -> Option<u32> {
        let receiver = self.luck.random_range(0..self.plan.conns);
        (!self.luck.random_ratio(1, 20)).then_some(receiver)
    }

    /// Most lines are short, some are as long as may be or one character longer.
    fn chars(&mut self) -> u32 {
        let most = self.plan.limits.chat_chars as u32;
        match self.luck.random_range(0..100) {
            0..5 => 0,
            5..8 => most,
            8 => most + 1,
            _ => self.luck.random_range(1..20),
        }
    }

    /// Bodies are far from the bound of 65,535 bytes a message, on either side: the largest fits as protobuf, and not
    /// in base64.
    fn body_bytes(&mut self) -> u32 {
        match self.luck.random_range(0..100) {
            0 => 50_000,
            1..50 => self.luck.random_range(1..20),
            _ => 0,
        }
    }

    fn one_in(&mut self, times: u32, rare: u32, usual: u32) -> u32 {
        if self.luck.random_ratio(1, times) { rare } else { usual }
    }
}
