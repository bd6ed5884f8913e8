//! How many appends a second a store keeps, and how long each takes, beside what one fdatasync costs here.
//!
//! `cargo run --release -p store --example appends [postgres://…]`; without a URL it starts a PostgreSQL of its own, as
//! the tests do.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed")]

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use hdrhistogram::Histogram;
use ledger::{Append, Appended, Create};
use postgres_server::PostgresServer;
use store::{Postgres, Sqlite, Store, ask};
use types::{CommandId, Fence, GameId, Name, Offset};

const TIME: Duration = Duration::from_secs(5);
const CLIENTS: [usize; 3] = [1, 8, 64];
const EVENT_BYTES: usize = 120;

#[tokio::main]
async fn main() {
    let folder = env::temp_dir().join(format!("hubbub-appends-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    println!("{:<12} {:>7} {:>11} {:>9} {:>9}", "store", "clients", "appends/s", "p50 ms", "p99 ms");
    let (syncs, times) = raw_syncs(&folder.join("raw"));
    show("fdatasync", 1, syncs, &times);
    let sqlite = Arc::new(Sqlite::open(&folder.join("store")).unwrap());
    measure("SQLite", sqlite.clone()).await;
    sqlite.close().await;
    let server = env::args().nth(1).is_none().then(PostgresServer::start);
    let url = env::args().nth(1).or(server.as_ref().map(PostgresServer::url)).unwrap();
    let postgres = Arc::new(Postgres::open(&url).await.unwrap());
    measure("PostgreSQL", postgres.clone()).await;
    postgres.close().await;
    fs::remove_dir_all(&folder).unwrap();
}

/// Writes 4 KiB to the end of a file and syncs, again and again.
fn raw_syncs(path: &std::path::Path) -> (u64, Histogram<u64>) {
    let mut file = File::create(path).unwrap();
    let mut times = Histogram::new(3).unwrap();
    let end = Instant::now() + TIME / 2;
    while Instant::now() < end {
        let start = Instant::now();
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        times.record(micros(start)).unwrap();
    }
    (times.len() * 2 / TIME.as_secs(), times)
}

async fn measure(name: &str, store: Arc<dyn Store>) {
    for clients in CLIENTS {
        let mut tasks = Vec::new();
        for client in 0..clients {
            tasks.push(tokio::spawn(play(store.clone(), client)));
        }
        let mut times = Histogram::<u64>::new(3).unwrap();
        for task in tasks {
            times.add(task.await.unwrap()).unwrap();
        }
        show(name, clients, times.len() / TIME.as_secs(), &times);
    }
}

/// One game whose moves follow each other.
async fn play(store: Arc<dyn Store>, client: usize) -> Histogram<u64> {
    let game = new_game(client);
    make(&*store, &game).await;
    let mut times = Histogram::new(3).unwrap();
    let end = Instant::now() + TIME;
    let mut next: u64 = 1;
    while Instant::now() < end {
        let append = Append {
            game: game.clone(),
            first: Offset(next),
            fence: Fence(1),
            command: CommandId::Client(u128::from(next).to_be_bytes()),
            user: None,
            events: vec![Bytes::from_static(&[7; EVENT_BYTES])],
            wake_at: None,
            ended: false,
        };
        let start = Instant::now();
        let answer = ask(&*store, append).await.unwrap();
        times.record(micros(start)).unwrap();
        assert_eq!(answer, Appended::Done(Offset(next)));
        next += 1;
    }
    times
}

async fn make(store: &dyn Store, game: &GameId) {
    let node: Name = "node".parse().unwrap();
    let create = Create {
        game: game.clone(),
        rules: "none".parse().unwrap(),
        seats: Vec::new(),
        command: CommandId::Client([0; 16]),
        by: None,
        owner: node,
        ttl: Duration::from_secs(60),
        events: Vec::new(),
        wake_at: None,
    };
    ask(store, create).await.unwrap();
}

fn new_game(client: usize) -> GameId {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    format!("g{}_{client}", now.as_nanos()).parse().unwrap()
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap().max(1)
}

fn show(name: &str, clients: usize, rate: u64, times: &Histogram<u64>) {
    let ms = |quantile| times.value_at_quantile(quantile) as f64 / 1000.0;
    println!("{name:<12} {clients:>7} {rate:>11} {:>9.3} {:>9.3}", ms(0.5), ms(0.99));
}
