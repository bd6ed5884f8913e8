//! A server that is killed, or paused, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::{Answer, Append, Appended, Chain, Failed, LOAD_BYTES_MAX, Load, Look};
use postgres_server::PostgresServer;
use store::{Postgres, Store};
use tokio::sync::watch;
use types::Offset;

use crate::samples::{append, ask, entry, game, make};

const GAMES: u64 = 8;

/// What the players of a test know of each other and of the server.
pub(super) struct Hall {
    /// Ends each player once so many appends are acknowledged.
    pub(super) until: AtomicU64,
    pub(super) acked: watch::Sender<u64>,
    pub(super) is_up: watch::Sender<bool>,
}

impl Hall {
    /// Nothing is acknowledged yet, and the server is up.
    pub(super) fn open() -> Self {
        let (acked, is_up) = (watch::Sender::new(0), watch::Sender::new(true));
        Self { until: AtomicU64::new(u64::MAX), acked, is_up }
    }
}

/// Appends to one game as a host does: after an unknown outcome it sends the same command again, and what it was told
/// stands.
pub(super) async fn play(store: &Postgres, id: &str, hall: &Hall) -> (u64, u64) {
    let mut chain = Chain::start(&game(id));
    let _ = chain.seal(&entry("begun"));
    let (mut last, mut unknown) = (1, 0);
    for number in 1.. {
        if *hall.acked.borrow() >= hall.until.load(Ordering::Relaxed) {
            break;
        }
        let events = vec![chain.seal(&entry(&format!("event {number}")))];
        let command = Append { events, ..append(id, last + 1, number) };
        loop {
            match store.ask(command.clone().into()).await {
                Ok(Answer::Append(Appended::Done(offset) | Appended::Known(offset))) => {
                    assert_eq!(offset, Offset(last + 1));
                    break;
                }
                Err(Failed::Unknown(_)) => unknown += 1,
                Err(Failed::NotDone(_)) => {
                    hall.is_up.subscribe().wait_for(|up| *up).await.unwrap();
                }
                other => panic!("{other:?}"),
            }
        }
        hall.acked.send_modify(|acked| *acked += 1);
        last += 1;
    }
    (last, unknown)
}

pub(super) async fn check(store: &Postgres, id: &str, length: u64) {
    let mut chain = Chain::start(&game(id));
    while chain.last() < Offset(length) {
        let load = Load { game: game(id), after: chain.last(), bytes_max: LOAD_BYTES_MAX };
        let page = ask(store, load).await.unwrap();
        assert_eq!(page.head, Offset(length));
        chain.page(&page).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t61_t63_a_server_that_is_killed_has_kept_what_was_acknowledged() {
    let mut server = PostgresServer::start();
    let store = Arc::new(Postgres::open(&server.url()).await.unwrap());
    let hall = Arc::new(Hall::open());
    let mut players = Vec::new();
    for number in 0..GAMES {
        let (store, hall) = (store.clone(), hall.clone());
        players.push(tokio::spawn(async move {
            let id = format!("g{number}");
            make(&*store, &id).await;
            let (length, unknown) = play(&store, &id, &hall).await;
            (id, length, unknown)
        }));
    }
    let mut acked = hall.acked.subscribe();
    for _ in 0..3 {
        let before = *acked.borrow();
        acked.wait_for(|acked| *acked >= before + 300).await.unwrap();
        hall.is_up.send_replace(false);
        server.kill();
        server.restart();
        hall.is_up.send_replace(true);
    }
    hall.until.store(*acked.borrow() + 300, Ordering::Relaxed);
    let (mut appends, mut unknowns) = (0, 0);
    for player in players {
        let (id, length, unknown) = player.await.unwrap();
        check(&store, &id, length).await;
        appends += length;
        unknowns += unknown;
    }
    println!("{appends} appends, {unknowns} answers lost");
    assert!(unknowns > 0, "a kill hits something that is under way");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t67_of_a_server_that_says_nothing_the_outcome_is_unknown_and_the_command_is_known_later() {
    let server = PostgresServer::start();
    let store = Postgres::open(&server.url()).await.unwrap();
    make(&store, "g").await;
    server.pause();
    let answer = store.ask(append("g", 2, 1).into()).await;
    assert!(matches!(answer, Err(Failed::Unknown(_))), "{answer:?}");
    server.resume();
    let again = loop {
        if let Ok(answer) = store.ask(append("g", 2, 1).into()).await {
            break answer;
        }
    };
    assert!(
        matches!(again, Answer::Append(Appended::Known(Offset(2)) | Appended::Done(Offset(2)))),
        "it was written once: {again:?}"
    );
    assert_eq!(ask(&store, Look { game: game("g") }).await.unwrap().head, Offset(2));
    store.close().await;
}
