//! How many files, and so sockets, this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What part of the file limit conns may take; the rest is for listeners, logs, the HTTP side and the store.
const SHARE_PERCENT: u64 = 80;

/// Raises the soft limit of open files to the hard one, and gives the number of conns to hold: what the settings say,
/// but no more than fits.
pub(crate) fn conns_max(wanted: u32) -> u32 {
    let limit = raise();
    let fitting = u32::try_from(limit * SHARE_PERCENT / 100).unwrap_or(u32::MAX);
    if wanted == 0 {
        return fitting;
    }
    if wanted > fitting {
        tracing::warn!(
            wanted,
            fitting,
            files = limit,
            "limits.conns is more than the limit of open files allows: raise it (`ulimit -n`, LimitNOFILE)"
        );
    }
    wanted.min(fitting)
}

fn raise() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(1 << 20);
    let raised = Rlimit { current: Some(most), maximum: limit.maximum };
    if limit.current != Some(most) && setrlimit(Resource::Nofile, raised).is_err() {
        return limit.current.unwrap_or(1024);
    }
    most
}
