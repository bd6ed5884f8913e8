//! A game comes into memory: it is taken, and its log is read; or it begins.

use std::collections::VecDeque;
use std::time::Duration;

use game::{Caller, Notice, Record, Rules, Table, Unreadable, Who};
use ledger::{Chain, Created, Failed, LOAD_BYTES_MAX, Owned, Took};
use types::{CommandId, GameId, Millis, Offset, UnixMs};

use crate::host::{Host, ReplyKey, State, Work};
use crate::job::{Job, Keeping, Purpose};
use crate::leases::Term;
use crate::playing::{Playing, guarded};
use crate::saving::Saved;
use crate::{Answer, NewGame, Refused};

/// A shorter pause is none that anybody would notice.
const PAUSE_MIN: Duration = Duration::from_millis(100);

/// So long it is believed who owns a game: one that goes down lets its games go long before their leases are over, and who
/// asks for one must not be sent to it for longer than nobody notices.
const BELIEVED_FOR: Duration = Duration::from_millis(250);

/// A game on its way into memory.
pub(crate) struct Opening {
    /// What waits for it.
    pub(crate) waiting: VecDeque<Job>,
    pub(crate) reading: Option<Reading>,
    /// What the game begins with, if it does.
    beginning: Option<Beginning>,
}

/// A game's first events, which the store is asked to keep.
struct Beginning {
    rules: Rules,
    keeping: Keeping,
}

/// Why a log cannot be read here.
enum Unusable {
    /// By nobody.
    Damaged(String),
    /// Rules that are newer than this node's have written it.
    Newer(Unreadable),
}

impl From<Unreadable> for Unusable {
    fn from(unreadable: Unreadable) -> Self {
        let is_newer = unreadable.version > unreadable.known;
        if is_newer { Self::Newer(unreadable) } else { Self::Damaged(unreadable.to_string()) }
    }
}

/// A log that is being read.
pub(crate) struct Reading {
    pub(crate) rules: Rules,
    pub(crate) term: Term,
    pub(crate) table: Box<dyn Table>,
    pub(crate) chain: Chain,
    /// The time of the last event.
    pub(crate) at: UnixMs,
    pub(crate) last: VecDeque<(Offset, Record)>,
    /// The last event that the saved state includes.
    pub(crate) saved: Offset,
    /// When the row is due.
    pub(crate) wake_at: Option<UnixMs>,
    /// For how long nobody ran a game that is being played.
    pub(crate) paused: Duration,
}

impl Host {
    /// Takes a game that is not in memory, for whoever waits for it.
    pub(crate) fn open(&mut self, game: GameId, waiting: VecDeque<Job>, work: &mut Work<'_>) {
        self.games.insert(game.clone(), State::Opening(Box::new(Opening { waiting, reading: None, beginning: None })));
        let (owner, ttl) = (self.settings.owner.clone(), self.settings.lease);
        let take = ledger::Take { game: game.clone(), owner, ttl };
        self.ask(ledger::Ask::Take(take), Purpose::Take(game, work.now.mono), work);
    }

    /// What this node has in memory may not be what is kept: it is thrown away and read anew. What was being done is done
    /// again, first; its id tells whether it was done before.
    pub(crate) fn open_again(&mut self, game: &GameId, doing: Option<Job>, work: &mut Work<'_>) {
        let waiting = match self.games.remove(game) {
            Some(State::Playing(playing)) => {
                work.out.push(crate::Output::Disown(game.clone()));
                playing.into_jobs()
            }
            Some(State::Opening(opening)) => opening.waiting.into(),
            Some(State::Elsewhere { .. } | State::Faulted) | None => Vec::new(),
        };
        let waiting: VecDeque<Job> =
            doing.into_iter().chain(waiting).filter(|job| matches!(job, Job::Asked { .. })).collect();
        self.open(game.clone(), waiting, work);
    }

    /// The store has said whether the game is this node's.
    pub(crate) fn took(
        &mut self,
        game: &GameId,
        asked_at: Millis,
        answer: Result<ledger::Answer, Failed>,
        work: &mut Work<'_>,
    ) {
        match answer {
            Ok(ledger::Answer::Take(Took::Taken(owned))) => self.read(game, asked_at, &owned, work),
            Ok(ledger::Answer::Take(Took::Held { owner, left })) => {
                for job in self.stop(game, false, work) {
                    if let Job::Asked { reply, .. } = job {
                        work.answer(reply, Answer::NotMine { owner: owner.clone(), left });
                    }
                }
                self.games
                    .insert(game.clone(), State::Elsewhere { owner, until: work.now.mono + left.min(BELIEVED_FOR) });
            }
            Ok(ledger::Answer::Take(Took::Quarantined)) => {
                tracing::error!(game = game.as_str(), "a game that has ended those who ran it is asked for");
                self.give_up(game, &Refused::FAULTED, work);
            }
            Ok(ledger::Answer::Take(Took::NoGame)) => self.give_up(game, &Refused::NOT_FOUND, work),
            Ok(_) | Err(_) => self.give_up(game, &Refused::UNAVAILABLE, work),
        }
    }

