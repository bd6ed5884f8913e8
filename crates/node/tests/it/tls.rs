//! TLS by the node itself: the same chat and the same page, and T19.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use config::Config;
use node::Server;
use rustls::ClientConfig;
use socket2::{Domain, SockRef, Socket, Type};

use crate::harness::{Certificate, Client, Node, PATIENCE, Probe, Request, binary, close, masked};
use crate::protobuf;

/// A node that speaks TLS at one address and none at another.
fn serving(certificate: &Certificate, set: impl FnOnce(&mut Config)) -> Node {
    Node::with(|config| {
        certificate.serve(config);
        set(config);
    })
}

fn join(node: &Node, config: &Arc<ClientConfig>, target: &str) -> Client {
    let mut client = Client::connect(node.tls_address()).over_tls(config);
    client.send(&Request::upgrade(target).bytes());
    client.opened();
    client
}

#[test]
fn players_with_tls_and_without_hear_each_other() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    for config in certificate.trusted_in_both() {
        let mut ann = join(&node, &config, "/ws");
        let mut ben = node.join();
        let mut cem = join(&node, &config, "/ws");
        ann.say("over TLS");
        for other in [&mut ben, &mut cem] {
            assert_eq!(protobuf::heard(&other.frame()), (ann.id, "over TLS".to_owned()));
        }
        ben.say("in the clear");
        for other in [&mut ann, &mut cem] {
            assert_eq!(protobuf::heard(&other.frame()), (ben.id, "in the clear".to_owned()));
        }
        let long = "x".repeat(2_000);
        for _ in 0..100 {
            cem.say(&long);
        }
        for other in [&mut ann, &mut ben] {
            for _ in 0..100 {
                assert_eq!(protobuf::heard(&other.frame()), (cem.id, long.clone()));
            }
        }
        cem.hears_nothing();
        for mut client in [ann, ben, cem] {
            client.send(&close(1000, ""));
            client.closed();
        }
    }
    assert_eq!(node.metric("tls_handshakes_total", ""), 4);
    assert_eq!(node.metric("tls_faults_total", ""), 0);
}

#[test]
fn the_page_is_served_over_https() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    for config in certificate.trusted_in_both() {
        let mut client = Client::connect(node.tls_address()).over_tls(&config);
        client.send(&Request::plain("GET", "/").bytes());
        let page = client.response();
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<title>Hubbub</title>"));
        client.ended();
        // Pieces of a head, each in a record of its own, and a refusal.
        let mut client = Client::connect(node.tls_address()).over_tls(&config);
        for byte in Request::plain("GET", "/ws").bytes() {
            client.send(&[byte]);
        }
        assert_eq!(client.response().status, 426);
        client.ended();
    }
}

#[test]
fn a_close_handshake_ends_tls_too() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    let config = certificate.trusted();
    let mut client = join(&node, &config, "/ws");
    client.send(&close(1000, "bye"));
    // `closed` takes no end for one that TLS has not announced.
    assert_eq!(client.closed().0, 1000);
    let mut client = join(&node, &config, "/ws");
    client.send(&masked(0x83, b""));
    assert_eq!(client.closed().0, 1002);
    // Who ends TLS and keeps the connection is gone.
    let mut client = join(&node, &config, "/ws");
    node.until_metric("conns", "", 1);
    client.finish_tls();
    client.ended();
    node.until_metric("conns", "", 0);
    let mut client = join(&node, &config, "/ws");
    node.drain();
    assert_eq!(client.closed(), (4012, "restarting".to_owned()));
}

#[test]
fn what_was_said_before_the_end_of_tls_is_heard() {
    let certificate = Certificate::new();
    // In a realm with history a conn waits for the answer to each chat, and is not read meanwhile.
    for room_history in [0, 100] {
        let node = serving(&certificate, |config| config.realms.room_history = room_history);
        let mut reader = Client::open(node.address, &Request::upgrade("/ws?room=x"));
        let mut speaker = join(&node, &certificate.trusted(), "/ws?room=x");
        let chats: Vec<u8> = (0..20).flat_map(|number| binary(&protobuf::chat(&number.to_string()))).collect();
        speaker.send(&chats);
        speaker.finish_tls();
        for number in 0..20 {
            assert_eq!(protobuf::heard(&reader.frame()), (speaker.id, number.to_string()));
        }
        node.until_metric("conns", "", 1);
    }
}

