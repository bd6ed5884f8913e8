//! Scripts of bytes, and properties over any slicing of them.

use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

const LIMITS: DecodeLimits = DecodeLimits { message_bytes: 16 * 1024, message_fragments: 64 };

/// Everything that `bytes` say when they come in pieces of `step`.
fn read(role: Role, bytes: &[u8], step: usize) -> Result<Vec<Event<'static>>, Violation> {
    let mut decoder = Decoder::new(role);
    let mut events = Vec::new();
    for piece in bytes.chunks(step.max(1)) {
        let mut piece = piece.to_vec();
        let mut at = 0;
        while at < piece.len() {
            let decoded = decoder.decode(LIMITS, &mut piece[at..])?;
            assert!(decoded.used > 0, "no progress");
            at += decoded.used;
            events.extend(decoded.event.map(owned));
        }
    }
    Ok(events)
}

fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Message(kind, bytes) => Event::Message(kind, Cow::Owned(bytes.into_owned())),
        Event::Ping(bytes) => Event::Ping(Cow::Owned(bytes.into_owned())),
        Event::Pong => Event::Pong,
        Event::Close(code, reason) => Event::Close(code, reason),
    }
}

fn text(text: &str) -> Event<'_> {
    Event::Message(Kind::Text, Cow::Borrowed(text.as_bytes()))
}

/// A masked frame with any first byte.
fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    put_masked_frame(&mut frame, Opcode::Binary, payload, [7, 99, 200, 31]);
    frame[0] = first;
    frame
}

/// The same verdict whether the bytes come whole or one by one.
#[track_caller]
fn refuses(bytes: &[u8], violation: Violation) {
    assert_eq!(read(Role::Server, bytes, bytes.len()), Err(violation), "whole");
    assert_eq!(read(Role::Server, bytes, 1), Err(violation), "one by one");
}

#[track_caller]
fn reads(bytes: &[u8], events: &[Event<'_>]) {
    for step in 1..=bytes.len() {
        assert_eq!(read(Role::Server, bytes, step).as_deref(), Ok(events), "in steps of {step}");
    }
}

#[test]
fn the_examples_of_rfc_6455_section_5_7() {
    reads(&[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], &[text("Hello")]);
    let unmasked = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];
    assert_eq!(read(Role::Client, &unmasked, 3), Ok(vec![text("Hello")]));
    let fragments = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f];
    assert_eq!(read(Role::Client, &fragments, 1), Ok(vec![text("Hello")]));
}

#[test]
fn control_frames_between_fragments_come_out_first() {
    let bytes =
        [client_frame(0x01, b"Hel"), client_frame(0x89, b"hi"), client_frame(0x8a, b""), client_frame(0x80, b"lo")]
            .concat();
    reads(&bytes, &[Event::Ping(Cow::Borrowed(b"hi")), Event::Pong, text("Hello")]);
}

#[test]
fn the_accept_key_of_rfc_6455_section_1_3() {
    assert_eq!(accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert!(is_key(b"dGhlIHNhbXBsZSBub25jZQ=="));
    assert!(!is_key(b"abc") && !is_key(b"") && !is_key(b"dGhlIHNhbXBsZQ=="));
}

#[test]
fn t21_an_unmasked_client_frame() {
    refuses(&[0x81, 0x02, 0x68, 0x69], Violation::Unmasked);
    assert_eq!(read(Role::Client, &client_frame(0x81, b"hi"), 1), Err(Violation::Masked));
}

#[test]
fn t22_t33_reserved_bits() {
    for bit in [0x40, 0x20, 0x10] {
        refuses(&client_frame(0x81 | bit, b"hi"), Violation::ReservedBit);
    }
}

#[test]
fn t23_reserved_opcodes() {
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        refuses(&client_frame(0x80 | opcode, b""), Violation::ReservedOpcode);
    }
}

#[test]
fn t24_long_and_fragmented_control_frames() {
    refuses(&[0x89, 0xfe, 0x00, 0x7e], Violation::LongControl);
    refuses(&[0x09, 0x81], Violation::FragmentedControl);
}

#[test]
fn t25_fragments_out_of_order() {
    refuses(&client_frame(0x80, b""), Violation::LoneContinuation);
    refuses(&[client_frame(0x01, b"a"), client_frame(0x81, b"b")].concat(), Violation::Interleaved);
}

#[test]
fn t26_lengths_not_in_their_shortest_form() {
    refuses(&[0x81, 0xfe, 0x00, 0x02], Violation::LongLength);
    refuses(&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff], Violation::LongLength);
}

#[test]
fn t27_a_claimed_size_is_judged_from_the_header_and_allocates_nothing() {
    refuses(&[0x82, 0xff, 0x80], Violation::LengthTopBit);
    refuses(&[0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4], Violation::TooBig);
    refuses(&[0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4], Violation::TooBig);
}

#[test]
fn t28_the_sum_of_fragments_is_held_to_the_limit() {
    assert!(read(Role::Server, &client_frame(0x82, &vec![0; LIMITS.message_bytes]), 1000).is_ok());
    refuses(&client_frame(0x82, &vec![0; LIMITS.message_bytes + 1]), Violation::TooBig);
    let fragments = [
        client_frame(0x02, &vec![0; LIMITS.message_bytes]),
        client_frame(0x8a, b"pong between"),
        client_frame(0x80, b"x")[..6].to_vec(),
    ];
    refuses(&fragments.concat(), Violation::TooBig);
}

