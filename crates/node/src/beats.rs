//! Which nodes there are: each says now and then that it is there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use desk::NodeNumber;
use gateway::GatewayStats;
use serde::{Deserialize, Serialize};
use types::Millis;

/// A node that has not been heard for so long is gone.
const GONE_AFTER: Duration = Duration::from_secs(10);

/// How often a node says that it is there.
const BEAT_EVERY: Duration = Duration::from_secs(2);

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Beat {
    pub(crate) node: u16,
    /// Tells two nodes apart that took the same number while they could not hear each other.
    mark: u64,
    pub(crate) name: String,
    pub(crate) conns: u32,
    pub(crate) draining: bool,
    /// Whether it runs games.
    #[serde(default)]
    pub(crate) games: bool,
}

impl Beat {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// The nodes that are heard.
pub(crate) struct Fleet {
    own: Beat,
    stats: GatewayStats,
    /// Whether there may be others.
    has_others: bool,
    heard: BTreeMap<u16, (Beat, Millis)>,
    /// When this node last said that it is there; it does at once.
    said_at: Option<Millis>,
    /// Whether another node has this one's number.
    has_rival: Arc<AtomicBool>,
}

impl Fleet {
    pub(crate) fn new(node: NodeNumber, name: String, stats: GatewayStats, has_others: bool) -> Self {
        let own = Beat { node: node.0, mark: rand::random(), name, conns: 0, draining: false, games: false };
        let (heard, said_at) = (BTreeMap::new(), None);
        Self { own, stats, has_others, heard, said_at, has_rival: Arc::default() }
    }

    /// This node runs games.
    pub(crate) fn with_games(mut self, games: bool) -> Self {
        self.own.games = games;
        self
    }

    /// Whether some node runs games, or has until a moment ago.
    pub(crate) fn has_games(&self, now: Millis) -> bool {
        self.own.games || self.others(now).any(|(beat, _)| beat.games)
    }

    pub(crate) fn has_others(&self) -> bool {
        self.has_others
    }

    /// Whether another node has taken this one's number while the two could not hear each other: what either says is
    /// not believed by the other then, and one of them has to be started anew.
    pub(crate) fn has_rival(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.has_rival)
    }

    /// What to say now, if it is time.
    pub(crate) fn beat(&mut self, now: Millis) -> Option<Bytes> {
        if !self.has_others || self.said_at.is_some_and(|said| now.since(said) < BEAT_EVERY) {
            return None;
        }
        self.said_at = Some(now);
        self.heard.retain(|_, (_, at)| now.since(*at) < GONE_AFTER);
        serde_json::to_vec(&self.own()).ok().map(Bytes::from)
    }

    /// This node, now.
    pub(crate) fn own(&self) -> Beat {
        Beat { conns: self.stats.connections(), draining: self.stats.is_draining(), ..self.own.clone() }
    }

    pub(crate) fn heard(&mut self, beat: Beat, now: Millis) {
        if beat.node != self.own.node {
            self.heard.insert(beat.node, (beat, now));
        } else if beat.mark != self.own.mark && !self.has_rival.swap(true, Ordering::Relaxed) {
            tracing::error!(
                node = beat.node,
                "another node has this node's number, taken while the two could not hear each other: restart one of them"
            );
        }
    }

    /// The others, with how long ago each was heard.
    pub(crate) fn others(&self, now: Millis) -> impl Iterator<Item = (&Beat, Duration)> {
        let heard = self.heard.values().map(move |(beat, at)| (beat, now.since(*at)));
        heard.filter(|(_, ago)| *ago < GONE_AFTER)
    }
}
