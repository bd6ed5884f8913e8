//! Tables of requests and what becomes of them.

use config::{ProxyHeader, Server};

use super::*;
use crate::{HeadLimits, Reading, read_head};

const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

fn server(listen: &str) -> Server {
    Server {
        listen: vec![listen.parse().unwrap()],
        origins: vec!["https://game.example".parse().unwrap()],
        ..Server::default()
    }
}

/// The verdict on a request of these lines.
fn verdict(server: Server, lines: &[&str]) -> Result<Route, u16> {
    let text = format!("{}\r\n\r\n", lines.join("\r\n"));
    let limits = HeadLimits { head_bytes: 8192, request_line_bytes: 2048, fields: 64 };
    match read_head(text.as_bytes(), 0, limits) {
        Ok(Reading::Whole(head)) => route(&head, &Policy::new(server)).map_err(|refusal| refusal.status as u16),
        Ok(Reading::More(_)) => panic!("not whole"),
        Err(refusal) => Err(refusal.status as u16),
    }
}

fn upgrade(target: &str, more: &[&str]) -> Result<Route, u16> {
    upgrade_at(server("127.0.0.1:8080"), target, "127.0.0.1:8080", more)
}

fn upgrade_at(server: Server, target: &str, host: &str, more: &[&str]) -> Result<Route, u16> {
    let (line, host) = (format!("GET {target} HTTP/1.1"), format!("Host: {host}"));
    let base = [&line, &host, "Upgrade: websocket", "Connection: Upgrade", KEY, "Sec-WebSocket-Version: 13"];
    verdict(server, &[&base, more].concat())
}

