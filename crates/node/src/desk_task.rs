//! Runs the node's desk: what hubs tell goes in, what follows is carried out.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use config::Config;
use desk::{Desk, Failed, Input, NodeNumber, Out, Output, RealmSettings, RequestTo, Served, Settings, ToHub};
use gateway::DeskLine;
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;
use types::{Millis, Now, Realm, UnixMs};

/// How often the desk looks at what is due.
const TICK_EVERY: Duration = Duration::from_millis(100);

/// How long it waits for a shard that has more mail than it can take.
const FULL_PAUSE: Duration = Duration::from_millis(1);

/// What a node that is alone says to itself, where others would have a bus.
struct Alone {
    line: DeskLine,
    owned: BTreeSet<Realm>,
    inputs: VecDeque<Input>,
    to_hubs: Vec<Vec<ToHub>>,
}

/// Serves the desk until the runtime ends. `woken` is told by shards that have written.
pub(crate) async fn run(config: Config, shards: u8, line: DeskLine, woken: Arc<Notify>) {
    let mut desk = Desk::new(settings(&config));
    let mut alone = Alone::new(line, shards);
    let started = Instant::now();
    let mut ticks = tokio::time::interval(TICK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = woken.notified() => {}
            _ = ticks.tick(), if desk.realm_count() > 0 => alone.inputs.push_back(Input::Ticked),
        }
        while alone.line.is_full() {
            tokio::time::sleep(FULL_PAUSE).await;
        }
        let told = alone.line.collect();
        alone.inputs.extend(told.into_iter().map(|(shard, told)| Input::FromHub(shard, told)));
        alone.work(&mut desk, now(started));
    }
}

fn settings(config: &Config) -> Settings {
    let kept = |history| RealmSettings { history, history_age: config.realms.history_age };
    Settings {
        node: NodeNumber::default(),
        is_alone: true,
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

impl Alone {
    fn new(line: DeskLine, shards: u8) -> Self {
        let to_hubs = (0..shards).map(|_| Vec::new()).collect();
        Self { line, owned: BTreeSet::new(), inputs: VecDeque::new(), to_hubs }
    }

    /// Gives the desk everything that waits for it, and what follows from that.
    fn work(&mut self, desk: &mut Desk, now: Now) {
        let mut out = Out::default();
        while let Some(input) = self.inputs.pop_front() {
            desk.handle(now, input, &mut out);
            for output in out.list.drain(..) {
                self.carry_out(output);
            }
        }
        for (shard, told) in (0..).zip(&mut self.to_hubs) {
            self.line.tell(shard, told);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::ToHub(shard, told) => {
                if let Some(to_hub) = self.to_hubs.get_mut(usize::from(shard)) {
                    to_hub.push(told);
                }
            }
            Output::Listen(realm) => self.inputs.push_back(Input::Live(realm)),
            Output::Own(realm) => {
                self.owned.insert(realm.clone());
                self.inputs.push_back(Input::OwnLive(realm));
            }
            Output::Disown(realm) => {
                self.owned.remove(&realm);
            }
            Output::Request(id, RequestTo::Owner, ask) if !self.owned.contains(&ask.realm) => {
                self.inputs.push_back(Input::Answered(id, Err(Failed::NobodyThere)));
            }
            Output::Request(id, RequestTo::Owner, ask) => self.inputs.push_back(Input::Asked(id, Served::Owner, ask)),
            Output::Request(id, RequestTo::Taker, ask) => self.inputs.push_back(Input::Asked(id, Served::Taker, ask)),
            Output::Answer(id, answer) => {
                self.inputs.push_back(Input::Answered(id, answer.map_err(Failed::NotMine)));
            }
            // Nobody else is there to hear it.
            Output::Publish(..) | Output::Unlisten(_) => {}
        }
    }
}
