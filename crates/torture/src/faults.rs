//! What is done to a fleet, and when.

use std::time::{Duration, Instant};

use anyhow::Context;
use game::Luck;
use serde::Serialize;

use crate::fleet::Fleet;
use crate::play::Shared;

/// A node that runs games, and says nothing for so long, has lost them: longer than the lease of 6 s.
const PAUSE: Duration = Duration::from_millis(7_000);
/// After each round all is quiet for at most so long.
const QUIET_MAX_MS: u32 = 1_500;
/// What was killed stays dead for at most so long.
const DEAD_MAX_MS: u32 = 2_000;

/// One kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// `kill -9` of a node that runs games.
    Games,
    /// `kill -9` of a gateway.
    Gateway,
    /// `kill -9` of PostgreSQL, all its processes.
    Database,
    /// A node that runs games is stopped in its tracks until its leases are over, and goes on.
    Pause,
    /// A node that runs games is ended in good order, and started anew.
    Roll,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Games => "games node, kill -9",
            Self::Gateway => "gateway, kill -9",
            Self::Database => "PostgreSQL, kill -9",
            Self::Pause => "games node, SIGSTOP past its lease",
            Self::Roll => "games node, ended and started anew",
        }
    }
}

/// Of each ten rounds so many are of each kind.
const TEN: [Kind; 10] = [
    Kind::Games,
    Kind::Games,
    Kind::Games,
    Kind::Games,
    Kind::Gateway,
    Kind::Gateway,
    Kind::Database,
    Kind::Database,
    Kind::Pause,
    Kind::Pause,
];

/// One fault, as it was.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Round {
    pub(crate) kind: Kind,
    /// What it was done to.
    pub(crate) target: String,
    /// When, on the players' clock.
    pub(crate) began: Duration,
    /// When everything ran again.
    pub(crate) mended: Duration,
    /// When everybody had been answered to something that he did after that.
    pub(crate) healed: Duration,
    /// How long a node that was told to end took for it.
    pub(crate) drain: Option<Duration>,
}

/// Whoever does it.
pub(crate) struct Torturer<'a> {
    pub(crate) fleet: &'a mut Fleet,
    pub(crate) shared: &'a Shared,
    pub(crate) clock: Instant,
    pub(crate) luck: Luck,
    /// Told of each round.
    pub(crate) tell: &'a dyn Fn(&str),
}

impl Torturer<'_> {
    /// So many faults at random moments, each after the fleet has healed from the one before.
    ///
    /// # Errors
    /// If it does not heal, or a node ends that nobody has killed.
    pub(crate) fn rounds(&mut self, count: usize) -> anyhow::Result<Vec<Round>> {
        let mut rounds = Vec::new();
        let mut kinds: Vec<Kind> = Vec::new();
        while rounds.len() < count {
            if kinds.is_empty() {
                kinds.extend(TEN);
                self.luck.shuffle(&mut kinds);
            }
            let Some(kind) = kinds.pop() else { break };
            self.rest(QUIET_MAX_MS);
            let round = self.round(kind).with_context(|| format!("in round {}, {}", rounds.len() + 1, kind.name()))?;
            self.say(rounds.len() + 1, count, &round);
            rounds.push(round);
        }
        Ok(rounds)
    }

    /// Ends each node that runs games in good order and starts it anew, one after the other, so many times over.
    ///
    /// # Errors
    /// If one does not end as it should, or the fleet does not heal.
    pub(crate) fn rolls(&mut self, times: usize, before: Duration) -> anyhow::Result<Vec<Round>> {
        std::thread::sleep(before);
        let mut rounds = Vec::new();
        let hosts = self.fleet.hosts.len();
        for at in 0..times * hosts {
            let began = self.clock.elapsed();
            let host = &mut self.fleet.hosts[at % hosts];
            let drain = host.end()?;
            host.start()?;
            let (target, mended) = (host.name.clone(), self.clock.elapsed());
            let healed = self.shared.wait_for_health(self.clock)?;
            let round = Round { kind: Kind::Roll, target, began, mended, healed, drain: Some(drain) };
            self.say(at + 1, times * hosts, &round);
            rounds.push(round);
            self.rest(QUIET_MAX_MS);
        }
        Ok(rounds)
    }

    fn round(&mut self, kind: Kind) -> anyhow::Result<Round> {
        let began = self.clock.elapsed();
        let target = match kind {
            Kind::Games | Kind::Gateway | Kind::Pause | Kind::Roll => self.node(kind)?,
            Kind::Database => {
                self.fleet.database.kill();
                self.rest(DEAD_MAX_MS);
                self.fleet.database.restart();
                "PostgreSQL".to_owned()
            }
        };
        let mended = self.clock.elapsed();
        let healed = self.shared.wait_for_health(self.clock)?;
        self.fleet.nodes().try_for_each(crate::node::Node::check)?;
        Ok(Round { kind, target, began, mended, healed, drain: None })
    }

    fn node(&mut self, kind: Kind) -> anyhow::Result<String> {
        let nodes = if kind == Kind::Gateway { self.fleet.gateways.len() } else { self.fleet.hosts.len() };
        let at = self.luck.below(u32::try_from(nodes).unwrap_or(1)) as usize;
        let dead = Duration::from_millis(self.luck.below(DEAD_MAX_MS).into());
        let node = if kind == Kind::Gateway { &mut self.fleet.gateways[at] } else { &mut self.fleet.hosts[at] };
        if kind == Kind::Pause {
            node.pause()?;
            std::thread::sleep(PAUSE + dead);
            node.resume()?;
        } else {
            node.kill();
            std::thread::sleep(dead);
            node.start()?;
        }
        Ok(node.name.clone())
    }

    fn rest(&mut self, max_ms: u32) {
        std::thread::sleep(Duration::from_millis(self.luck.below(max_ms).into()));
    }

    fn say(&self, number: usize, count: usize, round: &Round) {
        let healed = (round.healed - round.began).as_secs_f64();
        let (target, acked) = (&round.target, self.shared.acked());
        let what = match round.kind {
            Kind::Games | Kind::Gateway | Kind::Database => "killed",
            Kind::Pause => "stopped",
            Kind::Roll => "ended and started anew",
        };
        (self.tell)(&format!("{number} of {count}: {target} {what}, all well after {healed:.1} s; {acked} moves kept"));
    }
}
