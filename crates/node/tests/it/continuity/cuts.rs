//! A thousand conns that end at random points, and come back here or at the other node.

use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use nats_server::NatsServer;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::crowd::Crowd;
use super::listener::Listener;
use super::record::{Record, judge};
use super::seed;
use super::talker::Talker;
use crate::harness::Node;

const HISTORY: usize = 64;
const TALKERS: usize = 4;
const LISTENERS: usize = 5;
const CUTS: usize = 1_000;

#[test]
fn a_thousand_cuts_lose_double_and_swap_nothing_on_one_node() {
    let node = Node::with(|config| {
        config.server.shards = 3;
        config.realms.room_history = HISTORY;
    });
    cuts(&[node]);
}

#[test]
fn a_thousand_cuts_lose_double_and_swap_nothing_over_two_nodes() {
    let nats = NatsServer::start();
    cuts(&[(); 2].map(|()| crate::fleet::node(&nats, HISTORY)));
}

/// Talkers on every node; listeners that are cut, every other time to come back to the other node.
fn cuts(nodes: &[Node]) {
    let seed = seed();
    let mut talkers: Vec<Talker<'_>> =
        (0..TALKERS).map(|number| Talker::enter(&nodes[number % nodes.len()], &format!("t{number}"))).collect();
    let crowd = Crowd::of(TALKERS, 0);
    let mut listeners = thread::scope(|scope| {
        for (number, talker) in talkers.iter_mut().enumerate() {
            let crowd = &crowd;
            scope.spawn(move || crowd.talks(number, talker));
        }
        let spawned = (0..LISTENERS).map(|number| {
            let (crowd, luck) = (&crowd, StdRng::seed_from_u64(seed.wrapping_add(number as u64)));
            scope.spawn(move || cut_again_and_again(&format!("l{number}"), nodes, crowd, luck))
        });
        let spawned: Vec<_> = spawned.collect();
        let ended: Vec<_> = spawned.into_iter().map(ScopedJoinHandle::join).collect();
        crowd.tell(|progress| progress.is_over = true);
        ended.into_iter().map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<Listener>>()
    });
    let head = crowd.now().head;
    listeners.iter_mut().for_each(|listener| listener.until(head));
    let placed: Vec<_> = talkers.into_iter().flat_map(|talker| talker.placed).collect();
    let records: Vec<Record> = listeners.into_iter().map(|listener| listener.record).collect();
    judge(&records, &placed);
    every_reset_was_due(&records);
}

/// Listens a little, is cut, is away for a while, comes back.
fn cut_again_and_again(name: &str, nodes: &[Node], crowd: &Crowd, mut luck: StdRng) -> Listener {
    let mut listener = Listener::named(name);
    let mut at = 0;
    listener.enter(&nodes[at]);
    for cut in 0..CUTS / LISTENERS {
        (0..luck.random_range(0..8)).for_each(|_| listener.hear());
        listener.cut();
        away(crowd, &mut luck);
        at = (at + cut % 2) % nodes.len();
        listener.call_in(&nodes[at]);
        // One in eight is cut again before it knows that it is let in.
        if luck.random_range(0..8) > 0 {
            listener.wait_to_be_let_in();
        }
    }
    listener.wait_to_be_let_in();
    listener
}

/// Mostly back at once or soon; sometimes so late that the history is too short.
fn away(crowd: &Crowd, luck: &mut StdRng) {
    let lines = match luck.random_range(0..20) {
        0 => luck.random_range(HISTORY..2 * HISTORY),
        1..10 => luck.random_range(0..20),
        _ => 0,
    };
    let head = crowd.now().head + lines as u64;
    crowd.until("the talk to go on", |progress| progress.head >= head);
}

/// The only reason to lose anything is that more was missing than is kept; and that has happened.
fn every_reset_was_due(records: &[Record]) {
    let resets: Vec<_> = records.iter().flat_map(|record| &record.resets).collect();
    for reset in &resets {
        let missing = reset.to.offset.0 - reset.from.offset.0;
        let is_due = reset.why == "trimmed" && reset.to.epoch == reset.from.epoch && missing > HISTORY as u64;
        assert!(is_due, "{missing} views are given up, and {HISTORY} are kept: {reset:?}");
    }
    assert!(!resets.is_empty(), "nobody was away for too long");
}
