//! What a node has counted.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Drained;

/// A node in numbers. Counters rise from the node's start; rates follow from two answers and their `up_ms`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// The node's number in the fleet; 0 if it is alone.
    pub node: u16,
    /// What it calls itself.
    pub name: String,
    /// Of which version it is.
    pub version: String,
    /// Now, in milliseconds since 1970 by its clock, to which the other times of its answers belong.
    pub at_ms: i64,
    /// Milliseconds since its start, by a clock that never goes back. Less than before: it is another run.
    pub up_ms: u64,
    /// Conns now.
    pub conns: u64,
    /// Conns that it holds at most.
    pub conns_max: u64,
    /// How far draining is.
    pub drained: Drained,
    /// Each shard.
    pub shards: Vec<ShardStats>,
    /// Conns that the node closed, by code.
    pub closed: Vec<ClosedStats>,
    /// Messages that had no effect, by the code of their `error`.
    pub errors: BTreeMap<String, u64>,
    /// Limits reached, by their names in the settings.
    pub limits: BTreeMap<String, u64>,
    /// The bus to the other nodes.
    pub bus: BusStats,
}

/// A shard in numbers.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ShardStats {
    /// Conns now.
    pub conns: u64,
    /// Realms with members now.
    pub realms: u64,
    /// Conns opened.
    pub opened: u64,
    /// Messages read.
    pub messages_in: u64,
    /// Messages given to conns, each conn counted; missing where that is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_out: Option<u64>,
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// `send` calls.
    pub sends: u64,
    /// Turns of the loop.
    pub turns: u64,
    /// Times that a conn was not read because it had sent too much.
    pub paused: u64,
}

/// Conns that ended with a code.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ClosedStats {
    /// The close code.
    pub code: u16,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// The bus in numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct BusStats {
    /// Whether it leads to other nodes; a node that is alone has one in its own process.
    pub fleet: bool,
    /// Whether it carries anything now.
    pub connected: bool,
    /// Why not; empty if it does.
    pub why: String,
    /// How late the fleet's views arrive here, in milliseconds; missing where that is not measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lag_ms: Option<u64>,
    /// Its counters by name, as in the metrics: `lost`, `slow_readers`, `reconnects` and more.
    pub counters: BTreeMap<String, u64>,
}
