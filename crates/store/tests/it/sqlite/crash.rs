//! A server that is killed, and a machine that loses power.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use ledger::{Append, Chain, Entry, LOAD_BYTES_MAX, Load};
use store::{Sqlite, Store};
use types::Offset;

use super::{Folder, child, given};
use crate::samples::{append, ask, done, entry, game, make};

/// Checks the whole log of a game, and gives its length.
async fn length(store: &Sqlite, id: &str) -> u64 {
    let mut chain = Chain::start(&game(id));
    loop {
        let load = Load { game: game(id), after: chain.last(), bytes_max: LOAD_BYTES_MAX };
        let Some(page) = ask(store, load).await else { return 0 };
        let after = chain.last();
        chain.page(&page).unwrap();
        if !page.has_more(after) {
            return chain.last().0;
        }
    }
}

fn sealed(chain: &mut Chain, number: u64) -> Append {
    let body = entry(&format!("event {number}"));
    Append { events: vec![chain.seal(&Entry { at: types::UnixMs(1), ..body })], ..append("x", number + 1, number) }
}

const GAMES: u64 = 8;
const ACKED: usize = 400;

#[tokio::test]
async fn t61_t63_a_server_that_is_killed_has_kept_what_it_acknowledged() {
    for _ in 0..3 {
        let folder = Folder::new();
        let mut server = child("sqlite::crash::a_server_that_appends", folder.path());
        let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
        let mut acked = [0; GAMES as usize];
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let acks = lines.map_while(Result::ok).filter_map(|line| {
            let (game, offset) = line.strip_prefix("acked ")?.split_once(' ')?;
            Some((game.parse::<usize>().ok()?, offset.parse::<u64>().ok()?))
        });
        let mut acks = acks.inspect(|(game, offset)| acked[*game] = (*offset).max(acked[*game]));
        assert_eq!(acks.by_ref().take(ACKED).count(), ACKED);
        server.kill().unwrap();
        // What it said before it was gone counts too.
        let _ = acks.count();
        server.wait().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        for (game, acked) in acked.iter().enumerate() {
            let length = length(&store, &format!("g{game}")).await;
            assert!(length >= *acked, "{acked} were acknowledged and {length} are there");
            assert!(length <= acked + 2, "one was in flight, and one ack is not yet said");
        }
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run, and killed, by the test above"]
async fn a_server_that_appends() {
    let store = std::sync::Arc::new(Sqlite::open(&given()).unwrap());
    let mut tasks = Vec::new();
    for number in 0..GAMES {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let id = format!("g{number}");
            make(&*store, &id).await;
            let mut chain = Chain::start(&game(&id));
            let _ = chain.seal(&entry("begun"));
            for count in 1.. {
                let append = Append { game: game(&id), ..sealed(&mut chain, count) };
                let Offset(offset) = done(&*store, append).await;
                println!("acked {number} {offset}");
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// A power loss leaves at least what was synced, and perhaps some of what came after, torn anywhere: here the log of
/// the database is cut off between two acks.
#[tokio::test]
async fn t77_a_log_that_is_cut_off_anywhere_behind_an_ack_has_kept_it() {
    let (folder, after) = (Folder::new(), Folder::new());
    let log = |folder: &Folder| folder.path().join("games.sqlite3-wal");
    let store = Sqlite::open(folder.path()).unwrap();
    make(&store, "g").await;
    let mut chain = Chain::start(&game("g"));
    let _ = chain.seal(&entry("begun"));
    let mut synced = Vec::new();
    for number in 1..=20 {
        synced.push(fs::metadata(log(&folder)).unwrap().len());
        done(&store, Append { game: game("g"), ..sealed(&mut chain, number) }).await;
    }
    for (entries, pair) in (1..).zip(synced.windows(2)) {
        for cut in [pair[0], (pair[0] + pair[1]) / 2, pair[1] - 1] {
            fs::copy(folder.path().join("games.sqlite3"), after.path().join("games.sqlite3")).unwrap();
            let kept = fs::read(log(&folder)).unwrap();
            fs::write(log(&after), &kept[..usize::try_from(cut).unwrap()]).unwrap();
            let found = Sqlite::open(after.path()).unwrap();
            assert_eq!(length(&found, "g").await, entries, "cut off at {cut} of {pair:?}");
            found.close().await;
        }
    }
    store.close().await;
}
