//! What is read off a server's sessions.

use crate::measured::Measured;

/// One figure of one workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// CPU of the server per message heard.
    Cpu,
    /// Messages heard a second.
    Throughput,
    /// Latency that half of the messages stay below.
    P50,
    /// Latency that 99 % stay below.
    P99,
    /// The load generator's part of the CPU.
    LoadShare,
    /// Process memory of the server per conn.
    BytesPerConn,
    /// Memory that the server keeps after all have left.
    Kept,
    /// CPU of the server per new conn.
    ConnectCpu,
    /// New conns a second.
    ConnectsPerSecond,
    /// p99 with stalled readers, relative to without.
    Slowdown,
    /// p99 without stalled readers.
    WithoutP99,
    /// Stalled readers that were closed with 4008.
    TooSlow,
    /// Stalled readers that were not ended at all.
    StillOpen,
    /// The server's largest RSS.
    Peak,
    /// Messages heard a second when half of the saturation is offered.
    HalfLoad,
    /// p50 then.
    HalfP50,
    /// p99 then.
    HalfP99,
}

impl Figure {
    /// Name and unit.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU per message heard, µs",
            Self::Throughput => "heard a second",
            Self::P50 => "p50, ms",
            Self::P99 => "p99, ms",
            Self::LoadShare => "load's share of CPU, %",
            Self::BytesPerConn => "bytes per conn",
            Self::Kept => "kept after, MiB",
            Self::ConnectCpu => "CPU per connect, µs",
            Self::ConnectsPerSecond => "connects a second",
            Self::Slowdown => "p99 with ÷ without",
            Self::WithoutP99 => "p99 without, ms",
            Self::TooSlow => "closed with 4008",
            Self::StillOpen => "stalled, still open",
            Self::Peak => "peak RSS, MiB",
            Self::HalfLoad => "half: heard a second",
            Self::HalfP50 => "half: p50, ms",
            Self::HalfP99 => "half: p99, ms",
        }
    }

    /// Digits after the point.
    pub(crate) fn decimals(self) -> usize {
        match self {
            Self::Cpu | Self::P50 | Self::P99 | Self::WithoutP99 | Self::HalfP50 | Self::HalfP99 => 3,
            Self::Slowdown | Self::Kept => 2,
            Self::ConnectCpu | Self::Peak => 1,
            Self::Throughput
            | Self::LoadShare
            | Self::BytesPerConn
            | Self::ConnectsPerSecond
            | Self::TooSlow
            | Self::StillOpen
            | Self::HalfLoad => 0,
        }
    }

    /// The figure, if the sessions give it.
    pub(crate) fn of(self, sessions: &[Measured]) -> Option<f64> {
        let first = sessions.first()?;
        let last = sessions.last()?;
        let half = || sessions.get(1);
        match self {
            Self::Cpu => first.cpu_us(),
            Self::Throughput => first.deliveries_per_second(),
            Self::P50 => p50(last),
            Self::P99 => p99(last),
            Self::LoadShare => Some(first.window?.load_share()? * 100.0),
            Self::BytesPerConn => first.bytes_per_conn(),
            Self::Kept => {
                first.memory.map(|memory| mebibytes(memory.after.anonymous) - mebibytes(memory.before.anonymous))
            }
            Self::ConnectCpu => first.connect_cpu_us,
            Self::ConnectsPerSecond => Some(f64::from(first.conns) / first.connect_seconds),
            Self::Slowdown => Some(p99(half()?)? / p99(first)?),
            Self::WithoutP99 => p99(first),
            Self::TooSlow => Some(last.stalled?.too_slow as f64),
            Self::StillOpen => Some(last.stalled?.open as f64),
            Self::Peak => last.memory.map(|memory| mebibytes(memory.peak_rss)),
            Self::HalfLoad => half()?.deliveries_per_second(),
            Self::HalfP50 => p50(half()?),
            Self::HalfP99 => p99(half()?),
        }
    }
}

fn p50(measured: &Measured) -> Option<f64> {
    Some(measured.window?.latency.p50_us / 1e3)
}

fn p99(measured: &Measured) -> Option<f64> {
    Some(measured.window?.latency.p99_us / 1e3)
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
