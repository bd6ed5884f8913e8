//! What the threads of a test know of each other.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::talker::Talker;
use crate::harness::PATIENCE;

/// Between two lines of one talker: some hundred lines a second, as of a busy room.
const PACE: Duration = Duration::from_millis(4);

/// Told by everybody, watched by everybody.
#[derive(Default)]
pub(crate) struct Crowd {
    progress: Mutex<Progress>,
    changed: Condvar,
}

#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The last place that a talker was told.
    pub(crate) head: u64,
    /// How many lines of each talker have found their place.
    pub(crate) placed: Vec<u64>,
    /// How far each listener has come.
    pub(crate) heard: Vec<u64>,
    /// How often each listener was told of doubt.
    pub(crate) doubts: Vec<u64>,
    /// The talkers are to end.
    pub(crate) is_over: bool,
}

impl Crowd {
    pub(crate) fn of(talkers: usize, listeners: usize) -> Self {
        let [placed, heard, doubts] = [talkers, listeners, listeners].map(|count| vec![0; count]);
        Self { progress: Progress { placed, heard, doubts, ..Progress::default() }.into(), changed: Condvar::new() }
    }

    pub(crate) fn now(&self) -> MutexGuard<'_, Progress> {
        // Who panics while it holds this has failed the test already.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.now());
        self.changed.notify_all();
    }

    /// Waits for a state, and gives how long that took.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Progress) -> bool) -> Duration {
        let started = Instant::now();
        let mut progress = self.now();
        while !is_so(&progress) {
            let left = PATIENCE.saturating_sub(started.elapsed());
            assert!(!left.is_zero(), "waiting in vain for {what}: {progress:?}");
            progress = self.changed.wait_timeout(progress, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        started.elapsed()
    }

    /// One talker's life: line after line until it is over.
    pub(crate) fn talks(&self, number: usize, talker: &mut Talker) {
        loop {
            let placed = talker.say_next();
            self.tell(|progress| {
                progress.head = progress.head.max(placed.unwrap_or(0));
                progress.placed[number] += u64::from(placed.is_some());
            });
            let paced = self.changed.wait_timeout_while(self.now(), PACE, |progress| !progress.is_over);
            if paced.unwrap_or_else(PoisonError::into_inner).0.is_over {
                return;
            }
        }
    }
}
