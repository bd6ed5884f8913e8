//! T01–T20: what comes before a conn is open.

use std::time::{Duration, Instant};

use crate::harness::{Client, Node, Probe, Request, binary, masked};
use crate::protobuf::{self, chat};

/// Long enough that an honest handshake is never late, short enough for a test.
const HANDSHAKE_TIME: Duration = Duration::from_millis(700);

fn in_a_hurry() -> Node {
    Node::with(|config| config.limits.handshake_time = HANDSHAKE_TIME)
}

/// A request that is refused: its bytes and the status.
fn each_is_refused(node: &Node, rows: &[(&str, Vec<u8>, u16)]) {
    let mut probe = Probe::start(node.address);
    for (name, bytes, status) in rows {
        let mut attacker = Client::connect(node.address);
        attacker.try_send(bytes);
        let response = attacker.response();
        assert_eq!(response.status, *status, "{name}: {response:?}");
        assert_eq!(response.header("connection"), Some("close"), "{name}");
        assert!(response.body.ends_with('\n') && response.body.len() > 20, "{name}: no sentence: {response:?}");
        attacker.ended_or_cut();
        probe.is_served();
    }
}

#[test]
fn t01_five_hundred_that_say_nothing_are_closed_and_the_hub_never_hears_of_them() {
    let node = in_a_hurry();
    let mut probe = Probe::start(node.address);
    let begun = Instant::now();
    let mut silent: Vec<Client> = (0..500).map(|_| Client::connect(node.address)).collect();
    probe.is_served();
    for client in &mut silent {
        client.ended();
    }
    assert!(begun.elapsed() >= HANDSHAKE_TIME, "{:?}", begun.elapsed());
    assert_eq!(node.metric("limit_hits_total", "handshake_time"), 500);
    assert_eq!(node.join().id, 3, "no id was spent on them");
    probe.is_served();
}

#[test]
fn t02_a_dribble_is_closed_by_the_time_since_accept() {
    let node = in_a_hurry();
    let mut probe = Probe::start(node.address);
    let begun = Instant::now();
    let mut slow: Vec<Client> = (0..20).map(|_| Client::connect(node.address)).collect();
    let request = Request::upgrade("/ws").and(&format!("X-Long: {}", "x".repeat(4_000))).bytes();
    let mut bytes = request.iter();
    while !slow[0].has_ended_after(Duration::from_millis(10)) {
        let byte = bytes.next().expect("they are closed before the request is whole");
        for client in &mut slow {
            client.try_send(&[*byte]);
        }
    }
    let elapsed = begun.elapsed();
    assert!(elapsed >= HANDSHAKE_TIME && elapsed < HANDSHAKE_TIME + Duration::from_secs(3), "{elapsed:?}");
    for client in &mut slow {
        client.ended_or_cut();
    }
    probe.is_served();
}

#[test]
fn t03_two_hundred_honest_handshakes_in_single_bytes() {
    let node = Node::start();
    let mut listener = node.join();
    let mut clients: Vec<Client> = (0..200).map(|_| Client::connect(node.address)).collect();
    for byte in [Request::upgrade("/ws").bytes(), binary(&chat("in bytes"))].concat() {
        for client in &mut clients {
            client.send(&[byte]);
        }
    }
    for client in &mut clients {
        client.opened();
    }
    for _ in 0..200 {
        assert_eq!(protobuf::heard(&listener.frame()).1, "in bytes");
    }
}

#[test]
fn t04_heads_without_end_are_431() {
    let node = Node::start();
    let head = |fields: String| format!("GET /ws HTTP/1.1\r\nHost: localhost\r\n{fields}").into_bytes();
    each_is_refused(
        &node,
        &[
            ("2,000 headers", head("a: b\r\n".repeat(2_000) + "\r\n"), 431),
            ("65 headers", head("a: b\r\n".repeat(64) + "\r\n"), 431),
            ("a header of 1 MiB", head(format!("a: {}\r\n\r\n", "b".repeat(1 << 20))), 431),
            ("a header line of 8 MiB without end", head(format!("a: {}", "b".repeat(8 << 20))), 431),
            ("a header block one byte too long", head(format!("a: {}\r\n\r\n", "b".repeat(8_193 - 42))), 431),
        ],
    );
    let fields = "a: b\r\n".repeat(63 - 4);
    let most = [
        &head(fields)[..],
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    ]
    .concat();
    assert_eq!(Client::ask(node.address, &most).status, 101, "64 headers are not too many");
}

