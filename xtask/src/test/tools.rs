//! Gets what the tests need beyond a Rust toolchain: pinned, once, into the folder for tools.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::job::{INSTALL_LIMIT, Job};

/// What Python brings, with the hash of the one file of each that was looked at.
const PYTHON_REQUIREMENTS: &str = include_str!("python.txt");

/// Makes sure that `program` can be called, from Debian's `package` if need be.
pub(super) fn program(job: &Job, program: &str, package: &str) -> Result<()> {
    if is_callable(program) {
        return Ok(());
    }
    debian_package(job, package).with_context(|| {
        format!("`{program}` is missing: install it (on Debian: apt-get install {package}), then try again")
    })
}

fn is_callable(program: &str) -> bool {
    let mut look = Command::new("sh");
    look.args(["-c", &format!("command -v {program}")]).stdout(Stdio::null());
    look.status().is_ok_and(|status| status.success())
}

fn debian_package(job: &Job, package: &str) -> Result<()> {
    if !is_callable("apt-get") {
        bail!("this is not Debian");
    }
    let mut install = job_apt(&["install", "--yes", "--no-install-recommends", package]);
    // The lists on a new machine may be empty or old, so they are fetched only when the first try fails.
    if job.run(&mut install, INSTALL_LIMIT).is_err() {
        job.run(&mut job_apt(&["update"]), INSTALL_LIMIT)?;
        job.run(&mut install, INSTALL_LIMIT)?;
    }
    Ok(())
}

fn job_apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    // Another program may be installing something; it is waited for.
    command.args(["-o", "DPkg::Lock::Timeout=120"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The folder with the programs of a Python environment that has what `python.txt` names.
pub(super) fn python(job: &Job) -> Result<PathBuf> {
    let folder = job.tool("python");
    let done = folder.join("installed.txt");
    if !holds(&done, PYTHON_REQUIREMENTS) {
        program(job, "python3", "python3")?;
        if make_venv(job, &folder).is_err() {
            debian_package(job, "python3-venv")?;
            make_venv(job, &folder)?;
        }
        let wanted = folder.join("wanted.txt");
        fs::write(&wanted, PYTHON_REQUIREMENTS)?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]).arg(&wanted);
        job.run(&mut pip, INSTALL_LIMIT)?;
        fs::rename(&wanted, &done)?;
    }
    Ok(folder.join("bin"))
}

fn make_venv(job: &Job, folder: &Path) -> Result<()> {
    job.run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder), INSTALL_LIMIT)
}

fn holds(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|found| found == text)
}
