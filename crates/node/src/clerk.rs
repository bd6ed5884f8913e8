//! Runs what a node has one of: its desk and its door. What shards, the bus and other parts say goes in; what follows is
//! carried out. What the desk is not for is in `office`.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use auth::{Door, Keys, Knock, NodeAnswer, Pending, UserId};
use bus::{Bus, ReplyTo, State, Together};
use bytes::Bytes;
use config::Config;
use desk::{Desk, Input, NodeNumber, Out, Output, RealmSettings, Settings, What};
use gateway::{Downward, NodeLine, Relayed, Upward};
use host::{ErrandId, NoAnswer, Surroundings, Ticket};
use hub::FromNode;
use relay::FleetInput;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::MissedTickBehavior;
use types::{ConnId, Millis, Now, SteadyTime, UnixMs};
use usher::Seats;

use crate::backend::Answers;
use crate::beats::{Beat, Fleet};
use crate::desk_bus::DeskBus;
use crate::errands::AboutGames;
use crate::game_stats::GameStats;
use crate::game_words::node_of;
use crate::games::Games;
use crate::peers::Ask;
use crate::relayed::RelayedRooms;
use crate::setback::Setbacks;
use crate::watch::Watchers;

/// How often the desk looks at what is due.
const TICK_EVERY: Duration = Duration::from_millis(100);

/// How often it looks whose login has ended, and says to the other nodes that it is there.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long it waits for a shard that has more mail than it can take.
const FULL_PAUSE: Duration = Duration::from_millis(1);

/// The clerk looks at most so often: the first that comes to it is served at once, what follows within this time goes
/// together, for what costs is to wake each other, here, at the bus and at the other nodes. Whenever more waits than it
/// takes at once, it goes on without a pause.
const PACE: Duration = Duration::from_millis(2);

/// What the bus brings is given to the desk in so large pieces, for the hubs are waiting for what follows.
const AT_ONCE_MAX: usize = 256;

/// Events that wait for the clerk; whoever has more waits with them.
pub(crate) const EVENTS_MAX: usize = 1_024;

/// What a clerk is run with.
pub(crate) struct Parts {
    /// The node, and how everything in it is reached.
    pub(crate) answers: Arc<Answers>,
    /// Told by shards that have written.
    pub(crate) woken: Arc<Notify>,
    pub(crate) door: Door,
    pub(crate) fleet: Fleet,
    pub(crate) games: Option<Games>,
    /// Told when a token names a key that is not known.
    pub(crate) missed_key: Arc<Notify>,
    pub(crate) events: mpsc::Receiver<Event>,
}

/// Something that neither a shard nor the desk's bus says.
pub(crate) enum Event {
    /// For the hub of a shard.
    Tell(u8, FromNode),
    /// The same, and a service has answered a call, or will not.
    Called(u8, Option<FromNode>),
    /// Another node has taken a direct, or what its sender is told instead.
    Directed(Option<FromNode>),
    /// The answer of another node to what the door has asked, for a conn of a shard.
    DoorAnswered(u8, Box<Pending>, NodeAnswer),
    /// Another node asks.
    Asked(ReplyTo, Ask),
    /// A service says something to one conn.
    FromService(ConnId, Bytes),
    /// A user is let in no more.
    Revoked(UserId),
    /// New keys of the login service.
    Keys(Keys),
    /// For every conn.
    Broadcast(What),
    /// It is time to ask a question about a game again.
    AskAgain(ErrandId),
    /// Another node has answered such a question, or has not.
    GameAnswered(ErrandId, Box<Result<host::Answer, NoAnswer>>),
    /// The store has answered the host.
    Stored(Ticket, Result<ledger::Answer, ledger::Failed>),
    /// Another node says that it is there.
    Beat(Beat),
    /// Of a room of Godot's own multiplayer.
    Rooms(FleetInput),
    /// Something for the clerk to do or to look up; takes its answer along by itself.
    Do(Box<dyn FnOnce(&mut Clerk) + Send>),
}