#[test]
fn t05_long_paths_are_414() {
    let node = Node::start();
    let long = |bytes: usize| Request::upgrade(&format!("/ws?{}", "x".repeat(bytes))).bytes();
    let endless = vec![b'G'; 8 << 20];
    each_is_refused(&node, &[("64 KiB", long(64 << 10), 414), ("2 KiB", long(2_048), 414), ("endless", endless, 414)]);
    assert_eq!(Client::ask(node.address, &long(1_900)).status, 101);
}

#[test]
fn t06_half_a_handshake_is_400_and_another_version_426() {
    let node = Node::start();
    let upgrade = || Request::upgrade("/ws");
    let keyed = |key: &str| upgrade().without("Sec-WebSocket-Key").and(&format!("Sec-WebSocket-Key: {key}")).bytes();
    let version = |version: &str| {
        upgrade().without("Sec-WebSocket-Version").and(&format!("Sec-WebSocket-Version: {version}")).bytes()
    };
    each_is_refused(
        &node,
        &[
            ("no key", upgrade().without("Sec-WebSocket-Key").bytes(), 400),
            ("a key of 3 bytes", keyed("YWJj"), 400),
            ("a key of 17 bytes", keyed("dGhlIHNhbXBsZSBub25jZQAA"), 400),
            ("a key that is no base64", keyed("dGhlIHNhbXBsZSBub25jZ!=="), 400),
            ("two keys", upgrade().and("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==").bytes(), 400),
            ("no Connection", upgrade().without("Connection").bytes(), 400),
            ("a body", upgrade().and("Content-Length: 5").bytes(), 400),
            ("version 99", version("99"), 426),
            ("version 8", version("8"), 426),
            ("no version", upgrade().without("Sec-WebSocket-Version").bytes(), 426),
            ("a plain GET", Request::plain("GET", "/ws").bytes(), 426),
            ("an unknown path", Request::upgrade("/nothing").bytes(), 404),
            ("a room of no name", Request::upgrade("/ws?room=a.b").bytes(), 400),
        ],
    );
    for wrong in [version("99"), Request::plain("GET", "/ws").bytes(), keyed("YWJj")] {
        let response = Client::ask(node.address, &wrong);
        assert_eq!(response.header("sec-websocket-version"), Some("13"), "{response:?}");
    }
}

#[test]
fn t07_other_methods_versions_and_protocols() {
    let node = Node::start();
    let http = |text: &str| text.as_bytes().to_vec();
    let post = String::from_utf8(Request::upgrade("/ws").bytes()).expect("text").replacen("GET", "POST", 1);
    each_is_refused(
        &node,
        &[
            ("POST", http(&post), 405),
            ("HTTP/1.0", http("GET /ws HTTP/1.0\r\nHost: localhost\r\n\r\n"), 505),
            ("HTTP/2", http("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505),
            ("HTTP/9.9", http("GET /ws HTTP/9.9\r\n\r\n"), 505),
            ("no version", http("GET /ws\r\n\r\n"), 400),
            ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), 400),
            ("lower case", http("get /ws HTTP/1.1\r\n\r\n"), 400),
            ("binary", vec![0xff; 64], 400),
            ("NUL", vec![0; 64], 400),
        ],
    );
}

