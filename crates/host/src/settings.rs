//! What a host is made with.

use std::time::Duration;

use types::{Epoch, GameId, Name};

/// What a host is made with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// This node, under a name that is new at each start.
    pub owner: Name,
    /// Which life of the store its logs are from: the epoch of every game's stream.
    pub epoch: Epoch,
    /// How long nobody else may take a game that this node has taken or renewed.
    pub lease: Duration,
    /// The most commands that wait for one game. One more is told `busy`.
    pub inbox_max: usize,
    /// The most games in memory. For one more there is no place: `busy`.
    pub games_max: usize,
    /// A game without a command or a viewer for so long is put away; its log is read again when somebody asks.
    pub idle: Duration,
    /// The most views that a gap is filled with; behind a larger one stands a snapshot.
    pub gap_max: usize,
    /// The game that is told how all others stand.
    pub lobby: Option<GameId>,
}

impl Settings {
    /// How long the node trusts a lease, from before it asked for it: three quarters, so that it stops before another may
    /// begin. It saves work that would be thrown away; what makes it safe is the fence.
    #[must_use]
    pub fn own_lease(&self) -> Duration {
        self.lease * 3 / 4
    }
}
