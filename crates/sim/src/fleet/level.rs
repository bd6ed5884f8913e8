//! What must hold once nothing goes wrong any more.

use std::time::Duration;

use types::{Place, Realm, RealmKind};

use super::world::World;
use crate::Checked;

/// An owner tells how far its stream has come so often, and some seconds more.
const TOLD_WITHIN: Duration = Duration::from_secs(8);

impl World {
    /// The realms that have a stream.
    fn streams(&self) -> Vec<Realm> {
        let history = |realm: &Realm| match realm.kind() == RealmKind::Lobby {
            true => self.plan.lobby_history,
            false => self.plan.room_history,
        };
        let has_stream = |realm: &&Realm| history(realm) > 0;
        self.plan.realms.iter().filter(has_stream).cloned().collect()
    }

    /// The node that counts a realm's stream, if it is one.
    fn owner(&self, realm: &Realm) -> Option<usize> {
        let mut owners = (0..self.nodes.len())
            .filter(|node| self.nodes[*node].is_up && self.bus.ends[*node].owns.contains_key(realm));
        owners.next().filter(|_| owners.next().is_none())
    }

    /// Whether a place is where the owner's stream ends.
    fn is_head(&self, realm: &Realm, owner: usize, place: Place) -> bool {
        let by = place.epoch.0 & u64::from(desk::NodeNumber::COUNT - 1);
        by == u64::from(self.nodes[owner].number.0)
            && place.offset.0 == self.judge.head(&realm.to_string(), place.epoch.0)
    }

    /// Some seconds after the last fault and the last word: who was in a realm all the time has heard all that was said,
    /// as long as the owner was the same all the time.
    pub(crate) fn check_prompt(&self) -> Checked {
        for realm in self.streams() {
            let changed = self.owner_changed.get(&realm).is_some_and(|at| *at >= self.quiet_since);
            let is_fresh = self.plan.games.is_some() && self.judge.is_fresh(&realm.to_string(), TOLD_WITHIN);
            let Some(owner) = self.owner(&realm).filter(|_| !changed && !is_fresh) else { continue };
            for (at, player) in self.players.iter().enumerate() {
                let track = player.app.tracks.get(&realm.to_string());
                let track = track.filter(|track| track.is_in && track.since < self.quiet_since);
                let is_cut = player.socket.is_none_or(|socket| self.sockets[socket].is_cut);
                if let Some(track) = track.filter(|_| !is_cut)
                    && !self.is_head(&realm, owner, track.place)
                {
                    let place = track.place;
                    let head = self.judge.head(&realm.to_string(), place.epoch.0);
                    return Err(format!("player {at} is in {realm} at {place}, long after {head} was said"));
                }
            }
        }
        Ok(())
    }

    /// What is still amiss: everybody is where he wants to be, knows no doubt, and all are at the same place.
    pub(crate) fn amiss(&self) -> Option<String> {
        for (at, player) in self.players.iter().enumerate() {
            let missing =
                player.wants.iter().find(|realm| !player.app.tracks.get(*realm).is_some_and(|track| track.is_in));
            if let Some(realm) = missing {
                return Some(format!("player {at} is not in {realm}"));
            }
            if player.socket.is_none_or(|socket| self.sockets[socket].is_cut) {
                return Some(format!("player {at} is not connected"));
            }
            if let Some((realm, _)) = player.app.tracks.iter().find(|(_, track)| track.is_doubted) {
                return Some(format!("player {at} still doubts {realm}"));
            }
        }
        let miscounted = self.plan.realms.iter().find_map(|realm| self.miscounted(&realm.to_string()));
        self.streams().iter().find_map(|realm| self.amiss_in(realm)).or(miscounted).or_else(|| self.game_amiss())
    }

    /// Who does not know how many are in a realm.
    fn miscounted(&self, realm: &str) -> Option<String> {
        let tracks = self.players.iter().enumerate();
        let members: Vec<(usize, u64)> =
            tracks.filter_map(|(at, player)| Some((at, player.app.tracks.get(realm)?.members))).collect();
        let count = members.len() as u64;
        let wrong = members.into_iter().find(|(_, members)| *members != count);
        wrong.map(|(at, members)| format!("player {at} believes that {members} are in {realm}, and {count} are"))
    }

    fn amiss_in(&self, realm: &Realm) -> Option<String> {
        let name = realm.to_string();
        let tracks = self.players.iter().enumerate();
        let mut tracks = tracks.filter_map(|(at, player)| Some((at, player.app.tracks.get(&name)?.place))).peekable();
        tracks.peek()?;
        let Some(owner) = self.owner(realm) else { return Some(format!("{realm} has not one owner")) };
        tracks
            .find(|(_, place)| !self.is_head(realm, owner, *place))
            .map(|(at, place)| format!("player {at} is in {realm} at {place}, and node {owner} counts it"))
    }

    /// What is left of players who have gone.
    pub(crate) fn left_over(&self) -> Option<String> {
        for (at, node) in self.nodes.iter().enumerate() {
            let end = &self.bus.ends[at];
            if node.desk.realm_count() > 0 {
                return Some(format!("the desk of node {at} keeps {} realms", node.desk.realm_count()));
            }
            if let Some(shard) = node.shards.iter().position(|shard| !shard.is_empty()) {
                return Some(format!("hub {shard} of node {at} keeps conns or realms"));
            }
            if !end.listens.is_empty() || !end.owns.is_empty() || !end.open.is_empty() {
                return Some(format!("node {at} still listens, or waits for an answer"));
            }
        }
        self.game_left_over()
    }
}
