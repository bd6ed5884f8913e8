//! A game in memory: what becomes of a command.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use game::{Caller, Notice, Record, Rules, Table, Viewer, Who};
use ledger::{Appended, Chain, Entry, Failed};
use types::{CommandId, Epoch, GameId, Millis, Name, Now, Offset, Place, UnixMs};

use crate::guards::Guard;
use crate::host::{Host, ReplyKey, State, Work};
use crate::job::{Asking, Doing, Job, Keeping, Purpose};
use crate::leases::Term;
use crate::opening::Reading;
use crate::outside::Outside;
use crate::{Answer, Ask, Command, Output, Refused, Viewpoint};

/// The owner of a game whose oldest command is older than this makes no progress: somebody else should try.
pub(crate) const STUCK_AFTER: Duration = Duration::from_secs(5);

/// A game that this node owns, as it is kept.
pub(crate) struct Playing {
    pub(crate) rules: Rules,
    pub(crate) table: Box<dyn Table>,
    pub(crate) chain: Chain,
    pub(crate) term: Term,
    /// The time of the last event: game time never goes back.
    pub(crate) at: UnixMs,
    /// The last events.
    pub(crate) last: VecDeque<(Offset, Record)>,
    pub(crate) inbox: VecDeque<Job>,
    pub(crate) doing: Option<Doing>,
    deadline: Option<UnixMs>,
    /// When something last happened in it, or was asked of it.
    pub(crate) used_at: Millis,
    /// When it was last told how far it has come.
    pub(crate) head_at: Millis,
    /// This node goes down, and takes nothing more for this game.
    pub(crate) is_leaving: bool,
    pub(crate) outside: Outside,
    /// The last event that the saved state includes.
    pub(crate) saved: Offset,
    /// The same game once more, from what is kept alone.
    pub(crate) folded: Option<Box<dyn Table>>,
}

/// Runs something of the rules. `None` when it has panicked.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

impl Asking {
    /// A command that the rules, or its sender's ignorance, stand against.
    fn of(reply: ReplyKey, command: Command, refused: Refused) -> Self {
        let (id, user) = (command.id, command.user.clone());
        Self { reply, ask: Ask::Command(command), id, user, refused }
    }
}

impl Keeping {
    /// What becomes of a game with these events. `None` if the rules cannot take in what they have decided.
    pub(crate) fn of(
        job: Job,
        records: Vec<Record>,
        mut table: Box<dyn Table>,
        mut chain: Chain,
        at: UnixMs,
    ) -> Option<Self> {
        let applied = guarded(|| records.iter().try_for_each(|record| table.apply(record)));
        applied?.ok()?;
        let entry = |record: &Record| Entry { version: record.version, at, body: record.body.clone() };
        let sealed = records.iter().map(|record| chain.seal(&entry(record))).collect();
        Some(Self { job, at, records, sealed, table, chain })
    }
}

impl Playing {
    /// A game that was read, or that begins. `report`: under which id the lobby is to be told of it.
    pub(crate) fn of(reading: Reading, inbox: VecDeque<Job>, report: Option<CommandId>, now: Millis) -> Self {
        let Reading { rules, term, table, chain, at, last, saved, .. } = reading;
        let (deadline, outside) = (table.deadline(), Outside::of(&*table, report));
        Self {
            rules,
            table,
            chain,
            term,
            at,
            last,
            inbox,
            doing: None,
            deadline,
            used_at: now,
            head_at: now,
            is_leaving: false,
            outside,
            saved,
            folded: None,
        }
    }

    /// What waits, and what is being done: it is not known whether that happens.
    pub(crate) fn into_jobs(self) -> Vec<Job> {
        let doing = self.doing.map(|doing| match doing {
            Doing::Keeping(keeping) => keeping.job,
            Doing::Asking(asking) => Job::Asked { reply: asking.reply, ask: asking.ask, since: self.used_at },
        });
        doing.into_iter().chain(self.inbox).collect()
    }

