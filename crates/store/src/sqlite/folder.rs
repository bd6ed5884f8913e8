//! The folder of a store: one server at a time, on a disk of its own machine.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::sqlite::NotOpened;

/// The file of the database.
pub(super) const DATABASE: &str = "games.sqlite3";
const LOCK: &str = "lock";

/// Holds the folder: no other server opens it while this lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Takes a folder, which is made if it is not there.
pub(super) fn lock(folder: &Path) -> Result<Lock, NotOpened> {
    let unusable = |source| NotOpened::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(unusable)?;
    refuse_network(folder)?;
    let path = folder.join(LOCK);
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(unusable)?;
    if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        let mut holder = String::new();
        // Who holds it is said for people; without it the refusal stands all the same.
        let _ = file.read_to_string(&mut holder);
        let holder = holder.trim().parse().ok();
        return Err(NotOpened::Held { folder: folder.to_owned(), holder });
    }
    file.set_len(0).map_err(unusable)?;
    writeln!(file, "{}", std::process::id()).map_err(unusable)?;
    // What SQLite puts beside it has the same mode.
    private(&folder.join(DATABASE)).map_err(unusable)?;
    // The files that are in the folder stay there after a loss of power.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable)?;
    Ok(Lock { _file: file })
}

/// Makes an empty file that is for its owner's eyes alone: games have secrets. One that is there stays as it is.
pub(super) fn private(file: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The database in a folder that somebody has made a store of.
pub(super) fn database(folder: &Path) -> Result<PathBuf, NotOpened> {
    let path = folder.join(DATABASE);
    match fs::metadata(&path) {
        Ok(_) => Ok(path),
        Err(source) => Err(NotOpened::Folder { folder: path, source }),
    }
}

/// File systems over a network keep neither locks nor the order of writes well enough, and no memory that two processes
/// share.
#[cfg(target_os = "linux")]
fn refuse_network(folder: &Path) -> Result<(), NotOpened> {
    const NETWORK: &[(u64, &str)] = &[
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFE53_4D42, "SMB2"),
        (0xFF53_4D42, "CIFS"),
        (0x0102_1997, "9P"),
        (0x5346_414F, "AFS"),
        (0x00C3_6400, "Ceph"),
        (0x0BD0_0BD0, "Lustre"),
        (0x7461_636F, "OCFS2"),
        (0x0116_1970, "GFS2"),
        (0x7375_7245, "Coda"),
    ];
    let kind = rustix::fs::statfs(folder)
        .map_err(|error| NotOpened::Folder { folder: folder.to_owned(), source: error.into() })?
        .f_type;
    // Only the lower half says which; some kernels extend its sign into the upper one.
    let kind = u64::try_from(i128::from(kind) & 0xFFFF_FFFF).unwrap_or(0);
    match NETWORK.iter().find(|(network, _)| *network == kind) {
        Some((_, name)) => Err(NotOpened::Network { folder: folder.to_owned(), kind: name }),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_: &Path) -> Result<(), NotOpened> {
    Ok(())
}
