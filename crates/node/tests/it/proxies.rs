//! T16 and T17 behind proxies that speak the PROXY protocol, with TLS and without.

use config::ProxyHeader;

use crate::harness::{Certificate, Client, Node, Request};

/// A node whose proxies are these, with so many conns an address.
fn node(certificate: &Certificate, proxies: &str, conns: u32) -> Node {
    Node::with(|config| {
        certificate.serve(config);
        config.server.trusted_proxies = vec![proxies.parse().expect("a network")];
        config.server.proxy_header = ProxyHeader::ProxyProtocol;
        config.limits.address_conns = conns;
    })
}

fn v1(source: &str) -> Vec<u8> {
    let family = if source.contains(':') { "TCP6" } else { "TCP4" };
    let destination = if source.contains(':') { "::1" } else { "127.0.0.1" };
    format!("PROXY {family} {source} {destination} 4711 443\r\n").into_bytes()
}

/// Version 2, for 203.0.113 and this last number.
fn v2(last: u8) -> Vec<u8> {
    [&b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"[..], &[203, 0, 113, last, 127, 0, 0, 1, 0, 9, 1, 0xbb]].concat()
}

/// What a conn with this header is answered; it is kept for as long as its client.
fn ask(node: &Node, header: &[u8]) -> (u16, Client) {
    let mut client = Client::connect(node.address);
    client.send(&[header, &Request::upgrade("/ws").bytes()].concat());
    (client.response().status, client)
}

#[test]
fn t17_a_trusted_peer_says_for_whom_it_connects_and_that_address_counts() {
    let certificate = Certificate::new();
    let node = node(&certificate, "127.0.0.1", 1);
    let (first, _held) = ask(&node, &v1("203.0.113.9"));
    assert_eq!(first, 101);
    assert_eq!(ask(&node, &v1("203.0.113.9")).0, 429);
    assert_eq!(ask(&node, &v2(9)).0, 429, "the same address in version 2");
    assert_eq!(ask(&node, &v2(8)).0, 101);
    assert_eq!(node.metric("limit_hits_total", "address_conns"), 2);
    // What the client itself has written counts for nothing.
    let mut client = Client::connect(node.address);
    let forged = Request::upgrade("/ws").and("X-Forwarded-For: 8.8.8.8").and("Forwarded: for=8.8.8.8").bytes();
    client.send(&[v1("203.0.113.9"), forged].concat());
    assert_eq!(client.response().status, 429);
    // A proxy that speaks for itself has no limit, and loopback has none.
    let unknown: Vec<_> = (0..5).map(|_| ask(&node, b"PROXY UNKNOWN\r\n")).collect();
    let local: Vec<_> = (0..5).map(|_| ask(&node, &v1("127.0.0.9"))).collect();
    assert!(unknown.iter().chain(&local).all(|(status, _)| *status == 101));
}

#[test]
fn t16_behind_a_proxy_a_subscriber_of_ipv6_is_one_address() {
    let certificate = Certificate::new();
    let node = node(&certificate, "127.0.0.1", 1);
    let (first, _held) = ask(&node, &v1("2001:db8::1"));
    assert_eq!(first, 101);
    assert_eq!(ask(&node, &v1("2001:db8::2")).0, 429, "the same /64");
    assert_eq!(ask(&node, &v1("2001:db8:0:1::1")).0, 101);
    // A place that is given up is free again.
    let (other, mut held) = ask(&node, &v1("::ffff:198.51.100.7"));
    assert_eq!((other, ask(&node, &v1("198.51.100.7")).0), (101, 429));
    held.send(&crate::harness::close(1000, ""));
    held.closed();
    node.until_metric("conns", "", 1);
    while ask(&node, &v1("198.51.100.7")).0 != 101 {}
}

#[test]
fn t17_a_header_is_neither_guessed_nor_forgiven() {
    let certificate = Certificate::new();
    let strict = node(&certificate, "127.0.0.1", 1);
    for header in [&b""[..], b"PROXY TCP4 nobody\r\n", b"PROXY TCP4 203.0.113.9 127.0.0.1 4711 443\n"] {
        let (status, mut client) = ask(&strict, header);
        assert_eq!(status, 400, "{}", header.escape_ascii());
        client.ended();
    }
    // From anybody else a header is no request.
    let open = node(&certificate, "127.0.0.99", 1);
    for header in [v1("203.0.113.9"), v2(9)] {
        let (status, _) = ask(&open, &header);
        assert!(matches!(status, 400 | 505), "{status}");
    }
    assert_eq!(ask(&open, b"").0, 101);
    let mut client = Client::connect(open.tls_address());
    client.send(&v1("203.0.113.9"));
    assert_eq!(client.response().status, 400);
}

#[test]
fn t17_a_header_comes_before_tls_and_in_any_slicing() {
    let certificate = Certificate::new();
    let node = node(&certificate, "127.0.0.1", 1);
    let config = certificate.trusted();
    for (number, header) in [(1, v1("203.0.113.1")), (2, v2(2))] {
        let mut client = Client::connect(node.tls_address());
        for byte in &header {
            client.send(&[*byte]);
        }
        let mut client = client.over_tls(&config);
        client.send(&Request::upgrade("/ws").bytes());
        client.opened();
        // Who is turned away here costs no handshake: an alert, `access_denied`.
        let mut second = Client::connect(node.tls_address());
        second.send(&v2(number));
        second.hears(&[21, 3, 3, 0, 2, 2, 49]);
        second.ended();
        client.hears_nothing();
    }
    // In the clear there is no way around TLS.
    let mut client = Client::connect(node.tls_address());
    client.send(&[v2(3), Request::upgrade("/ws").bytes()].concat());
    assert_eq!(client.response().status, 400);
}

#[test]
fn t02_who_never_ends_his_header_is_cut_at_the_time_limit() {
    let certificate = Certificate::new();
    let node = Node::with(|config| {
        certificate.serve(config);
        config.server.trusted_proxies = vec!["127.0.0.1".parse().expect("a network")];
        config.server.proxy_header = ProxyHeader::ProxyProtocol;
        config.limits.handshake_time = std::time::Duration::from_millis(300);
    });
    for address in [node.address, node.tls_address()] {
        let mut client = Client::connect(address);
        client.send(b"PROXY TCP4 203.0");
        client.ended_or_cut();
    }
    assert_eq!(node.metric("limit_hits_total", "handshake_time"), 2);
}