#[test]
fn t08_hosts_that_are_not_ours() {
    let node = Node::start();
    let hosted = |host: &str| Request::upgrade("/ws").without("Host").and(&format!("Host: {host}")).bytes();
    each_is_refused(
        &node,
        &[
            ("none", Request::upgrade("/ws").without("Host").bytes(), 400),
            ("empty", hosted(""), 400),
            ("two", Request::upgrade("/ws").and("Host: localhost").bytes(), 400),
            ("a page whose name was made to point here", hosted("rebound.example"), 421),
            ("our name inside another", hosted("localhost.evil.example"), 421),
            ("an address of another machine", hosted("10.0.0.1"), 421),
            ("a port alone", hosted(":8080"), 421),
        ],
    );
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:8080"] {
        assert_eq!(Client::ask(node.address, &hosted(host)).status, 101, "{host}");
    }
    let plain = Request::plain("GET", "/").without("Host").and("Host: rebound.example").bytes();
    assert_eq!(Client::ask(node.address, &plain).status, 421, "the page is guarded too");
}

#[test]
fn t09_what_a_proxy_might_read_otherwise_is_400() {
    let node = Node::start();
    let odd = |line: &str| Request::upgrade("/ws").and(line).bytes();
    let bare = String::from_utf8(Request::upgrade("/ws").bytes()).expect("text").replace("\r\n", "\n");
    each_is_refused(
        &node,
        &[
            ("two framings", odd("Content-Length: 4\r\nTransfer-Encoding: chunked"), 400),
            ("two lengths", odd("Content-Length: 4\r\nContent-Length: 5"), 400),
            ("chunked", odd("Transfer-Encoding: chunked"), 400),
            ("bare LF", bare.into_bytes(), 400),
            ("one bare LF", odd("X: a\nY: b"), 400),
            ("CR in a value", odd("X: a\rb"), 400),
            ("NUL in a value", odd("X: a\0b"), 400),
            ("a space before the colon", odd("X : a"), 400),
            ("a folded line", odd("X: a\r\n b"), 400),
            ("no colon", odd("X"), 400),
            ("an empty name", odd(": a"), 400),
            ("a value of Latin-1", b"GET /ws HTTP/1.1\r\nHost: localhost\r\nX: \xe9\r\n\r\n".to_vec(), 400),
        ],
    );
}

#[test]
fn t10_pages_of_strangers_are_403() {
    let node = Node::with(|config| {
        config.server.origins = vec!["https://game.example".parse().expect("an origin")];
    });
    let from = |origin: &str| Request::upgrade("/ws").and(&format!("Origin: {origin}")).bytes();
    let rows = [
        "https://evil",
        "null",
        "https://game.example.evil.com",
        "https://evil.com/game.example",
        "http://game.example",
        "https://game.example:444",
        "HTTPS://GAME.EXAMPLE",
        "https://localhost.evil.com",
        "https://user@localhost@evil.com",
        "file://",
        "",
        "*",
        "https://game.example https://evil",
    ]
    .map(|origin| (origin, from(origin), 403));
    each_is_refused(&node, &rows);
    let two = Request::upgrade("/ws").and("Origin: https://game.example").and("Origin: https://evil").bytes();
    assert_eq!(Client::ask(node.address, &two).status, 400);
    for ours in ["https://game.example", "http://localhost", "http://localhost:5173", "http://127.0.0.1:8080"] {
        assert_eq!(Client::ask(node.address, &from(ours)).status, 101, "{ours}");
    }
}

#[test]
fn t12_a_token_in_the_url_is_400() {
    let node = Node::start();
    let rows = ["/ws?token=CANARY", "/ws?room=x&access_token=CANARY", "/?token=CANARY"]
        .map(|target| (target, Request::upgrade(target).bytes(), 400));
    each_is_refused(&node, &rows);
    let response = Client::ask(node.address, &rows[0].1);
    assert!(response.body.contains("hello") && !response.body.contains("CANARY"), "{response:?}");
}

#[test]
fn t33_compression_is_never_negotiated() {
    let node = Node::start();
    let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame";
    let mut client = Client::connect(node.address);
    client.send(&Request::upgrade("/ws").and(offer).bytes());
    let response = client.response();
    assert_eq!((response.status, response.header("sec-websocket-extensions")), (101, None));
    // A kilobyte that would inflate to a megabyte.
    client.send(&masked(0xc2, &[0xaa; 1_024]));
    assert_eq!(client.closed(), (1002, "protocol error".to_owned()));
}
