//! T16 and T17: how many conns one address has and makes, and whose word for an address is taken.

use std::time::Instant;

use crate::harness::{Client, Node, PATIENCE, Probe, Request, close};

/// A node behind a proxy at 127.0.0.1; each client's address is what the proxy says.
fn behind_a_proxy(conns: u32, burst: u32) -> Node {
    Node::with(|config| {
        config.server.trusted_proxies = vec!["127.0.0.1".parse().expect("a network")];
        config.limits.address_conns = conns;
        config.limits.address_rate = 1;
        config.limits.address_burst = burst;
    })
}

fn forwarded(target: &str, hops: &str) -> Vec<u8> {
    Request::upgrade(target).and(&format!("X-Forwarded-For: {hops}")).bytes()
}

#[test]
fn t16_one_address_has_so_many_conns_and_no_more() {
    let node = behind_a_proxy(20, 10_000);
    let mut probe = Probe::start(node.address);
    let mut held: Vec<Client> = Vec::new();
    for _ in 0..20 {
        let mut client = Client::connect(node.address);
        client.send(&forwarded("/ws", "9.9.9.9"));
        client.opened();
        held.push(client);
    }
    for _ in 0..480 {
        let response = Client::ask(node.address, &forwarded("/ws", "9.9.9.9"));
        assert_eq!(response.status, 429, "{response:?}");
        assert!(response.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    }
    assert_eq!(node.metric("limit_hits_total", "address_conns"), 480);
    assert_eq!(Client::ask(node.address, &forwarded("/ws", "9.9.9.8")).status, 101, "the neighbour is served");
    probe.is_served();
    // A place that is given up is free again.
    held[0].send(&close(1000, ""));
    assert_eq!(held.remove(0).closed().0, 1000);
    let deadline = Instant::now() + PATIENCE;
    while Client::ask(node.address, &forwarded("/ws", "9.9.9.9")).status != 101 {
        assert!(Instant::now() < deadline, "the place is never free");
    }
}

#[test]
fn t16_one_address_makes_conns_only_so_fast() {
    let node = behind_a_proxy(10_000, 50);
    let mut probe = Probe::start(node.address);
    let begun = Instant::now();
    let statuses: Vec<u16> =
        (0..500).map(|_| Client::ask(node.address, &forwarded("/ws", "2001:db8::7")).status).collect();
    let admitted = statuses.iter().filter(|status| **status == 101).count() as u64;
    assert!((50..=51 + begun.elapsed().as_secs()).contains(&admitted), "{admitted} in {:?}", begun.elapsed());
    assert!(statuses.iter().all(|status| matches!(status, 101 | 429)));
    assert_eq!(Client::ask(node.address, &forwarded("/ws", "2001:db8::8")).status, 429, "the same /64");
    assert_eq!(Client::ask(node.address, &forwarded("/ws", "2001:db8:0:1::7")).status, 101);
    probe.is_served();
}

#[test]
fn t17_a_forwarded_address_is_believed_from_proxies_only() {
    let node = behind_a_proxy(1, 1_000);
    let mut held = Client::connect(node.address);
    held.send(&forwarded("/ws", "6.6.6.6, 9.9.9.9"));
    held.opened();
    for (hops, status) in [
        ("9.9.9.9", 429),
        ("1.1.1.1, 9.9.9.9", 429),
        ("1.1.1.1, 9.9.9.9, 127.0.0.1", 429),
        ("9.9.9.9, 8.8.8.8", 101),
        ("not an address", 101),
    ] {
        assert_eq!(Client::ask(node.address, &forwarded("/ws", hops)).status, status, "{hops}");
    }
    let open = Node::with(|config| {
        config.limits.address_conns = 1;
        config.limits.address_burst = 1;
    });
    let clients: Vec<u16> = (0..5).map(|_| Client::ask(open.address, &forwarded("/ws", "9.9.9.9")).status).collect();
    assert_eq!(clients, [101; 5], "without a trusted proxy the header says nothing");
}
