//! Wakes an epoll loop at a point in time, to the microsecond: epoll's own time-out counts whole milliseconds.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::Duration;

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};

/// A kernel timer.
#[derive(Debug)]
pub(crate) struct Alarm {
    timer: OwnedFd,
    /// What it is set for, on the caller's clock.
    set_for: u64,
}

impl Alarm {
    /// A timer whose event will carry `token`.
    pub(crate) fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        registry.register(&mut SourceFd(&timer.as_raw_fd()), token, Interest::READABLE)?;
        Ok(Self { timer, set_for: u64::MAX })
    }

    /// Rings once, at `due`, which is `wait` from now; what was set before is forgotten. Setting it again for the same
    /// time costs nothing, and has to: on a virtual machine each setting leaves the machine.
    pub(crate) fn set(&mut self, due: u64, wait: Duration) -> io::Result<()> {
        if due == self.set_for {
            return Ok(());
        }
        self.set_for = due;
        // A timer of 0 would never ring.
        let wait = wait.max(Duration::from_nanos(1));
        let never_again = Timespec { tv_sec: 0, tv_nsec: 0 };
        let once = Timespec { tv_sec: wait.as_secs().cast_signed(), tv_nsec: wait.subsec_nanos().into() };
        timerfd_settime(
            &self.timer,
            TimerfdTimerFlags::empty(),
            &Itimerspec { it_interval: never_again, it_value: once },
        )?;
        Ok(())
    }
}
