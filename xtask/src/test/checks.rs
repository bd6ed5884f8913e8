//! The parts that are little more than one cargo command.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result};

use super::Verdict;
use crate::job::{BUILD_LIMIT, Job};

const QUICK: Duration = Duration::from_mins(1);

pub(super) fn fmt(job: &Job) -> Result<Verdict> {
    job.run(&mut job.cargo(&["fmt", "--all", "--check"]), QUICK).context("run `cargo fmt --all`")?;
    job.run(job.cargo(&["fmt", "--check"]).current_dir(job.repository().join("fuzz")), QUICK)
        .context("run `cargo fmt` in fuzz")?;
    Ok(Verdict::Passed(String::new()))
}

pub(super) fn codegen(job: &Job) -> Result<Verdict> {
    crate::codegen::check(job.repository()).map(Verdict::Passed)
}

pub(super) fn clippy(job: &Job) -> Result<Verdict> {
    let mut clippy = job.cargo(&["clippy", "--workspace", "--all-targets", "--keep-going", "--", "--deny", "warnings"]);
    job.run(&mut clippy, BUILD_LIMIT)?;
    Ok(Verdict::Passed(String::new()))
}

pub(super) fn unit(job: &Job) -> Result<Verdict> {
    // Some tests start the server; built here, its build does not count as a test that hangs.
    job.released("hubbub")?;
    let nextest = job.run(&mut job.cargo(&["nextest", "--version"]), QUICK).is_ok();
    let arguments: &[&str] = match nextest {
        true => &["nextest", "run", "--workspace", "--status-level", "slow"],
        false => &["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"],
    };
    job.run(&mut job.cargo(arguments), BUILD_LIMIT)?;
    let said = job.said()?;
    let summary = said.lines().rfind(|line| line.contains("tests run:")).unwrap_or_default();
    Ok(Verdict::Passed(summary.trim().trim_start_matches("Summary").trim().to_owned()))
}

pub(super) fn doc(job: &Job) -> Result<Verdict> {
    job.run(&mut job.cargo(&["test", "--workspace", "--doc"]), BUILD_LIMIT)?;
    let mut doc = job.cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    job.run(doc.env("RUSTDOCFLAGS", "--deny warnings"), BUILD_LIMIT)?;
    Ok(Verdict::Passed(String::new()))
}

pub(super) fn deny(job: &Job) -> Result<Verdict> {
    let version = Command::new("cargo-deny").arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        let how = "not installed; to run it: cargo install --locked cargo-deny@0.20.2";
        return Ok(Verdict::Skipped(how.to_owned()));
    }
    // Advisories need a database from outside, so they are a chore of their own: `cargo deny check advisories`.
    job.run(&mut job.cargo(&["deny", "check", "licenses", "bans", "sources"]), QUICK)?;
    Ok(Verdict::Passed(String::new()))
}
