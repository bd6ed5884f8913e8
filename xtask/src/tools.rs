//! Gets what the chores need beyond a Rust toolchain: pinned, once, into the folder for tools.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::job::{INSTALL_LIMIT, Job};

/// A WebSocket conformance suite, and the hash of the file that was looked at.
const KOSOKU: &str = "kosoku==0.1.0 --hash=sha256:a9b34e593defe29d931e346c88947b58a015495f09dd13643e4cc952c75602ac\n";

/// Makes sure that `program` can be called, from Debian's `packages` if need be.
pub(crate) fn program(job: &Job, program: &str, packages: &str) -> Result<()> {
    if is_callable(program) {
        return Ok(());
    }
    debian_packages(job, packages).with_context(|| {
        format!("`{program}` is missing: install it (on Debian: apt-get install {packages}), then try again")
    })
}

/// Whether the shell finds `program`.
pub(crate) fn is_callable(program: &str) -> bool {
    let mut look = Command::new("sh");
    look.args(["-c", &format!("command -v {program}")]).stdout(Stdio::null());
    look.status().is_ok_and(|status| status.success())
}

fn debian_packages(job: &Job, packages: &str) -> Result<()> {
    if !is_callable("apt-get") {
        bail!("this is not Debian");
    }
    let mut install = apt_get(&["install", "--yes", "--no-install-recommends"]);
    install.args(packages.split_whitespace());
    // The lists on a new machine may be empty or old, so they are fetched only when the first try fails.
    if job.run(&mut install, INSTALL_LIMIT).is_err() {
        job.run(&mut apt_get(&["update"]), INSTALL_LIMIT)?;
        job.run(&mut install, INSTALL_LIMIT)?;
    }
    Ok(())
}

/// The files of Debian's `package` in this very version, in a folder of their own. Nothing is installed.
pub(crate) fn unpacked(job: &Job, package: &str, version: &str) -> Result<PathBuf> {
    let (folder, wanted) = (job.tool(package), format!("{package}={version}"));
    let done = folder.join("unpacked.txt");
    if !holds(&done, &wanted) {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut download = apt_get(&["download", &wanted]);
        download.current_dir(&folder);
        if job.run(&mut download, INSTALL_LIMIT).is_err() {
            job.run(&mut apt_get(&["update"]), INSTALL_LIMIT)?;
            job.run(&mut download, INSTALL_LIMIT)
                .with_context(|| format!("Debian's {wanted} cannot be had; see {}", job.log_path().display()))?;
        }
        let mut unpack = Command::new("sh");
        unpack.current_dir(&folder).args(["-c", "dpkg-deb --extract *.deb . && rm *.deb"]);
        job.run(&mut unpack, INSTALL_LIMIT)?;
        fs::write(&done, wanted)?;
    }
    Ok(folder)
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    // Another program may be installing something; it is waited for.
    command.args(["-o", "DPkg::Lock::Timeout=120"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The program that runs Autobahn's cases.
pub(crate) fn kosoku(job: &Job) -> Result<PathBuf> {
    Ok(python_packages(job, "kosoku", KOSOKU)?.join("bin/kosoku"))
}

/// The folder of a Python environment of its own, called `name`, that has `requirements`.
pub(crate) fn python_packages(job: &Job, name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = job.tool(name);
    let done = folder.join("installed.txt");
    if !holds(&done, requirements) {
        program(job, "python3", "python3")?;
        if make_venv(job, &folder).is_err() {
            debian_packages(job, "python3-venv")?;
            make_venv(job, &folder)?;
        }
        let wanted = folder.join("wanted.txt");
        fs::write(&wanted, requirements)?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]).arg(&wanted);
        job.run(&mut pip, INSTALL_LIMIT)?;
        fs::rename(&wanted, &done)?;
    }
    Ok(folder)
}

fn make_venv(job: &Job, folder: &Path) -> Result<()> {
    job.run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder), INSTALL_LIMIT)
}

/// Whether `file` is there and holds exactly `text`.
pub(crate) fn holds(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|found| found == text)
}
