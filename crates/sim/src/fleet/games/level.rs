//! What must hold for games once nothing goes wrong any more.

use types::GameId;

use crate::Checked;
use crate::fleet::world::World;

/// An owner tells how far a game has come so often, and some seconds more.
const TOLD_MS: u64 = 8_000;

/// After a change of owners, or when an owner has read the game anew, nobody hears a head before he has asked for it; which
/// he does when he has heard nothing for fifteen seconds.
const FOUND_MS: u64 = 23_000;

impl World {
    /// Some seconds after the last fault and the last event, who is at a game has heard all of it, as long as its owner was
    /// the same all the time.
    pub(crate) fn check_games_prompt(&self) -> Checked {
        let is_settled = |game: &GameId| {
            let moved = self.judge.moved.get(game).copied().unwrap_or_default();
            let changed = self.judge.logs.changed_at(game);
            moved.0 + FOUND_MS <= self.now.0 && changed.0 + TOLD_MS <= self.now.0 && self.has_owner(game)
        };
        for (at, player) in self.players.iter().enumerate() {
            let is_cut = player.socket.is_none_or(|socket| self.sockets[socket].is_cut);
            let is_there = |game: &GameId| {
                let tracks = ["game", "gametv"].map(|kind| player.app.tracks.get(&format!("{kind}-{game}")));
                let is_in = tracks.into_iter().flatten().all(|track| track.is_in && track.since < self.quiet_since);
                is_in && is_settled(game)
            };
            if !is_cut && let Some(wrong) = self.behind(at, is_there) {
                return Err(format!("long after it was said: {wrong}"));
            }
        }
        Ok(())
    }

    fn has_owner(&self, game: &GameId) -> bool {
        self.nodes.iter().filter(|node| node.is_up && node.office.owned.contains(game)).count() == 1
    }

    /// What of games is left where nobody plays.
    pub(crate) fn game_left_over(&self) -> Option<String> {
        self.nodes.iter().enumerate().find_map(|(at, node)| {
            let office = &node.office;
            let in_memory = office.host.as_ref().map_or(0, |host| host.0.game_count());
            if in_memory > 0 {
                return Some(format!("the host of node {at} keeps {in_memory} games"));
            }
            let is_left = !office.errands.is_empty() || !office.asked.is_empty() || !office.seated.is_empty();
            is_left.then(|| format!("somebody waits at node {at} for an answer about a game"))
        })
    }
}
