//! What every game must pass, for its author's tests.
//!
//! Implement [`Played`] beside the game's tests and call [`play`] with a few hundred seeds; give [`twins`] two logs that
//! differ only in what a viewer may not know. [`Hands`] is a small game that passes, to look at and to test servers with.

mod hands;

pub use hands::Hands;

use std::collections::BTreeMap;

use types::{Name, UnixMs};

use crate::{Caller, Game, Luck, Notice, Refusal, Seat, Table, View, Viewer, Who, Words};

/// What the kit needs to know to play a game at random.
pub trait Played: Game + PartialEq {
    /// Who plays, and options for [`Game::open`] as a JSON object.
    fn some_setup(luck: &mut Luck) -> (Vec<Name>, String);

    /// Something that somebody could send now, legal or not. Somewhat often legal, so that games come to an end.
    fn some_command(&self, luck: &mut Luck) -> (Who, Words);

    /// What a client knows after a view, that knew `before`: [`Game::snapshot`] of the same viewer. This is what clients
    /// written for the game must do, too.
    fn follow(before: Self::View, view: &Self::View) -> Self::View;
}

/// What came of playing.
pub struct Outcome<G: Game> {
    /// The state at the end.
    pub game: G,
    /// Everything that happened.
    pub events: Vec<G::Event>,
    /// How many commands the rules refused.
    pub refused: usize,
}

/// The most commands of one random game: one that is not over by then never will be.
const COMMANDS_MAX: usize = 100_000;

/// Plays a whole game at random, and checks it as [`play_for`] does.
///
/// # Panics
/// As there, and when the game does not end.
pub fn play<G: Played>(seed: u64) -> Outcome<G>
where
    G::View: Clone,
{
    let outcome = play_for::<G>(seed, COMMANDS_MAX);
    assert!(Game::ended(&outcome.game), "seed {seed}: the game is not over after {COMMANDS_MAX} commands");
    outcome
}

/// Plays so many commands at random, or until the game is over, and checks at every step that
/// - the same command with the same luck brings about the same events;
/// - the state is what the events say, read back from their kept form;
/// - what a client knows from a snapshot and later views is what a new snapshot would tell it, for every viewer;
/// - no command is accepted that brings about nothing;
/// - what a user is told alone changes with events that concern him, and with no other;
/// - a state that is saved and restored is the same.
///
/// # Panics
/// When one of these does not hold.
pub fn play_for<G: Played>(seed: u64, commands: usize) -> Outcome<G>
where
    G::View: Clone,
{
    let mut luck = Luck::of(seed);
    let mut run = Run::<G>::open(&mut luck);
    for _ in 0..commands {
        if Game::ended(&run.live) {
            break;
        }
        run.step(&mut luck);
    }
    Outcome { game: run.live, events: run.events, refused: run.refused }
}

struct Run<G: Game> {
    live: G,
    /// The same game from what is kept.
    folded: G,
    clients: Vec<(Viewer, G::View)>,
    /// Those without a seat who have come up, and what each was told alone.
    users: BTreeMap<Name, Option<String>>,
    events: Vec<G::Event>,
    at: UnixMs,
    refused: usize,
}

