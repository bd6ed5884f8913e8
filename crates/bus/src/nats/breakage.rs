//! How the client library says that a connection broke, and what its server complained of.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Longer than any process lives: the library never tries a lost connection again by itself.
const NEVER: Duration = Duration::from_secs(3_600 * 24 * 365);
/// What is kept of the reason that a server gives.
pub(super) const WHY_CHARS_MAX: usize = 200;
/// What a server says before the subject of a subscription that it refuses.
const REFUSED: &str = "Permissions Violation for Subscription to \"";
/// Refusals that are kept until somebody asks for them.
const REFUSED_MAX: usize = 1_024;

/// Tells once that the connection broke, and what the server has complained of.
#[derive(Debug, Default)]
pub(super) struct Breakage {
    armed: AtomicBool,
    pub(super) happened: Notify,
    why: Mutex<Option<String>>,
    refused: Mutex<BTreeSet<String>>,
}

impl Breakage {
    /// From now on the library's next wish to connect means that the connection broke.
    pub(super) fn arm(&self) {
        self.armed.store(true, Ordering::Relaxed);
    }

    /// How long the library is to wait before it connects.
    pub(super) fn delay(&self) -> Duration {
        if !self.armed.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        self.happened.notify_one();
        NEVER
    }

    /// Keeps a reason; whether it differs from the last one.
    pub(super) fn because(&self, reason: &str) -> bool {
        let short: String = reason.chars().take(WHY_CHARS_MAX).collect();
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        let last = why.replace(short);
        last != *why
    }

    /// What is refused is told by its subject, in quotation marks.
    pub(super) fn complained(&self, error: &str) {
        let pattern = error.split_once(REFUSED).and_then(|(_, rest)| rest.split('"').next());
        if let Some(pattern) = pattern {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.len() < REFUSED_MAX {
                refused.insert(pattern.to_owned());
            }
        }
    }

    /// Whether the server has refused a subscription since this was last asked.
    pub(super) fn is_refused(&self, pattern: &str) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(pattern)
    }

    pub(super) fn why(&self) -> String {
        let told = self.why.lock().unwrap_or_else(PoisonError::into_inner).take();
        told.unwrap_or_else(|| "the connection broke".to_owned())
    }
}
