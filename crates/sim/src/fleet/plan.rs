//! How large a fleet is, and how much goes wrong in it.

use std::time::Duration;

use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use types::{Limits, LoginPolicy, Realm};

use super::games::plan::{GameFaults, GamePlan};

/// What stays the same through a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many nodes.
    pub nodes: usize,
    /// Whether the only node is told that there can be no other.
    pub is_alone: bool,
    /// Hubs on each.
    pub hubs: u8,
    /// How many people play.
    pub players: usize,
    /// The lobby and some rooms.
    pub realms: Vec<Realm>,
    /// How many views of the lobby are kept; 0: it has no stream.
    pub lobby_history: usize,
    /// The same for rooms.
    pub room_history: usize,
    /// How long views are kept.
    pub history_age: Duration,
    /// The most views that one gap is filled with.
    pub gap_views: usize,
    /// How many conns may wait to enter a realm, and chats for their place in it.
    pub waiting: usize,
    /// How long things go wrong.
    pub storm: Duration,
    /// How long before the end of the storm the players fall silent, so that the last view may be lost; `None`: they
    /// go on.
    pub silence: Option<Duration>,
    /// How often a player does something, on average.
    pub pace: Duration,
    /// How long a subscription may take to be live, in milliseconds.
    pub subscribe_ms: u64,
    /// What is asked of a conn before it hears anything.
    pub login: LoginPolicy,
    /// What goes wrong.
    pub faults: Faults,
    /// Which games are played, if any are.
    pub games: Option<GamePlan>,
}

/// How often something goes wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Of a thousand messages between nodes, so many are lost.
    pub lost: u32,
    /// So many arrive twice.
    pub doubled: u32,
    /// So many arrive up to three seconds late, behind later ones.
    pub late: u32,
    /// Of a thousand messages to a client, so many are lost on its side: a browser's game has been slow.
    pub leaky: u32,
    /// Each half second, in a thousand: a node loses the bus.
    pub cuts: u32,
    /// The fleet falls in two, and nobody is told.
    pub splits: u32,
    /// A node reads too slowly, loses messages, and is told so.
    pub overflows: u32,
    /// A node crashes.
    pub crashes: u32,
    /// Some player's conn ends, one way or another.
    pub ends: u32,
}

/// One kind of fault, by which a run can be had without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
#[expect(missing_docs, reason = "each is explained where its figure is, in `Faults` and `GameFaults`")]
pub enum Fault {
    Lost,
    Doubled,
    Late,
    Leaky,
    Cuts,
    Splits,
    Overflows,
    Crashes,
    Ends,
    Pauses,
    Suspends,
    Drains,
    StoreCuts,
    StoreFails,
    StoreLosses,
    StoreLates,
    Wedges,
}

impl Plan {
    /// All that a seed decides before anything happens.
    pub(crate) fn draw(luck: &mut ChaCha8Rng) -> Self {
        let nodes = luck.random_range(1..=5);
        let rooms: usize = luck.random_range(1..=3);
        let room = |at: usize| format!("room-{at}").parse().ok();
        Self {
            nodes,
            is_alone: nodes == 1 && luck.random(),
            hubs: luck.random_range(1..=2),
            players: luck.random_range(2..=9),
            realms: std::iter::once(Realm::Lobby).chain((1..=rooms).filter_map(room)).collect(),
            lobby_history: one_of(luck, [0, 0, 8, 256]),
            room_history: one_of(luck, [0, 2, 8, 64, 256]),
            history_age: Duration::from_secs(one_of(luck, [5, 20, 60])),
            gap_views: one_of(luck, [4, 100, 1000]),
            waiting: one_of(luck, [3, 256]),
            storm: Duration::from_secs(luck.random_range(10..40)),
            silence: luck.random::<bool>().then(|| Duration::from_millis(luck.random_range(0..3_000))),
            pace: Duration::from_millis(one_of(luck, [50, 200, 800])),
            subscribe_ms: one_of(luck, [2, 50, 500]),
            login: one_of(luck, [LoginPolicy::Open, LoginPolicy::Guest, LoginPolicy::Required]),
            faults: Faults::draw(luck),
            games: None,
        }
    }

