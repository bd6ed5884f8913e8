//! The host: what comes in, and which game it is for.

use std::collections::BTreeMap;
use std::time::Duration;

use game::{Catalogue, Luck};
use ledger::Failed;
use types::{CommandId, Fence, GameId, Millis, Name, Now, Place};

use crate::draining::Draining;
use crate::guards::Guards;
use crate::job::{Job, Purpose};
use crate::opening::Opening;
use crate::playing::Playing;
use crate::{Answer, Ask, NewGame, Refused, Settings, Viewpoint, Witness};

/// What an answer is for: chosen by whoever asks, and given back to him.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyKey(pub u64);

/// What the store's answer is for: chosen by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What comes to a host.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody asks. Each is answered once, however long that takes.
    Asked(ReplyKey, Ask),
    /// The store has answered, or will not.
    Stored(Ticket, Result<ledger::Answer, Failed>),
    /// What was asked with [`Output::Send`] is answered.
    Sent {
        /// The game that has sent it.
        from: GameId,
        /// Under which id.
        id: CommandId,
        /// What came of it.
        answer: Answer,
    },
    /// Time has passed: to be said about ten times a second.
    Ticked,
    /// The node goes down: every game is let go, one by one.
    Drain,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// The store is asked.
    Ask(Ticket, ledger::Ask),
    /// Somebody is answered.
    Answer(ReplyKey, Answer),
    /// Something has happened in a game, as one viewer may see it.
    Tell {
        /// Which game.
        game: GameId,
        /// Who may see it so.
        view: Viewpoint,
        /// Where in the game's stream it stands.
        place: Place,
        /// What.
        words: game::Words,
    },
    /// So far a game's stream has come: told when a game is taken over, and every few seconds while something happens in it.
    Head {
        /// Which game.
        game: GameId,
        /// Whose stream.
        view: Viewpoint,
        /// The last place.
        place: Place,
    },
    /// One user is told something on his own realm.
    Whisper {
        /// Who.
        user: Name,
        /// What.
        words: game::Words,
    },
    /// A game asks another one, wherever that is: to be carried there like a player's command, and answered with
    /// [`Input::Sent`].
    Send {
        /// Which game asks.
        from: GameId,
        /// Under which id.
        id: CommandId,
        /// What, of whom.
        ask: Ask,
    },
    /// This node owns a game from now on, and can be asked about it.
    Own(GameId),
    /// It does so no more.
    Disown(GameId),
    /// The node goes down, and a game that it has let go can be taken by another.
    Vacant(GameId),
    /// What is on the disk is not what was written: the process must end at once.
    Die(Box<str>),
    /// Everything has been let go.
    Drained,
}

/// Games whose commands have ended in a panic of their rules so often in a minute are run no more.
const PANICS_MAX: u8 = 2;

/// The minute.
const PANICS_WITHIN: Duration = Duration::from_secs(60);

/// Runs the games that a node owns.
pub struct Host {
    pub(crate) settings: Settings,
    pub(crate) catalogue: Catalogue,
    pub(crate) luck: Luck,
    pub(crate) games: BTreeMap<GameId, State>,
    pub(crate) renew_at: Millis,
    pub(crate) due_at: Millis,
    pub(crate) guards: Guards,
    pub(crate) tickets: BTreeMap<Ticket, Purpose>,
    pub(crate) witness: Option<Box<dyn Witness>>,
    last_ticket: u64,
    /// How many games have come into memory.
    pub(crate) come: u64,
    panics: BTreeMap<GameId, (u8, Millis)>,
    /// Set once the node goes down.
    pub(crate) draining: Option<Draining>,
}

/// How a game stands with this node.
pub(crate) enum State {
    /// It is being taken and read.
    Opening(Box<Opening>),
    /// It is owned and whole.
    Playing(Box<Playing>),
    /// Another node owns it: until this time the store is not asked again.
    Elsewhere { owner: Name, until: Millis },
    /// It cannot go on.
    Faulted,
}

/// What one input is handled with.
pub(crate) struct Work<'a> {
    pub(crate) now: Now,
    pub(crate) out: &'a mut Vec<Output>,
}

