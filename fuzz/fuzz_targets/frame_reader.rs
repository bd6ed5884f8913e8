//! What a peer says means the same however its bytes are cut, and no message is larger than the limits allow.
//!
//! The first byte of the input chooses our role and how the rest is cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ws::{DecodeLimits, Decoder, Event, Kind, Role, Violation};

const LIMITS: DecodeLimits = DecodeLimits { message_bytes: 512, message_fragments: 8 };

fuzz_target!(|input: &[u8]| {
    let Some((&choice, stream)) = input.split_first() else {
        return;
    };
    let role = if choice & 1 == 0 { Role::Server } else { Role::Client };
    let whole = read(role, stream, stream.len().max(1));
    assert_eq!(whole, read(role, stream, usize::from(choice >> 1) % 16 + 1), "cut in pieces");
    assert_eq!(whole, read(role, stream, 1), "one byte at a time");
    whole.0.iter().for_each(is_allowed);
});

/// All that a stream says until it is used up or violates the protocol, read in pieces of `size` bytes.
fn read(role: Role, stream: &[u8], size: usize) -> (Vec<Event<'static>>, Option<Violation>) {
    let mut decoder = Decoder::new(role);
    let mut events = Vec::new();
    for piece in stream.chunks(size) {
        let mut piece = piece.to_vec();
        let mut rest = piece.as_mut_slice();
        while !rest.is_empty() {
            let used = match decoder.decode(LIMITS, rest) {
                Ok(decoded) => {
                    events.extend(decoded.event.map(owned));
                    decoded.used
                }
                Err(violation) => return (events, Some(violation)),
            };
            assert!(used > 0, "a step that reads nothing never ends");
            if matches!(events.last(), Some(Event::Close(..))) {
                return (events, None);
            }
            rest = &mut rest[used..];
        }
    }
    (events, None)
}

fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Message(kind, bytes) => Event::Message(kind, bytes.into_owned().into()),
        Event::Ping(bytes) => Event::Ping(bytes.into_owned().into()),
        Event::Pong => Event::Pong,
        Event::Close(code, reason) => Event::Close(code, reason),
    }
}

fn is_allowed(event: &Event<'_>) {
    match event {
        Event::Message(kind, bytes) => {
            assert!(bytes.len() <= LIMITS.message_bytes);
            assert!(*kind == Kind::Binary || str::from_utf8(bytes).is_ok());
        }
        Event::Ping(bytes) => assert!(bytes.len() <= 125),
        Event::Close(code, reason) => assert!(reason.len() <= 123 && (code.is_some() || reason.is_empty())),
        Event::Pong => {}
    }
}
