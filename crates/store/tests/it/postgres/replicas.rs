//! A server that is gone for good, and another one, which followed it, in its place.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ledger::{Appended, Look};
use postgres_server::PostgresServer;
use store::{Postgres, Store as _};
use types::Offset;

use super::crash::{Hall, check, play};
use crate::samples::{append, ask, done, game, make};

const GAMES: u64 = 4;

/// Where a node finds whichever of the two takes writes.
fn either(primary: &PostgresServer, replica: &PostgresServer) -> String {
    format!("postgres://hubbub@{},{}/hubbub?target_session_attrs=read-write", primary.address(), replica.address())
}

/// Waits until a query says so.
fn until(server: &PostgresServer, is_so: &str) {
    while server.ask(is_so) != "t" {}
}

/// From now on the server acknowledges nothing that the replica does not have.
fn wait_for_replicas(server: &PostgresServer) {
    for statement in ["alter system set synchronous_standby_names = '*'", "select pg_reload_conf()"] {
        let _ = server.ask(statement);
    }
    until(server, "select exists (select from pg_stat_replication where sync_state = 'sync')");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t88_a_replica_that_is_waited_for_has_all_that_was_acknowledged() {
    let mut primary = PostgresServer::start();
    let replica = primary.replica();
    wait_for_replicas(&primary);
    let store = Arc::new(Postgres::open(&either(&primary, &replica)).await.unwrap());
    let hall = Arc::new(Hall::open());
    let players = (0..GAMES).map(|number| {
        let (store, hall) = (store.clone(), hall.clone());
        tokio::spawn(async move {
            let id = format!("g{number}");
            make(&*store, &id).await;
            let (length, unknown) = play(&store, &id, &hall).await;
            (id, length, unknown)
        })
    });
    let players: Vec<_> = players.collect();
    let mut acked = hall.acked.subscribe();
    acked.wait_for(|acked| *acked >= 300).await.unwrap();
    hall.is_up.send_replace(false);
    primary.kill();
    replica.promote();
    hall.is_up.send_replace(true);
    hall.until.store(*acked.borrow() + 300, Ordering::Relaxed);
    for player in players {
        let (id, length, _) = player.await.unwrap();
        check(&store, &id, length).await;
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t88_a_replica_that_nobody_waits_for_lacks_the_last_events_and_they_can_be_done_again() {
    let mut primary = PostgresServer::start();
    let store = Postgres::open(&primary.url()).await.unwrap();
    make(&store, "g").await;
    let mut replica = primary.replica();
    let late = Postgres::open(&either(&primary, &replica)).await.unwrap();
    assert_eq!(done(&late, append("g", 2, 1)).await, Offset(2));
    until(&replica, "select count(*) = 2 from hubbub.event");
    // It is behind: what a stopped one has in its sockets it would still take in.
    replica.stop();
    for number in 3..6 {
        assert_eq!(done(&late, append("g", number, number)).await, Offset(number));
    }
    primary.kill();
    replica.restart();
    replica.promote();
    let head = loop {
        if let Ok(Some(looked)) = store::ask(&late, Look { game: game("g") }).await {
            break looked.head;
        }
    };
    assert_eq!(head, Offset(2), "what was acknowledged since is lost");
    // Its owner thinks that there is more: he is stopped, and reads again.
    assert!(!matches!(ask(&late, append("g", 6, 9)).await, Appended::Done(_) | Appended::Known(_)));
    assert_eq!(done(&late, append("g", 3, 3)).await, Offset(3), "the same command");
    late.close().await;
}