impl Work<'_> {
    pub(crate) fn answer(&mut self, reply: ReplyKey, answer: Answer) {
        self.out.push(Output::Answer(reply, answer));
    }

    /// Tells whoever waits for a job that it was not done.
    pub(crate) fn refuse(&mut self, job: Job, why: &Refused) {
        if let Job::Asked { reply, .. } = job {
            self.answer(reply, Answer::Refused(why.clone()));
        }
    }
}

impl Host {
    /// A host that owns nothing. The luck must be from 32 bytes that nobody can foresee: bags and racks hang on it.
    #[must_use]
    pub fn new(settings: Settings, catalogue: Catalogue, luck: Luck) -> Self {
        Self {
            settings,
            catalogue,
            luck,
            games: BTreeMap::new(),
            tickets: BTreeMap::new(),
            witness: None,
            last_ticket: 0,
            come: 0,
            renew_at: Millis(0),
            due_at: Millis(0),
            guards: Guards::default(),
            panics: BTreeMap::new(),
            draining: None,
        }
    }

    /// How many games are in memory.
    #[must_use]
    pub fn game_count(&self) -> usize {
        self.games.values().filter(|state| matches!(state, State::Playing(_) | State::Opening(_))).count()
    }

    /// Who sits at a game that this host owns; nobody at others.
    #[must_use]
    pub fn seats_of(&self, game: &GameId) -> &[Name] {
        match self.games.get(game) {
            Some(State::Playing(playing)) => playing.table.seats(),
            Some(State::Opening(_) | State::Elsewhere { .. } | State::Faulted) | None => &[],
        }
    }