/// Serves until the runtime ends.
pub(crate) async fn run(parts: Parts) {
    let mut state = parts.answers.bus.state();
    let (line, woken) = (parts.answers.line.clone(), Arc::clone(&parts.woken));
    let mut clerk = Clerk::new(parts);
    let bus = Arc::clone(&clerk.peers);
    let mut ticks = tokio::time::interval(TICK_EVERY);
    let mut looks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut served_at = tokio::time::Instant::now();
    let mut has_more = false;
    clerk.make_lobby();
    loop {
        tokio::select! {
            () = woken.notified() => {}
            said = clerk.bus.next() => clerk.give(said),
            event = clerk.events.recv() => if let Some(event) = event { clerk.serve(event) },
            changed = state.changed() => {
                let is_there = changed.is_ok() && *state.borrow_and_update() == State::Connected;
                clerk.give(Input::Bus(is_there));
            }
            _ = ticks.tick(), if clerk.has_to_tick() => {
                clerk.give(Input::Ticked);
                clerk.tick_games();
            }
            _ = looks.tick(), if clerk.has_to_look() => clerk.look_around(),
        }
        if !has_more {
            tokio::time::sleep_until(served_at + PACE).await;
        }
        while line.is_full() {
            tokio::time::sleep(FULL_PAUSE).await;
        }
        let together = Together::on(&*bus);
        for (shard, told) in line.collect() {
            match told {
                Upward::Desk(told) => clerk.give(Input::FromHub(shard, told)),
                Upward::Node(told) => clerk.asked_by_hub(shard, told),
                Upward::Rooms(said) => clerk.give_rooms(FleetInput::Peer(said)),
                Upward::Opened { conn, address, dialect } => clerk.watchers.opened(conn, address, dialect),
                Upward::Closed { conn, code } => clerk.watchers.closed(conn, code),
            }
        }
        has_more = true;
        for _ in 0..AT_ONCE_MAX {
            let Some(said) = clerk.bus.try_next() else {
                has_more = false;
                break;
            };
            clerk.give(said);
        }
        for _ in 0..AT_ONCE_MAX {
            let Ok(event) = clerk.events.try_recv() else { break };
            clerk.serve(event);
        }
        clerk.post();
        drop(together);
        served_at = tokio::time::Instant::now();
    }
}

/// The desk, the door and those who carry out what they decide.
pub(crate) struct Clerk {
    pub(crate) config: Config,
    pub(crate) shards: u8,
    pub(crate) line: NodeLine,
    pub(crate) node: NodeNumber,
    pub(crate) desk: Desk,
    pub(crate) door: Door,
    pub(crate) peers: Arc<dyn Bus>,
    /// Calls that a service has not answered, and directs that another node has not.
    pub(crate) calls: usize,
    pub(crate) fleet: Fleet,
    pub(crate) watchers: Watchers,
    pub(crate) missed_key: Arc<Notify>,
    /// Those whose token names a key that is being fetched.
    pub(crate) waiting: Vec<(u8, Knock, Millis)>,
    /// The games of this node, if it runs any.
    pub(crate) games: Option<Games>,
    pub(crate) game_stats: Arc<GameStats>,
    /// What is asked about games, of this node and others.
    pub(crate) errands: AboutGames,
    /// Who of this node's conns sits at which game.
    pub(crate) seats: Seats,
    setbacks: Setbacks,
    /// Told when all of them have been let go.
    pub(crate) drained: Option<oneshot::Sender<()>>,
    pub(crate) rooms: RelayedRooms,
    bus: DeskBus,
    pub(crate) sender: mpsc::Sender<Event>,
    events: mpsc::Receiver<Event>,
    out: Out,
    to_shards: Vec<Vec<Downward>>,
    started: Instant,
    steady: Cell<SteadyTime>,
}

impl Clerk {
    fn new(parts: Parts) -> Self {
        let Parts { answers, door, fleet, games, missed_key, events, .. } = parts;
        let (node, shards) = (answers.node, answers.shards);
        let (has_host, has_others) = (games.is_some(), fleet.has_others());
        Self {
            desk: Desk::new(settings(&answers.config, node, shards)),
            bus: DeskBus::new(Arc::clone(&answers.bus), node),
            door,
            fleet,
            missed_key,
            waiting: Vec::new(),
            games,
            game_stats: Arc::clone(&answers.games),
            errands: AboutGames::new(Surroundings { own: node, has_host, has_others, node_of }),
            seats: Seats::default(),
            setbacks: Setbacks::default(),
            drained: None,
            rooms: RelayedRooms::start(&answers),
            watchers: Watchers::new(answers.line.clone()),
            calls: 0,
            out: Out::default(),
            to_shards: (0..shards).map(|_| Vec::new()).collect(),
            started: Instant::now(),
            steady: Cell::new(SteadyTime::starting_at(Now { mono: Millis(0), unix: unix_now() })),
            config: answers.config.clone(),
            line: answers.line.clone(),
            peers: Arc::clone(&answers.bus),
            sender: answers.events.clone(),
            shards,
            node,
            events,
        }
    }

