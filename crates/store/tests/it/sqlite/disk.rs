//! Disks that are full, and disks that do not keep what they are told to.

use std::fs;
use std::path::Path;
use std::process::Command;

use ledger::{Append, Failed, Look};
use store::{Sqlite, Store};
use types::Offset;

use super::{Folder, child, given};
use crate::samples::{append, ask, done, game, make};

fn succeeds(mut command: Command) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
}

/// In a namespace of its own, where a small disk of memory lies over the folder.
#[test]
fn t78_a_full_disk_does_nothing_reads_go_on_and_it_heals() {
    let folder = Folder::new();
    let on_disk = child("sqlite::disk::on_a_small_disk", folder.path());
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", r#"mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@""#]);
    command.arg(folder.path()).arg(on_disk.get_program()).args(on_disk.get_args());
    command.envs(on_disk.get_envs().filter_map(|(name, value)| Some((name, value?))));
    succeeds(command);
}

#[tokio::test]
#[ignore = "run by the test above, on a small disk"]
async fn on_a_small_disk() {
    let folder = given();
    let ballast = ["a", "b"].map(|name| folder.join(name));
    ballast.iter().for_each(|file| fs::write(file, vec![1; 1024 * 1024]).unwrap());
    let store = Sqlite::open(&folder).unwrap();
    make(&store, "g").await;
    let large = |offset: u64| Append { events: vec![vec![7; 64 * 1024].into()], ..append("g", offset, offset) };
    let mut head = 1;
    let failed = loop {
        match store.ask(large(head + 1).into()).await {
            Ok(_) => head += 1,
            Err(failed) => break failed,
        }
    };
    assert!(matches!(failed, Failed::NotDone(_)), "{failed}");
    assert!(head > 2, "some fit");
    for _ in 0..3 {
        assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(head), "reads go on");
        assert!(store.ask(large(head + 1).into()).await.is_err());
    }
    fs::remove_file(&ballast[0]).unwrap();
    assert_eq!(done(&store, large(head + 1)).await, Offset(head + 1), "it heals by itself");
    store.close().await;
    fs::remove_file(&ballast[1]).unwrap();
    let store = Sqlite::open(&folder).unwrap();
    assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(head + 1));
    store.close().await;
}

/// Stands before the C library and fails where a file says so.
const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int fails(void) { const char *flag = getenv("SYNC_FAILS"); return flag && access(flag, F_OK) == 0; }
#define OVER(name) int name(int file) { \
    if (fails()) { errno = EIO; return -1; } \
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, #name); \
    return real(file); }
OVER(fsync)
OVER(fdatasync)
"#;

fn shim(folder: &Path) -> std::path::PathBuf {
    let (source, library) = (folder.join("shim.c"), folder.join("shim.so"));
    fs::write(&source, SHIM).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl");
    succeeds(compiler);
    library
}

#[test]
fn t78_after_a_sync_that_failed_nothing_is_acknowledged_any_more() {
    let (folder, tools) = (Folder::new(), Folder::new());
    let mut command = child("sqlite::disk::on_a_disk_that_forgets", folder.path());
    command.env("LD_PRELOAD", shim(tools.path())).env("SYNC_FAILS", folder.path().join("fails"));
    succeeds(command);
}

#[tokio::test]
#[ignore = "run by the test above, on a disk that forgets"]
async fn on_a_disk_that_forgets() {
    let folder = given();
    let store = Sqlite::open(&folder).unwrap();
    make(&store, "g").await;
    let flag = folder.join("fails");
    fs::write(&flag, "").unwrap();
    let failed = store.ask(append("g", 2, 1).into()).await.unwrap_err();
    assert!(matches!(failed, Failed::Fatal(_)), "{failed}");
    fs::remove_file(&flag).unwrap();
    let later = store.ask(append("g", 2, 1).into()).await.unwrap_err();
    assert!(matches!(later, Failed::Fatal(_)), "it is never tried again: {later}");
    assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(1));
    store.close().await;
}
