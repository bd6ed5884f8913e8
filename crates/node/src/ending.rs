//! That an operator wants this node to go down, over the API.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use types::UnixMs;

/// Asked for at most once.
#[derive(Debug, Default)]
pub struct Ending {
    asked: Mutex<Option<Asked>>,
    wish: Notify,
}

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) at: UnixMs,
    pub(crate) within: Duration,
    /// How many conns there were.
    pub(crate) of: u32,
}

impl Ending {
    /// Waits until somebody wants it.
    pub async fn wanted(&self) {
        self.wish.notified().await;
    }

    /// How long conns may take to leave, if somebody has said so.
    #[must_use]
    pub fn within(&self) -> Option<Duration> {
        self.asked().map(|asked| asked.within)
    }

    /// Somebody wants it. Whether he is the first.
    pub(crate) fn ask(&self, within: Duration, of: u32, at: UnixMs) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = asked.is_none();
        if is_first {
            *asked = Some(Asked { at, within, of });
            self.wish.notify_one();
        }
        is_first
    }

    pub(crate) fn asked(&self) -> Option<Asked> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
