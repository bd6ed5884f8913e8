//! T38 and T39: conns that do not read what they are sent.

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use crate::harness::{Client, Node, PATIENCE, Probe, Request};
use crate::protobuf;

/// A conn whose kernel takes as little as it may before the window closes.
fn with_a_small_window(address: SocketAddr, target: &str) -> Client {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_recv_buffer_size(2_304).expect("before connect");
    socket.connect(&address.into()).expect("the node accepts");
    let mut client = Client::of(TcpStream::from(socket));
    client.send(&Request::upgrade(target).bytes());
    client.opened();
    client
}

/// Chats of 40,000 bytes come in, and nobody is held back.
fn wide(set: impl FnOnce(&mut types::Limits)) -> Node {
    Node::with(|config| {
        config.limits.chat_chars = 10_000;
        config.limits.message_bytes = 64 << 10;
        config.limits.inbound_bytes_rate = 1 << 30;
        config.limits.inbound_bytes_burst = 1 << 30;
        set(&mut config.limits);
    })
}

/// A chat of 40,000 bytes that begins with its number.
fn large(number: usize) -> String {
    format!("{number:06}{}", "\u{1f600}".repeat(9_990))
}

#[test]
fn t38_who_reads_nothing_is_closed_and_nobody_else_waits() {
    const CHATS: usize = 550;
    // Only the bytes count here, and the close frame waits for as long as the test takes.
    let node = wide(|limits| limits.outbox_age = Duration::from_secs(100));
    let mut probe = Probe::start(node.address);
    let mut stalled = with_a_small_window(node.address, "/ws?room=busy");
    let busy = Request::upgrade("/ws?room=busy");
    let (mut speaker, mut reader) = (Client::open(node.address, &busy), Client::open(node.address, &busy));
    for number in 0..CHATS {
        speaker.say(&large(number));
        let (sender, text) = protobuf::heard(&reader.frame());
        assert_eq!((sender, text), (speaker.id, large(number)));
    }
    assert_eq!(node.metric("limit_hits_total", "outbox_bytes"), 1);
    assert_eq!(node.metric("closed_total", "4008"), 1);
    probe.is_served();
    // What the kernel had taken is whole frames in order, then comes the close frame.
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
fn t39_who_reads_too_slowly_is_closed_by_age() {
    let outbox_age = Duration::from_millis(300);
    let node = wide(|limits| {
        limits.outbox_age = outbox_age;
        limits.outbox_bytes = 64 << 20;
    });
    let mut probe = Probe::start(node.address);
    let mut slow = with_a_small_window(node.address, "/ws?room=busy");
    let busy = Request::upgrade("/ws?room=busy");
    let (mut speaker, mut reader) = (Client::open(node.address, &busy), Client::open(node.address, &busy));
    let (begun, mut number) = (Instant::now(), 0);
    while node.metric("limit_hits_total", "outbox_age") == 0 {
        assert!(begun.elapsed() < PATIENCE, "never too old");
        speaker.say(&large(number));
        assert_eq!(protobuf::heard(&reader.frame()).1[..6], format!("{number:06}"));
        // A little of what it should have read by now.
        slow.has_ended_after(Duration::from_millis(1));
        number += 1;
    }
    assert_eq!(node.metric("closed_total", "4008"), 1);
    assert!(begun.elapsed() >= outbox_age, "{:?}", begun.elapsed());
    probe.is_served();
}

/// So much that the process uses this many per cent of what it may.
fn ballast(allowed: usize, percent: usize) -> Vec<u8> {
    let used = memory::resident().and_then(|used| usize::try_from(used).ok()).expect("Linux tells");
    vec![1; (allowed / 100 * percent).checked_sub(used).expect("less is in use")]
}

#[test]
fn t84_where_memory_is_short_nobody_new_comes_in_and_who_reads_most_slowly_is_cut() {
    const ALLOWED: usize = 1 << 30;
    let node = wide(|limits| {
        limits.memory = ALLOWED;
        limits.outbox_age = Duration::from_secs(100);
        limits.outbox_bytes = 64 << 20;
    });
    let mut probe = Probe::start(node.address);
    let busy = Request::upgrade("/ws?room=busy");
    let _stalled = with_a_small_window(node.address, "/ws?room=busy");
    let (mut speaker, mut reader) = (Client::open(node.address, &busy), Client::open(node.address, &busy));
    for number in 0..200 {
        speaker.say(&large(number));
        assert_eq!(protobuf::heard(&reader.frame()).1[..6], format!("{number:06}"));
    }
    let scarce = ballast(ALLOWED, 85);
    let knocks = || Client::ask(node.address, &busy.bytes()).status;
    let begun = Instant::now();
    while knocks() != 503 {
        assert!(begun.elapsed() < PATIENCE, "everybody comes in");
    }
    assert_ne!(node.metric("limit_hits_total", "memory"), 0);
    assert_eq!(node.metric("closed_total", "4008"), 0, "there is enough for who is here");
    probe.is_served();
    let short = ballast(ALLOWED, 95);
    while node.metric("closed_total", "4008") == 0 {
        assert!(begun.elapsed() < PATIENCE, "nobody is cut");
    }
    assert_eq!(node.metric("closed_total", "4008"), 1, "nobody else has anything waiting");
    assert_eq!([scarce[0], short[0]], [1, 1]);
    drop((scarce, short));
    while knocks() != 101 {
        assert!(begun.elapsed() < PATIENCE, "nobody comes in");
    }
    probe.is_served();
}

#[test]
fn a_conn_that_does_not_read_holds_up_no_drain() {
    let drain_time = Duration::from_millis(300);
    let node = wide(|limits| limits.drain_time = drain_time);
    let _stalled = with_a_small_window(node.address, "/ws?room=busy");
    let mut speaker = Client::open(node.address, &Request::upgrade("/ws?room=busy"));
    let mut number = 0;
    while node.metric("limit_hits_total", "outbox_bytes") == 0 {
        speaker.say(&large(number));
        speaker.hears_nothing();
        number += 1;
    }
    let begun = Instant::now();
    node.drain();
    let elapsed = begun.elapsed();
    assert!(elapsed >= drain_time && elapsed < drain_time + Duration::from_secs(3), "{elapsed:?}");
    assert_eq!(speaker.closed(), (4012, "restarting".to_owned()));
}