    pub(crate) fn give_up(&mut self, game: &GameId, why: &Refused, work: &mut Work<'_>) {
        let jobs = self.stop(game, false, work);
        jobs.into_iter().for_each(|job| work.refuse(job, why));
    }

    fn read(&mut self, game: &GameId, asked_at: Millis, owned: &Owned, work: &mut Work<'_>) {
        let Some(rules) = self.catalogue.find(owned.rules.as_str()) else {
            tracing::error!(
                game = game.as_str(),
                rules = owned.rules.as_str(),
                "a game of rules that are not known here"
            );
            self.release(game, owned.fence, false, work);
            return self.leave(game, work);
        };
        let reading = Reading::begins(game, *rules, self.term(owned.fence, asked_at), UnixMs(0));
        let paused = if owned.ended { Duration::ZERO } else { owned.paused };
        let reading = Reading { wake_at: owned.wake_at, paused, ..reading };
        let is_saved = rules.save_every > 0;
        if let Some(State::Opening(opening)) = self.games.get_mut(game) {
            opening.reading = Some(reading);
            if is_saved { self.restore(game, work) } else { self.load(game, Offset(0), work) }
        }
    }

    pub(crate) fn load(&mut self, game: &GameId, after: Offset, work: &mut Work<'_>) {
        let load = ledger::Load { game: game.clone(), after, bytes_max: LOAD_BYTES_MAX };
        self.ask(ledger::Ask::Load(load), Purpose::Load(game.clone()), work);
    }

    /// A page of the log has come.
    pub(crate) fn loaded(&mut self, game: &GameId, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let Ok(ledger::Answer::Load(Some(page))) = answer else {
            return self.give_up(game, &Refused::UNAVAILABLE, work);
        };
        let gap_max = self.settings.gap_max;
        let Some(State::Opening(opening)) = self.games.get_mut(game) else { return };
        let Some(reading) = &mut opening.reading else { return };
        let before = reading.chain.last();
        match guarded(|| reading.take_in(&page, gap_max)) {
            Some(Ok(())) if page.has_more(before) => {
                let after = reading.chain.last();
                self.load(game, after, work);
            }
            Some(Ok(())) => self.opened(game, work),
            Some(Err(Unusable::Newer(unreadable))) => {
                tracing::error!(game = game.as_str(), %unreadable, "a game of newer rules is for another node");
                self.leave(game, work);
            }
            Some(Err(Unusable::Damaged(why))) => {
                tracing::error!(game = game.as_str(), why, "a game's log cannot be read");
                self.fault(game, work);
            }
            None => self.fault(game, work),
        }
    }

    fn opened(&mut self, game: &GameId, work: &mut Work<'_>) {
        let Some(State::Opening(opening)) = self.games.remove(game) else { return };
        let Opening { mut waiting, reading: Some(reading), .. } = *opening else { return };
        if reading.paused >= PAUSE_MIN {
            let ms = i64::try_from(reading.paused.as_millis()).unwrap_or(i64::MAX);
            waiting.push_front(Job::Notice(CommandId::Client(self.luck.id()), Notice::Paused { ms }));
        }
        // A row that is due for something else than its clock owes a report, or has wants.
        let owes = self.is_reported(game) && reading.wake_at != reading.table.deadline();
        let report = owes.then(|| CommandId::Client(self.luck.id()));
        let mut playing = Playing::of(reading, waiting, report, work.now.mono);
        playing.folded = self.second_fold(&*playing.table);
        self.games.insert(game.clone(), State::Playing(Box::new(playing)));
        work.out.push(crate::Output::Own(game.clone()));
        self.tell_head(game, work);
        self.look_outside(game, work);
        self.pump(game, work);
    }

    /// A new game: its first events are decided and kept.
    pub(crate) fn begin(&mut self, reply: ReplyKey, new: NewGame, job: Job, work: &mut Work<'_>) {
        let Some(rules) = self.catalogue.find(new.rules.as_str()).copied() else {
            return work.answer(reply, Answer::Refused(Refused::NO_RULES));
        };
        let caller = Caller { who: Who::Host, at: work.now.unix, luck: self.fresh_luck() };
        let records = match guarded(|| (rules.open)(caller, &new.seats, &new.setup)) {
            Some(Ok(records)) => records,
            Some(Err(refusal)) => return work.answer(reply, Answer::Refused(refusal.into())),
            None => return work.answer(reply, Answer::Refused(Refused::FAULTED)),
        };
        let Some(keeping) = Keeping::of(job, records, (rules.empty)(), Chain::start(&new.game), work.now.unix) else {
            return work.answer(reply, Answer::Refused(Refused::FAULTED));
        };
        let create = ledger::Create {
            game: new.game.clone(),
            rules: new.rules,
            seats: new.seats,
            command: new.id,
            by: new.by,
            owner: self.settings.owner.clone(),
            ttl: self.settings.lease,
            events: keeping.sealed.clone(),
            wake_at: if self.is_reported(&new.game) { Some(work.now.unix) } else { keeping.table.deadline() },
        };
        let opening =
            Opening { waiting: VecDeque::new(), reading: None, beginning: Some(Beginning { rules, keeping }) };
        self.games.insert(new.game.clone(), State::Opening(Box::new(opening)));
        self.ask(ledger::Ask::Create(create), Purpose::Create(new.game, work.now.mono), work);
    }

