//! What only SQLite promises.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

mod backup;
mod crash;
mod damage;
mod disk;
mod folder;

/// A folder that ends with its test.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("hubbub-store-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// This program again, to run one test that is ignored elsewhere, on a folder.
pub(crate) fn child(test: &str, folder: &Path) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--ignored", "--nocapture"]).env(FOLDER, folder);
    child
}

/// The folder that a [`child`] was given.
pub(crate) fn given() -> PathBuf {
    std::env::var_os(FOLDER).expect("only another test runs this one").into()
}

const FOLDER: &str = "STORE_TEST_FOLDER";