    pub(crate) fn is_due(&self, now: UnixMs) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now) && self.doing.is_none() && self.inbox.is_empty()
    }

    pub(crate) fn is_idle(&self, now: Now, idle: Duration) -> bool {
        let is_quiet = self.doing.is_none() && self.inbox.is_empty() && !self.outside.is_owing();
        let wakes = self.deadline.is_some_and(|deadline| deadline.0 <= now.unix.0 + millis(idle));
        is_quiet && !wakes && now.mono.since(self.used_at) >= idle
    }

    /// Whether it may stay this node's: what waits is being worked off.
    pub(crate) fn makes_progress(&self, now: Millis) -> bool {
        let doing = self.doing.as_ref().and_then(|doing| match doing {
            Doing::Keeping(keeping) => keeping.job.since(),
            Doing::Asking(..) => None,
        });
        let oldest = doing.or_else(|| self.inbox.front().and_then(Job::since));
        oldest.is_none_or(|since| now.since(since) < STUCK_AFTER)
    }

    /// Takes in what is kept now, and tells it. Gives back the job that brought it about.
    pub(crate) fn apply(
        &mut self,
        game: &GameId,
        keeping: Keeping,
        epoch: Epoch,
        last_max: usize,
        work: &mut Work<'_>,
    ) -> Job {
        let Keeping { job, at, records, table, chain, .. } = keeping;
        let first = self.chain.last().next();
        let concerned = self.concerned(&*table, &records);
        (self.table, self.chain, self.at) = (table, chain, at);
        (self.deadline, self.used_at) = (self.table.deadline(), work.now.mono);
        for (offset, record) in (first.0..).map(Offset).zip(records) {
            self.tell(game, Place { epoch, offset }, &record, work);
            self.last.push_back((offset, record));
        }
        let surplus = self.last.len().saturating_sub(last_max);
        self.last.drain(..surplus);
        self.whisper(concerned, work);
        job
    }

    /// Tells one event to each who may hear of the game, as he may know it.
    fn tell(&self, game: &GameId, place: Place, record: &Record, work: &mut Work<'_>) {
        for (view, viewer) in self.viewers() {
            // What was just applied can be read.
            if let Some(Ok(words)) = guarded(|| self.table.redact(record, viewer)) {
                work.out.push(Output::Tell { game: game.clone(), view, place, words });
            }
        }
    }

    /// Each who may hear of the game; a user who sits twice hears as who sits first.
    pub(crate) fn viewers(&self) -> impl Iterator<Item = (Viewpoint, Viewer)> {
        let seats = self.table.seats().iter().enumerate();
        let seats = seats.filter_map(|(seat, user)| {
            let seat = self.table.seat_of(user).filter(|first| first.index() == seat)?;
            Some((Viewpoint::Of(user.clone()), Viewer::Seat(seat)))
        });
        seats.chain([(Viewpoint::Watcher, Viewer::Watcher)])
    }

    /// As what somebody sees the game; `None` if he does not sit there.
    pub(crate) fn viewer(&self, view: &Viewpoint) -> Option<Viewer> {
        match view {
            Viewpoint::Of(user) => self.table.seat_of(user).map(Viewer::Seat),
            Viewpoint::Watcher => Some(Viewer::Watcher),
        }
    }

    fn caller(&self, user: Option<&Name>) -> Who {
        let Some(user) = user else { return Who::Host };
        self.table.seat_of(user).map_or_else(|| Who::User(user.clone()), Who::Seat)
    }
}

impl Host {
    /// Does what waits, until the store is needed.
    pub(crate) fn pump(&mut self, game: &GameId, work: &mut Work<'_>) {
        loop {
            let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
            if playing.doing.is_some() {
                return;
            }
            let Some(job) = playing.inbox.pop_front() else { return };
            playing.used_at = work.now.mono;
            if work.now.mono >= playing.term.until && self.guards.has(Guard::Lease) {
                return self.open_again(game, Some(job), work);
            }
            self.work_on(game, job, work);
        }
    }

    fn work_on(&mut self, game: &GameId, job: Job, work: &mut Work<'_>) {
        match job {
            Job::Notice(id, notice) => self.notice(game, id, notice, work),
            Job::Settle(_) => self.settle(game, job, work),
            Job::Asked { reply, ask, since } => match ask {
                Ask::Command(command) => self.decide(game, reply, command, since, work),
                Ask::Create(new) => {
                    let (id, user) = (new.id, new.by.clone());
                    self.refuse(
                        game,
                        Asking { reply, ask: Ask::Create(new), id, user, refused: Refused::EXISTS },
                        work,
                    );
                }
                Ask::Enter { user, watches, .. } => self.admit(game, reply, user, watches, work),
                Ask::After { ref view, place, .. } if self.knows(game, place, since) => {
                    self.answer_after(game, reply, view, place, work);
                }
                Ask::After { .. } => self.open_again(game, Some(Job::Asked { reply, ask, since }), work),
                Ask::Snapshot { view, .. } => self.answer_snapshot(game, reply, view, work),
                Ask::Wake { .. } => work.answer(reply, Answer::Noted),
                Ask::Present { user, is_here, .. } => self.note_presence(game, reply, &user, is_here, work),
            },
        }
    }

