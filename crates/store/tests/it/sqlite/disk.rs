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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int fails(int file) {
    const char *flag = getenv("SYNC_FAILS"), *of = getenv("SYNC_FAILS_OF");
    if (!flag || !of || access(flag, F_OK) != 0) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strlen(path) >= strlen(of) && strcmp(path + length - strlen(of), of) == 0;
}
#define OVER(name) int name(int file) { \
    if (fails(file)) { errno = EIO; return -1; } \
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

/// Runs a test on a disk that forgets what a file, named by its end, was told to keep, while [`FLAG`] is there.
fn on_forgetful_disk(test: &str, file: &str) {
    let (folder, tools) = (Folder::new(), Folder::new());
    let mut command = child(test, folder.path());
    command.env("LD_PRELOAD", shim(tools.path())).env("SYNC_FAILS", folder.path().join(FLAG));
    command.env("SYNC_FAILS_OF", file);
    succeeds(command);
}

const FLAG: &str = "fails";

#[test]
fn t78_after_a_sync_that_failed_nothing_is_acknowledged_any_more() {
    on_forgetful_disk("sqlite::disk::on_a_disk_that_forgets", "-wal");
}

#[tokio::test]
#[ignore = "run by the test above"]
async fn on_a_disk_that_forgets() {
    let folder = given();
    let store = Sqlite::open(&folder).unwrap();
    make(&store, "g").await;
    let flag = folder.join(FLAG);
    fs::write(&flag, "").unwrap();
    let failed = store.ask(append("g", 2, 1).into()).await.unwrap_err();
    assert!(matches!(failed, Failed::Fatal(_)), "{failed}");
    fs::remove_file(&flag).unwrap();
    let later = store.ask(append("g", 2, 1).into()).await.unwrap_err();
    assert!(matches!(later, Failed::Fatal(_)), "it is never tried again: {later}");
    assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(1));
    store.close().await;
}

/// Appends are on the disk, in the log; what fails is to move them to their places.
#[test]
fn t78_a_log_that_cannot_be_moved_to_its_places_is_kept_and_the_store_ends() {
    on_forgetful_disk("sqlite::disk::on_a_disk_that_forgets_places", "games.sqlite3");
}

#[tokio::test]
#[ignore = "run by the test above"]
async fn on_a_disk_that_forgets_places() {
    let folder = given();
    let store = Sqlite::open(&folder).unwrap();
    make(&store, "g").await;
    let flag = folder.join(FLAG);
    fs::write(&flag, "").unwrap();
    let large = |offset: u64| Append { events: vec![vec![7; 512 * 1024].into()], ..append("g", offset, offset) };
    let mut head = 1;
    let failed = loop {
        match store.ask(large(head + 1).into()).await {
            Ok(_) => head += 1,
            Err(failed) => break failed,
        }
        assert!(head < 200, "the log is never moved");
    };
    assert!(matches!(failed, Failed::Fatal(_)), "{failed}");
    fs::remove_file(&flag).unwrap();
    let later = store.ask(large(head + 1).into()).await.unwrap_err();
    assert!(matches!(later, Failed::Fatal(_)), "it is never tried again: {later}");
    store.close().await;
    assert!(fs::metadata(folder.join("games.sqlite3-wal")).unwrap().len() > 0, "the log is still there");
    let store = Sqlite::open(&folder).unwrap();
    assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(head), "all that was acknowledged");
    store.close().await;
}
