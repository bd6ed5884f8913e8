//! A game that this node cannot run goes to another: the store does not keep its commands for this one, or it has older
//! rules.

use types::GameId;

use crate::Refused;
use crate::guards::Guard;
use crate::host::{Host, State, Work};
use crate::job::Job;
use crate::playing::STUCK_AFTER;

impl Host {
    /// Whether this has been tried for so long that somebody else should.
    pub(crate) fn is_stuck(&self, job: &Job, work: &Work<'_>) -> bool {
        let is_old = job.since().is_some_and(|since| work.now.mono.since(since) >= STUCK_AFTER);
        is_old && self.guards.has(Guard::Progress)
    }

    /// Lets a game go and does not take it for the time of a lease. It is not known whether what was being done happens.
    pub(crate) fn leave_to_others(&mut self, game: &GameId, doing: Job, work: &mut Work<'_>) {
        work.refuse(doing, &Refused::UNANSWERED);
        self.leave(game, work);
    }

    /// Lets a game go that this node cannot run and another may, and does not take it for the time of a lease.
    pub(crate) fn leave(&mut self, game: &GameId, work: &mut Work<'_>) {
        let jobs = self.stop(game, false, work);
        jobs.into_iter().for_each(|job| work.refuse(job, &Refused::MOVING));
        let (owner, until) = (self.settings.owner.clone(), work.now.mono + self.settings.lease);
        self.games.insert(game.clone(), State::Elsewhere { owner, until });
    }
}