    fn decide(&mut self, game: &GameId, reply: ReplyKey, command: Command, since: Millis, work: &mut Work<'_>) {
        let luck = self.fresh_luck();
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        if command.expect.is_some_and(|expect| expect != playing.chain.last()) {
            return self.refuse(game, Asking::of(reply, command, Refused::STALE), work);
        }
        let at = work.now.unix.max(playing.at);
        let caller = Caller { who: playing.caller(command.user.as_ref()), at, luck };
        let Some(decided) = guarded(|| playing.table.decide(caller, &command.words)) else {
            work.answer(reply, Answer::Refused(Refused::FAULTED));
            return self.panicked(game, work);
        };
        match decided {
            Ok(records) => self.keep(game, Job::Asked { reply, ask: Ask::Command(command), since }, records, at, work),
            Err(refusal) => self.refuse(game, Asking::of(reply, command, refusal.into()), work),
        }
    }

    /// It cannot be; unless it was done before, by an owner before this one or before its answer was lost.
    fn refuse(&mut self, game: &GameId, asking: Asking, work: &mut Work<'_>) {
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let find = ledger::Find { game: game.clone(), command: asking.id };
        playing.doing = Some(Doing::Asking(Box::new(asking)));
        self.ask(ledger::Ask::Find(find), Purpose::Find(game.clone()), work);
    }

    fn notice(&mut self, game: &GameId, id: CommandId, notice: Notice, work: &mut Work<'_>) {
        let luck = self.fresh_luck();
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let at = work.now.unix.max(playing.at);
        let caller = Caller { who: Who::Host, at, luck };
        match guarded(|| playing.table.notice(caller, notice.clone())) {
            Some(records) if records.is_empty() => {}
            Some(records) => self.keep(game, Job::Notice(id, notice), records, at, work),
            None => self.panicked(game, work),
        }
    }

    /// The row is due no longer for what the lobby knows by now.
    fn settle(&mut self, game: &GameId, job: Job, work: &mut Work<'_>) {
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        if !playing.outside.is_owing() {
            let at = work.now.unix.max(playing.at);
            self.keep(game, job, Vec::new(), at, work);
        }
    }

    /// The store is to keep what follows. Nothing takes effect before it has.
    fn keep(&mut self, game: &GameId, job: Job, records: Vec<Record>, at: UnixMs, work: &mut Work<'_>) {
        let is_reported = self.is_reported(game);
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let (next, chain) = (playing.table.fork(), playing.chain);
        let Some(keeping) = Keeping::of(job.clone(), records, next, chain, at) else {
            work.refuse(job, &Refused::FAULTED);
            return self.panicked(game, work);
        };
        let (command, user) = keeping.command();
        let append = ledger::Append {
            game: game.clone(),
            first: chain.last().next(),
            fence: playing.term.fence,
            command,
            user,
            events: keeping.sealed.clone(),
            wake_at: playing.wake_at(&*keeping.table, at, is_reported),
            ended: keeping.table.ended(),
        };
        if !self.guards.has(Guard::Ack) {
            ack(job, keeping.chain.last(), work);
        }
        playing.doing = Some(Doing::Keeping(Box::new(keeping)));
        self.ask(ledger::Ask::Append(append), Purpose::Append(game.clone()), work);
    }

