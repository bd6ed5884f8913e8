//! What has happened how often: a rare path that no seed reaches is one that nobody has tried.

use std::collections::BTreeMap;

use super::run::Scene;

/// What every large set of runs must have seen.
pub const SOMETIMES: &[&str] = &[
    "bus: a node is cut off",
    "bus: the fleet is split",
    "bus: messages are lost and marked",
    "bus: nobody is there to answer",
    "bus: somebody answers too late",
    "client: behind a head it asks again",
    "client: behind a view it asks again",
    "client: comes back to another node",
    "client: hears a doubt",
    "client: is sure again",
    "client: loses its conn without a word",
    "desk: a loss is found by the head",
    "desk: a loss is found by the next view",
    "desk: an owner steps down",
    "desk: an owner that is gone is replaced",
    "desk: two own one stream",
    "error: busy",
    "error: unavailable",
    "fleet: a node crashes",
    "fleet: somebody enters during a cut",
    "joined: epoch",
    "joined: new",
    "joined: open",
    "joined: owner",
    "joined: ring",
    "joined: trimmed",
    "resync: epoch",
    "resync: open",
    "resync: trimmed",
    "said: found its place",
];

/// The same, where games are played.
pub const SOMETIMES_IN_GAMES: &[&str] = &[
    "bus: a node is cut off",
    "bus: the fleet is split",
    "bus: nobody is there to answer",
    "client: behind a head it asks again",
    "client: behind a view it asks again",
    "client: comes back to another node",
    "command: acknowledged",
    "fleet: a node crashes",
    "game: is shown as it stands",
    "gap: trimmed",
    "host: does not renew what makes no progress",
    "joined: new",
    "joined: owner",
    "joined: ring",
    "joined: trimmed",
    "node: goes down in good order",
    "node: has let all its games go",
    "node: is suspended",
    "node: pauses",
    "refused: not_seated",
    "refused: stale",
    "refused: unlucky",
    "store: a game is taken over",
    "store: a known command",
    "store: a lease that another holds",
    "store: a node is cut off",
    "store: a refused command was done before",
    "store: an answer is lost",
    "store: an append is fenced",
    "store: does nothing, and says so",
    "store: hears of a node that is gone",
];

/// Counts by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, u64>);

impl Seen {
    pub(crate) fn note(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(what.to_owned(), 1);
            }
        }
    }

    /// Adds what another run has seen.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what.clone()).or_default() += count;
        }
    }

    /// Everything, by name.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(what, count)| (what.as_str(), *count))
    }

    /// What a large set of runs must have seen, and has not.
    #[must_use]
    pub fn missing(&self, scene: Scene) -> Vec<&'static str> {
        let wanted = match scene {
            Scene::Streams => SOMETIMES,
            Scene::Games => SOMETIMES_IN_GAMES,
            Scene::Suspended => &["node: is suspended", "store: an append is fenced"],
            Scene::Wedged => &["store: forsakes a node"],
        };
        wanted.iter().copied().filter(|what| !self.0.contains_key(*what)).collect()
    }
}
