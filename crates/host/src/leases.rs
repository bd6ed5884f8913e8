//! How games stay this node's, and how those come to it whose time has come and whom nobody owns.

use std::time::Duration;

use ledger::{Failed, RENEW_MAX};
use types::{Fence, GameId, Millis};

use crate::guards::Guard;
use crate::host::{Host, State, Work};
use crate::job::Purpose;

/// Games that are due and nobody's are looked for so often.
const DUE_EVERY: Duration = Duration::from_secs(2);

/// So many at once.
const DUE_MAX: usize = 64;

/// A game is this node's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) fence: Fence,
    /// When it was asked for: what was kept before is known here.
    pub(crate) since: Millis,
    /// Until when this node trusts its lease.
    pub(crate) until: Millis,
}

impl Host {
    /// The store has given a game to this node, which asked for it then.
    pub(crate) fn term(&self, fence: Fence, asked_at: Millis) -> Term {
        Term { fence, since: asked_at, until: asked_at + self.settings.own_lease() }
    }

    pub(crate) fn keep_leases(&mut self, work: &mut Work<'_>) {
        let now = work.now.mono;
        if now >= self.renew_at {
            self.renew_at = now + self.settings.lease / 3;
            self.renew(work);
        }
        if now >= self.due_at && self.draining.is_none() && self.games.len() < self.settings.games_max {
            self.due_at = now + DUE_EVERY;
            self.ask(ledger::Ask::Due(ledger::Due { limit: DUE_MAX }), Purpose::Due, work);
        }
    }

    fn renew(&mut self, work: &mut Work<'_>) {
        let (now, goes_by_progress) = (work.now.mono, self.guards.has(Guard::Progress));
        let terms = self.games.iter().filter_map(|(game, state)| match state {
            State::Playing(playing) if !goes_by_progress || playing.makes_progress(now) => {
                Some((game.clone(), playing.term.fence))
            }
            State::Playing(_) | State::Opening(_) | State::Elsewhere { .. } | State::Faulted => None,
        });
        let terms: Vec<(GameId, Fence)> = terms.collect();
        for page in terms.chunks(RENEW_MAX) {
            let renew = ledger::Renew { terms: page.to_vec(), ttl: self.settings.lease };
            self.ask(ledger::Ask::Renew(renew), Purpose::Renew(now), work);
        }
    }

    /// The store has said which terms live on. An answer about an earlier term says nothing about this one.
    pub(crate) fn renewed(&mut self, asked_at: Millis, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        // Without an answer the leases run out, and then the games are taken anew.
        let Ok(ledger::Answer::Renew(alive)) = answer else { return };
        let until = asked_at + self.settings.own_lease();
        for (game, fence) in alive {
            if let Some(State::Playing(playing)) = self.games.get_mut(&game)
                && playing.term.fence == fence
            {
                playing.term.until = playing.term.until.max(until);
            }
        }
        let now = work.now.mono;
        for game in self.playing_that(|playing| playing.term.until <= now && playing.doing.is_none()) {
            self.lose(&game, work);
        }
    }

    /// The lease is over: another may own the game by now. Whoever waits for it makes this node ask.
    fn lose(&mut self, game: &GameId, work: &mut Work<'_>) {
        let waits = matches!(self.games.get(game), Some(State::Playing(playing)) if !playing.inbox.is_empty());
        if waits {
            return self.open_again(game, None, work);
        }
        self.games.remove(game);
        work.out.push(crate::Output::Disown(game.clone()));
    }

    /// These games should have been woken, and nobody owns them.
    pub(crate) fn due(&mut self, answer: Result<ledger::Answer, Failed>, work: &mut Work<'_>) {
        let Ok(ledger::Answer::Due(games)) = answer else { return };
        for game in games {
            if self.draining.is_none() && !self.games.contains_key(&game) && self.games.len() < self.settings.games_max
            {
                self.open(game, Default::default(), work);
            }
        }
    }
}
