//! Programs that a chore starts, and the promise that none of them outlives it.
//!
//! Every program gets a mark in its environment, which its own children inherit whatever group or session they move
//! to. Whoever carries the mark is killed when the program has ended, took too long or was dropped, and all marks of
//! this process are killed when it is told to stop. Where there is no /proc, only the program itself is killed.

use std::{
    fs, io,
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

const MARK: &str = "XTASK_CHILD";
/// On a busy machine it takes a while until a killed process is gone; nothing waits longer for it than this.
const KILL_LIMIT: Duration = Duration::from_secs(5);
const KILL_PAUSE: Duration = Duration::from_millis(2);

/// A program that is running; dropping it ends it and everything that it started.
pub(crate) struct Running {
    child: Child,
    mark: String,
}

impl Running {
    /// Starts `command` without an input.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}{}", mark_prefix(), COUNT.fetch_add(1, Ordering::Relaxed));
        let value = mark.trim_start_matches(MARK).trim_start_matches('=');
        let child = command
            .env(MARK, value)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self { child, mark })
    }

    /// Waits for the end of the program, but no longer than `limit`; then it is killed, which is an error.
    pub(crate) fn wait(mut self, limit: Duration) -> Result<ExitStatus> {
        let (ended, alarm) = mpsc::channel::<()>();
        let (mark, pid) = (self.mark.clone(), self.child.id());
        let watch = thread::spawn(move || {
            let late = alarm.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if late {
                kill(&[pid]);
                kill_marked(|entry| entry == mark);
            }
            late
        });
        let status = self.child.wait()?;
        drop(ended);
        if watch.join().unwrap_or(false) {
            bail!("killed after {} s, its limit", limit.as_secs());
        }
        Ok(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        kill_marked(|entry| entry == self.mark);
        // Fails only if it has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From now on SIGINT, SIGTERM and SIGHUP end this process only after all that it started.
pub(crate) fn end_children_on_signals() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let prefix = mark_prefix();
            kill_marked(|entry| entry.starts_with(&prefix));
            process::exit(128 + signal);
        }
    });
    Ok(())
}

fn mark_prefix() -> String {
    format!("{MARK}={}.", process::id())
}

/// Kills until nobody is left. One look is not enough: one that was killed may have been starting another just then,
/// and one that is just turning into another program shows no environment.
fn kill_marked(is_ours: impl Fn(&str) -> bool) {
    let until = Instant::now() + KILL_LIMIT;
    let mut was_gone = false;
    while Instant::now() < until {
        let pids = marked(&is_ours);
        if pids.is_empty() && was_gone {
            return;
        }
        was_gone = pids.is_empty();
        if !was_gone {
            kill(&pids);
        }
        thread::sleep(KILL_PAUSE);
    }
}

/// The processes with an environment entry that `is_ours` knows. One that has ended has no environment left.
fn marked(is_ours: &impl Fn(&str) -> bool) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|process| process.file_name().to_str()?.parse().ok())
        .filter(|pid| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|&byte| byte == 0).any(|entry| str::from_utf8(entry).is_ok_and(is_ours))
        })
        .collect()
}

fn kill(pids: &[u32]) {
    let pids: Vec<String> = pids.iter().map(u32::to_string).collect();
    // The shell's own `kill` is everywhere. It complains about those that have just ended, which is no news.
    let _ = Command::new("sh").args(["-c", &format!("kill -KILL {}", pids.join(" "))]).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use std::process::ChildStdout;

    use super::*;

    /// A shell whose child moved to a session of its own; both wait for ever.
    fn family() -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "setsid tail -f /dev/null & echo started; tail -f /dev/null"]);
        command
    }

    /// The program, and its output: `tail` ends when nobody can read it any more.
    fn started(command: &mut Command) -> (Running, ChildStdout) {
        let mut running = Running::start(command.stdout(Stdio::piped())).unwrap();
        let mut output = running.child.stdout.take().unwrap();
        io::Read::read_exact(&mut output, &mut [0; "started".len()]).unwrap();
        (running, output)
    }

    #[test]
    fn dropping_a_program_ends_its_children_too() {
        let (running, _output) = started(&mut family());
        let mark = running.mark.clone();
        assert!(!marked(&|entry: &str| entry == mark).is_empty());
        drop(running);
        assert!(marked(&|entry: &str| entry == mark).is_empty());
    }

    #[test]
    fn a_program_that_takes_too_long_is_killed() {
        let (running, _output) = started(&mut family());
        let mark = running.mark.clone();
        let error = running.wait(Duration::from_millis(1)).unwrap_err();
        assert!(error.to_string().starts_with("killed after"), "{error}");
        assert!(marked(&|entry: &str| entry == mark).is_empty());
    }
}
