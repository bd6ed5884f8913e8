//! `hubbub store`: on a folder that a server has kept games in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::time::Duration;

use ::store::{Sqlite, Store, ask};
use bytes::Bytes;
use expect_test::expect;
use ledger::{Append, Blame, Chain, Create, Entry, Took};
use tokio::runtime::Runtime;
use types::{CommandId, Fence, GameId, Offset, UnixMs};

use crate::{Folder, stderr, stdout};

fn entry(text: &'static str) -> Entry {
    Entry { version: 1, at: UnixMs(1), body: Bytes::from_static(text.as_bytes()) }
}

async fn play(store: &dyn Store, id: &str, damage: bool) {
    let game: GameId = id.parse().unwrap();
    let mut chain = Chain::start(&game);
    let create = Create {
        game: game.clone(),
        rules: "dots".parse().unwrap(),
        seats: vec!["ann".parse().unwrap(), "bob".parse().unwrap()],
        command: CommandId::Client([1; 16]),
        by: None,
        owner: "node".parse().unwrap(),
        ttl: Duration::from_secs(9),
        events: vec![chain.seal(&entry("begun"))],
        wake_at: None,
    };
    ask(store, create).await.unwrap();
    let sealed = chain.seal(&entry("a move"));
    let append = Append {
        game,
        first: Offset(2),
        fence: Fence(1),
        command: CommandId::Client([2; 16]),
        user: None,
        events: vec![if damage { sealed.slice(..sealed.len() - 1) } else { sealed }],
        wake_at: None,
        ended: false,
    };
    ask(store, append).await.unwrap();
}

/// Games in a folder, one of them damaged if wanted; the server that made them may go on.
fn games(runtime: &Runtime, folder: &Path, damaged: &[&str]) -> Sqlite {
    let store = Sqlite::open(folder).unwrap();
    runtime.block_on(async {
        for id in ["first", "second"] {
            play(&store, id, damaged.contains(&id)).await;
        }
    });
    store
}

#[test]
fn a_store_is_checked_copied_and_moved_while_a_server_uses_it() {
    let (folder, runtime) = (Folder::new("store_whole"), Runtime::new().unwrap());
    let server = games(&runtime, &folder.0.join("data"), &[]);
    let said = |arguments: &[&str]| {
        let output = folder.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    };
    expect![[r#"
        games 2, entries 4, bytes 78
        all of it is as it was written
    "#]]
    .assert_eq(&said(&["store", "check"]));
    assert!(said(&["store", "backup", "copy"]).starts_with("copy has the store, in "));
    assert_eq!(said(&["store", "export", "games.jsonl"]), "games.jsonl has the store, in 10 rows\n");
    assert_eq!(said(&["store", "export", "-"]), folder.read("games.jsonl"));
    assert_eq!(said(&["store", "import", "games.jsonl", "--data", "other"]), "the store has 10 rows\n");
    let json = said(&["store", "check", "--data", "other", "--json"]);
    assert_eq!(json.trim_end(), r#"{"bytes":78,"entries":4,"faults":[],"faulty":0,"file":[],"games":2}"#);
    std::fs::create_dir(folder.0.join("restored")).unwrap();
    std::fs::copy(folder.0.join("copy"), folder.0.join("restored/games.sqlite3")).unwrap();
    assert!(said(&["store", "restored", "--data", "restored"]).starts_with("the store's epoch is "));
    runtime.block_on(server.close());
}

#[test]
fn what_is_damaged_is_named_and_ends_with_1() {
    let (folder, runtime) = (Folder::new("store_damaged"), Runtime::new().unwrap());
    runtime.block_on(games(&runtime, &folder.0.join("data"), &["second"]).close());
    let output = folder.run(&["store", "check"]);
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        games 2, entries 2, bytes 39
        damaged: game second: entry 2 is damaged: its checksum does not fit
        1 of 2 games are damaged
    "#]]
    .assert_eq(&stdout(&output));
    let exported = folder.run(&["store", "export", "games.jsonl"]);
    assert!(exported.status.success());
    let output = folder.run(&["store", "import", "games.jsonl", "--data", "other"]);
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        error: games.jsonl was not imported whole: line 7: game second: entry 2 is damaged: its checksum does not fit
    "#]]
    .assert_eq(&stderr(&output));
}

#[test]
fn what_cannot_be_done_is_said_with_a_way_out() {
    let (folder, runtime) = (Folder::new("store_refused"), Runtime::new().unwrap());
    let server = games(&runtime, &folder.0.join("data"), &[]);
    let refused = |arguments: &[&str]| {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        stderr(&output)
    };
    folder.write("there", "a file");
    for (arguments, wanted) in [
        (&["store", "check", "--data", "nowhere"][..], "nowhere/games.sqlite3` cannot be used: No such file"),
        (&["store", "backup", "there"], "`there` is there already: name a new file"),
        (&["store", "export", "there"], "cannot create there: File exists"),
        (&["store", "import", "missing"], "cannot read missing: No such file"),
        (&["store", "import", "there"], "is in use by the server with process id"),
        (&["store", "import", "there", "--data", "fresh"], "was not imported whole: line 1: it is cut off"),
        (&["store", "backup", "new", "--database", "postgres://u@127.0.0.1:1/x"], "PostgreSQL has its own tools"),
        (&["store", "check", "--database", "postgres://u@127.0.0.1:1/x"], "no connection to the database `x`"),
    ] {
        let said = refused(arguments);
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    runtime.block_on(server.close());
    assert_eq!(folder.run(&["store", "check", "--data", "a", "--database", "b"]).status.code(), Some(2));
}

#[test]
fn a_game_that_has_ended_its_servers_is_pardoned_once() {
    let (folder, runtime) = (Folder::new("store_pardon"), Runtime::new().unwrap());
    let within = Duration::from_secs(60);
    let server = games(&runtime, &folder.0.join("data"), &[]);
    let take = |store: &Sqlite| {
        let (game, owner, ttl) = ("first".parse().unwrap(), "node".parse().unwrap(), within);
        runtime.block_on(ask(store, ledger::Take { game, owner, ttl })).unwrap()
    };
    runtime.block_on(async {
        for _ in 0..2 {
            ask(&server, Blame { game: "first".parse().unwrap(), within }).await.unwrap();
        }
    });
    assert_eq!(take(&server), Took::Quarantined);
    let held = folder.run(&["store", "pardon", "first"]);
    assert!(stderr(&held).contains("is in use by the server"), "{}", stderr(&held));
    runtime.block_on(server.close());
    let output = folder.run(&["store", "pardon", "first"]);
    assert_eq!(stdout(&output), "game first can be run again\n", "{}", stderr(&output));
    let again = folder.run(&["store", "pardon", "first"]);
    assert!(stderr(&again).contains("game first has ended no process that this store knows of"), "{}", stderr(&again));
    let server = Sqlite::open(&folder.0.join("data")).unwrap();
    assert!(matches!(take(&server), Took::Taken(_)));
    runtime.block_on(server.close());
}