#[test]
fn t38_who_reads_nothing_over_tls_is_closed_and_nobody_else_waits() {
    const CHATS: usize = 550;
    let certificate = Certificate::new();
    let node = serving(&certificate, |config| {
        config.limits.chat_chars = 10_000;
        config.limits.message_bytes = 64 << 10;
        config.limits.inbound_bytes_rate = 1 << 30;
        config.limits.inbound_bytes_burst = 1 << 30;
        config.limits.outbox_age = Duration::from_secs(100);
    });
    let large = |number: usize| format!("{number:06}{}", "\u{1f600}".repeat(9_990));
    let mut probe = Probe::start(node.address);
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_recv_buffer_size(2_304).expect("before connect");
    socket.connect(&node.tls_address().into()).expect("the node accepts");
    let config = certificate.trusted();
    let mut stalled = Client::of(TcpStream::from(socket)).over_tls(&config);
    stalled.send(&Request::upgrade("/ws?room=busy").bytes());
    stalled.opened();
    let (mut speaker, mut reader) = (join(&node, &config, "/ws?room=busy"), join(&node, &config, "/ws?room=busy"));
    for number in 0..CHATS {
        speaker.say(&large(number));
        assert_eq!(protobuf::heard(&reader.frame()), (speaker.id, large(number)));
    }
    assert_eq!(node.metric("limit_hits_total", "outbox_bytes"), 1);
    assert_eq!(node.metric("closed_total", "4008"), 1);
    probe.is_served();
    // What TLS had taken is whole frames in order, then comes the close frame.
    SockRef::from(&stalled.stream).set_recv_buffer_size(4 << 20).expect("a wider window");
    let mut next = 0;
    let close = loop {
        let frame = stalled.frame();
        if frame.first == 0x88 {
            break frame.payload;
        }
        assert_eq!(protobuf::heard(&frame).1[..6], format!("{next:06}"));
        next += 1;
    };
    assert_eq!(close, [&[0x0f, 0xa8], &b"too slow"[..]].concat());
    stalled.ended();
    assert!(next < CHATS, "it was cut");
    speaker.hears_nothing();
}

#[test]
fn t19_who_stalls_in_the_handshake_is_cut_at_the_time_limit() {
    const HANDSHAKE_TIME: Duration = Duration::from_millis(500);
    let certificate = Certificate::new();
    let node = serving(&certificate, |config| config.limits.handshake_time = HANDSHAKE_TIME);
    let mut probe = Probe::start(node.address);
    let half_a_hello = [&[22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3][..], &[7; 100]].concat();
    let begun = Instant::now();
    let mut stalled: Vec<Client> = (0..20).map(|_| Client::connect(node.tls_address())).collect();
    for client in &mut stalled[1..] {
        client.send(&half_a_hello);
    }
    for client in &mut stalled {
        client.ended_or_cut();
    }
    assert!(begun.elapsed() >= HANDSHAKE_TIME, "{:?}", begun.elapsed());
    assert_eq!(node.metric("limit_hits_total", "handshake_time"), 20);
    // Agreed on keys, and then silent.
    let mut silent = Client::connect(node.tls_address()).over_tls(&certificate.trusted());
    silent.send(b"G");
    while !silent.has_ended_after(PATIENCE) {}
    assert_eq!(node.metric("limit_hits_total", "handshake_time"), 21);
    probe.is_served();
}

#[test]
fn t19_a_hello_without_end_and_other_protocols_are_refused_at_once() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    let mut huge = ClientConfig::clone(&certificate.trusted());
    huge.alpn_protocols = vec![vec![b'x'; 250]; 200];
    let mut client = Client::connect(node.tls_address()).over_tls(&Arc::new(huge));
    client.start_tls();
    node.until_metric("limit_hits_total", "tls_handshake_bytes", 1);
    let response = Client::get(node.tls_address(), "/");
    assert_eq!((response.status, response.body.contains("wss://")), (400, true), "{response:?}");
    let mut client = Client::connect(node.tls_address());
    client.send(b"\x00\x01\x02\x03");
    client.hears(&[21, 3, 3, 0, 2, 2, 10]);
    client.ended();
    // An open conn whose record was changed on its way.
    let client = join(&node, &certificate.trusted(), "/ws");
    node.until_metric("conns", "", 1);
    let forged = [&[23, 3, 3, 0, 20][..], &[7; 20]].concat();
    (&client.stream).write_all(&forged).expect("sent");
    node.until_metric("conns", "", 0);
    assert_eq!(node.metric("tls_faults_total", ""), 4);
    assert_eq!(Client::ask(node.address, b"\x16\x03\x01\x02\x00").status, 400, "TLS at a plain port");
}

