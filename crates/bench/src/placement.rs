//! On which cores server and load run.

use anyhow::Context;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::cli::Placement;

impl Placement {
    /// The server's core, if it is to have one.
    pub(crate) fn server(self) -> Option<usize> {
        self.cpu.or(self.cpus.map(|(server, _)| server))
    }

    /// The load's core, if it is to have one.
    pub(crate) fn load(self) -> Option<usize> {
        self.cpu.or(self.cpus.map(|(_, load)| load))
    }

    /// The placement in words.
    pub(crate) fn describe(self) -> String {
        match (self.cpu, self.cpus) {
            (Some(core), _) => format!("server and load on core {core}"),
            (None, Some((server, load))) => format!("server on core {server}, load on core {load}"),
            (None, None) => "server and load wherever the system puts them".to_owned(),
        }
    }
}

/// Does something on one core: the threads and processes that it starts stay there.
///
/// # Errors
/// If there is no such core for this process, and what `act` returns.
pub(crate) fn on_core<T>(core: Option<usize>, act: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let Some(core) = core else {
        return act();
    };
    let before = sched_getaffinity(None).context("cannot read which cores are allowed")?;
    if core >= CpuSet::MAX_CPU || !before.is_set(core) {
        anyhow::bail!("core {core} is not allowed to this process: choose one of those that `taskset -p $$` shows");
    }
    let mut only = CpuSet::new();
    only.set(core);
    sched_setaffinity(None, &only).with_context(|| format!("cannot move to core {core}"))?;
    let result = act();
    sched_setaffinity(None, &before).context("cannot leave the core again")?;
    result
}
