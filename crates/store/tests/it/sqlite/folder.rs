//! Who may open a folder, and what is found in it then.

use ledger::{Appended, EpochAsk, Failed, Look, Take, Took};
use rusqlite::Connection;
use store::{NotOpened, Sqlite, Store};
use types::{Fence, Offset};

use super::Folder;
use crate::samples::{LONG, append, ask, done, game, make, name};

const DATABASE: &str = "games.sqlite3";

#[tokio::test]
async fn t87_a_second_server_is_told_who_holds_the_store_and_tools_may_read_it() {
    let folder = Folder::new();
    let store = Sqlite::open(folder.path()).unwrap();
    make(&store, "g").await;
    let refused = Sqlite::open(folder.path()).unwrap_err();
    let NotOpened::Held { holder, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*holder, Some(std::process::id()));
    assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    let tool = Sqlite::open_to_read(folder.path()).unwrap();
    done(&store, append("g", 2, 1)).await;
    assert_eq!(ask(&tool, Look { game: game("g") }).await.unwrap().head, Offset(2));
    let write = tool.ask(append("g", 3, 2).into()).await;
    assert!(matches!(write, Err(Failed::NotDone(_))), "{write:?}");
    tool.close().await;
    store.close().await;
    Sqlite::open(folder.path()).unwrap().close().await;
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart_and_nobody_owns_it() {
    let folder = Folder::new();
    let store = Sqlite::open(folder.path()).unwrap();
    let epoch = ask(&store, EpochAsk).await;
    make(&store, "g").await;
    store.close().await;
    let store = Sqlite::open(folder.path()).unwrap();
    assert_eq!(ask(&store, EpochAsk).await, epoch, "a restart is no new life");
    let looked = ask(&store, Look { game: game("g") }).await.unwrap();
    assert_eq!((looked.owner, looked.fence), (None, Fence(1)));
    let take = Take { game: game("g"), owner: name("n2"), ttl: LONG };
    let Took::Taken(owned) = ask(&store, take).await else { panic!("it should be free") };
    assert_eq!(owned.fence, Fence(2));
    assert_eq!(ask(&store, append("g", 2, 1)).await, Appended::Fenced);
    store.close().await;
}

#[tokio::test]
async fn a_store_that_a_newer_program_made_is_refused() {
    let folder = Folder::new();
    Sqlite::open(folder.path()).unwrap().close().await;
    let database = Connection::open(folder.path().join(DATABASE)).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    for opened in [Sqlite::open(folder.path()), Sqlite::open_to_read(folder.path())] {
        let refused = opened.unwrap_err();
        assert!(matches!(refused, NotOpened::Newer { found: 99, known: 2 }), "{refused}");
    }
}

#[test]
fn a_folder_without_a_store_is_not_read_and_what_is_no_folder_is_named() {
    let folder = Folder::new();
    let refused = Sqlite::open_to_read(folder.path()).unwrap_err();
    assert!(refused.to_string().contains(DATABASE), "{refused}");
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let refused = Sqlite::open(&file).unwrap_err();
    assert!(matches!(refused, NotOpened::Folder { .. }), "{refused}");
    std::fs::write(folder.path().join(DATABASE), "no database of SQLite, and long enough to be read as one".repeat(9))
        .unwrap();
    let refused = Sqlite::open(folder.path()).unwrap_err();
    assert!(matches!(refused, NotOpened::Database(_)), "{refused}");
}