#[test]
fn t29_empty_continuations_without_end() {
    let mut bytes = client_frame(0x02, b"");
    for _ in 1..64 {
        bytes.extend(client_frame(0x00, b""));
    }
    assert_eq!(read(Role::Server, &bytes, 7), Ok(vec![]));
    bytes.extend(client_frame(0x00, b""));
    refuses(&bytes, Violation::TooManyFragments);
}

#[test]
fn t30_a_bad_byte_inside_an_unfinished_frame() {
    let whole = client_frame(0x81, b"\xce\xba\xff and more");
    refuses(&whole[..6 + 3], Violation::NotUtf8);
    for bad in [&b"\xed\xa0\x80"[..], b"\xc0\x80", b"\xf4\x90\x80\x80", b"half \xe2\x82"] {
        refuses(&client_frame(0x81, bad), Violation::NotUtf8);
    }
}

#[test]
fn t31_bad_close_frames() {
    refuses(&client_frame(0x88, &[3]), Violation::BadClose);
    for code in [0u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535] {
        refuses(&client_frame(0x88, &code.to_be_bytes()), Violation::BadClose);
    }
    refuses(&client_frame(0x88, b"\x03\xe8\xff"), Violation::NotUtf8);
    refuses(&client_frame(0x88, &[b'x'; 126]), Violation::LongControl);
}

#[test]
fn a_close_frame_carries_code_and_reason_and_godot_3s_nul_is_trimmed() {
    reads(&client_frame(0x88, b""), &[Event::Close(None, String::new())]);
    reads(&client_frame(0x88, b"\x03\xe8done\0"), &[Event::Close(Some(1000), "done".into())]);
}

#[test]
fn a_close_reason_is_cut_between_characters() {
    let mut out = Vec::new();
    put_close(&mut out, 4008, &"é".repeat(100));
    assert_eq!(out[1], 2 + 122);
    assert_eq!(read(Role::Client, &out, 5), Ok(vec![Event::Close(Some(4008), "é".repeat(61))]));
}

#[test]
fn a_close_is_sent_once_and_answered_once() {
    let mut ours = CloseHandshake::default();
    assert!(ours.start());
    assert!(!ours.start());
    assert_eq!(ours.received(), OnClose::End);
    assert_eq!(ours.received(), OnClose::Ignore);

    let mut theirs = CloseHandshake::default();
    assert_eq!(theirs.received(), OnClose::Answer);
    assert!(!theirs.start());
}

#[test]
fn an_idle_decoder_is_small_and_holds_nothing() {
    assert!(size_of::<Decoder>() <= 16);
    let mut decoder = Decoder::new(Role::Server);
    let mut frame = client_frame(0x82, b"hi");
    let (head, tail) = frame.split_at_mut(3);
    assert!(decoder.decode(LIMITS, head).is_ok());
    assert!(decoder.is_mid_message());
    assert!(decoder.decode(LIMITS, tail).is_ok());
    assert!(!decoder.is_mid_message());
}

#[test]
fn a_client_request_is_answered_by_the_matching_key_only() {
    let nonce = *b"the sample nonce";
    let response = |key: &str| format!("HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: {key}\r\n\r\nrest");
    let good = response("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(check_response(good.as_bytes(), nonce), Ok(Some(good.len() - 4)));
    assert_eq!(check_response(&good.as_bytes()[..40], nonce), Ok(None));
    assert_eq!(check_response(response("x").as_bytes(), nonce), Err(ResponseError::Accept));
    let full = b"HTTP/1.1 503 Service Unavailable\r\n\r\n";
    assert_eq!(check_response(full, nonce), Err(ResponseError::Status("HTTP/1.1 503 Service Unavailable".into())));
}

/// A message as it may be sent: its kind, its payload and where it is cut into fragments.
fn sent_message() -> impl Strategy<Value = (Kind, Vec<u8>, Vec<usize>)> {
    let text = ".{0,40}".prop_map(|text| (Kind::Text, text.into_bytes()));
    let binary = proptest::collection::vec(any::<u8>(), 0..400).prop_map(|bytes| (Kind::Binary, bytes));
    (prop_oneof![text, binary], proptest::collection::vec(any::<usize>(), 0..5))
        .prop_map(|((kind, bytes), cuts)| (kind, bytes, cuts))
}

fn put_fragments(out: &mut Vec<u8>, kind: Kind, payload: &[u8], cuts: &[usize]) {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (payload.len() + 1)).collect();
    cuts.sort_unstable();
    cuts.push(payload.len());
    let (mut at, last) = (0, cuts.len() - 1);
    for (index, cut) in cuts.into_iter().enumerate() {
        let opcode = if index == 0 { Opcode::from(kind) } else { Opcode::Continuation };
        let start = out.len();
        put_masked_frame(out, opcode, &payload[at..cut], [1, 2, 3, 4]);
        if index != last {
            out[start] &= 0x7f;
        }
        at = cut;
    }
}

proptest! {
    #[test]
    fn what_was_sent_is_read_in_any_slicing(messages in proptest::collection::vec(sent_message(), 1..6), step in 1usize..200) {
        let mut bytes = Vec::new();
        for (kind, payload, cuts) in &messages {
            put_fragments(&mut bytes, *kind, payload, cuts);
        }
        let expected: Vec<_> = messages
            .into_iter()
            .map(|(kind, payload, _)| Event::Message(kind, Cow::Owned(payload)))
            .collect();
        prop_assert_eq!(read(Role::Server, &bytes, step), Ok(expected));
    }

    #[test]
    fn any_bytes_get_the_same_verdict_in_any_slicing(bytes in proptest::collection::vec(any::<u8>(), 0..300), step in 1usize..50) {
        prop_assert_eq!(read(Role::Server, &bytes, bytes.len()), read(Role::Server, &bytes, step));
    }
}
