//! A node that goes down.

use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Client, Node, Request, binary, close};
use crate::player::Player;
use crate::protobuf;

#[test]
fn every_conn_is_closed_with_4012_and_the_drain_ends_when_they_have_left() {
    Node::each_layout(|node| {
        let mut clients: Vec<Client> = (0..20).map(|_| node.join()).chain([node.join_json()]).collect();
        clients[0].send(&binary(&protobuf::hello()));
        let mut silent = Client::connect(node.address);
        thread::scope(|scope| {
            let drain = scope.spawn(|| node.drain());
            for client in &mut clients {
                assert_eq!(client.closed(), (4012, "restarting".to_owned()));
                client.send(&close(4012, ""));
                client.finish();
            }
            // It may not have been accepted yet, and then the kernel resets it.
            silent.ended_or_cut();
            drain.join().expect("the drain ends");
        });
        assert!(TcpStream::connect(node.address).is_err(), "nobody listens any more");
    });
}

#[test]
fn the_close_frame_is_byte_for_byte() {
    let node = Node::with(|config| config.limits.close_grace = Duration::from_millis(10));
    let mut client = node.join();
    node.drain();
    client.hears(b"\x88\x0c\x0f\xacrestarting");
    client.ended();
}

#[test]
fn readiness_ends_with_the_drain_and_health_does_not() {
    let node = Node::start();
    assert_eq!(Client::get(node.metrics, "/readyz").status, 200);
    assert_eq!(Client::get(node.address, "/readyz").status, 200);
    node.drain();
    assert_eq!(Client::get(node.metrics, "/readyz").status, 503);
    assert_eq!(Client::get(node.metrics, "/healthz").status, 200);
}

#[test]
fn full_conns_are_told_when_to_leave_and_are_closed_then() {
    let node = Node::with(|config| config.limits.drain_spread = Duration::from_millis(300));
    let mut players: Vec<Player> = (0..20).map(|_| Player::guest(&node)).collect();
    let mut tutorial = node.join();
    let started = Instant::now();
    thread::scope(|scope| {
        let drain = scope.spawn(|| node.drain());
        let told: Vec<u64> = players.iter_mut().map(told_to_leave).collect();
        assert!(told.iter().all(|after| *after <= 300) && told.iter().any(|after| *after != told[0]), "{told:?}");
        for (player, after) in players.iter_mut().zip(&told) {
            assert_eq!(player.client.closed().0, 4012);
            assert!(started.elapsed() >= Duration::from_millis(*after), "closed before its time");
        }
        assert_eq!(tutorial.closed().0, 4012);
        drop((std::mem::take(&mut players), tutorial));
        drain.join().expect("the drain ends");
    });
}

fn told_to_leave(player: &mut Player) -> u64 {
    player.until("move").get("afterMs").map_or(0, |after| after.as_u64().expect("a number"))
}

#[test]
fn a_storm_is_taken_at_a_set_rate_and_the_rest_is_told_when_to_come() {
    let node = Node::with(|config| (config.limits.accept_rate, config.limits.accept_burst) = (1, 3));
    let ask = || {
        let mut client = Client::connect(node.address);
        client.send(&Request::upgrade("/ws").bytes());
        let response = client.response();
        (response.status, response.header("Retry-After").map(str::to_owned), client)
    };
    let answers: Vec<_> = (0..6).map(|_| ask()).collect();
    let statuses: Vec<u16> = answers.iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses[..3], [101, 101, 101]);
    let waits: Vec<u64> = answers.iter().filter_map(|(_, wait, _)| wait.as_ref()?.parse().ok()).collect();
    assert!(statuses[3..].iter().all(|status| *status == 503 || *status == 101), "{statuses:?}");
    assert!(waits.len() >= 2 && waits.is_sorted() && waits[0] < waits[waits.len() - 1], "{waits:?}");
    assert_eq!(Client::get(node.metrics, "/readyz").status, 200);
}
