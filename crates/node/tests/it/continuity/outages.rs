//! NATS is killed and comes back while everybody talks.

use std::env;
use std::panic::resume_unwind;
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::Duration;

use nats_server::NatsServer;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::crowd::Crowd;
use super::listener::Listener;
use super::record::{Record, judge};
use super::seed;
use super::talker::Talker;
use crate::harness::Node;

/// More than is said while NATS is away, so that there is no excuse for a reset.
const HISTORY: usize = 100_000;
const TALKERS: usize = 4;
const LISTENERS: usize = 4;
/// Who listens must be at the head so long after the bus is back.
const MENDED_WITHIN: Duration = Duration::from_secs(5);

/// How often NATS is killed: `HUBBUB_NATS_KILLS`, or a few times, for each costs seconds.
fn kills() -> usize {
    env::var("HUBBUB_NATS_KILLS").map_or(5, |kills| kills.parse().expect("HUBBUB_NATS_KILLS is a number"))
}

#[test]
fn t72_nats_is_killed_under_load_again_and_again_and_nobody_has_missed_anything() {
    killed(kills(), 500);
}

/// So long that an owner would count as gone, if it were not the bus that is.
#[test]
fn long_outages_move_no_stream_and_nobody_has_missed_anything() {
    killed(3, 4_000);
}

/// Kills NATS so often, each time until so many lines or fewer have been said at the owner's node.
fn killed(times: usize, lines: u64) {
    let mut nats = NatsServer::start();
    let nodes = [(); 2].map(|()| crate::fleet::node(&nats, HISTORY));
    let mut luck = StdRng::seed_from_u64(seed());
    let crowd = Crowd::of(TALKERS, LISTENERS);
    // The first that comes makes his node the owner of the stream.
    let mut talkers: Vec<Talker<'_>> =
        (0..TALKERS).map(|number| Talker::enter(&nodes[number % 2], &format!("t{number}"))).collect();
    let records = thread::scope(|scope| {
        let listeners = start(scope, &nodes, &crowd);
        for (number, talker) in talkers.iter_mut().enumerate() {
            let crowd = &crowd;
            scope.spawn(move || crowd.talks(number, talker));
        }
        let mended: Vec<Duration> =
            (0..times).map(|_| outage(&mut nats, &crowd, luck.random_range(lines / 2..lines))).collect();
        eprintln!("all at the head again after {mended:?}; at worst {:?}", mended.iter().max());
        crowd.tell(|progress| progress.is_over = true);
        listeners
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect::<Vec<Record>>()
    });
    let [heard, refused] = [
        records.iter().map(|record| record.views.len()).sum(),
        talkers.iter().map(|talker| talker.refused).sum::<usize>(),
    ];
    eprintln!("{heard} views heard, {refused} lines refused");
    let placed: Vec<_> = talkers.into_iter().flat_map(|talker| talker.placed).collect();
    judge(&records, &placed);
}

type Running<'scope> = Vec<ScopedJoinHandle<'scope, Record>>;

/// Listeners on both nodes.
fn start<'scope>(scope: &'scope Scope<'scope, '_>, nodes: &'scope [Node], crowd: &'scope Crowd) -> Running<'scope> {
    let run = |number: usize| {
        let mut listener = Listener::named(&format!("l{number}"));
        listener.enter(&nodes[number % nodes.len()]);
        scope.spawn(move || listen(number, listener, crowd))
    };
    (0..LISTENERS).map(run).collect()
}

/// Listens until it is over and everything has come; the heads tell when nothing else does.
fn listen(number: usize, mut listener: Listener, crowd: &Crowd) -> Record {
    loop {
        listener.hear();
        assert!(listener.record.resets.is_empty(), "there is history enough: {:?}", listener.record.resets);
        let mut has_all = false;
        crowd.tell(|progress| {
            progress.heard[number] = listener.place.offset.0;
            progress.doubts[number] = listener.doubts;
            has_all = progress.is_over && progress.heard[number] >= progress.head;
        });
        if has_all {
            return listener.record;
        }
    }
}

/// NATS goes, is away for a while, and comes back; gives how long it then took until everybody was at the head.
fn outage(nats: &mut NatsServer, crowd: &Crowd, lines: u64) -> Duration {
    let doubts = crowd.now().doubts.clone();
    nats.kill();
    // Those on the other node than the owner's are told.
    crowd.until("doubt", |progress| (1..LISTENERS).step_by(2).all(|one| progress.doubts[one] > doubts[one]));
    let head = crowd.now().head + lines;
    crowd.until("the owner's node to go on", |progress| progress.head >= head);
    nats.restart();
    let head = crowd.now().head;
    let mended = crowd.until("all to be at the head", |progress| progress.heard.iter().all(|heard| *heard >= head));
    assert!(mended <= MENDED_WITHIN, "somebody was at the head only after {mended:?}");
    let placed = crowd.now().placed.clone();
    crowd.until("everybody to be heard again", |progress| {
        progress.placed.iter().zip(&placed).all(|(now, before)| now > before)
    });
    mended
}