impl<G: Played> Run<G>
where
    G::View: Clone,
{
    fn open(luck: &mut Luck) -> Self {
        let (seats, setup) = G::some_setup(luck);
        let at = UnixMs(1_700_000_000_000);
        let setup = serde_json::from_str(&setup).expect("options that can be read");
        let caller = Caller { who: Who::Host, at, luck: fresh(luck) };
        let events = G::open(caller, &seats, setup).expect("a game that can begin");
        assert!(!events.is_empty(), "a game begins with an event");
        let (live, folded) = (G::default(), G::default());
        let (clients, users, events_so_far) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut run = Self { live, folded, clients, users, events: events_so_far, at, refused: 0 };
        run.take(events);
        assert_eq!(Game::seats(&run.live), seats, "the first events say who sits where");
        run.clients = viewers(seats.len()).map(|viewer| (viewer, Game::snapshot(&run.live, viewer))).collect();
        run
    }

    fn step(&mut self, luck: &mut Luck) {
        self.at.0 += i64::from(luck.below(5_000));
        if let Some(deadline) = Game::deadline(&self.live)
            && (deadline <= self.at || luck.below(20) == 0)
        {
            self.at = self.at.max(deadline);
            return self.notice(Notice::Deadline, luck);
        }
        match luck.below(40) {
            0 => self.notice(Notice::Paused { ms: 1 + i64::from(luck.below(10_000)) }, luck),
            1 => self.notice(Notice::Away(self.some_seat(luck)), luck),
            2 => self.notice(Notice::Here(self.some_seat(luck)), luck),
            3 if !Game::awaits(&self.live).is_empty() => self.leave(luck),
            4..=8 if !Game::wants(&self.live).is_empty() => self.carry_out(luck),
            _ => self.command(luck),
        }
    }

    /// Somebody leaves of whom the game wants to hear that.
    fn leave(&mut self, luck: &mut Luck) {
        if let Some(user) = luck.pick(&Game::awaits(&self.live)).cloned() {
            self.notice(Notice::Left(user.clone()), luck);
            assert!(!Game::awaits(&self.live).contains(&user), "{user} has left and is awaited");
        }
    }

    /// Something that the game wants is done, or never will be. It hears of it once more, as it may.
    fn carry_out(&mut self, luck: &mut Luck) {
        if let Some(want) = luck.pick(&Game::wants(&self.live)).cloned() {
            let refused = (luck.below(4) == 0).then(|| "it is Sunday".to_owned());
            self.notice(Notice::Done { id: want.id, refused: refused.clone() }, luck);
            assert!(!Game::wants(&self.live).contains(&want), "what is done is wanted: {want:?}");
            let count = self.events.len();
            self.notice(Notice::Done { id: want.id, refused }, luck);
            assert_eq!(self.events.len(), count, "what is done was done again: {want:?}");
        }
    }

    fn some_seat(&self, luck: &mut Luck) -> Seat {
        let seats = u32::try_from(Game::seats(&self.live).len()).unwrap_or(1);
        Seat(u8::try_from(luck.below(seats)).unwrap_or(0))
    }

    fn notice(&mut self, notice: Notice, luck: &mut Luck) {
        let caller = Caller { who: Who::Host, at: self.at, luck: fresh(luck) };
        let is_deadline = notice == Notice::Deadline;
        let events = Game::notice(&self.live, caller, notice);
        if is_deadline && events.is_empty() {
            let next = Game::deadline(&self.live);
            assert!(
                next.is_none_or(|next| next > self.at),
                "a deadline that has passed brings about nothing and stays"
            );
        }
        self.take(events);
    }

    fn command(&mut self, luck: &mut Luck) {
        let (who, words) = self.live.some_command(luck);
        if let Who::User(user) = &who {
            self.meet(user);
        }
        let caller = Caller { who, at: self.at, luck: fresh(luck) };
        let again = Table::decide(&self.live, caller.clone(), &words);
        let decided = Table::decide(&self.live, caller, &words);
        assert_eq!(decided, again, "{words:?}: the same command with the same luck");
        match decided {
            Ok(records) => {
                assert!(!records.is_empty(), "{words:?} was accepted and brings about nothing");
                let read = |record: &crate::Record| G::read(record.version, &record.body).expect("what was written");
                self.take(records.iter().map(read).collect());
            }
            Err(refusal) => self.refuse(&refusal, &words),
        }
    }

    fn refuse(&mut self, refusal: &Refusal, words: &Words) {
        assert!(!refusal.text.is_empty(), "{words:?}: {} says nothing", refusal.code);
        self.refused += 1;
    }

    fn take(&mut self, events: Vec<G::Event>) {
        for event in events {
            let concerned = Game::concerns(&self.live, &event);
            assert!(
                G::HAS_OWN || concerned.is_empty(),
                "{concerned:?} are to be told, and HAS_OWN says that nobody is"
            );
            Game::apply(&mut self.live, &event);
            let kept = G::read(G::VERSION, &G::write(&event)).expect("what was written can be read");
            Game::apply(&mut self.folded, &kept);
            assert!(
                self.live == self.folded,
                "event {}: the log says something else than the state",
                self.events.len() + 1
            );
            if G::SAVE_EVERY > 0 {
                let restored = G::restore(&Game::save(&self.live)).expect("what was saved can be restored");
                assert!(restored == self.live, "event {}: what was saved is another state", self.events.len() + 1);
            }
            for (viewer, known) in &mut self.clients {
                let view = G::redact(&event, *viewer);
                *known = G::follow(known.clone(), &view);
                let told = Game::snapshot(&self.live, *viewer);
                assert_eq!(json(known), json(&told), "{viewer:?} after {}: views and snapshot differ", view.kind());
            }
            self.tell_alone(&concerned);
            self.events.push(event);
        }
    }

    /// Whoever the last event concerns is told what is his; what all others were told is still true.
    fn tell_alone(&mut self, concerned: &[Name]) {
        for (user, told) in &mut self.users {
            let own = Game::own(&self.live, user).as_ref().map(json);
            let place = self.events.len() + 1;
            assert!(*told == own || concerned.contains(user), "event {place} changes what {user} is told, unasked");
            *told = own;
        }
        concerned.iter().for_each(|user| self.meet(user));
    }

    fn meet(&mut self, user: &Name) {
        let own = Game::own(&self.live, user).as_ref().map(json);
        self.users.entry(user.clone()).or_insert(own);
    }
}

fn fresh(luck: &mut Luck) -> Luck {
    Luck::of(u64::from(luck.below(u32::MAX)) << 32 | u64::from(luck.below(u32::MAX)))
}

/// Every viewer of a game with so many seats.
pub fn viewers(seats: usize) -> impl Iterator<Item = Viewer> {
    let seats = u8::try_from(seats).unwrap_or(u8::MAX);
    (0..seats).map(|seat| Viewer::Seat(Seat(seat))).chain([Viewer::Watcher])
}

/// Demands that two worlds look the same to a viewer: every view and every snapshot, to the byte. Give it logs that differ
/// only in what the viewer may not know.
///
/// # Panics
/// When he could tell them apart.
pub fn twins<G: Game>(ours: &[G::Event], theirs: &[G::Event], viewer: Viewer) {
    assert_eq!(ours.len(), theirs.len(), "{viewer:?} can count");
    let (mut our_game, mut their_game) = (G::default(), G::default());
    for (place, (our_event, their_event)) in ours.iter().zip(theirs).enumerate() {
        let views = [G::redact(our_event, viewer), G::redact(their_event, viewer)].map(|view| json(&view));
        assert_eq!(views[0], views[1], "{viewer:?}: event {}", place + 1);
        our_game.apply(our_event);
        their_game.apply(their_event);
        let snapshots =
            [Game::snapshot(&our_game, viewer), Game::snapshot(&their_game, viewer)].map(|view| json(&view));
        assert_eq!(snapshots[0], snapshots[1], "{viewer:?}: snapshot after event {}", place + 1);
        let deadlines = [Game::deadline(&our_game), Game::deadline(&their_game)];
        assert_eq!(deadlines[0], deadlines[1], "{viewer:?}: deadline after event {}", place + 1);
    }
}

fn json<V: View>(view: &V) -> String {
    serde_json::to_string(view).expect("a view is JSON")
}
