//! The players' thread: they come, play while the fleet is tortured, and finish.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use client::Input;
use crowd::{Api, Crowd};
use game::Luck;

use crate::person::Person;
use crate::registrar::{self, Begun};
use crate::stage::{Manner, Stage};
use crate::words;

/// Players who come at once.
const COMING_MAX: usize = 32;
/// Games that one person watches.
const WATCHED: usize = 10;
const TURN: Duration = Duration::from_millis(10);
/// How long a step may take that should be over in a moment.
const PATIENCE: Duration = Duration::from_secs(60);
/// After the last fault everything must have been answered, and everybody must have seen everything, within this time.
pub(crate) const HEAL_LIMIT: Duration = Duration::from_secs(40);

/// What whoever tortures and those who play tell each other. Times are in microseconds since the players' clock began.
#[derive(Default)]
pub(crate) struct Shared {
    /// A move that was made later than this must have been answered, to each player.
    asked: AtomicU64,
    /// That is so, for this time.
    healed: AtomicU64,
    /// Moves that were acknowledged.
    acked: AtomicU64,
    /// Nothing more is done to the fleet.
    is_over: AtomicBool,
}

impl Shared {
    /// Waits until each player has been answered to a move that he made from now on; gives when that was so.
    ///
    /// # Errors
    /// If it takes too long.
    pub(crate) fn wait_for_health(&self, clock: Instant) -> anyhow::Result<Duration> {
        let began = clock.elapsed();
        let asked = micros(began).max(1);
        self.asked.store(asked, Ordering::SeqCst);
        while self.healed.load(Ordering::SeqCst) < asked {
            if clock.elapsed() - began > HEAL_LIMIT {
                bail!("somebody has waited for more than {HEAL_LIMIT:?}, with all nodes running");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(clock.elapsed())
    }

    pub(crate) fn acked(&self) -> u64 {
        self.acked.load(Ordering::Relaxed)
    }

    pub(crate) fn is_over(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Those who play.
pub(crate) struct Play {
    crowd: Crowd<Person>,
    begun: Receiver<Begun>,
    pairs: usize,
}

impl Play {
    /// Everybody comes, and all games begin.
    ///
    /// # Errors
    /// If somebody is not let in, or a game does not begin.
    pub(crate) fn start(
        gateways: &[SocketAddr],
        apis: Vec<Api>,
        pairs: usize,
        manner: Manner,
        seed: u64,
    ) -> anyhow::Result<Self> {
        crowd::need_files(u32::try_from(3 * pairs).unwrap_or(u32::MAX))?;
        let (wanted, begun) = registrar::start(apis);
        let stage = Stage::new(words::english()?, manner, pairs, wanted);
        let crowd = Crowd::new(gateways, stage, seed).context("cannot make an epoll")?;
        let mut play = Self { crowd, begun, pairs };
        play.come(Luck::of(seed))?;
        (0..pairs).for_each(|pair| play.crowd.stage.wants_game(pair));
        play.until("all games have begun", |play| {
            play.crowd.scripts().all(Person::sees_games) && play.crowd.stage.games.len() == pairs
        })?;
        Ok(play)
    }

    /// When the players' clock began.
    pub(crate) fn clock(&self) -> Instant {
        self.crowd.started()
    }

    /// Everybody plays until nothing more is done to the fleet, and then finishes. Gives the books.
    ///
    /// # Errors
    /// If somebody is not answered in the end, or does not see all that has happened.
    pub(crate) fn run(mut self, shared: &Shared) -> anyhow::Result<Stage> {
        self.crowd.stage.is_playing = true;
        while !shared.is_over.load(Ordering::SeqCst) {
            self.turn()?;
            shared.acked.store(self.crowd.stage.acks.len() as u64, Ordering::Relaxed);
            let asked = shared.asked.load(Ordering::SeqCst);
            let since = Duration::from_micros(asked);
            let mut players = self.crowd.scripts().filter(|person| person.is_player());
            if asked > shared.healed.load(Ordering::SeqCst) && players.all(|one| one.has_been_answered_since(since)) {
                shared.healed.store(asked, Ordering::SeqCst);
            }
        }
        self.finish()?;
        Ok(self.crowd.stage)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        self.crowd.stage.is_playing = false;
        if self.until("all is answered", |play| play.crowd.scripts().all(Person::is_done)).is_err() {
            let late: Vec<_> = self.crowd.scripts().filter_map(Person::waits_since).take(5).collect();
            bail!("some moves were not answered in {PATIENCE:?}; made at, in game: {late:?}");
        }
        let seen = self.until("all see the same", |play| play.is_at_head());
        let behind = self.behind();
        if seen.is_err() {
            self.crowd.stage.is_wrong(|| format!("in the end not all had seen the same: {behind}"));
        }
        for player in 0..self.crowd.len() {
            self.crowd.with(player, Person::ends);
        }
        Ok(())
    }

    /// How far each game has come for each of those who are at it.
    fn heads(&self) -> std::collections::BTreeMap<usize, Vec<u64>> {
        let mut heads = std::collections::BTreeMap::<usize, Vec<u64>>::new();
        self.crowd.scripts().flat_map(Person::is_at).for_each(|(game, at)| heads.entry(game).or_default().push(at));
        heads
    }

    fn is_at_head(&self) -> bool {
        self.heads().values().all(|at| at.iter().all(|one| Some(one) == at.first()))
    }

    fn behind(&self) -> String {
        let heads = self.heads().into_iter().filter(|(_, at)| at.iter().any(|one| Some(one) != at.first()));
        let words = heads.take(5).map(|(game, at)| format!("{} {at:?}", self.crowd.stage.games[game]));
        words.collect::<Vec<_>>().join(", ")
    }

    fn come(&mut self, mut luck: Luck) -> anyhow::Result<()> {
        let seats = (0..self.pairs).flat_map(|pair| [(pair, 0), (pair, 1)]);
        let players = seats.map(|(pair, seat)| Person::plays(pair, seat, luck.fork()));
        let mut people: Vec<Person> = players.collect();
        people.extend((0..self.pairs.div_ceil(WATCHED)).map(|_| Person::watches(luck.fork())));
        let mut people = people.into_iter().peekable();
        while people.peek().is_some() {
            for person in people.by_ref().take(COMING_MAX) {
                let gateway = self.crowd.len();
                self.crowd.add(person, gateway);
            }
            self.until("all are let in", |play| play.crowd.scripts().all(Person::is_in))?;
        }
        Ok(())
    }

    fn turn(&mut self) -> anyhow::Result<()> {
        self.crowd.turn(TURN)?;
        while let Ok(Begun { pair, game: begun }) = self.begun.try_recv() {
            let id = begun.with_context(|| format!("there is no game for pair {pair}"))?;
            let game = self.crowd.stage.games.len();
            self.crowd.stage.games.push(id.clone());
            for person in [2 * pair, 2 * pair + 1, 2 * self.pairs + pair / WATCHED] {
                let realm = self.crowd.script(person).comes_to(game, &id);
                self.crowd.give(person, Input::Join(realm));
            }
        }
        Ok(())
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            self.turn()?;
            if Instant::now() >= deadline {
                let wrong = self.crowd.stage.wrong.join("; ");
                bail!("it takes more than {PATIENCE:?} until {what}; {wrong}");
            }
        }
        Ok(())
    }
}
