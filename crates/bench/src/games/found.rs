//! What was found, as numbers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::talker::Stage;
use crate::latency::Summary;
use crate::proc::Memory;

/// Counts and clocks at one moment.
pub(super) struct Sample {
    pub(super) at: Instant,
    pub(super) acked: u64,
    pub(super) views: u64,
    /// CPU time of the server, by the names of its threads.
    pub(super) server: BTreeMap<String, Duration>,
    pub(super) load: Duration,
}

/// One measurement.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    /// How long it was.
    pub(super) seconds: f64,
    /// Moves acknowledged in it.
    pub(super) acked: u64,
    /// Views that players were shown in it.
    pub(super) views: u64,
    /// CPU time of the server.
    pub(super) server_cpu_seconds: f64,
    /// The same by the names of its threads, the busiest first.
    pub(super) threads: Vec<(String, f64)>,
    /// CPU time of the players.
    pub(super) load_cpu_seconds: f64,
    /// From a move to its ack.
    pub(super) latency: Summary,
    /// The server's memory in the end.
    pub(super) memory: Memory,
    /// The first thing that was wrong.
    pub(super) fault: Option<String>,
}

impl Found {
    pub(super) fn new(before: Sample, after: &Sample, memory: Memory, stage: &Stage) -> Self {
        let used = after.server.iter().map(|(name, cpu)| {
            let earlier = before.server.get(name).copied().unwrap_or_default();
            (name.clone(), cpu.saturating_sub(earlier).as_secs_f64())
        });
        let mut threads: Vec<(String, f64)> = used.collect();
        threads.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        Self {
            seconds: (after.at - before.at).as_secs_f64(),
            acked: after.acked - before.acked,
            views: after.views - before.views,
            server_cpu_seconds: threads.iter().map(|(_, cpu)| cpu).sum(),
            threads,
            load_cpu_seconds: after.load.saturating_sub(before.load).as_secs_f64(),
            latency: stage.latency.summary(),
            memory,
            fault: stage.fault.clone(),
        }
    }

    /// Moves acknowledged a second.
    pub(super) fn acked_per_second(&self) -> f64 {
        self.acked as f64 / self.seconds
    }

    /// CPU of the server for one move, in microseconds.
    pub(super) fn cpu_us(&self) -> f64 {
        self.server_cpu_seconds * 1e6 / self.acked.max(1) as f64
    }
}
