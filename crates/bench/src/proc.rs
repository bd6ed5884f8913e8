//! What processes have used, read from /proc.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};

/// A process to look at.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    folder: PathBuf,
}

/// The processes of one server: one, or the gateways of a fleet, whose figures are added.
#[derive(Clone, Debug)]
pub(crate) struct Processes(Vec<Process>);

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Memory {
    /// All pages that are there, shared ones in full.
    pub(crate) rss: u64,
    /// The same with shared pages divided among those who share them.
    pub(crate) pss: u64,
    /// Heap and stacks: what per-conn figures are made of, for the program's own pages come in as they are first run.
    pub(crate) anonymous: u64,
}

impl Process {
    /// The process with this id.
    ///
    /// # Errors
    /// If there is none, or it is another user's.
    fn new(pid: u32) -> anyhow::Result<Self> {
        let process = Self { folder: PathBuf::from(format!("/proc/{pid}")) };
        process.memory().with_context(|| format!("cannot look at process {pid}: is it running, and yours?"))?;
        Ok(process)
    }

    /// This very process.
    pub(crate) fn own() -> Self {
        Self { folder: PathBuf::from("/proc/self") }
    }

    /// CPU time of all its threads so far; those that have ended are not in it.
    ///
    /// # Errors
    /// If the process has ended.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let tasks = self.folder.join("task");
        let mut nanoseconds = 0;
        for task in fs::read_dir(&tasks).context("the process has ended")? {
            // A thread may end between the listing and the reading.
            if let Ok(schedstat) = fs::read_to_string(task?.path().join("schedstat")) {
                nanoseconds += parse_schedstat(&schedstat).context("cannot read schedstat")?;
            }
        }
        match nanoseconds {
            0 => self.cpu_in_ticks(),
            nanoseconds => Ok(Duration::from_nanos(nanoseconds)),
        }
    }

    /// CPU time of its threads so far, those of the same name together.
    fn cpu_by_thread(&self) -> anyhow::Result<BTreeMap<String, Duration>> {
        let mut threads = BTreeMap::<String, Duration>::new();
        for task in fs::read_dir(self.folder.join("task")).context("the process has ended")? {
            let folder = task?.path();
            // A thread may end between the listing and the reading.
            let (Ok(name), Ok(used)) =
                (fs::read_to_string(folder.join("comm")), fs::read_to_string(folder.join("schedstat")))
            else {
                continue;
            };
            let used = parse_schedstat(&used).context("cannot read schedstat")?;
            *threads.entry(name.trim().to_owned()).or_default() += Duration::from_nanos(used);
        }
        Ok(threads)
    }

    /// For kernels without schedstat: hundredths of a second.
    fn cpu_in_ticks(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(self.folder.join("stat")).context("the process has ended")?;
        parse_stat(&stat).context("cannot read /proc/PID/stat")
    }

    /// Its memory now.
    ///
    /// # Errors
    /// If the process has ended.
    fn memory(&self) -> anyhow::Result<Memory> {
        let rollup = fs::read_to_string(self.folder.join("smaps_rollup")).context("cannot read smaps_rollup")?;
        match parse_rollup(&rollup) {
            Some(memory) => Ok(memory),
            None => bail!("smaps_rollup without Rss, Pss and Anonymous"),
        }
    }

    /// Pages that are there, in bytes: cheaper to ask for than [`Self::memory`].
    fn rss(&self) -> Option<u64> {
        let statm = fs::read_to_string(self.folder.join("statm")).ok()?;
        let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
        Some(pages * rustix::param::page_size() as u64)
    }

    /// How many files and sockets it has open.
    fn open_files(&self) -> Option<usize> {
        Some(fs::read_dir(self.folder.join("fd")).ok()?.count())
    }
}

impl Processes {
    /// The processes with these ids.
    ///
    /// # Errors
    /// If one is not there, or is another user's.
    pub(crate) fn new(pids: &[u32]) -> anyhow::Result<Self> {
        pids.iter().map(|&pid| Process::new(pid)).collect::<anyhow::Result<_>>().map(Self)
    }