fn opened(route: Result<Route, u16>) -> (Dialect, String) {
    match route {
        Ok(Route::Upgrade(upgrade)) => (upgrade.dialect, upgrade.home.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn paths_protocols_and_rooms() {
    let lobby = |dialect| (dialect, "lobby".to_owned());
    assert_eq!(opened(upgrade("/ws", &[])), lobby(Dialect::Protobuf));
    assert_eq!(opened(upgrade("/", &[])), lobby(Dialect::Json));
    assert_eq!(opened(upgrade("/ws", &["Sec-WebSocket-Protocol: chat,hubbub.v1.json"])), lobby(Dialect::Json));
    assert_eq!(opened(upgrade("/ws", &["Sec-WebSocket-Protocol: chat"])), lobby(Dialect::Protobuf));
    assert_eq!(opened(upgrade("/ws?room=x", &[])), (Dialect::Protobuf, "room-x".to_owned()));
    assert_eq!(opened(upgrade("/?a=b&room=Blue_7", &[])), (Dialect::Json, "room-Blue_7".to_owned()));
    assert_eq!(opened(upgrade("/ws?room=lobby", &[])), lobby(Dialect::Protobuf));
    assert_eq!(upgrade("/other", &[]), Err(404));
    let room = |target| match upgrade(target, &["Sec-WebSocket-Protocol: hubbub.v1.json"]) {
        Ok(Route::Upgrade(upgrade)) => Ok((upgrade.room.map(|room| room.to_string()), upgrade.protocol)),
        Ok(Route::Http) => panic!("not an upgrade"),
        Err(status) => Err(status),
    };
    assert_eq!(room("/godot/Blue_7?a=b"), Ok((Some("Blue_7".to_owned()), None)));
    assert_eq!(room("/ws").map(|(room, _)| room), Ok(None));
    assert_eq!((room("/godot/"), room("/godot/a.b"), room("/godot/a/b")), (Err(400), Err(400), Err(400)));
    assert_eq!(room("/godot"), Err(404));
    assert_eq!(upgrade("/conformance/echo", &[]), Err(404));
    assert_eq!(upgrade("/ws?room=a.b", &[]), Err(400));
    assert_eq!(upgrade("/ws?room=", &[]), Err(400));
}

#[test]
fn the_response_has_four_lines_and_a_protocol_only_if_asked() {
    let Ok(Route::Upgrade(plain)) = upgrade("/ws", &["Sec-WebSocket-Extensions: permessage-deflate"]) else { panic!() };
    assert_eq!(
        plain.response(),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
    );
    let Ok(Route::Upgrade(json)) = upgrade("/", &["Sec-WebSocket-Protocol: a, hubbub.v1.json"]) else { panic!() };
    assert!(json.response().ends_with(b"\r\nSec-WebSocket-Protocol: hubbub.v1.json\r\n\r\n"));
}

#[test]
fn t06_broken_handshakes() {
    let host = "Host: localhost";
    let with = |lines: &[&str]| {
        verdict(server("127.0.0.1:1"), &[&["GET /ws HTTP/1.1", host, "Upgrade: WebSocket"], lines].concat())
    };
    let (connection, version) = ("Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13");
    assert!(with(&[connection, KEY, version]).is_ok());
    assert_eq!(with(&[connection, version]), Err(400));
    assert_eq!(with(&[connection, "Sec-WebSocket-Key: YWJj", version]), Err(400));
    assert_eq!(with(&[connection, KEY, "Sec-WebSocket-Version: 99"]), Err(426));
    assert_eq!(with(&[connection, KEY]), Err(426));
    assert_eq!(with(&[KEY, version]), Err(400));
    assert_eq!(verdict(server("127.0.0.1:1"), &["GET /ws HTTP/1.1", host]), Err(426));
}

#[test]
fn t07_other_methods() {
    assert_eq!(verdict(server("127.0.0.1:1"), &["POST /ws HTTP/1.1", "Host: localhost"]), Err(405));
    assert_eq!(verdict(server("127.0.0.1:1"), &["GET / HTTP/1.1", "Host: localhost"]), Ok(Route::Http));
}

#[test]
fn t08_no_host_two_hosts_and_a_foreign_one() {
    let get = |server: Server, hosts: &[&str]| verdict(server, &[&["GET /x HTTP/1.1"], hosts].concat());
    let local = || server("127.0.0.1:8080");
    assert_eq!(get(local(), &[]), Err(400));
    assert_eq!(get(local(), &["Host:"]), Err(400));
    assert_eq!(get(local(), &["Host: localhost", "Host: localhost"]), Err(400));
    assert_eq!(get(local(), &["Host: evil.example"]), Err(421));
    assert_eq!(get(local(), &["Host: localhost.evil.example:8080"]), Err(421));
    for host in ["Host: localhost", "Host: LOCALHOST:8080", "Host: 127.0.0.1:8080", "Host: [::1]:8080"] {
        assert_eq!(get(local(), &[host]), Ok(Route::Http), "{host}");
    }
    assert_eq!(get(server("0.0.0.0:80"), &["Host: any.example"]), Ok(Route::Http));
    let named = || Server { hosts: vec!["play.example".parse().unwrap()], ..server("0.0.0.0:80") };
    assert_eq!(get(named(), &["Host: play.example:8443"]), Ok(Route::Http));
    assert_eq!(get(named(), &["Host: any.example"]), Err(421));
}

#[test]
fn t09_an_upgrade_with_a_body() {
    assert_eq!(upgrade("/ws", &["Content-Length: 5"]), Err(400));
    assert_eq!(upgrade("/ws", &["Transfer-Encoding: chunked"]), Err(400));
    assert!(upgrade("/ws", &["Content-Length: 0"]).is_ok());
}

#[test]
fn t10_twenty_origins() {
    let host = "play.example:8443";
    let origin = |origin: &str| {
        let line = format!("Origin: {origin}");
        upgrade_at(server("0.0.0.0:8443"), "/ws", host, &[&line]).map(|_| ())
    };
    for ours in [
        "https://play.example:8443",
        "http://play.example:8443",
        "https://game.example",
        "http://localhost",
        "http://localhost:8060",
        "https://127.0.0.1:8443",
        "http://[::1]:8060",
    ] {
        assert_eq!(origin(ours), Ok(()), "{ours}");
    }
    for foreign in [
        "https://evil",
        "null",
        "https://play.example.evil.com:8443",
        "https://evil.play.example:8443",
        "https://play.example",
        "https://play.example:8444",
        "HTTPS://PLAY.EXAMPLE:8443",
        "https://game.example:444",
        "http://game.example",
        "https://game.example/",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "file://",
    ] {
        assert_eq!(origin(foreign), Err(403), "{foreign}");
    }
    assert!(upgrade_at(server("0.0.0.0:8443"), "/ws", host, &[]).is_ok(), "no Origin is no page");
    let anybody = Server { origins: vec!["*".parse().unwrap()], ..server("0.0.0.0:1") };
    assert!(upgrade_at(anybody, "/ws", host, &["Origin: https://evil"]).is_ok());
}

#[test]
fn t12_a_token_in_the_url() {
    assert_eq!(upgrade("/ws?token=canary", &[]), Err(400));
}

#[test]
fn t17_forwarded_addresses_count_only_from_trusted_proxies() {
    let client = |proxies: &[&str], peer: &str, forwarded: &str| {
        let trusted_proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
        let policy = Policy::new(Server { trusted_proxies, ..Server::default() });
        let text = format!("GET / HTTP/1.1\r\nX-Forwarded-For: {forwarded}\r\n\r\n");
        let limits = HeadLimits { head_bytes: 8192, request_line_bytes: 2048, fields: 64 };
        let Ok(Reading::Whole(head)) = read_head(text.as_bytes(), 0, limits) else { panic!() };
        policy.forwarded_address(peer.parse().unwrap(), &head).map(|address| address.to_string())
    };
    let hop = |address: &str| Some(address.to_owned());
    assert_eq!(client(&[], "10.0.0.1", "6.6.6.6"), None);
    assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "6.6.6.6, 7.7.7.7"), hop("7.7.7.7"));
    assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "6.6.6.6, 7.7.7.7, 10.0.0.2"), hop("7.7.7.7"));
    assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "nonsense"), hop("10.0.0.1"));
    assert_eq!(client(&["10.0.0.0/8"], "8.8.8.8", "6.6.6.6"), None);
}

#[test]
fn t17_only_the_header_that_the_proxies_write_counts() {
    let client = |proxy_header| {
        let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        let policy = Policy::new(Server { trusted_proxies, proxy_header, ..Server::default() });
        let text = "GET / HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=7.7.7.7\r\n\r\n";
        let limits = HeadLimits { head_bytes: 8192, request_line_bytes: 2048, fields: 64 };
        let Ok(Reading::Whole(head)) = read_head(text.as_bytes(), 0, limits) else { panic!() };
        let peer = "10.0.0.1".parse().unwrap();
        (policy.forwarded_address(peer, &head).map(|ip| ip.to_string()), policy.demands_proxy_header(peer))
    };
    assert_eq!(client(ProxyHeader::XForwardedFor), (Some("6.6.6.6".to_owned()), false));
    assert_eq!(client(ProxyHeader::Forwarded), (Some("7.7.7.7".to_owned()), false));
    assert_eq!(client(ProxyHeader::ProxyProtocol), (None, true));
}
