//! What need not be made again, because it was made of the very same files.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

use anyhow::{Context, Result};

use super::folders::CACHE;
use crate::job::Job;

/// Makes `made` of `sources`, files or folders, unless that was done before; `name` tells it from all else that is made.
pub(super) fn unless_made(
    job: &Job,
    name: &str,
    made: &Path,
    sources: &[&Path],
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = job.scratch("stamps")?.join(name);
    let digest = digest(sources)?;
    if made.exists() && fs::read_to_string(&stamp).is_ok_and(|kept| kept == digest) {
        return job.note(&format!("{} is made of these very files already", made.display()));
    }
    make()?;
    fs::write(&stamp, digest).with_context(|| format!("cannot write {}", stamp.display()))
}

fn digest(sources: &[&Path]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in sources {
        add(source, &mut hasher).with_context(|| format!("in {}", source.display()))?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.file_name().hash(hasher);
    if !path.is_dir() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    entries.retain(|entry| entry.file_name().is_none_or(|name| name != CACHE));
    entries.sort();
    entries.len().hash(hasher);
    entries.iter().try_for_each(|entry| add(entry, hasher))
}

#[cfg(test)]
mod tests {
    use std::{env, process};

    use super::*;

    #[test]
    fn another_byte_or_name_is_another_digest_and_an_engines_cache_is_not() {
        let folder = env::temp_dir().join(format!("hubbub-stamp-{}", process::id()));
        fs::create_dir_all(folder.join(CACHE)).unwrap();
        let written = |name: &str, content: &str| {
            fs::write(folder.join(name), content).unwrap();
            digest(&[&folder]).unwrap()
        };
        let first = written("a", "1");
        assert_eq!(written(".godot/made", "1"), first);
        let second = written("a", "2");
        assert_ne!(second, first);
        fs::rename(folder.join("a"), folder.join("b")).unwrap();
        assert_ne!(written("b", "2"), second);
        fs::remove_dir_all(&folder).unwrap();
    }
}
