//! Folders that tests lay out.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// What an engine has made of a project lies in it, and may change while it is copied.
pub(super) const CACHE: &str = ".godot";

/// Copies a folder with all that is in it but an engine's cache.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("in {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == CACHE {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