    /// Takes one input and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Now, input: Input, out: &mut Vec<Output>) {
        let work = &mut Work { now, out };
        self.enter_for(&input);
        match input {
            Input::Asked(reply, ask) => self.asked(reply, ask, work),
            Input::Stored(ticket, answer) => self.stored(ticket, answer, work),
            Input::Sent { from, id, answer } => self.sent(&from, id, answer, work),
            Input::Ticked => self.tick(work),
            Input::Drain => self.drain(work),
        }
        self.leave_all();
    }

    fn asked(&mut self, reply: ReplyKey, ask: Ask, work: &mut Work<'_>) {
        let job = Job::Asked { reply, ask, since: work.now.mono };
        let Job::Asked { ask, .. } = &job else { return };
        let game = ask.game().clone();
        if self.refuses(&game) {
            return work.refuse(job, &Refused::MOVING);
        }
        if let Some(State::Elsewhere { owner, until }) = self.games.get(&game) {
            // Whoever wakes a game knows that its last owner has let it go. A game that this node cannot run it leaves.
            let is_free = matches!(ask, Ask::Wake { .. }) && *owner != self.settings.owner;
            if *until > work.now.mono && !is_free {
                let (owner, left) = (owner.clone(), until.since(work.now.mono));
                return work.answer(reply, Answer::NotMine { owner, left });
            }
            self.games.remove(&game);
        }
        let is_full = self.games.len() >= self.settings.games_max;
        match (self.games.get_mut(&game), ask) {
            (Some(State::Playing(playing)), _) => {
                if playing.inbox.len() >= self.settings.inbox_max {
                    return work.refuse(job, &Refused::BUSY);
                }
                playing.inbox.push_back(job);
                self.pump(&game, work);
            }
            (Some(State::Opening(opening)), _) => {
                if opening.waiting.len() >= self.settings.inbox_max {
                    return work.refuse(job, &Refused::BUSY);
                }
                opening.waiting.push_back(job);
            }
            (Some(State::Faulted), _) => work.refuse(job, &Refused::FAULTED),
            (Some(State::Elsewhere { .. }) | None, _) if is_full => {
                work.refuse(job, &Refused::BUSY);
            }
            (Some(State::Elsewhere { .. }) | None, Ask::Create(new)) => {
                let new: NewGame = new.clone();
                self.begin(reply, new, job, work);
            }
            (Some(State::Elsewhere { .. }) | None, _) => self.open(game, [job].into(), work),
        }
    }

    fn stored(&mut self, ticket: Ticket, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let Some(purpose) = self.tickets.remove(&ticket) else { return };
        if let Err(Failed::Fatal(why)) = answer {
            return work.out.push(Output::Die(why));
        }
        match purpose {
            Purpose::Take(game, asked_at) => self.took(&game, asked_at, answer, work),
            Purpose::Restore(game) => self.restored(&game, answer, work),
            Purpose::Load(game) => self.loaded(&game, answer, work),
            Purpose::Create(game, asked_at) => self.created(&game, asked_at, answer, work),
            Purpose::Append(game) => self.appended(&game, answer, work),
            Purpose::Find(game) => self.found(&game, answer, work),
            Purpose::Renew(asked_at) => self.renewed(asked_at, answer, work),
            Purpose::Due => self.due(answer, work),
            Purpose::Saved(game) => self.saved(&game, &answer),
            Purpose::Release(game) => self.released(game, work),
        }
        self.let_go_of_some(work);
    }

    pub(crate) fn ask(&mut self, ask: ledger::Ask, purpose: Purpose, work: &mut Work<'_>) {
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        self.tickets.insert(ticket, purpose);
        work.out.push(Output::Ask(ticket, ask));
    }

    fn tick(&mut self, work: &mut Work<'_>) {
        let now = work.now;
        self.games.retain(|_, state| !matches!(state, State::Elsewhere { until, .. } if *until <= now.mono));
        self.panics.retain(|_, (_, at)| now.mono.since(*at) < PANICS_WITHIN);
        for game in self.playing_that(|playing| playing.is_due(now.unix)) {
            self.deadline_passed(&game, work);
        }
        for game in self.playing_that(|playing| playing.has_head_due(now.mono)) {
            self.tell_head(&game, work);
        }
        self.ask_outside_again(work);
        let idle = self.settings.idle;
        for game in self.playing_that(|playing| playing.is_idle(now, idle)) {
            self.let_go(&game, work);
        }
        self.keep_leases(work);
        self.let_go_of_more(work);
    }

    pub(crate) fn playing_that(&self, is_so: impl Fn(&Playing) -> bool) -> Vec<GameId> {
        let playing = self.games.iter().filter_map(|(game, state)| match state {
            State::Playing(playing) if is_so(playing) => Some(game.clone()),
            State::Playing(_) | State::Opening(_) | State::Elsewhere { .. } | State::Faulted => None,
        });
        playing.collect()
    }

    /// The rules have panicked at something. The game is read anew, and once more; then it is left alone.
    pub(crate) fn panicked(&mut self, game: &GameId, work: &mut Work<'_>) {
        let (count, at) = self.panics.entry(game.clone()).or_insert((0, work.now.mono));
        (*count, *at) = (count.saturating_add(1), work.now.mono);
        let is_hopeless = *count >= PANICS_MAX;
        tracing::error!(game = game.as_str(), is_hopeless, "the rules of a game have panicked");
        if is_hopeless { self.fault(game, work) } else { self.open_again(game, None, work) }
    }

    /// The game cannot go on here.
    pub(crate) fn fault(&mut self, game: &GameId, work: &mut Work<'_>) {
        let jobs = self.stop(game, false, work);
        jobs.into_iter().for_each(|job| work.refuse(job, &Refused::FAULTED));
        self.games.insert(game.clone(), State::Faulted);
    }

    /// Forgets a game, and gives what waited for it. It is at rest if nobody needs it.
    pub(crate) fn stop(&mut self, game: &GameId, is_at_rest: bool, work: &mut Work<'_>) -> Vec<Job> {
        match self.games.remove(game) {
            Some(State::Playing(playing)) => {
                work.out.push(Output::Disown(game.clone()));
                self.release(game, playing.term.fence, is_at_rest, work);
                playing.into_jobs()
            }
            Some(State::Opening(opening)) => {
                if let Some(reading) = opening.reading {
                    self.release(game, reading.term.fence, is_at_rest, work);
                }
                opening.waiting.into()
            }
            Some(State::Elsewhere { .. } | State::Faulted) | None => Vec::new(),
        }
    }

    pub(crate) fn release(&mut self, game: &GameId, fence: Fence, is_at_rest: bool, work: &mut Work<'_>) {
        let release = ledger::Release { game: game.clone(), fence, is_at_rest };
        self.ask(ledger::Ask::Release(release), Purpose::Release(game.clone()), work);
    }
}
