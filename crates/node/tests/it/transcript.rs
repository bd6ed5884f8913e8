//! The chat tutorial's transcript, row by row, as clients without `hello` live it.

use crate::harness::{Client, Node, Request, binary, close, masked};
use crate::protobuf::{self, chat};

/// The chat "Hello, Golang!" as the tutorial's client writes it.
const HELLO_GOLANG: &[u8] = b"\x12\x10\x0a\x0eHello, Golang!";

/// How everybody else hears it, if a conn of a one-byte id says it.
fn hello_golang_from(id: u64) -> Vec<u8> {
    [&[0x82, 0x14, 0x08, id as u8], HELLO_GOLANG].concat()
}

#[test]
fn the_upgrade_is_answered_in_four_lines() {
    let node = Node::start();
    let offers = "Sec-WebSocket-Protocol: chat,v2";
    let deflate = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    for request in [Request::upgrade("/ws"), Request::upgrade("/ws").and(offers).and(deflate)] {
        let mut client = Client::connect(node.address);
        client.send(&request.bytes());
        client.hears(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
              Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        );
    }
}

#[test]
fn the_id_comes_first_and_without_a_newline() {
    let node = Node::start();
    for id in 1..=12 {
        let mut client = Client::connect(node.address);
        client.send(&Request::upgrade("/ws").bytes());
        assert_eq!(client.response().status, 101);
        client.hears(&[0x82, 0x06, 0x08, id, 0x1a, 0x02, 0x08, id]);
        client.hears_nothing();
    }
}

#[test]
fn nobody_is_told_that_somebody_came() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        ben.hears_nothing();
        ann.hears_nothing();
    });
}

#[test]
fn a_chat_reaches_everybody_else_with_its_true_sender() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        let own_id = protobuf::number(1, ann.id);
        for forged in [&[][..], &own_id, b"\x08\x02", b"\x08\x45", b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"] {
            ann.send(&binary(&[forged, HELLO_GOLANG].concat()));
            ben.hears(&hello_golang_from(ann.id));
        }
        ann.send(&binary(&[HELLO_GOLANG, b"\x08\x02"].concat()));
        ben.hears(&hello_golang_from(ann.id));
        ann.hears_nothing();
        ben.hears_nothing();
    });
}

#[test]
fn an_empty_text_and_a_copied_newline_are_chats() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        ann.send(&binary(b"\x12\x00"));
        ben.hears(&[0x82, 0x04, 0x08, ann.id as u8, 0x12, 0x00]);
        ann.send(&binary(&[HELLO_GOLANG, b"\n"].concat()));
        ben.hears(&hello_golang_from(ann.id));
        // A packet may end in a newline of its own, and only one is ever cut off.
        ann.send(&binary(b"\x12\x03\x0a\x01\n"));
        ben.hears(&[0x82, 0x07, 0x08, ann.id as u8, 0x12, 0x03, 0x0a, 0x01, b'\n']);
        ann.send(&binary(&[HELLO_GOLANG, b"\n\n"].concat()));
        ann.hears_nothing();
        ben.hears_nothing();
    });
}

#[test]
fn what_nobody_may_hear_reaches_nobody_and_the_conn_lives() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        for said in [
            &b"\x1a\x03\x08\xe7\x07"[..],
            b"",
            b"\n",
            b"\x22\x02\x0a\x00",
            b"\xff\xff\xff\xff",
            b"\x12\x10\x0a\x0ehalf",
            b"\x12\x03\x0a\x01\xff",
            b"\x9a\x04\x00",
        ] {
            ann.send(&binary(said));
            ann.hears_nothing();
            ben.hears_nothing();
        }
        ann.send(&binary(HELLO_GOLANG));
        ben.hears(&hello_golang_from(ann.id));
    });
}

#[test]
fn without_hello_nothing_is_sent_that_the_tutorial_lacks() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        for asked in [protobuf::join("room-x"), protobuf::leave("lobby"), protobuf::ping(7)] {
            ann.send(&binary(&asked));
        }
        ann.send(&binary(&protobuf::direct(ben.id, "psst", b"")));
        ann.hears_nothing();
        ben.hears_nothing();
        ann.send(&binary(&protobuf::chat_in("lobby", "for the lobby")));
        assert_eq!(ben.frame().payload, [protobuf::number(1, ann.id), chat("for the lobby")].concat());
    });
}

