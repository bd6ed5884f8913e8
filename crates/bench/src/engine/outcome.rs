//! What an engine has found out.

use serde::Serialize;

use crate::latency::Latency;
use crate::ledger::Faults;

/// The close code that a conn which does not read should get.
const TOO_SLOW: u16 = 4008;

/// Everything that one engine, or all of them, found out.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) faults: Faults,
    pub(crate) latency: Latency,
    pub(crate) ends: Ends,
}

impl Outcome {
    /// Adds what another engine has found out.
    pub(crate) fn add(&mut self, other: Self) {
        self.faults.add(other.faults);
        self.latency.add(&other.latency);
        self.ends.add(other.ends);
    }
}

/// How the server ended the stalled readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Ends {
    /// With a close frame that says 4008.
    pub(crate) too_slow: usize,
    /// With another code.
    pub(crate) other_code: usize,
    /// With no close frame: the TCP connection was over.
    pub(crate) no_code: usize,
    /// Not at all.
    pub(crate) open: usize,
}

impl Ends {
    /// One has ended, with this code if a close frame came.
    pub(crate) fn count(&mut self, code: Option<u16>) {
        match code {
            Some(TOO_SLOW) => self.too_slow += 1,
            Some(_) => self.other_code += 1,
            None => self.no_code += 1,
        }
    }

    /// So many had not ended.
    pub(crate) fn count_open(&mut self, open: usize) {
        self.open += open;
    }

    fn add(&mut self, other: Self) {
        self.too_slow += other.too_slow;
        self.other_code += other.other_code;
        self.no_code += other.no_code;
        self.open += other.open;
    }
}
