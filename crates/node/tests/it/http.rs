//! The HTTP side of the players' port, and the metrics on a port of their own.

use serde_json::json;

use crate::harness::{Client, Node, Request, binary, text};
use crate::protobuf::{self, chat};
use crate::seat::{self, Seat};

#[test]
fn the_page_is_served_with_the_headers_that_guard_it() {
    let node = Node::start();
    let page = Client::get(node.address, "/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.body.contains("<title>Hubbub</title>"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let policy = page.header("content-security-policy").expect("a policy");
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let etag = page.header("etag").expect("an etag");
    let again = Request::plain("GET", "/").and(&format!("If-None-Match: {etag}"));
    assert_eq!(Client::ask(node.address, &again.bytes()).status, 304);
    for (path, content_type) in
        [("/chat.js", "text/javascript; charset=utf-8"), ("/style.css", "text/css; charset=utf-8")]
    {
        let file = Client::get(node.address, path);
        assert_eq!((file.status, file.header("content-type")), (200, Some(content_type)));
    }
}

#[test]
fn other_methods_and_paths_get_the_status_that_fits() {
    let node = Node::start();
    for (method, target, status) in [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/?x=y", 200),
        ("GET", "/nothing", 404),
        ("GET", "/../Cargo.toml", 404),
        ("GET", "/..%2f..%2fCargo.toml", 404),
        ("GET", "/metrics", 404),
        ("GET", "/conformance/echo", 404),
        ("POST", "/", 405),
        ("DELETE", "/healthz", 405),
        ("PUT", "/chat.js", 405),
        ("POST", "/ws", 405),
        ("HEAD", "/ws", 405),
        ("GET", "/ws", 426),
    ] {
        let mut client = Client::connect(node.address);
        client.send(&Request::plain(method, target).bytes());
        let response = client.response();
        assert_eq!(response.status, status, "{method} {target}: {response:?}");
        if status == 405 {
            assert!(response.header("allow").is_some_and(|allow| allow.contains("GET")), "{response:?}");
        }
    }
}

#[test]
fn head_is_get_without_the_body() {
    let node = Node::start();
    let mut client = Client::connect(node.address);
    client.send(&Request::plain("HEAD", "/").bytes());
    client.hears(b"HTTP/1.1 200 OK\r\n");
    let head = client.rest();
    assert!(head.ends_with("\r\n\r\n"), "{head}");
}

#[test]
fn no_connection_serves_two_requests() {
    let node = Node::start();
    let two = [Request::plain("GET", "/healthz").bytes(), Request::plain("GET", "/readyz").bytes()].concat();
    let mut client = Client::connect(node.address);
    client.send(&two);
    let response = client.response();
    assert_eq!((response.status, response.body.as_str()), (200, "alive\n"));
    assert_eq!(response.header("connection"), Some("close"));
    client.ended_or_cut();
    // What is smuggled behind a request is never a handshake either.
    let smuggled = [Request::plain("GET", "/healthz").bytes(), Request::upgrade("/ws").bytes()].concat();
    let mut client = Client::connect(node.address);
    client.send(&smuggled);
    assert_eq!(client.response().status, 200);
    client.ended_or_cut();
    assert_eq!(node.join().id, 1);
}

#[test]
fn t20_metrics_are_on_a_listener_of_their_own_and_name_nobody() {
    let node = Node::start();
    let (mut ann, _ben) = node.pair("/ws?room=CANARY_room", "/ws?room=CANARY_room");
    let hello = protobuf::field(65, &[protobuf::number(1, 1), protobuf::field(4, b"CANARY client")].concat());
    ann.send(&binary(&hello));
    ann.skip_to_joined();
    ann.send(&binary(&chat("CANARY text")));
    ann.send(&binary(&protobuf::join("CANARY realm")));
    ann.next_but_presence();
    let mut json = node.join_json();
    json.send(&text(r#"{"type":"CANARY"}"#));
    assert!(json.text().contains("error"));
    let page = Client::get(node.metrics, "/metrics");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
    assert!(!page.body.contains("CANARY"), "{}", page.body);
    for line in page.body.lines() {
        let is_metric = line.starts_with("# TYPE hubbub_") || line.starts_with("hubbub_");
        assert!(is_metric, "{line}");
    }
    for outside in ["/metrics", "/metrics/", "//metrics", "/%6detrics"] {
        assert_eq!(Client::get(node.address, outside).status, 404, "{outside}");
    }
    for inside in ["/ws", "/"] {
        assert_eq!(Client::get(node.metrics, inside).status, 404, "{inside}");
    }
}

#[test]
fn what_a_store_does_is_counted_and_operators_can_read_what_each_count_means() {
    const MANUAL: &str = include_str!("../../../../docs/operations.md");
    let node = seat::node(&seat::empty_folder("counted"));
    let mut ann = Seat::new(&node);
    assert_eq!(ann.wants("lobby", "seek", json!({ "rules": "crossword", "rated": false }))["offset"], "2");
    let page = Client::get(node.metrics, "/metrics").body;
    let names = page.lines().filter_map(|line| line.strip_prefix("# TYPE hubbub_store_")?.split(' ').next());
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["waiting", "failed_total", "append_seconds", "group_asks"]);
    assert!(names.iter().all(|name| MANUAL.contains(&format!("`hubbub_store_{name}`"))));
    let kinds = ["not_done", "unknown", "fatal"];
    assert!(kinds.iter().all(|kind| MANUAL.contains(&format!("`{kind}`"))));
    assert_eq!(kinds.map(|kind| node.metric("store_failed_total", kind)), [0; 3]);
    assert!(node.metric("store_append_seconds_count", "") >= 1);
    assert_eq!(node.metric("store_append_seconds_bucket", "+Inf"), node.metric("store_append_seconds_count", ""));
    assert!(page.contains(r#"hubbub_store_append_seconds_bucket{le="0.00025"}"#), "{page}");
    assert!(node.metric("store_group_asks_sum", "") >= node.metric("store_group_asks_count", ""));
    node.until_metric("store_waiting", "", 0);
}

#[test]
fn a_request_in_single_bytes_and_one_with_a_body_are_answered() {
    let node = Node::start();
    let mut client = Client::connect(node.address);
    for byte in Request::plain("GET", "/healthz").bytes() {
        client.send(&[byte]);
    }
    assert_eq!(client.response().status, 200);
    let mut client = Client::connect(node.address);
    client.send(&Request::plain("POST", "/").and("Content-Length: 5").bytes());
    client.send(b"hello");
    assert_eq!(client.response().status, 405);
}
