//! T21–T33: frames that RFC 6455 or a limit forbids, on an open conn.

use super::{Row, each_is_closed};
use crate::harness::{Client, Node, Probe, binary, close, masked};
use crate::protobuf::chat;

const PROTOCOL_ERROR: (u16, &str) = (1002, "protocol error");
const NOT_UTF8: (u16, &str) = (1007, "not utf-8");
const TOO_BIG: (u16, &str) = (1009, "too big; max=16384");

fn rows<'a>(rows: Vec<(&'a str, Vec<u8>)>, (code, reason): (u16, &'a str)) -> Vec<Row<'a>> {
    rows.into_iter().map(|(name, bytes)| (name, bytes, code, reason)).collect()
}

#[test]
fn t21_unmasked() {
    let cases = vec![
        ("text", b"\x81\x02hi".to_vec()),
        ("binary", b"\x82\x02hi".to_vec()),
        ("ping", b"\x89\x00".to_vec()),
        ("its second byte is enough", b"\x82\x00".to_vec()),
    ];
    each_is_closed(Node::join, &rows(cases, PROTOCOL_ERROR));
}

#[test]
fn t22_reserved_bits() {
    let frames = [0xc2, 0xa2, 0x92, 0xf2, 0x42, 0xc0, 0xc9, 0x98].map(|first| ("a reserved bit", masked(first, b"x")));
    each_is_closed(Node::join, &rows(frames.into(), PROTOCOL_ERROR));
}

#[test]
fn t23_reserved_opcodes() {
    let opcodes = (3..=7).chain(11..=15);
    let frames = opcodes.map(|opcode| ("a reserved opcode", masked(0x80 | opcode, b""))).collect();
    each_is_closed(Node::join, &rows(frames, PROTOCOL_ERROR));
}

#[test]
fn t24_control_frames_that_are_long_or_fragmented() {
    let cases = vec![
        ("ping of 126 bytes", masked(0x89, &[0; 126])),
        ("the length of it is enough", b"\x89\xfe".to_vec()),
        ("pong of 126 bytes", masked(0x8a, &[0; 126])),
        ("close of 126 bytes", masked(0x88, &[0; 126])),
        ("ping without FIN", masked(0x09, b"x")),
        ("close without FIN", masked(0x08, b"")),
    ];
    each_is_closed(Node::join, &rows(cases, PROTOCOL_ERROR));
}

#[test]
fn t25_fragments_out_of_order() {
    let begun = masked(0x02, b"\x12");
    let cases = vec![
        ("a continuation first", masked(0x00, b"x")),
        ("a last continuation first", masked(0x80, b"x")),
        ("a message inside a message", [begun.clone(), binary(&chat("x"))].concat()),
        ("a fragment inside a message", [begun.clone(), masked(0x02, b"x")].concat()),
        ("a continuation after the end", [binary(&chat("x")), masked(0x80, b"x")].concat()),
    ];
    each_is_closed(Node::join, &rows(cases, PROTOCOL_ERROR));
}

#[test]
fn t26_lengths_in_more_bytes_than_they_need() {
    let cases = vec![
        ("2 in two bytes", b"\x82\xfe\x00\x02\0\0\0\0\x12\x00".to_vec()),
        ("125 in two bytes", b"\x82\xfe\x00\x7d".to_vec()),
        ("2 in eight bytes", b"\x82\xff\0\0\0\0\0\0\x00\x02\0\0\0\0\x12\x00".to_vec()),
        ("65,535 in eight bytes", b"\x82\xff\0\0\0\0\0\0\xff\xff".to_vec()),
    ];
    each_is_closed(Node::join, &rows(cases, PROTOCOL_ERROR));
}

#[test]
fn t27_huge_claims_are_refused_from_the_header_alone() {
    let top_bit = vec![
        ("the top bit", b"\x82\xff\x80\0\0\0\0\0\0\0".to_vec()),
        ("all bits", b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()),
    ];
    each_is_closed(Node::join, &rows(top_bit, PROTOCOL_ERROR));
    let claims = vec![
        ("2^63 - 1", b"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0".to_vec()),
        ("4 GiB", b"\x82\xff\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec()),
        ("65,536", b"\x82\xff\0\0\0\0\0\x01\0\0\0\0\0\0".to_vec()),
        (
            "in a second fragment",
            [masked(0x02, b"x"), b"\x80\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0".to_vec()].concat(),
        ),
    ];
    each_is_closed(Node::join, &rows(claims, TOO_BIG));
}

#[test]
fn t28_messages_over_the_limit() {
    let part = |first, bytes: usize| masked(first, &vec![b' '; bytes]);
    let cases = vec![
        ("one frame, header only", b"\x82\xfe\x40\x01\0\0\0\0".to_vec()),
        ("one frame, whole", part(0x82, 16_385)),
        ("two fragments", [part(0x02, 16_384), part(0x80, 1)].concat()),
        ("the second is never read", [part(0x02, 16_384), b"\x00\x81\0\0\0\0".to_vec()].concat()),
        (
            "pongs between",
            [part(0x02, 9_000), part(0x8a, 100), part(0x00, 7_000), part(0x8a, 9), part(0x80, 385)].concat(),
        ),
    ];
    each_is_closed(Node::join, &rows(cases, TOO_BIG));
    let node = Node::start();
    let mut client = node.join_json();
    client.send(&part(0x81, 16_384));
    assert!(client.text().contains("unreadable"), "16,384 bytes of spaces are read");
}

#[test]
fn t29_more_fragments_than_any_client_needs() {
    let empty = masked(0x00, b"");
    let flood = [masked(0x02, b""), empty.repeat(100_000)].concat();
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    let mut attacker = node.join();
    attacker.try_send(&flood);
    assert_eq!(attacker.close_frame(), (1008, "policy".to_owned()));
    probe.is_served();
    let mut ok = node.join();
    let mut ben = node.join();
    let sixty_four = [masked(0x02, &chat("x")), empty.repeat(62), masked(0x80, b"")].concat();
    ok.send(&sixty_four);
    assert_eq!(ben.frame().payload, [&[0x08, ok.id as u8], &chat("x")[..]].concat());
    ok.send(&[masked(0x02, b""), empty.repeat(64)].concat());
    assert_eq!(ok.closed(), (1008, "policy".to_owned()), "at the 65th");
}

#[test]
fn t30_text_that_is_not_utf8_is_refused_at_the_bad_byte() {
    let mut cases = Vec::new();
    for bad in [&b"\xce\xba\xff"[..], b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xfe", b"\x80"] {
        cases.push(("whole", masked(0x81, bad)));
        cases.push(("in an unfinished message", masked(0x01, bad)));
        // The frame claims 100 bytes more than ever come.
        let mut unfinished = b"\x81\xe4\0\0\0\0".to_vec();
        unfinished.extend_from_slice(bad);
        cases.push(("in an unfinished frame", unfinished));
    }
    cases.push(("a character cut by the end", masked(0x81, b"\xce")));
    cases.push(("a character cut by a bad fragment", [masked(0x01, b"\xe2\x82"), masked(0x80, b"x")].concat()));
    each_is_closed(Node::join_json, &rows(cases, NOT_UTF8));
}

#[test]
fn t31_close_frames_that_say_nothing_legal() {
    let mut cases = vec![("one byte", masked(0x88, b"\x03"))];
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        cases.push(("an illegal code", close(code, "")));
    }
    cases.push(("a reason of 124 bytes", close(1000, &"x".repeat(124))));
    each_is_closed(Node::join, &rows(cases, PROTOCOL_ERROR));
    let not_text = masked(0x88, b"\x03\xe8\xff\xfe");
    each_is_closed(Node::join, &rows(vec![("a reason that is not UTF-8", not_text)], NOT_UTF8));
    let node = Node::start();
    for code in [1000, 1001, 1003, 1007, 1011, 1012, 1014, 3000, 4000, 4999] {
        let mut client = node.join();
        client.send(&close(code, &"x".repeat(123)));
        assert_eq!(client.closed(), (code, String::new()));
    }
}

#[test]
fn t32_what_follows_a_close_is_ignored_and_resets_nothing() {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    let mut ben = node.join();
    let frames = binary(&chat("too late")).repeat(100);
    let mut client = node.join();
    client.send(&[close(1000, "bye"), frames.clone()].concat());
    client.hears(b"\x88\x02\x03\xe8");
    client.ended();
    let mut client = node.join();
    client.send(&masked(0xff, b""));
    assert_eq!(client.close_frame().0, 1002);
    client.send(&frames);
    client.send(&close(1002, ""));
    client.ended();
    let mut byte_by_byte = node.join();
    for byte in [close(1000, "bye"), frames].concat() {
        byte_by_byte.try_send(&[byte]);
    }
    byte_by_byte.hears(b"\x88\x02\x03\xe8");
    byte_by_byte.ended();
    ben.hears_nothing();
    probe.is_served();
}

#[test]
fn text_on_the_protobuf_route_names_the_subprotocol() {
    let reason = "wrong frame type; text frames need the subprotocol hubbub.v1.json";
    each_is_closed(Node::join, &[("text", masked(0x81, b"{}"), 1003, reason)]);
}

#[test]
fn every_violation_is_found_in_single_bytes_too() {
    let node = Node::start();
    for (bytes, code) in [
        (masked(0xc2, b"x"), 1002),
        (masked(0x83, b"x"), 1002),
        (b"\x82\xff\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec(), 1009),
        (b"\x82\xfe\x00\x02\0\0\0\0\x12\x00".to_vec(), 1002),
        (masked(0x88, b"\x03"), 1002),
    ] {
        let mut client: Client = node.join();
        for byte in bytes {
            client.try_send(&[byte]);
        }
        assert_eq!(client.close_frame().0, code);
    }
}
