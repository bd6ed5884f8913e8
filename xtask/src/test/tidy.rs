//! The house rules that no other tool knows. Each rule is a function that lists what breaks it.

mod documents;
mod layers;
mod sources;
mod traps;

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};

use super::Verdict;
use crate::{cargo::Metadata, job::Job};

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let repository = job.repository();
    let crates = Metadata::read(repository)?.packages;
    let files = files(repository)?;
    let mut findings = layers::arrows(&crates);
    findings.extend(layers::impurities(&crates));
    findings.extend(sources::findings(repository, &files));
    findings.extend(documents::architecture(repository));
    findings.extend(traps::findings(repository));
    findings.extend(documents::protocol(repository, &crate::codegen::packet_kinds(repository)?));
    findings.iter().try_for_each(|finding| job.note(finding))?;
    if !findings.is_empty() {
        bail!("{} house rules are broken", findings.len());
    }
    Ok(Verdict::Passed(format!("{} files", files.len())))
}

/// Every file that is, or would be, under version control, relative to the repository.
fn files(repository: &Path) -> Result<Vec<String>> {
    let mut list = Command::new("git");
    list.current_dir(repository).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let output = list.output().context("cannot start git, which knows the files of the repository")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    let exists = |name: &&str| repository.join(name).is_file();
    Ok(names.split_terminator('\0').filter(exists).map(str::to_owned).collect())
}
