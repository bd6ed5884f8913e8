//! Latencies, from when a message should have left to when it was heard.

use hdrhistogram::Histogram;

const LOWEST_NS: u64 = 100;
const HIGHEST_NS: u64 = 600_000_000_000;

/// A histogram of nanoseconds, within 1 %, from 100 ns to 10 minutes.
#[derive(Clone, Debug)]
pub(crate) struct Latency(Histogram<u64>);

impl Default for Latency {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(LOWEST_NS, HIGHEST_NS, 2);
        Self(histogram.expect("constant bounds are valid"))
    }
}

/// What a histogram says, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub(crate) struct Summary {
    /// Deliveries recorded.
    pub(crate) count: u64,
    /// Half were faster.
    pub(crate) p50_us: f64,
    /// 90 % were faster.
    pub(crate) p90_us: f64,
    /// 99 % were faster.
    pub(crate) p99_us: f64,
    /// 99.9 % were faster.
    pub(crate) p999_us: f64,
    /// The slowest.
    pub(crate) max_us: f64,
}

impl Latency {
    /// One delivery took this long.
    #[inline]
    pub(crate) fn record(&mut self, nanoseconds: u64) {
        self.0.saturating_record(nanoseconds.max(LOWEST_NS));
    }

    /// Adds what another engine has recorded.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.add(&other.0).expect("histograms with the same bounds");
    }

    /// The percentiles.
    pub(crate) fn summary(&self) -> Summary {
        if self.0.is_empty() {
            return Summary::default();
        }
        let at = |quantile: f64| self.0.value_at_quantile(quantile) as f64 / 1e3;
        Summary {
            count: self.0.len(),
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: self.0.max() as f64 / 1e3,
        }
    }
}
