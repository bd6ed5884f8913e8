//! Tells the binary which commit it is built from, without git: its files are read as they are.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let commit = commit(&repository).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=BUILT_FROM_COMMIT={commit}");
}

/// The first 12 digits of the commit that is checked out; `None` outside a repository.
fn commit(repository: &Path) -> Option<String> {
    let git = git_folder(repository)?;
    let head = read(&git.join("HEAD"))?;
    // Every commit and checkout adds a line here, also when the branch itself moves from one file to another.
    let log = git.join("logs/HEAD");
    if log.exists() {
        println!("cargo::rerun-if-changed={}", log.display());
    }
    let hash = match head.strip_prefix("ref: ") {
        Some(name) => resolve(&git, name)?,
        None => head,
    };
    let digits = hash.get(..12)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| digits.to_owned())
}

/// `.git`, which in a linked work tree is a file that names the folder.
fn git_folder(repository: &Path) -> Option<PathBuf> {
    let git = repository.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let named = read(&git)?;
    Some(repository.join(named.strip_prefix("gitdir: ")?))
}

/// A branch has its own file, or a line in `packed-refs`; those of a linked work tree stand in the common folder.
fn resolve(git: &Path, name: &str) -> Option<String> {
    let common = read(&git.join("commondir")).map_or_else(|| git.to_owned(), |folder| git.join(folder));
    read(&common.join(name)).or_else(|| {
        let packed = read(&common.join("packed-refs"))?;
        let line = packed.lines().find(|line| line.ends_with(&format!(" {name}")))?;
        line.split_once(' ').map(|(hash, _)| hash.to_owned())
    })
}

/// A file that decides the answer, without its last line end; the build runs again when it changes.
fn read(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    println!("cargo::rerun-if-changed={}", file.display());
    Some(text.trim_end().to_owned())
}