#[test]
fn fragments_are_joined_and_control_frames_between_them_answered() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        ann.send(&masked(0x89, b"hi"));
        ann.hears(b"\x8a\x02hi");
        ann.send(&masked(0x02, &HELLO_GOLANG[..7]));
        ann.send(&masked(0x89, b"between"));
        ann.hears(b"\x8a\x07between");
        ben.hears_nothing();
        ann.send(&masked(0x00, &HELLO_GOLANG[7..9]));
        ann.send(&masked(0x8a, b"unasked"));
        ann.send(&masked(0x80, &HELLO_GOLANG[9..]));
        ben.hears(&hello_golang_from(ann.id));
        ann.hears_nothing();
    });
}

#[test]
fn a_close_is_answered_with_its_code_and_then_the_stream_ends() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        ann.send(&close(1000, "bye"));
        ann.hears(b"\x88\x02\x03\xe8");
        ann.ended();
        let mut cat = node.join();
        cat.send(&close(3000, "my own code"));
        cat.hears(b"\x88\x02\x0b\xb8");
        cat.ended();
        let mut dan = node.join();
        dan.send(&masked(0x88, b""));
        dan.hears(b"\x88\x00");
        dan.ended();
        ben.hears_nothing();
    });
}

#[test]
fn closing_twice_is_closing_once() {
    let node = Node::start();
    let mut ann = node.join();
    ann.send(&[close(1000, "bye"), close(1000, "bye again"), close(1001, "")].concat());
    ann.hears(b"\x88\x02\x03\xe8");
    ann.ended();
    let mut ben = node.join();
    ben.send(&close(1000, ""));
    ben.hears(b"\x88\x02\x03\xe8");
    ben.try_send(&close(1000, ""));
    ben.ended();
}

#[test]
fn ids_go_on_and_are_never_used_again() {
    Node::each_layout(|node| {
        for id in 1..=20 {
            let mut client = node.join();
            assert_eq!(client.id, id);
            client.send(&close(1000, ""));
            assert_eq!(client.closed(), (1000, String::new()));
        }
    });
}

#[test]
fn two_hundred_that_speak_with_their_handshake_are_never_nobody_and_never_hear_themselves() {
    Node::each_layout(|node| {
        let mut listener = node.join();
        let mut clients: Vec<Client> = (0..200).map(|_| Client::connect(node.address)).collect();
        for (number, client) in clients.iter_mut().enumerate() {
            client.send(&[Request::upgrade("/ws").bytes(), binary(&chat(&number.to_string()))].concat());
        }
        for client in &mut clients {
            client.opened();
        }
        for _ in 0..200 {
            let (sender, text) = protobuf::heard(&listener.frame());
            let speaker = text.parse::<usize>().expect("a number");
            assert_eq!(sender, clients[speaker].id);
        }
        for (number, client) in clients.iter_mut().enumerate() {
            for (sender, text) in client.chats_so_far() {
                assert_ne!(sender, client.id);
                assert_ne!(text, number.to_string());
            }
        }
    });
}

#[test]
fn a_burst_to_a_client_that_reads_arrives_whole_and_in_order() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws", "/ws");
        let burst: Vec<u8> = (0..2_000).flat_map(|number| binary(&chat(&format!("line {number}")))).collect();
        ann.send(&burst);
        for number in 0..2_000 {
            assert_eq!(protobuf::heard(&ben.frame()), (ann.id, format!("line {number}")));
        }
        ben.hears_nothing();
    });
}

#[test]
fn a_room_in_the_query_is_apart() {
    Node::each_layout(|node| {
        let (mut ann, mut ben) = node.pair("/ws?room=x", "/ws?room=x");
        let (mut cat, mut dan) = node.pair("/ws", "/?room=x");
        ann.say("in the room");
        assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "in the room".to_owned()));
        assert_eq!(dan.text(), format!(r#"{{"type":0,"text":"in the room","sender":{}}}"#, ann.id));
        cat.say("in the lobby");
        for client in [&mut ann, &mut ben, &mut cat, &mut dan] {
            client.hears_nothing();
        }
    });
}

#[test]
fn a_leave_without_a_close_frame_tells_nobody() {
    let node = Node::start();
    let (ann, mut ben) = node.pair("/ws", "/ws");
    drop(ann);
    node.until_metric("connections", "", 1);
    ben.hears_nothing();
}

#[test]
fn both_loopback_addresses_are_one_node() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return eprintln!("not tested: this machine has no IPv6");
    }
    let node = Node::with(|config| config.server.listen.push("[::1]:0".parse().expect("an address")));
    let [four, six] = node.addresses()[..] else { panic!("not two addresses") };
    let mut ann = Client::open(four, &Request::upgrade("/ws"));
    let mut ben = Client::open(six, &Request::upgrade("/ws"));
    ann.say("over IPv4");
    assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "over IPv4".to_owned()));
    ben.say("over IPv6");
    assert_eq!(protobuf::heard(&ann.frame()), (ben.id, "over IPv6".to_owned()));
}
