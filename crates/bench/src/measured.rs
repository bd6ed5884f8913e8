//! What a session found, as numbers.

use serde::Serialize;

use crate::engine::Ends;
use crate::latency::Summary;
use crate::ledger::Faults;
use crate::proc::Memory;

/// Everything that one session measured. What stands in /proc is missing if the server's process is not known.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Measured {
    /// Conns.
    pub(crate) conns: u32,
    /// From the first connect to the last conn being ready.
    pub(crate) connect_seconds: f64,
    /// The server's CPU for that, per conn.
    pub(crate) connect_cpu_us: Option<f64>,
    /// The server's memory.
    pub(crate) memory: Option<MemorySteps>,
    /// What happened under load; `None` if nobody spoke.
    pub(crate) window: Option<Window>,
    /// How the stalled readers ended, if there were any.
    pub(crate) stalled: Option<Ends>,
    /// Loss, disorder, misdelivery.
    pub(crate) faults: Faults,
}

/// The server's memory before the first conn, with all of them, at most, and after the last has left.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct MemorySteps {
    pub(crate) before: Memory,
    pub(crate) with_all: Memory,
    /// The largest RSS seen.
    pub(crate) peak_rss: u64,
    pub(crate) after: Memory,
}

/// The measured time.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Window {
    /// How long it was.
    pub(crate) seconds: f64,
    /// Messages said in it.
    pub(crate) said: u64,
    /// Messages heard in it.
    pub(crate) heard: u64,
    /// CPU time of the server, all threads.
    pub(crate) server_cpu_seconds: Option<f64>,
    /// CPU time of the NATS server of a fleet, all threads.
    pub(crate) bus_cpu_seconds: Option<f64>,
    /// CPU time of this load generator, all threads.
    pub(crate) load_cpu_seconds: f64,
    /// From when a message should have left to when it was heard.
    pub(crate) latency: Summary,
}

impl Measured {
    /// Process memory of the server per conn, in bytes.
    pub(crate) fn bytes_per_conn(&self) -> Option<f64> {
        let memory = self.memory?;
        Some((memory.with_all.anonymous as f64 - memory.before.anonymous as f64) / f64::from(self.conns))
    }

    /// CPU of the server per message heard, in microseconds.
    pub(crate) fn cpu_us(&self) -> Option<f64> {
        let window = self.window?;
        Some(window.server_cpu_seconds? * 1e6 / window.heard.max(1) as f64)
    }

    /// CPU of a fleet's NATS server per message heard, in microseconds.
    pub(crate) fn bus_cpu_us(&self) -> Option<f64> {
        let window = self.window?;
        Some(window.bus_cpu_seconds? * 1e6 / window.heard.max(1) as f64)
    }

    /// Messages heard a second.
    pub(crate) fn deliveries_per_second(&self) -> Option<f64> {
        self.window.map(|window| window.heard as f64 / window.seconds)
    }
}

impl Window {
    /// The load generator's part of the CPU that both used.
    pub(crate) fn load_share(&self) -> Option<f64> {
        let both = self.server_cpu_seconds? + self.load_cpu_seconds;
        (both > 0.0).then(|| self.load_cpu_seconds / both)
    }
}
