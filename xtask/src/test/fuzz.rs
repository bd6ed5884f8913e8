//! libFuzzer against everything that reads bytes of a stranger, on the stable toolchain and without cargo-fuzz.
//!
//! `cargo fuzz run TARGET` works in `fuzz/` as well; what it adds is a tool that takes minutes to install.

mod seeds;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use super::Verdict;
use crate::{
    cargo::{self, Metadata},
    job::{BUILD_LIMIT, Job},
    tools,
};

/// Counters at every edge and comparison for libFuzzer to steer by, and checks that abort.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Zsanitizer=address",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Ccodegen-units=1",
];
/// One input that takes longer is a finding.
const INPUT_SECONDS_MAX: u32 = 10;
const MEMORY_MIB_MAX: u32 = 2048;
/// What libFuzzer needs beyond its time to start and to write its sums.
const GRACE: Duration = Duration::from_secs(60);

pub(super) fn run(job: &Job) -> Result<Verdict> {
    tools::program(job, "c++", "g++")?;
    let folder = job.repository().join("fuzz");
    let targets = targets(&folder)?;
    let binaries = build(job, &folder)?;
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    let mut seen = Vec::new();
    for some in targets.chunks(at_once) {
        seen.extend(side_by_side(job, &binaries, some)?);
    }
    Ok(Verdict::Passed(seen.join(", ")))
}

fn side_by_side(job: &Job, binaries: &Path, targets: &[String]) -> Result<Vec<String>> {
    thread::scope(|scope| {
        let runs: Vec<_> = targets.iter().map(|target| scope.spawn(move || fuzz(job, binaries, target))).collect();
        runs.into_iter().map(|run| run.join().unwrap_or_else(|_| bail!("xtask itself panicked"))).collect()
    })
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let packages = Metadata::read(folder)?.packages;
    let targets = packages.into_iter().flat_map(|package| package.targets);
    Ok(targets.filter(|target| target.kind == ["bin"]).map(|target| target.name).collect())
}

/// Builds all targets and says in which folder they are.
fn build(job: &Job, folder: &Path) -> Result<PathBuf> {
    let host = host()?;
    let target = job.target().join("fuzz");
    let mut build = cargo::cargo(folder);
    // The sanitizer is not stable yet; this variable lets the stable compiler use it. With a target named, the flags
    // do not reach build scripts and procedural macros.
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS.join(" ")).env("CARGO_TARGET_DIR", &target);
    job.run(build.args(["build", "--release", "--bins", "--target", &host]), BUILD_LIMIT)?;
    Ok(target.join(host).join("release"))
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` does not say for which host it compiles")
}

/// Runs one target and says how many inputs it has taken.
fn fuzz(job: &Job, binaries: &Path, target: &str) -> Result<String> {
    let seconds = job.fuzz_seconds();
    let corpus = job.scratch(&format!("corpus/{target}"))?;
    seeds::plant(job.repository(), target, &corpus)?;
    let findings = job.repository().join("artifacts/fuzz").join(target);
    fs::create_dir_all(&findings)?;
    let log_path = job.scratch("fuzz")?.join(format!("{target}.log"));
    let log = fs::File::create(&log_path)?;
    let mut command = Command::new(binaries.join(target));
    command.args([
        format!("-max_total_time={seconds}"),
        format!("-timeout={INPUT_SECONDS_MAX}"),
        format!("-rss_limit_mb={MEMORY_MIB_MAX}"),
        format!("-artifact_prefix={}/", findings.display()),
        "-print_final_stats=1".to_owned(),
    ]);
    // Inputs that reach something new are added to the corpus, so the next run starts where this one ended.
    command.arg(corpus).stdout(log.try_clone()?).stderr(log);
    job.note(&format!("$ {command:?}"))?;
    let limit = Duration::from_secs(seconds.into()) + GRACE;
    let ended = crate::process::Running::start(&mut command)?.wait(limit);
    let said = String::from_utf8_lossy(&fs::read(&log_path)?).into_owned();
    job.note(&said)?;
    let status = ended.with_context(|| format!("fuzz target {target}"))?;
    ensure!(
        status.success(),
        "fuzz target {target} found something; the input is in {}, to see it again give it to {}",
        findings.display(),
        binaries.join(target).display()
    );
    Ok(format!("{target} {}", executions(&said)))
}

fn executions(said: &str) -> &str {
    let count = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    count.map_or("?", str::trim)
}
