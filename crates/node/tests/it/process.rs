//! The `hubbub` program as a process of its own, so that its memory, files and processor time can be read.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::PATIENCE;

/// A server on a free port; killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts the server under these environment variables and waits until it says where it listens. `files` is its
    /// limit of open files.
    pub(crate) fn start(files: u32, settings: &[(&str, &str)], stderr: Stdio) -> Self {
        let mut command = Command::new("prlimit");
        command.arg(format!("--nofile={files}")).arg(program());
        command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "", "--shards", "1"]);
        // Servers of several tests begin in the same folder, and keep nothing there unless they have one of their own.
        command.current_dir(env!("CARGO_TARGET_TMPDIR")).env("HUBBUB_LIMITS_GAMES", "0");
        command.env("HUBBUB_LIMITS_PING_EVERY", "100s").env("HUBBUB_LIMITS_DEAD_AFTER", "300s");
        command.envs(settings.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().expect("prlimit of util-linux");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the server says where it listens");
        let address = line.trim_end().strip_prefix("listening on http://").map(str::parse);
        let Some(Ok(address)) = address else { panic!("not an address: {line:?}") };
        Self { child, address }
    }

    /// Starts the server with the usual limits, and with lines of its log that nobody sees.
    pub(crate) fn quiet(settings: &[(&str, &str)]) -> Self {
        Self::start(4_096, settings, Stdio::null())
    }

    /// Everything that it writes to stderr, line by line, until it ends.
    pub(crate) fn log_lines(&mut self) -> Receiver<String> {
        let (sender, lines) = channel();
        let stderr = self.child.stderr.take().expect("stderr is a pipe");
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        lines
    }

    /// What it has written to stderr, a pipe that nobody reads.
    pub(crate) fn unread_log_bytes(&self) -> u64 {
        let pipe = self.child.stderr.as_ref().expect("stderr is a pipe");
        rustix::io::ioctl_fionread(pipe).expect("the kernel counts")
    }

    /// Ends it in order, and waits for its end.
    pub(crate) fn terminate(&mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill");
        assert!(told.success());
        assert!(self.child.wait().expect("it ends").success());
    }

    /// How many files it has open.
    pub(crate) fn files(&self) -> usize {
        fs::read_dir(self.proc("fd")).expect("it runs").count()
    }

    /// Waits until it has so many files open, or fewer.
    pub(crate) fn until_files(&self, most: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.files() > most {
            assert!(Instant::now() < deadline, "{} files are open, not {most}", self.files());
        }
    }

    /// The memory that it holds now.
    pub(crate) fn memory_kib(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most memory that it has ever held.
    pub(crate) fn peak_memory_kib(&self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(&self, field: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("the kernel says so");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The processor time that it has used, in hundredths of a second.
    pub(crate) fn cpu_time(&self) -> Duration {
        let stat = fs::read_to_string(self.proc("stat")).expect("it runs");
        // The name in parentheses may hold anything; user and system time are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').expect("a name");
        let ticks: u64 =
            fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("ticks")).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Sets the limit of open files of the running server.
    pub(crate) fn limit_files(&self, soft: u32, hard: u32) {
        self.limit(&format!("--nofile={soft}:{hard}"));
    }

    /// Gives the running server so much memory besides what it has, and no more: it ends when it asks for more.
    pub(crate) fn limit_memory(&self, more_kib: u64) {
        self.limit(&format!("--data={}", (self.status("VmData:") + more_kib) << 10));
    }

    fn limit(&self, limit: &str) {
        let pid = format!("--pid={}", self.child.id());
        assert!(Command::new("prlimit").args([&pid, limit]).status().expect("prlimit").success());
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("it can be asked").is_none()
    }

    fn proc(&self, file: &str) -> PathBuf {
        Path::new("/proc").join(self.child.id().to_string()).join(file)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, or it is to end now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The path of `hubbub`, built in the profile of these tests: they are of another crate, for which Cargo builds none.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let tests = std::env::current_exe().expect("a test has a path");
        let folder = tests.ancestors().nth(2).expect("it lies in target/PROFILE/deps");
        let target = folder.parent().expect("it lies in target/PROFILE");
        let profile = if folder.ends_with("debug") { "dev" } else { "release" };
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "hubbub", "--profile", profile]);
        cargo
            .arg("--target-dir")
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        // Build scripts look at what Cargo has told this test of its own package, and would run anew each time it differs.
        let of_package = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(of_package)) {
            cargo.env_remove(name);
        }
        let mut build = cargo.spawn().expect("cargo");
        let mut said = String::new();
        build.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        assert!(build.wait().expect("cargo ends").success(), "hubbub cannot be built: {said}");
        folder.join("hubbub")
    })
}