    /// Gives the desk one input and carries out what follows.
    pub(crate) fn give(&mut self, input: Input) {
        let mut for_host = Vec::new();
        let now = self.now();
        self.desk.handle(now, input, &mut self.out);
        for output in self.out.list.drain(..) {
            let (shard, told) = match output {
                Output::ToHub(shard, told) => {
                    self.setbacks.note(&told, now.mono);
                    (shard, told)
                }
                Output::Request(id, ask) if ask.realm.is_hosted() => {
                    for_host.push((id, ask));
                    continue;
                }
                Output::Listen(_)
                | Output::Unlisten(_)
                | Output::Own(_)
                | Output::Disown(_)
                | Output::Publish(..)
                | Output::Request(..)
                | Output::Answer(..) => {
                    self.bus.carry_out(output);
                    continue;
                }
            };
            if let Some(to_shard) = self.to_shards.get_mut(usize::from(shard)) {
                to_shard.push(Downward::Desk(told));
            }
        }
        for (id, ask) in for_host {
            self.ask_stream(id, ask);
        }
    }

    fn has_to_tick(&self) -> bool {
        self.desk.realm_count() > 0 || self.games.is_some() || !self.seats.is_empty()
    }

    /// Whether something may happen by time alone.
    fn has_to_look(&self) -> bool {
        self.door.has_ends() || self.fleet.has_others() || !self.waiting.is_empty()
    }

    /// Tells the hub of a shard.
    pub(crate) fn tell(&mut self, shard: u8, told: FromNode) {
        if let Some(to_shard) = self.to_shards.get_mut(usize::from(shard)) {
            to_shard.push(Downward::Node(told));
        }
    }

    /// Tells all hubs, of which one may have the conn that it is about.
    pub(crate) fn tell_all(&mut self, told: &FromNode) {
        for to_shard in &mut self.to_shards {
            to_shard.push(Downward::Node(told.clone()));
        }
    }

    /// Tells a shard about its peers.
    pub(crate) fn tell_relayed(&mut self, shard: u8, told: Relayed) {
        if let Some(to_shard) = self.to_shards.get_mut(usize::from(shard)) {
            to_shard.push(Downward::Relayed(told));
        }
    }

    /// Begins something whose outcome is an event. It is looked at once now, so that what it publishes leaves in order.
    pub(crate) fn begin(&mut self, work: impl Future<Output = Event> + Send + 'static) {
        let mut work = Box::pin(work);
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(event) => self.serve(event),
            Poll::Pending => {
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    let _ = sender.send(work.await).await;
                });
            }
        }
    }

    /// Posts what the shards are told, with one wake-up each.
    fn post(&mut self) {
        for (shard, told) in (0..).zip(&mut self.to_shards) {
            self.line.tell(shard, told);
        }
    }

    /// The time for everything but logins: it does not jump when somebody sets the machine's clock.
    pub(crate) fn now(&self) -> Now {
        let mut steady = self.steady.get();
        let now = steady.at(self.now_at_the_door());
        self.steady.set(steady);
        now
    }

    /// The time for logins, as those who give out tokens have it.
    pub(crate) fn now_at_the_door(&self) -> Now {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Now { mono: Millis(millis(self.started.elapsed())), unix: unix_now() }
    }
}

/// The time of day.
pub(crate) fn unix_now() -> UnixMs {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMs(i64::try_from(unix.as_millis()).unwrap_or(i64::MAX))
}

fn settings(config: &Config, node: NodeNumber, shards: u8) -> Settings {
    let kept = |history| RealmSettings { history, history_age: config.realms.history_age };
    Settings {
        node,
        shards,
        is_alone: node == NodeNumber::default(),
        lobby: kept(config.realms.lobby_history),
        room: kept(config.realms.room_history),
        private: kept(config.realms.room_history),
        gap_max: config.limits.gap_views,
        waiting_max: config.limits.waiting,
        patience: config.limits.answer_time,
    }
}