#[test]
fn who_stalls_in_a_record_is_closed_as_in_a_message() {
    let certificate = Certificate::new();
    let message_time = Duration::from_millis(300);
    let node = serving(&certificate, |config| config.limits.message_time = message_time);
    let mut client = join(&node, &certificate.trusted(), "/ws");
    let begun = Instant::now();
    (&client.stream).write_all(&[23, 3, 3, 1, 0, 7, 7, 7]).expect("sent");
    assert_eq!(client.closed(), (4001, "silent".to_owned()));
    assert!(begun.elapsed() >= message_time, "{:?}", begun.elapsed());
    assert_eq!(node.metric("limit_hits_total", "message_time"), 1);
}

#[test]
fn t35_what_tls_adds_to_small_records_is_charged() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |config| {
        // So low that also a busy machine sends faster.
        (config.limits.inbound_bytes_burst, config.limits.inbound_bytes_rate) = (64 << 10, 64 << 10);
    });
    let mut client = join(&node, &certificate.trusted(), "/ws");
    // 8,000 bytes, each in a record of its own: some 180,000 on the way.
    for _ in 0..1_000 {
        for byte in masked(0x8a, b"12") {
            client.send(&[byte]);
        }
    }
    client.hears_nothing();
    assert!(node.metric("paused_total", "") > 0);
    assert_eq!(node.metric("closed_total", "4029"), 0);
}

#[test]
fn many_handshakes_at_once_are_all_served() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    let config = certificate.trusted();
    let mut clients: Vec<Client> = (0..200).map(|_| Client::connect(node.tls_address()).over_tls(&config)).collect();
    for client in &mut clients {
        client.start_tls();
    }
    for client in &mut clients {
        client.send(&Request::upgrade("/ws").bytes());
    }
    for client in &mut clients {
        client.opened();
    }
    assert_eq!(node.metric("tls_handshakes_total", ""), 200);
}

/// Waits until new conns are shown this certificate.
fn until_shown(node: &Node, config: &Arc<ClientConfig>, certificate: &[u8]) {
    let deadline = Instant::now() + PATIENCE;
    while join(node, config, "/ws?room=look").certificate() != certificate {
        assert!(Instant::now() < deadline, "the new certificate is never shown");
    }
}

#[test]
fn t19_a_new_certificate_is_for_new_conns_and_drops_nobody() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    let [tls12, tls13] = certificate.trusted_in_both();
    let (mut ann, mut ben) = (join(&node, &tls12, "/ws"), join(&node, &tls13, "/ws"));
    let renewed = certificate.renew();
    assert_ne!(renewed, ann.certificate());
    until_shown(&node, &tls13, &renewed);
    ann.say("still here");
    assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "still here".to_owned()));
    // A broken one is not taken; the next good one is.
    fs::write(&certificate.key, "no key").expect("written");
    reload_now();
    assert_eq!(join(&node, &tls13, "/ws?room=look").certificate(), renewed);
    fs::remove_file(&certificate.file).expect("it was there");
    reload_now();
    assert_eq!(join(&node, &tls12, "/ws?room=look").certificate(), renewed);
    let last = certificate.renew();
    until_shown(&node, &tls13, &last);
    ben.say("so am I");
    assert_eq!(protobuf::heard(&ann.frame()), (ben.id, "so am I".to_owned()));
}

/// What an operator does who does not want to wait. That it has been done shows only in what is shown.
fn reload_now() {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::HUP).expect("we are there");
}

#[test]
fn a_hangup_reads_the_certificate_again() {
    let certificate = Certificate::new();
    let node = serving(&certificate, |_| {});
    let config = certificate.trusted();
    // From the files alone nobody could tell that they are others.
    let renewed = certificate.renew_unseen();
    let mut client = join(&node, &config, "/ws");
    assert_ne!(client.certificate(), renewed);
    reload_now();
    until_shown(&node, &config, &renewed);
    client.hears_nothing();
}

#[test]
fn t19_without_its_certificate_nothing_starts() {
    let certificate = Certificate::new();
    let start = || {
        let mut config = Config::default();
        let any_port: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
        (config.server.listen, config.server.metrics) = (vec![any_port], None);
        certificate.serve(&mut config);
        let error = Server::bind(config, "test").err().expect("no start");
        let why = std::error::Error::source(&error).expect("a reason").to_string();
        (error.to_string(), why)
    };
    fs::write(&certificate.key, "no key").expect("written");
    let (what, why) = start();
    for part in ["`server.tls_certificate_file`", "`server.tls_key_file`"] {
        assert!(what.contains(part), "{what}");
    }
    assert!(why.contains("server.key has no private key"), "{why}");
    fs::remove_file(&certificate.file).expect("it was there");
    assert!(start().1.contains("server.crt"), "{}", start().1);
}
