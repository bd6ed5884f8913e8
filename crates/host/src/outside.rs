//! What a game has to do with what is around it: reports to the lobby, what it wants of other games, and what it has to say
//! to one user alone. All of it is asked until it is answered, and survives the owner: the game's row stays due till then.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use game::{Notice, Record, Report, Standing, Table, Want, Wanted};
use types::{CommandId, GameId, Millis, Name, UnixMs};

use crate::host::{Host, State, Work};
use crate::job::Job;
use crate::playing::{Playing, guarded};
use crate::{Answer, Ask, Command, NewGame, Output, Refused};

/// What was sent and is not answered is sent again after so long: later than whoever carries it gives up.
const LOST_AFTER: Duration = Duration::from_secs(15);

/// What could not be done now is sent again after so long.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What one game has to do with what is around it.
pub(crate) struct Outside {
    /// What the lobby knows or is being told.
    standing: Standing,
    /// Under which id the lobby is told how the game stands; `None` when it knows.
    report: Option<CommandId>,
    wants: Vec<Want>,
    /// When each of them is to be sent (again).
    due: BTreeMap<CommandId, Millis>,
}

impl Outside {
    /// Of a game that was read, or that begins.
    pub(crate) fn of(table: &dyn Table, report: Option<CommandId>) -> Self {
        Self { standing: table.standing(), report, wants: table.wants(), due: BTreeMap::new() }
    }

    /// Whether somebody is still to be asked.
    pub(crate) fn is_owing(&self) -> bool {
        self.report.is_some() || !self.wants.is_empty()
    }

    fn has_due(&self, now: Millis) -> bool {
        let wants = self.wants.iter().map(|want| want.id);
        wants.chain(self.report).any(|id| self.due.get(&id).is_none_or(|due| *due <= now))
    }

    /// The next ids to be sent, which are due again later.
    fn take_due(&mut self, now: Millis) -> (Option<CommandId>, Vec<Want>) {
        let due = &mut self.due;
        let mut is_due = |id: CommandId| {
            let is_due = due.get(&id).is_none_or(|due| *due <= now);
            if is_due {
                due.insert(id, now + LOST_AFTER);
            }
            is_due
        };
        let report = self.report.filter(|id| is_due(*id));
        (report, self.wants.iter().filter(|want| is_due(want.id)).cloned().collect())
    }
}

impl Playing {
    /// When the row is due, once `next` is kept: at once, while somebody is still to be asked.
    pub(crate) fn wake_at(&self, next: &dyn Table, at: UnixMs, is_reported: bool) -> Option<UnixMs> {
        let will_report = is_reported && next.standing() != self.outside.standing;
        let owes = self.outside.report.is_some() || will_report || !next.wants().is_empty();
        if owes { Some(at) } else { next.deadline() }
    }

    /// Tells users what is for each of them alone.
    pub(crate) fn whisper(&self, users: BTreeSet<Name>, work: &mut Work<'_>) {
        for user in users {
            if let Some(Some(words)) = guarded(|| self.table.own(&user)) {
                work.out.push(Output::Whisper { user, words });
            }
        }
    }

    /// The users whom these events concern, by the states before and after them.
    pub(crate) fn concerned(&self, next: &dyn Table, records: &[Record]) -> BTreeSet<Name> {
        if !self.rules.has_own {
            return BTreeSet::new();
        }
        let states = [&*self.table, next];
        let named = states.into_iter().flat_map(|state| {
            records
                .iter()
                .flat_map(|record| guarded(|| state.concerns(record)).and_then(Result::ok).unwrap_or_default())
        });
        named.collect()
    }
}

impl Host {
    /// Whether the lobby is told of a game.
    pub(crate) fn is_reported(&self, game: &GameId) -> bool {
        self.settings.lobby.as_ref().is_some_and(|lobby| lobby != game)
    }

    /// Something has happened in a game: what does it want now?
    pub(crate) fn look_outside(&mut self, game: &GameId, work: &mut Work<'_>) {
        let (id, is_reported) = (CommandId::Client(self.luck.id()), self.is_reported(game));
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let (standing, outside) = (playing.table.standing(), &mut playing.outside);
        if is_reported && standing != outside.standing {
            outside.report = Some(id);
            outside.standing = standing;
        }
        outside.wants = playing.table.wants();
        let (report, wants) = (outside.report, &outside.wants);
        outside.due.retain(|id, _| report == Some(*id) || wants.iter().any(|want| want.id == *id));
        self.ask_outside(game, work);
    }

    /// Asks again where no answer has come.
    pub(crate) fn ask_outside_again(&mut self, work: &mut Work<'_>) {
        let now = work.now.mono;
        for game in self.playing_that(|playing| playing.outside.is_owing() && playing.outside.has_due(now)) {
            self.ask_outside(&game, work);
        }
    }

    fn ask_outside(&mut self, game: &GameId, work: &mut Work<'_>) {
        let lobby = self.settings.lobby.clone();
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let (report, wants) = playing.outside.take_due(work.now.mono);
        if let Some((id, lobby)) = report.zip(lobby) {
            let report = Report::of(game, playing.rules.name, playing.table.seats(), &playing.outside.standing);
            let command = Command { game: lobby, id, user: None, expect: None, words: report.words() };
            work.out.push(Output::Send { from: game.clone(), id, ask: Ask::Command(command) });
        }
        for Want { id, what } in wants {
            let ask = match what {
                Wanted::Begin { game, rules, seats, setup } => {
                    Ask::Create(NewGame { game, id, by: None, rules, seats, setup })
                }
                Wanted::Tell { game, words } => Ask::Command(Command { game, id, user: None, expect: None, words }),
            };
            work.out.push(Output::Send { from: game.clone(), id, ask });
        }
    }

    /// What a game has sent is answered.
    pub(crate) fn sent(&mut self, game: &GameId, id: CommandId, answer: Answer, work: &mut Work<'_>) {
        let notice = CommandId::Client(self.luck.id());
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let Some(due) = playing.outside.due.get_mut(&id) else { return };
        let refused = match answer {
            Answer::Refused(Refused { retry_after: None, text, .. }) => Some(text.into_owned()),
            Answer::Refused(_) | Answer::NotMine { .. } => {
                *due = work.now.mono + AGAIN_AFTER;
                return;
            }
            Answer::Acked(_)
            | Answer::Created(_)
            | Answer::Admitted(_)
            | Answer::Views { .. }
            | Answer::Snapshot { .. }
            | Answer::Noted => None,
        };
        let job = if playing.outside.report == Some(id) {
            playing.outside.report = None;
            Job::Settle(notice)
        } else {
            Job::Notice(notice, Notice::Done { id, refused })
        };
        playing.inbox.push_back(job);
        self.pump(game, work);
    }

    /// A user who comes to watch is told what is for him alone.
    pub(crate) fn greet(&self, game: &GameId, user: &Name, work: &mut Work<'_>) {
        if let Some(State::Playing(playing)) = self.games.get(game) {
            playing.whisper([user.clone()].into(), work);
        }
    }

    /// The users without a seat whose leaving some game wants to hear of.
    #[must_use]
    pub fn awaited(&self) -> Vec<(GameId, Name)> {
        let playing = self.games.iter().filter_map(|(game, state)| match state {
            State::Playing(playing) => Some((game, playing)),
            State::Opening(_) | State::Elsewhere { .. } | State::Faulted => None,
        });
        let awaited = playing.flat_map(|(game, playing)| {
            guarded(|| playing.table.awaits()).into_iter().flatten().map(|user| (game.clone(), user))
        });
        awaited.collect()
    }
}
