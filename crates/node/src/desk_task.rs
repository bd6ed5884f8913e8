//! Runs the node's desk: what hubs and the bus say goes in, what follows is carried out.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bus::{Bus, State};
use config::Config;
use desk::{Desk, Input, NodeNumber, Out, Output, RealmSettings, Settings, ToHub};
use gateway::DeskLine;
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;
use types::{Millis, Now, UnixMs};

use crate::desk_bus::DeskBus;

/// How often the desk looks at what is due.
const TICK_EVERY: Duration = Duration::from_millis(100);

/// How long it waits for a shard that has more mail than it can take.
const FULL_PAUSE: Duration = Duration::from_millis(1);

/// What the bus brings is given to the desk in so large pieces, for the hubs are waiting for what follows.
const AT_ONCE_MAX: usize = 256;

/// What a desk is run with.
pub(crate) struct Parts {
    pub(crate) config: Config,
    pub(crate) shards: u8,
    pub(crate) line: DeskLine,
    /// Told by shards that have written.
    pub(crate) woken: Arc<Notify>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) node: NodeNumber,
}

/// Serves the desk until the runtime ends.
pub(crate) async fn run(parts: Parts) {
    let mut state = parts.bus.state();
    let mut clerk = Clerk::new(&parts);
    let mut ticks = tokio::time::interval(TICK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = parts.woken.notified() => {}
            said = clerk.bus.next() => clerk.give(said),
            changed = state.changed() => {
                let is_there = changed.is_ok() && *state.borrow_and_update() == State::Connected;
                clerk.give(Input::Bus(is_there));
            }
            _ = ticks.tick(), if clerk.desk.realm_count() > 0 => clerk.give(Input::Ticked),
        }
        while parts.line.is_full() {
            tokio::time::sleep(FULL_PAUSE).await;
        }
        for (shard, told) in parts.line.collect() {
            clerk.give(Input::FromHub(shard, told));
        }
        for _ in 0..AT_ONCE_MAX {
            let Some(said) = clerk.bus.try_next() else { break };
            clerk.give(said);
        }
        clerk.post(&parts.line);
    }
}

/// The desk and those who carry out what it decides.
struct Clerk {
    desk: Desk,
    bus: DeskBus,
    out: Out,
    to_hubs: Vec<Vec<ToHub>>,
    started: Instant,
}

impl Clerk {
    fn new(parts: &Parts) -> Self {
        Self {
            desk: Desk::new(settings(&parts.config, parts.node)),
            bus: DeskBus::new(Arc::clone(&parts.bus), parts.node),
            out: Out::default(),
            to_hubs: (0..parts.shards).map(|_| Vec::new()).collect(),
            started: Instant::now(),
        }
    }

    /// Gives the desk one input and carries out what follows.
    fn give(&mut self, input: Input) {
        self.desk.handle(now(self.started), input, &mut self.out);
        for output in self.out.list.drain(..) {
            let Output::ToHub(shard, told) = output else {
                self.bus.carry_out(output);
                continue;
            };
            if let Some(to_hub) = self.to_hubs.get_mut(usize::from(shard)) {
                to_hub.push(told);
            }
        }
    }

    /// Posts what the hubs are told, with one wake-up each.
    fn post(&mut self, line: &DeskLine) {
        for (shard, told) in (0..).zip(&mut self.to_hubs) {
            line.tell(shard, told);
        }
    }
}

fn settings(config: &Config, node: NodeNumber) -> Settings {
    let kept = |history| RealmSettings { history, history_age: config.realms.history_age };
    Settings {
        node,
        is_alone: node == NodeNumber::default(),
        lobby: kept(config.realms.lobby_history),
        room: kept(config.realms.room_history),
        private: kept(config.realms.room_history),
        gap_max: config.limits.gap_views,
        waiting_max: config.limits.waiting,
        patience: config.limits.answer_time,
    }
}

fn now(started: Instant) -> Now {
    let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Now { mono: Millis(millis(started.elapsed())), unix: UnixMs(i64::try_from(millis(unix)).unwrap_or(i64::MAX)) }
}