    /// The store has it, or not.
    pub(crate) fn appended(&mut self, game: &GameId, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let (epoch, gap_max) = (self.settings.epoch, self.settings.gap_max);
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let Some(Doing::Keeping(keeping)) = playing.doing.take() else { return };
        match answer {
            Ok(ledger::Answer::Append(Appended::Done(at))) if !playing.is_what_is_kept(&keeping) => {
                ack(keeping.job, at, work);
                return self.diverged(game, work);
            }
            Ok(ledger::Answer::Append(Appended::Done(at))) => {
                let job = playing.apply(game, *keeping, epoch, gap_max, work);
                if self.guards.has(Guard::Ack) {
                    ack(job, at, work);
                }
                self.save(game, work);
                self.look_outside(game, work);
            }
            Ok(ledger::Answer::Append(Appended::Known(at))) => ack(keeping.job, at, work),
            Ok(ledger::Answer::Append(Appended::Foreign)) => work.refuse(keeping.job, &Refused::FOREIGN),
            Ok(ledger::Answer::TooBig(too_big)) => {
                tracing::error!(game = game.as_str(), %too_big, "the rules have decided more than can be kept");
                work.refuse(keeping.job, &Refused::FAULTED);
            }
            Err(Failed::NotDone(why)) => {
                tracing::warn!(game = game.as_str(), %why, "the store has not kept a command");
                work.refuse(keeping.job, &Refused::UNAVAILABLE);
            }
            Ok(_) | Err(Failed::Unknown(_)) if !self.guards.has(Guard::Copy) => {
                work.refuse(keeping.job, &Refused::UNANSWERED);
            }
            Err(Failed::Unknown(_)) if self.is_stuck(&keeping.job, work) => {
                return self.leave_to_others(game, keeping.job, work);
            }
            // Somebody else owns it, or it may have happened: nothing is guessed, everything is read again.
            Ok(_) | Err(Failed::Unknown(_) | Failed::Fatal(_)) => {
                return self.open_again(game, Some(keeping.job), work);
            }
        }
        self.pump(game, work);
    }

    /// Whether what is refused was done before.
    pub(crate) fn found(&mut self, game: &GameId, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let Some(Doing::Asking(asking)) = playing.doing.take() else { return };
        let Asking { reply, ask, user, refused, .. } = *asking;
        let answer = match answer {
            Ok(ledger::Answer::Find(Some(found))) if found.user == user => {
                if matches!(ask, Ask::Create(_)) {
                    Answer::Created(game.clone())
                } else {
                    Answer::Acked(found.acked)
                }
            }
            Ok(ledger::Answer::Find(Some(_))) => Answer::Refused(Refused::FOREIGN),
            Ok(ledger::Answer::Find(None)) => Answer::Refused(refused),
            Ok(_) | Err(_) => Answer::Refused(Refused::UNAVAILABLE),
        };
        work.answer(reply, answer);
        self.pump(game, work);
    }

    fn admit(&mut self, game: &GameId, reply: ReplyKey, user: Name, watches: bool, work: &mut Work<'_>) {
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let is_seated = playing.table.seat_of(&user).is_some();
        let is_over = playing.table.ended();
        let answer = match (is_seated, watches) {
            (true, true) if !is_over => Answer::Refused(Refused::NOT_ALLOWED),
            (true, false) => Answer::Admitted(Viewpoint::Of(user.clone())),
            (true | false, _) => Answer::Admitted(Viewpoint::Watcher),
        };
        work.answer(reply, answer);
        self.greet(game, &user, work);
    }

    fn note_presence(&mut self, game: &GameId, reply: ReplyKey, user: &Name, is_here: bool, work: &mut Work<'_>) {
        work.answer(reply, Answer::Noted);
        let id = CommandId::Client(self.luck.id());
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let notice = match (playing.table.seat_of(user), is_here) {
            (Some(seat), true) => Notice::Here(seat),
            (Some(seat), false) => Notice::Away(seat),
            (None, true) => return,
            (None, false) => Notice::Left(user.clone()),
        };
        self.notice(game, id, notice, work);
    }

    pub(crate) fn deadline_passed(&mut self, game: &GameId, work: &mut Work<'_>) {
        self.enter(game);
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let id = CommandId::Timer(playing.chain.last());
        playing.inbox.push_back(Job::Notice(id, Notice::Deadline));
        self.pump(game, work);
        self.leave_all();
    }

    /// Luck for one command.
    pub(crate) fn fresh_luck(&mut self) -> game::Luck {
        self.luck.fork()
    }
}

fn ack(job: Job, at: Offset, work: &mut Work<'_>) {
    if let Job::Asked { reply, .. } = job {
        work.answer(reply, Answer::Acked(at));
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