    /// A fleet that runs games: people play rather than chat.
    pub(crate) fn draw_games(luck: &mut ChaCha8Rng) -> Self {
        let mut plan = Self::draw(luck);
        plan.players = plan.players.max(3);
        plan.realms.truncate(2);
        plan.history_age = Duration::from_secs(5);
        plan.pace = Duration::from_millis(one_of(luck, [100, 400, 1_000]));
        plan.storm = Duration::from_secs(luck.random_range(8..30));
        plan.games = Some(GamePlan::draw(luck, plan.nodes, plan.players));
        plan
    }

    /// Nodes that own games are suspended again and again, and their clocks with them.
    pub(crate) fn draw_suspended(luck: &mut ChaCha8Rng) -> Self {
        let mut plan = Self::draw_games(luck);
        (plan.nodes, plan.is_alone) = (luck.random_range(2..=3), false);
        plan.pace = Duration::from_millis(200);
        plan.faults = Faults { ends: 100, ..Faults::default() };
        let mut games = GamePlan::draw(luck, 2, plan.players);
        games.faults = GameFaults { pauses: 100, suspends: 500, ..GameFaults::default() };
        plan.games = Some(games);
        plan
    }

    /// The store has forsaken a node, although it lets that node own games, and that never ends.
    pub(crate) fn draw_wedged(luck: &mut ChaCha8Rng) -> Self {
        let mut plan = Self::draw_games(luck);
        (plan.nodes, plan.is_alone) = (luck.random_range(2..=3), false);
        plan.faults = Faults::default();
        let mut games = GamePlan::draw(luck, 2, plan.players);
        games.faults = GameFaults { wedges: 100, ..GameFaults::default() };
        plan.games = Some(games);
        plan
    }

    /// The same, without one kind of fault.
    pub(crate) fn drop(&mut self, fault: Fault) {
        let faults = &mut self.faults;
        let often = match fault {
            Fault::Lost => &mut faults.lost,
            Fault::Doubled => &mut faults.doubled,
            Fault::Late => &mut faults.late,
            Fault::Leaky => &mut faults.leaky,
            Fault::Cuts => &mut faults.cuts,
            Fault::Splits => &mut faults.splits,
            Fault::Overflows => &mut faults.overflows,
            Fault::Crashes => &mut faults.crashes,
            Fault::Ends => &mut faults.ends,
            Fault::Pauses
            | Fault::Suspends
            | Fault::Drains
            | Fault::StoreCuts
            | Fault::StoreFails
            | Fault::StoreLosses
            | Fault::StoreLates
            | Fault::Wedges => {
                return self.games.iter_mut().for_each(|games| games.faults.drop(fault));
            }
        };
        *often = 0;
    }

    /// What a conn is held to. Pings are frequent, so that who is cut off finds out soon.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            gap_views: self.gap_views,
            waiting: self.waiting,
            ping_every: Duration::from_secs(4),
            ..Limits::default()
        }
    }

    /// Whether every message between nodes arrives, once and in time.
    pub(crate) fn has_good_bus(&self) -> bool {
        let Faults { lost, doubled, late, cuts, splits, overflows, crashes, .. } = self.faults;
        self.games.as_ref().is_none_or(|games| games.faults.is_calm())
            && [lost, doubled, late, cuts, splits, overflows, crashes].iter().all(|often| *often == 0)
    }
}

impl Faults {
    fn draw(luck: &mut ChaCha8Rng) -> Self {
        let ends = one_of(luck, [0, 100, 400]);
        let leaky = one_of(luck, [0, 0, 0, 20]);
        if luck.random_ratio(1, 5) {
            return Self { ends, leaky, ..Self::default() };
        }
        Self {
            lost: one_of(luck, [0, 5, 50, 250]),
            doubled: one_of(luck, [0, 0, 50]),
            late: one_of(luck, [0, 0, 50]),
            leaky,
            cuts: one_of(luck, [0, 30, 100]),
            splits: one_of(luck, [0, 0, 50]),
            overflows: one_of(luck, [0, 0, 50]),
            crashes: one_of(luck, [0, 10, 50]),
            ends,
        }
    }
}

pub(crate) fn one_of<T: Copy, const N: usize>(luck: &mut impl Rng, choices: [T; N]) -> T {
    choices[luck.random_range(0..N)]
}
