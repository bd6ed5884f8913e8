//! Copies of a store that is in use.

use std::os::unix::fs::PermissionsExt;

use ledger::{EpochAsk, Look};
use store::{NotBackedUp, Sqlite, Store, back_up, check, check_file};
use types::Fence;

use super::Folder;
use crate::samples::{append, ask, done, game, make};

#[tokio::test]
async fn t81_a_copy_is_whole_and_begins_another_life_each_time_it_is_opened_first() {
    let (folder, other) = (Folder::new(), Folder::new());
    let store = Sqlite::open(folder.path()).unwrap();
    let epoch = ask(&store, EpochAsk).await;
    make(&store, "g").await;
    for number in 1..=50 {
        done(&store, append("g", number + 1, number)).await;
    }
    let file = other.path().join("copy");
    assert!(back_up(folder.path(), &file).unwrap() > 0);
    for private in [&file, &folder.path().join("games.sqlite3"), &folder.path().join("games.sqlite3-wal")] {
        let mode = std::fs::metadata(private).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "games have secrets: {}", private.display());
    }
    done(&store, append("g", 52, 51)).await;
    let again = back_up(folder.path(), &file).unwrap_err();
    assert!(matches!(again, NotBackedUp::Exists(_)), "{again}");
    store.close().await;
    let mut epochs = vec![epoch];
    for _ in 0..2 {
        let restored = Folder::new();
        std::fs::copy(&file, restored.path().join("games.sqlite3")).unwrap();
        let store = Sqlite::open(restored.path()).unwrap();
        let looked = ask(&store, Look { game: game("g") }).await.unwrap();
        assert_eq!((looked.head.0, looked.fence, looked.owner), (51, Fence(1), None));
        let raised = ask(&store, EpochAsk).await;
        assert!(raised > epochs[epochs.len() - 1], "{raised:?} {epochs:?}");
        epochs.push(raised);
        store.close().await;
        let store = Sqlite::open(restored.path()).unwrap();
        assert_eq!(ask(&store, EpochAsk).await, raised, "it is no copy any more");
        store.close().await;
    }
}

#[tokio::test]
async fn a_file_that_is_whole_is_found_so_and_one_that_is_not_is_not() {
    let folder = Folder::new();
    let store = Sqlite::open(folder.path()).unwrap();
    for number in 0..200 {
        make(&store, &format!("g{number}")).await;
    }
    assert!(check_file(folder.path()).unwrap().is_empty());
    store.close().await;
    let file = folder.path().join("games.sqlite3");
    let mut bytes = std::fs::read(&file).unwrap();
    // The second page is a table's; its first bytes say what kind of page it is.
    bytes[4096..4096 + 64].fill(0xFF);
    std::fs::write(&file, bytes).unwrap();
    let found = check_file(folder.path());
    assert!(found.as_ref().is_ok_and(|found| !found.is_empty()) || found.is_err(), "{found:?}");
    if let Ok(tool) = Sqlite::open_to_read(folder.path()) {
        // Whatever it says, it says it, and neither hangs nor ends.
        let _ = check(&tool, &mut |_| {}).await;
        tool.close().await;
    }
}
