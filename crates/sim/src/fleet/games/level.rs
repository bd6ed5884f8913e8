//! What must hold for games once nothing goes wrong any more.

use types::{GameId, Millis};

use crate::Checked;
use crate::fleet::world::World;

/// An owner tells how far a game has come when it takes it, and then every five seconds; whoever hears that he is behind has
/// what he has missed in less than another.
const TOLD_MS: u64 = 6_000;

impl World {
    /// Some seconds after the last fault, who is at a game has heard all of it but what has happened just now, if it has had
    /// the same owner for as long. Who has asked to be let in again hears nothing before he is.
    pub(crate) fn check_games_prompt(&self) -> Checked {
        let by = Millis(self.now.0 - TOLD_MS);
        for (at, player) in self.players.iter().enumerate() {
            let is_cut = player.socket.is_none_or(|socket| self.sockets[socket].is_cut);
            let is_there = |game: &GameId| {
                let realms = ["game", "gametv"].map(|kind| format!("{kind}-{game}"));
                let mut tracks = realms.iter().filter_map(|realm| player.app.tracks.get(realm));
                let is_in = tracks.all(|track| track.is_in && track.since < self.quiet_since);
                let is_asking = realms.iter().any(|realm| player.app.asking.contains(realm));
                is_in && !is_asking && self.is_owned_since(game, by)
            };
            if !is_cut && let Some(wrong) = self.behind(at, by, is_there) {
                return Err(format!("long after it was said: {wrong}"));
            }
        }
        Ok(())
    }

    /// Whether one node, and the same, owns a game since then.
    fn is_owned_since(&self, game: &GameId, since: Millis) -> bool {
        let changed = self.judge.moved.get(game).copied().unwrap_or_default();
        changed <= since && self.has_owner(game)
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
            let is_left = !office.errands.is_empty() || !office.asked.is_empty() || !office.seats.is_empty();
            is_left.then(|| format!("somebody waits at node {at} for an answer about a game"))
        })
    }
}
