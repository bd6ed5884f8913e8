//! A shard that does nothing for a while: what others have for it must not fill the memory, and nothing may get lost.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use config::Config;
use gateway::{Counter, Downward, Gateway, Plan};
use types::ConnIds;

const MIB: usize = 1 << 20;

/// What may be on its way to a shard that does not take it: its mailbox, one turn, and what the kernel holds for two
/// sockets.
const UNDER_WAY_MAX: usize = 48 * MIB;

/// A message from a peer to all others, without its number and its filling.
const TO_ALL: &[u8] = b"\x07\x03\0\0\0\0\x03";
const FILLING: usize = 60_000;

/// Rooms whose names differ in one bit are looked after by different shards.
#[test]
fn what_waits_for_a_stalled_shard_is_bounded_in_bytes_and_arrives() {
    for room in ["a", "b"] {
        let gateway = two_shards();
        let [mut sender, receiver] = one_peer_a_shard(&gateway, room);
        let resume = stall(&gateway, 1);
        let (sent, rest) = send_until_blocked(&mut sender);
        assert!(sent * FILLING < UNDER_WAY_MAX, "room {room}: {} MiB are under way", sent * FILLING / MIB);
        assert!(gateway.stats().shards()[0].value(Counter::Held) > 0, "room {room}: the sender was not read");
        drop(resume);
        let heard = thread::spawn(move || numbers_heard(receiver, sent));
        sender.set_write_timeout(None).expect("an open socket");
        sender.write_all(&rest).expect("the shard reads again");
        assert_eq!(heard.join().expect("all arrives"), (0..sent).collect::<Vec<_>>(), "room {room}");
        gateway.stop();
    }
}

fn two_shards() -> Gateway {
    let mut config = Config::default();
    config.server.listen = vec![(Ipv4Addr::LOCALHOST, 0).into()];
    config.limits.inbound_bytes_rate = u32::MAX;
    config.limits.inbound_bytes_burst = u32::MAX;
    config.limits.outbox_bytes = 256 * MIB;
    let plan = Plan {
        shards: 2,
        conns_max: 1_000,
        certificates: None,
        hand_over: Arc::new(Err),
        wake_node: Arc::new(|| {}),
        ids: ConnIds::default(),
        has_other_nodes: false,
    };
    gateway::start(&config, plan).expect("a loopback address")
}

/// Two peers of one room, on the first and on the second shard. Which one takes a socket is the kernel's choice, so it is
/// tried until it fits.
fn one_peer_a_shard(gateway: &Gateway, room: &str) -> [TcpStream; 2] {
    let mut found = [None, None];
    let opened = |shard: usize| gateway.stats().shards()[shard].value(Counter::Opened);
    for _ in 0..200 {
        let before = opened(0);
        let peer = open(gateway, room);
        let shard = usize::from(opened(0) == before);
        found[shard].get_or_insert(peer);
        if found.iter().all(Option::is_some) {
            return found.map(|peer| peer.expect("both are there"));
        }
    }
    panic!("the kernel gives all sockets to one shard");
}

fn open(gateway: &Gateway, room: &str) -> TcpStream {
    let mut socket = TcpStream::connect(gateway.addresses()[0]).expect("it listens");
    let request = format!(
        "GET /godot/{room} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).expect("it reads");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte).expect("it answers");
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    socket
}

/// The shard does nothing until what this gives is dropped.
fn stall(gateway: &Gateway, shard: u8) -> mpsc::Sender<()> {
    let (resume, until) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let question = Downward::Ask(Box::new(move |_| {
        begun.send(()).expect("the test waits");
        assert!(until.recv().is_err(), "the sender is only dropped");
    }));
    gateway.node_line().tell(shard, &mut vec![question]);
    has_begun.recv().expect("the shard takes its mail");
    resume
}

/// Sends numbered messages until the socket takes nothing for a second. Gives how many were begun, and the rest of the
/// last.
fn send_until_blocked(sender: &mut TcpStream) -> (usize, Vec<u8>) {
    sender.set_write_timeout(Some(Duration::from_secs(1))).expect("an open socket");
    for number in 0..2 * UNDER_WAY_MAX / FILLING {
        let frame = frame(number);
        let mut at = 0;
        while at < frame.len() {
            match sender.write(&frame[at..]) {
                Ok(written) => at += written,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return (number + 1, frame[at..].to_vec());
                }
                Err(error) => panic!("message {number}: {error}"),
            }
        }
    }
    (2 * UNDER_WAY_MAX / FILLING, Vec::new())
}

/// A masked frame, its mask all zeros.
fn frame(number: usize) -> Vec<u8> {
    let number = u32::try_from(number).expect("a few").to_be_bytes();
    let message = [TO_ALL, &number, &vec![b'x'; FILLING]].concat();
    let length = u16::try_from(message.len()).expect("it fits in 64 KiB").to_be_bytes();
    [&[0x82, 0x80 | 126], &length[..], &[0; 4], &message].concat()
}

/// The numbers of so many messages of a peer.
fn numbers_heard(mut receiver: TcpStream, count: usize) -> Vec<usize> {
    let mut heard = Vec::new();
    while heard.len() < count {
        let mut head = [0; 2];
        receiver.read_exact(&mut head).expect("a frame");
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                receiver.read_exact(&mut length).expect("its length");
                usize::from(u16::from_be_bytes(length))
            }
            length => usize::from(length),
        };
        let mut message = vec![0; length];
        receiver.read_exact(&mut message).expect("all of it");
        if let [7, 3, _, _, _, _, 3, a, b, c, d, ..] = message[..] {
            heard.push(u32::from_be_bytes([a, b, c, d]) as usize);
        }
    }
    heard
}
