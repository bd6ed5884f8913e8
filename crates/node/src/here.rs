//! Who is still there: players at their games, and users of whom a game wants to hear that they have left. A user has left
//! when no node of the fleet has a conn of his.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use auth::UserId;
use host::{Ask, Asker};
use tokio::task::JoinSet;
use types::{GameId, Millis, Name, Realm};
use usher::Seat;

use crate::clerk::{Clerk, Event};
use crate::games::Waits;
use crate::peers;

/// How often it is looked who has left.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Users of whom games of this node want to hear that they have left.
#[derive(Default)]
pub(crate) struct Awaited {
    looked_at: Millis,
    /// Since when those who are nowhere have been missed.
    missed: BTreeMap<Name, Millis>,
}

impl Clerk {
    /// A conn has come to a game of the host, or gone from it.
    pub(crate) fn moved_at_game(&mut self, user: Name, realm: &Realm, is_in: bool) {
        let Realm::Seat(seat) = realm else { return };
        let now = self.now().mono;
        let seat = (GameId::from(seat.game.clone()), user);
        if self.seats.moved(now, seat.clone(), is_in) {
            self.tell_present(seat);
        }
    }

    /// Tells games who is there, and finds out who is not.
    pub(crate) fn look_at_seats(&mut self) {
        let (now, away_after) = (self.now().mono, self.config.limits.away_after);
        for (game, user) in self.seats.take_away(now, away_after) {
            self.find_elsewhere([user].into(), Some(game));
        }
        self.seats.to_tell(now).into_iter().for_each(|seat| self.tell_present(seat));
    }

    fn tell_present(&mut self, (game, user): Seat) {
        self.ask_as(Asker::Operator, Waits::Nobody, Ask::Present { game, user, is_here: true });
    }

    /// Those of the users who are at this node: at a game, or with any conn.
    pub(crate) fn those_here(&self, users: Vec<Name>, game: Option<&GameId>) -> Vec<Name> {
        let is_here = |user: &Name| match game {
            Some(game) => self.seats.is_here(&(game.clone(), user.clone())),
            None => user.as_str().parse::<UserId>().is_ok_and(|user| !self.door.conns_of(&user).is_empty()),
        };
        users.into_iter().filter(is_here).collect()
    }

    /// From time to time looks for those of whom games want to hear that they have left.
    pub(crate) fn look_for_awaited(&mut self) {
        let now = self.now().mono;
        let Some(games) = &mut self.games else { return };
        if now.since(games.awaited.looked_at) < LOOK_EVERY {
            return;
        }
        games.awaited.looked_at = now;
        let mut users: Vec<Name> = games.host.awaited().into_iter().map(|(_, user)| user).collect();
        users.sort_unstable();
        users.dedup();
        games.awaited.missed.retain(|user, _| users.binary_search(user).is_ok());
        let here = self.those_here(users.clone(), None);
        users.retain(|user| here.binary_search(user).is_err());
        self.are_here(&here);
        if !users.is_empty() {
            self.find_elsewhere(users, None);
        }
    }

    /// Asks the other nodes for users who are not here; then those who are nowhere are missed.
    pub(crate) fn find_elsewhere(&mut self, users: Vec<Name>, game: Option<GameId>) {
        let now = self.now().mono;
        let nodes: Vec<_> = self.fleet.others(now).map(|(beat, _)| desk::NodeNumber(beat.node)).collect();
        let bus = Arc::clone(&self.peers);
        self.begin(async move {
            let ask = |node| peers::ask(Arc::clone(&bus), node, peers::Ask::Here(users.clone(), game.clone()));
            let mut asked: JoinSet<_> = nodes.into_iter().map(ask).collect();
            let mut found = Vec::new();
            while let Some(answer) = asked.join_next().await {
                // A node that does not answer has no conns that could be told anything.
                if let Ok(Ok(answer)) = answer {
                    found.extend(peers::users(&answer.here));
                }
            }
            let nowhere = users.into_iter().filter(|user| !found.contains(user)).collect();
            Event::Do(Box::new(move |clerk| match game {
                Some(game) => clerk.are_away(nowhere, &game),
                None => {
                    clerk.are_here(&found);
                    clerk.are_nowhere(nowhere);
                }
            }))
        });
    }

    fn are_away(&mut self, users: Vec<Name>, game: &GameId) {
        for user in users {
            // Unless he has come back meanwhile.
            if self.those_here(vec![user.clone()], Some(game)).is_empty() {
                self.ask_about_game(Waits::Nobody, Ask::Present { game: game.clone(), user, is_here: false });
            }
        }
    }

    fn are_here(&mut self, users: &[Name]) {
        let Some(games) = &mut self.games else { return };
        games.awaited.missed.retain(|user, _| !users.contains(user));
    }

    fn are_nowhere(&mut self, users: Vec<Name>) {
        let now = self.now().mono;
        let Some(games) = &mut self.games else { return };
        let missed = &mut games.awaited.missed;
        let (mut left, left_after) = (Vec::new(), self.config.limits.left_after);
        for user in users {
            if now.since(*missed.entry(user.clone()).or_insert(now)) >= left_after {
                missed.remove(&user);
                left.push(user);
            }
        }
        let awaited = games.host.awaited();
        for (game, user) in awaited.into_iter().filter(|(_, user)| left.contains(user)) {
            self.ask_about_game(Waits::Nobody, Ask::Present { game, user, is_here: false });
        }
    }
}
