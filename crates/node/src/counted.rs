//! What a node has counted, as the server API tells it.

use api::{BusStats, ClosedStats, ShardStats, Stats};
use bus::State;
use gateway::Counter;

use crate::backend::Answers;
use crate::clerk::unix_now;

impl Answers {
    pub(crate) fn counted(&self) -> Stats {
        let shards = self.stats.shards();
        let state = self.bus.state().borrow().clone();
        let why = match &state {
            State::Connected => String::new(),
            State::Disconnected { why, .. } => why.to_string(),
            State::Closed => "closed".to_owned(),
        };
        let mut closed: Vec<ClosedStats> = Vec::new();
        for (code, count) in shards.iter().flat_map(|shard| shard.closed()).filter(|(_, count)| *count > 0) {
            match closed.iter_mut().find(|known| known.code == code.number()) {
                Some(known) => known.count += count,
                None => closed.push(ClosedStats { code: code.number(), name: code.name().to_owned(), count }),
            }
        }
        let mut stats = Stats {
            node: self.node.0,
            name: self.name.clone(),
            version: self.version.clone(),
            at_ms: unix_now().0,
            up_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            conns: self.stats.connections().into(),
            conns_max: self.conns_max.into(),
            drained: self.how_drained(),
            shards: shards.iter().map(shard_stats).collect(),
            closed,
            bus: BusStats {
                fleet: self.has_others,
                connected: state == State::Connected,
                why,
                lag_ms: None,
                counters: self
                    .bus
                    .counters()
                    .named()
                    .into_iter()
                    .map(|(name, count)| (name.to_owned(), count))
                    .collect(),
            },
            ..Stats::default()
        };
        for shard in shards {
            for (code, count) in shard.errors().filter(|(_, count)| *count > 0) {
                *stats.errors.entry(code.name().to_owned()).or_default() += count;
            }
            for (limit, count) in shard.limits().filter(|(_, count)| *count > 0) {
                *stats.limits.entry(limit.to_owned()).or_default() += count;
            }
        }
        stats
    }
}

fn shard_stats(stats: &gateway::Stats) -> ShardStats {
    let value = |counter| stats.value(counter);
    ShardStats {
        conns: value(Counter::Conns),
        realms: value(Counter::Realms),
        opened: value(Counter::Opened),
        messages_in: value(Counter::MessagesIn),
        bytes_in: value(Counter::BytesIn),
        bytes_out: value(Counter::BytesOut),
        sends: value(Counter::Sends),
        turns: value(Counter::Turns),
        paused: value(Counter::Paused),
    }
}
