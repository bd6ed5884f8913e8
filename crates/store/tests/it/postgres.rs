//! What PostgreSQL promises: the contract, and what a server of its own adds to it.

use std::sync::Arc;

use postgres_server::PostgresServer;
use store::{Postgres, Store};
use tokio_postgres::NoTls;

use crate::contract::CASES;

mod crash;
mod refusals;
mod replicas;
mod tls;

/// Carries out SQL beside the store, as an operator would.
pub(crate) async fn operator(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// In one test, since a server takes a second to begin; each case has a database of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_the_contract() {
    let server = PostgresServer::start();
    for (number, (name, case)) in CASES.iter().enumerate() {
        println!("{name}");
        let database = format!("case{number}");
        operator(&server.url(), &format!("create database {database}")).await;
        let store = Arc::new(Postgres::open(&server.url_of(&database)).await.unwrap());
        case(store.clone()).await;
        store.close().await;
    }
}

/// Two nodes that write to the same games in opposite orders never wait for each other in a circle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_of_two_nodes_do_not_deadlock() {
    let server = PostgresServer::start();
    let nodes = [Postgres::open(&server.url()).await.unwrap(), Postgres::open(&server.url()).await.unwrap()];
    let ids: Vec<String> = (0..64).map(|number| format!("g{number:02}")).collect();
    for id in &ids {
        crate::samples::make(&nodes[0], id).await;
    }
    for round in 0..20 {
        let mut begun = Vec::new();
        for (node, store) in (0_u64..).zip(&nodes) {
            let mut ids: Vec<&String> = ids.iter().collect();
            if node == 1 {
                ids.reverse();
            }
            for id in &ids {
                begun.push(store.ask(crate::samples::append(id, round + 2, 2 * round + node + 1).into()));
            }
            let terms = ids.iter().map(|id| (crate::samples::game(id), types::Fence(1))).collect();
            begun.push(store.ask(ledger::Renew { terms, ttl: crate::samples::LONG }.into()));
        }
        for answer in begun {
            answer.await.unwrap();
        }
    }
    for store in nodes {
        store.close().await;
    }
}