    /// CPU time of all of them so far.
    ///
    /// # Errors
    /// If one has ended.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        self.0.iter().map(Process::cpu).sum()
    }

    /// CPU time of the threads of all of them so far, those of the same name together.
    ///
    /// # Errors
    /// If one has ended.
    pub(crate) fn cpu_by_thread(&self) -> anyhow::Result<BTreeMap<String, Duration>> {
        let mut all = BTreeMap::<String, Duration>::new();
        for process in &self.0 {
            process.cpu_by_thread()?.into_iter().for_each(|(name, used)| *all.entry(name).or_default() += used);
        }
        Ok(all)
    }

    /// Their memory now.
    ///
    /// # Errors
    /// If one has ended.
    pub(crate) fn memory(&self) -> anyhow::Result<Memory> {
        self.0.iter().try_fold(Memory::default(), |sum, process| {
            let Memory { rss, pss, anonymous } = process.memory()?;
            Ok(Memory { rss: sum.rss + rss, pss: sum.pss + pss, anonymous: sum.anonymous + anonymous })
        })
    }

    /// Pages that are there, in bytes.
    pub(crate) fn rss(&self) -> Option<u64> {
        self.0.iter().map(Process::rss).sum()
    }

    /// How many files and sockets they have open.
    pub(crate) fn open_files(&self) -> Option<usize> {
        self.0.iter().map(Process::open_files).sum()
    }
}

/// Nanoseconds on a core: the first of three numbers.
fn parse_schedstat(schedstat: &str) -> Option<u64> {
    schedstat.split_ascii_whitespace().next()?.parse().ok()
}

/// `utime` and `stime`, counted from after the name, which may hold spaces and brackets.
fn parse_stat(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    let ticks_per_second = rustix::param::clock_ticks_per_second();
    Some(Duration::from_secs_f64((user + system) as f64 / ticks_per_second as f64))
}

fn parse_rollup(rollup: &str) -> Option<Memory> {
    let bytes = |name: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes << 10)
    };
    Some(Memory { rss: bytes("Rss:")?, pss: bytes("Pss:")?, anonymous: bytes("Anonymous:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_kernel_writes() {
        assert_eq!(parse_schedstat("332736552 220146 21\n"), Some(332_736_552));
        let rollup = "5637-7fff ---p 00000000 00:00 0    [rollup]\nRss:               13508 kB\nPss:                 \
                      11919 kB\nPss_Dirty:          6876 kB\nAnonymous:          6872 kB\n";
        assert_eq!(parse_rollup(rollup), Some(Memory { rss: 13_508 << 10, pss: 11_919 << 10, anonymous: 6_872 << 10 }));
        let stat = "42 (a ) name) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 300 0 0";
        let ticks = rustix::param::clock_ticks_per_second() as f64;
        assert_eq!(parse_stat(stat), Some(Duration::from_secs_f64(200.0 / ticks)));
    }

    #[test]
    fn what_is_not_what_the_kernel_writes_is_not_read() {
        assert_eq!(parse_schedstat(""), None);
        assert_eq!(parse_stat("42 no name"), None);
        assert_eq!(parse_rollup("Rss: many kB"), None);
    }

    #[test]
    fn this_process_has_used_something() {
        let own = Process::own();
        assert!(own.cpu().unwrap() > Duration::ZERO);
        assert!(own.memory().unwrap().pss > 0);
        assert!(own.open_files().unwrap() > 2);
        assert!(Process::new(u32::MAX).is_err());
    }

    #[test]
    fn the_figures_of_several_processes_are_added() {
        let pid = std::process::id();
        let (one, twice) = (Processes::new(&[pid]).unwrap(), Processes::new(&[pid, pid]).unwrap());
        let before = one.cpu().unwrap();
        assert!(twice.cpu().unwrap() >= before * 2);
        assert!(twice.memory().unwrap().rss > one.memory().unwrap().rss * 3 / 2);
        assert!(Processes::new(&[pid, u32::MAX]).is_err());
    }
}