    /// The store has said whether the game has begun.
    pub(crate) fn created(
        &mut self,
        game: &GameId,
        asked_at: Millis,
        answer: Result<ledger::Answer, Failed>,
        work: &mut Work<'_>,
    ) {
        let Some(State::Opening(opening)) = self.games.get_mut(game) else { return };
        let Some(Beginning { rules, keeping }) = opening.beginning.take() else { return };
        match answer {
            Ok(ledger::Answer::Create(Created::Made { fence, .. })) => {
                let waiting = std::mem::take(&mut opening.waiting);
                let reading = Reading::begins(game, rules, self.term(fence, asked_at), keeping.at);
                self.begun(game, keeping, reading, waiting, work);
            }
            Ok(ledger::Answer::Create(Created::Known { .. })) => {
                self.answer_created(keeping.job, game, work);
                self.open_again(game, None, work);
            }
            Ok(ledger::Answer::Create(Created::Exists)) => {
                work.refuse(keeping.job, &Refused::EXISTS);
                self.open_again(game, None, work);
            }
            Err(Failed::Unknown(_)) => {
                work.refuse(keeping.job, &Refused::UNANSWERED);
                self.give_up(game, &Refused::UNANSWERED, work);
            }
            Ok(_) | Err(Failed::NotDone(_) | Failed::Fatal(_)) => {
                work.refuse(keeping.job, &Refused::UNAVAILABLE);
                self.give_up(game, &Refused::UNAVAILABLE, work);
            }
        }
    }

    fn begun(
        &mut self,
        game: &GameId,
        keeping: Keeping,
        reading: Reading,
        waiting: VecDeque<Job>,
        work: &mut Work<'_>,
    ) {
        let report = self.is_reported(game).then(|| CommandId::Client(self.luck.id()));
        let mut playing = Playing::of(reading, waiting, report, work.now.mono);
        playing.folded = self.second_fold(&*playing.table);
        if !playing.is_what_is_kept(&keeping) {
            self.games.insert(game.clone(), State::Playing(Box::new(playing)));
            self.answer_created(keeping.job, game, work);
            return self.diverged(game, work);
        }
        let (epoch, gap_max) = (self.settings.epoch, self.settings.gap_max);
        let job = playing.apply(game, keeping, epoch, gap_max, work);
        self.games.insert(game.clone(), State::Playing(Box::new(playing)));
        work.out.push(crate::Output::Own(game.clone()));
        self.answer_created(job, game, work);
        self.look_outside(game, work);
        self.pump(game, work);
    }

    fn answer_created(&self, job: Job, game: &GameId, work: &mut Work<'_>) {
        if let Job::Asked { reply, .. } = job {
            work.answer(reply, Answer::Created(game.clone()));
        }
    }
}

impl Reading {
    /// Before the first event.
    fn begins(game: &GameId, rules: Rules, term: Term, at: UnixMs) -> Self {
        let (table, chain) = ((rules.empty)(), Chain::start(game));
        Self {
            rules,
            term,
            table,
            chain,
            at,
            last: VecDeque::new(),
            saved: Offset(0),
            wake_at: None,
            paused: Duration::ZERO,
        }
    }

    /// Begins behind a state that was saved.
    pub(crate) fn begin_at(&mut self, saved: Saved) {
        let Saved { table, chain, at } = saved;
        (self.saved, self.table, self.chain, self.at) = (chain.last(), table, chain, at);
    }

    fn take_in(&mut self, page: &ledger::Loaded, gap_max: usize) -> Result<(), Unusable> {
        for entry in self.chain.page(page).map_err(|broken| Unusable::Damaged(broken.to_string()))? {
            let record = Record { version: entry.version, body: entry.body };
            self.table.apply(&record)?;
            self.at = self.at.max(entry.at);
            self.last.push_back((Offset(0), record));
        }
        // Numbered from behind: the last one is the chain's last.
        let head = self.chain.last().0;
        let surplus = self.last.len().saturating_sub(gap_max);
        self.last.drain(..surplus);
        let first = head + 1 - self.last.len() as u64;
        for (offset, (place, _)) in (first..).zip(&mut self.last) {
            *place = Offset(offset);
        }
        Ok(())
    }
}
