//! Who owns which game.

use types::{Fence, GameId, UnixMs};

use crate::model::{Model, later, paused};
use crate::{Blame, Blamed, Due, Look, Looked, Owned, PAGE_MAX, Pardon, Release, Renew, Take, Took};

impl Model {
    pub(super) fn take(&mut self, now: UnixMs, ask: Take) -> Took {
        let Some(game) = self.games.get_mut(&ask.game) else { return Took::NoGame };
        if game.is_quarantined {
            return Took::Quarantined;
        }
        if let Some((owner, left)) = game.owner(now).filter(|(owner, _)| **owner != ask.owner) {
            return Took::Held { owner: owner.clone(), left };
        }
        let paused = paused(now, game.lease_until);
        game.fence = Fence(game.fence.0 + 1);
        game.owner = Some(ask.owner);
        game.lease_until = later(now, ask.ttl);
        Took::Taken(Owned {
            fence: game.fence,
            head: game.head,
            rules: game.rules.clone(),
            seats: game.seats.clone(),
            wake_at: game.wake_at,
            ended: game.ended,
            paused,
        })
    }

    pub(super) fn renew(&mut self, now: UnixMs, ask: Renew) -> Vec<(GameId, Fence)> {
        let mut terms = ask.terms;
        terms.retain(|(id, fence)| {
            let game = self.games.get_mut(id).filter(|game| game.fence == *fence && game.owner(now).is_some());
            game.map(|game| game.lease_until = later(now, ask.ttl)).is_some()
        });
        terms
    }

    pub(super) fn release(&mut self, now: UnixMs, ask: &Release) -> bool {
        let game = self.games.get_mut(&ask.game).filter(|game| game.fence == ask.fence && game.owner.is_some());
        game.map(|game| (game.owner, game.lease_until) = (None, if ask.is_at_rest { UnixMs(0) } else { now })).is_some()
    }

    pub(super) fn blame(&mut self, now: UnixMs, ask: &Blame) -> Blamed {
        let Some(game) = self.games.get_mut(&ask.game) else { return Blamed::NoGame };
        game.is_quarantined |= game.blamed_at.is_some_and(|at| now < later(at, ask.within));
        game.blamed_at = Some(now);
        if game.is_quarantined { Blamed::Quarantined } else { Blamed::Noted }
    }

    pub(super) fn pardon(&mut self, ask: &Pardon) -> bool {
        let Some(game) = self.games.get_mut(&ask.game) else { return false };
        game.is_quarantined = false;
        game.blamed_at.take().is_some()
    }

    pub(super) fn due(&self, now: UnixMs, ask: &Due) -> Vec<GameId> {
        let free = self.games.iter().filter(|(_, game)| game.owner(now).is_none() && !game.is_quarantined);
        let mut due: Vec<(UnixMs, &GameId)> = free.filter_map(|(id, game)| Some((game.wake_at?, id))).collect();
        due.retain(|(wake_at, _)| *wake_at <= now);
        due.sort();
        due.into_iter().take(ask.limit.clamp(1, PAGE_MAX)).map(|(_, id)| id.clone()).collect()
    }

    pub(super) fn look(&self, now: UnixMs, ask: &Look) -> Option<Looked> {
        let game = self.games.get(&ask.game)?;
        Some(Looked {
            head: game.head,
            fence: game.fence,
            owner: game.owner(now).map(|(owner, left)| (owner.clone(), left)),
            rules: game.rules.clone(),
            seats: game.seats.clone(),
            made: game.made,
            wake_at: game.wake_at,
            ended: game.ended,
        })
    }
}
