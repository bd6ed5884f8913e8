//! Which games are played, by whom, and what goes wrong with them.

use rand::{Rng, RngExt};
use types::GameId;

use crate::fleet::plan::{Fault, one_of};

/// Which games are played, by whom, and what goes wrong with them.
#[derive(Clone, Debug)]
pub struct GamePlan {
    /// The games.
    pub games: Vec<PlannedGame>,
    /// So many of the nodes, the last ones, have no host: they only serve players.
    pub gateways: usize,
    /// The first so many players are users of their own; each further one is a second device of one of them.
    pub users: usize,
    /// What goes wrong.
    pub faults: GameFaults,
}

/// One game.
#[derive(Clone, Debug)]
pub struct PlannedGame {
    /// Its id.
    pub id: GameId,
    /// The numbers of the users who sit there.
    pub seats: Vec<usize>,
    /// How often its clock ticks; 0: never.
    pub tick_ms: i64,
}

/// How often something goes wrong with games.
#[derive(Clone, Copy, Debug, Default)]
pub struct GameFaults {
    /// Each half second, in a thousand: a node does nothing for a while, mostly longer than a lease. Its clock goes on.
    pub pauses: u32,
    /// Of a thousand takes of a game, so many are followed by a suspension before the node hears of it: the same, and its
    /// clock stands still meanwhile.
    pub suspends: u32,
    /// Each half second, in a thousand: a node is told to go down.
    pub drains: u32,
    /// Each half second, in a thousand: a node loses the store for a while.
    pub store_cuts: u32,
    /// Of a thousand asks, so many are not done by the store, which says so.
    pub store_fails: u32,
    /// Of a thousand asks, so many have no answer: half of them are done all the same.
    pub store_losses: u32,
    /// Of a thousand asks and answers, so many take up to eight seconds.
    pub store_lates: u32,
    /// In a hundred: from the end of the storm on the store keeps nothing for one node, although it lets that node own
    /// games.
    pub wedges: u32,
}

impl GamePlan {
    /// Games for so many players on so many nodes.
    pub(crate) fn draw(luck: &mut impl Rng, nodes: usize, players: usize) -> Self {
        let users = luck.random_range(2..=players);
        let count: usize = luck.random_range(1..=3);
        let games = (1..=count).filter_map(|at| {
            let first = luck.random_range(0..users);
            let seats = vec![first, (first + luck.random_range(1..users)) % users];
            let tick_ms = one_of(luck, [0, 1_500, 4_000]);
            Some(PlannedGame { id: format!("g{at}").parse().ok()?, seats, tick_ms })
        });
        let games = games.collect();
        let gateways = if nodes > 2 { luck.random_range(0..=1) } else { 0 };
        Self { games, gateways, users, faults: GameFaults::draw(luck) }
    }
}

impl GameFaults {
    fn draw(luck: &mut impl Rng) -> Self {
        if luck.random_ratio(1, 6) {
            return Self::default();
        }
        Self {
            pauses: one_of(luck, [0, 20, 80]),
            suspends: one_of(luck, [0, 0, 0, 200]),
            drains: one_of(luck, [0, 0, 30]),
            store_cuts: one_of(luck, [0, 30, 80]),
            store_fails: one_of(luck, [0, 5, 30]),
            store_losses: one_of(luck, [0, 5, 30]),
            store_lates: one_of(luck, [0, 5, 40]),
            wedges: 0,
        }
    }

    pub(crate) fn drop(&mut self, fault: Fault) {
        let often = match fault {
            Fault::Pauses => &mut self.pauses,
            Fault::Suspends => &mut self.suspends,
            Fault::Drains => &mut self.drains,
            Fault::StoreCuts => &mut self.store_cuts,
            Fault::StoreFails => &mut self.store_fails,
            Fault::StoreLosses => &mut self.store_losses,
            Fault::StoreLates => &mut self.store_lates,
            Fault::Wedges => &mut self.wedges,
            Fault::Lost
            | Fault::Doubled
            | Fault::Late
            | Fault::Leaky
            | Fault::Cuts
            | Fault::Splits
            | Fault::Overflows
            | Fault::Crashes
            | Fault::Ends => return,
        };
        *often = 0;
    }

    /// Whether games are disturbed at all.
    pub(crate) fn is_calm(&self) -> bool {
        let Self { pauses, suspends, drains, store_cuts, store_fails, store_losses, store_lates, wedges } = *self;
        [pauses, suspends, drains, store_cuts, store_fails, store_losses, store_lates, wedges]
            .iter()
            .all(|often| *often == 0)
    }
}
