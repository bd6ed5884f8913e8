//! Our WebSocket codec and tungstenite's, held to one answer on the same bytes in any slicing.

mod sockets;

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use theirs::protocol::frame::Frame as TheirFrame;
use theirs::protocol::frame::coding::{Data, OpCode};
use theirs::protocol::{CloseFrame, WebSocketConfig};
use theirs::{Message, WebSocket};
use tokio_tungstenite::tungstenite as theirs;
use ws::{DecodeLimits, Decoder, Event, Kind, Opcode, Role, Violation};

/// No message of these tests comes near it; what only claims to is refused by both.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// What one end says.
#[derive(Clone, Debug)]
enum Said {
    /// A message, cut into fragments at these places, with a ping after each.
    Message {
        kind: Kind,
        payload: Vec<u8>,
        cuts: Vec<Index>,
    },
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(u16, String),
}

/// What the other end hears.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Heard {
    Message(Kind, Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    Close(Option<u16>, String),
}

/// How the hearing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// More may come.
    Waiting,
    Closed,
    /// The bytes are refused; ours says why.
    Refused(Option<Violation>),
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => vec(any::<u8>(), 0..40),
        2 => vec(any::<u8>(), 120..132),
        1 => (65_530..65_540_usize).prop_map(|bytes| vec![7; bytes]),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    let cuts = || prop_oneof![2 => Just(vec![]), 1 => vec(any::<Index>(), 1..5)];
    let binary = (payload(), cuts()).prop_map(|(payload, cuts)| Said::Message { kind: Kind::Binary, payload, cuts });
    let text = (".{0,60}", cuts()).prop_map(|(text, cuts)| Said::Message {
        kind: Kind::Text,
        payload: text.into_bytes(),
        cuts,
    });
    let control = || vec(any::<u8>(), 0..126);
    prop_oneof![4 => binary, 4 => text, 1 => control().prop_map(Said::Ping), 1 => control().prop_map(Said::Pong)]
}

fn script() -> impl Strategy<Value = Vec<Said>> {
    let code = prop_oneof![Just(1000_u16), Just(1001), Just(1011), 3000..5000_u16];
    let close = prop::option::of((code, "[a-zé]{0,40}").prop_map(|(code, reason)| Said::Close(code, reason)));
    (vec(said(), 0..8), close).prop_map(|(mut script, close)| {
        script.extend(close);
        script
    })
}

/// The fragments of a message; one if it is not cut.
fn fragments<'a>(payload: &'a [u8], cuts: &[Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(payload.len() + 1)).collect();
    places.sort_unstable();
    places.push(payload.len());
    let starts = [0].into_iter().chain(places.clone());
    starts.zip(&places).map(|(start, end)| &payload[start..*end]).collect()
}

fn expected(script: &[Said]) -> Vec<Heard> {
    let mut heard = Vec::new();
    for said in script {
        match said {
            Said::Message { kind, payload, cuts } => {
                heard.extend(cuts.iter().map(|_| Heard::Ping(b"between".to_vec())));
                heard.push(Heard::Message(*kind, payload.clone()));
            }
            Said::Ping(payload) => heard.push(Heard::Ping(payload.clone())),
            Said::Pong(_) => heard.push(Heard::Pong),
            Said::Close(code, reason) => heard.push(Heard::Close(Some(*code), reason.clone())),
        }
    }
    heard
}

/// Our frames; we never send fragments, so `script` has none.
fn written_by_us(role: Role, script: &[Said]) -> Vec<u8> {
    let mut out = Vec::new();
    let put = |out: &mut Vec<u8>, opcode, payload: &[u8]| match role {
        Role::Server => ws::put_frame(out, opcode, payload),
        Role::Client => ws::put_masked_frame(out, opcode, payload, [1, 0x80, 0, 0xff]),
    };
    for said in script {
        match said {
            Said::Message { kind, payload, .. } => put(&mut out, (*kind).into(), payload),
            Said::Ping(payload) => put(&mut out, Opcode::Ping, payload),
            Said::Pong(payload) => put(&mut out, Opcode::Pong, payload),
            Said::Close(code, reason) => match role {
                Role::Server => ws::put_close(&mut out, *code, reason),
                Role::Client => put(&mut out, Opcode::Close, &[&code.to_be_bytes(), reason.as_bytes()].concat()),
            },
        }
    }
    out
}

fn written_by_them(role: Role, script: &[Said]) -> Vec<u8> {
    let mut socket = WebSocket::from_raw_socket(Pipe::default(), their(role), None);
    for said in script {
        let messages = match said {
            Said::Message { kind, payload, cuts } => their_fragments(*kind, payload, cuts),
            Said::Ping(payload) => vec![Message::Ping(payload.clone().into())],
            Said::Pong(payload) => vec![Message::Pong(payload.clone().into())],
            Said::Close(code, reason) => {
                vec![Message::Close(Some(CloseFrame { code: (*code).into(), reason: reason.as_str().into() }))]
            }
        };
        for message in messages {
            socket.send(message).expect("a pipe takes everything");
        }
    }
    socket.get_ref().written.clone()
}

fn their_fragments(kind: Kind, payload: &[u8], cuts: &[Index]) -> Vec<Message> {
    let mut opcode = match kind {
        Kind::Text => Data::Text,
        Kind::Binary => Data::Binary,
    };
    let fragments = fragments(payload, cuts);
    let mut messages = Vec::new();
    for (at, fragment) in fragments.iter().enumerate() {
        let is_last = at + 1 == fragments.len();
        messages.push(Message::Frame(TheirFrame::message(fragment.to_vec(), OpCode::Data(opcode), is_last)));
        if !is_last {
            messages.push(Message::Ping(b"between".to_vec().into()));
        }
        opcode = Data::Continue;
    }
    messages
}

fn their(role: Role) -> theirs::protocol::Role {
    match role {
        Role::Server => theirs::protocol::Role::Server,
        Role::Client => theirs::protocol::Role::Client,
    }
}

/// The other end.
fn peer(role: Role) -> Role {
    match role {
        Role::Server => Role::Client,
        Role::Client => Role::Server,
    }
}

/// Bytes in pieces; then there are none for now.
#[derive(Default)]
struct Pipe {
    pieces: VecDeque<Vec<u8>>,
    written: Vec<u8>,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut piece) = self.pieces.pop_front() else { return Err(io::ErrorKind::WouldBlock.into()) };
        let taken = piece.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&piece[..taken]);
        if taken < piece.len() {
            self.pieces.push_front(piece.split_off(taken));
        }
        Ok(taken)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes in pieces of these sizes, again and again.
fn sliced(bytes: &[u8], sizes: &[usize]) -> VecDeque<Vec<u8>> {
    let (mut pieces, mut rest) = (VecDeque::new(), bytes);
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((*size).min(rest.len()));
        pieces.push_back(piece.to_vec());
        rest = after;
    }
    pieces
}

fn heard_by_us(role: Role, pieces: VecDeque<Vec<u8>>) -> (Vec<Heard>, End) {
    let limits = DecodeLimits { message_bytes: MESSAGE_BYTES_MAX, message_fragments: u32::MAX };
    let (mut decoder, mut heard) = (Decoder::new(role), Vec::new());
    for mut piece in pieces {
        let mut at = 0;
        while at < piece.len() {
            let decoded = match decoder.decode(limits, &mut piece[at..]) {
                Ok(decoded) => decoded,
                Err(violation) => return (heard, End::Refused(Some(violation))),
            };
            at += decoded.used;
            heard.extend(decoded.event.map(as_heard));
            if matches!(heard.last(), Some(Heard::Close(..))) {
                return (heard, End::Closed);
            }
        }
    }
    (heard, End::Waiting)
}

fn as_heard(event: Event<'_>) -> Heard {
    match event {
        Event::Message(kind, payload) => Heard::Message(kind, payload.into_owned()),
        Event::Ping(payload) => Heard::Ping(payload.into_owned()),
        Event::Pong => Heard::Pong,
        Event::Close(code, reason) => Heard::Close(code, reason),
    }
}

fn heard_by_them(role: Role, pieces: VecDeque<Vec<u8>>) -> (Vec<Heard>, End) {
    let config =
        WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES_MAX)).max_frame_size(Some(MESSAGE_BYTES_MAX));
    let pipe = Pipe { pieces, written: Vec::new() };
    let (mut socket, mut heard) = (WebSocket::from_raw_socket(pipe, their(role), Some(config)), Vec::new());
    loop {
        heard.push(match socket.read() {
            Ok(Message::Text(text)) => Heard::Message(Kind::Text, text.as_bytes().to_vec()),
            Ok(Message::Binary(bytes)) => Heard::Message(Kind::Binary, bytes.to_vec()),
            Ok(Message::Ping(payload)) => Heard::Ping(payload.to_vec()),
            Ok(Message::Pong(_)) => Heard::Pong,
            Ok(Message::Close(frame)) => {
                let (code, reason) = frame.map_or((None, String::new()), |frame| {
                    (Some(frame.code.into()), frame.reason.trim_end_matches('\0').to_owned())
                });
                heard.push(Heard::Close(code, reason));
                return (heard, End::Closed);
            }
            Ok(Message::Frame(frame)) => panic!("a raw frame is never read: {frame}"),
            Err(theirs::Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => return (heard, End::Waiting),
            Err(_) => return (heard, End::Refused(None)),
        });
    }
}

/// One byte of the stream is another.
type Fault = (Index, u8);

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![Just(vec![1]), Just(vec![usize::MAX]), vec(1..300_usize, 1..6)]
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![Just(Role::Server), Just(Role::Client)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_they_write_we_read(script in script(), sizes in sizes(), role in role()) {
        let pieces = sliced(&written_by_them(role, &script), &sizes);
        prop_assert_eq!(heard_by_us(peer(role), pieces).0, expected(&script));
    }

    #[test]
    fn what_we_write_they_read(mut script in script(), sizes in sizes(), role in role()) {
        for said in &mut script {
            if let Said::Message { cuts, .. } = said {
                cuts.clear();
            }
        }
        let pieces = sliced(&written_by_us(role, &script), &sizes);
        prop_assert_eq!(heard_by_them(peer(role), pieces).0, expected(&script));
    }

    #[test]
    fn what_is_broken_we_refuse_whenever_they_do(
        script in script(),
        sizes in sizes(),
        role in role(),
        fault in any::<Fault>(),
        end in any::<Index>(),
    ) {
        let mut bytes = written_by_them(role, &script);
        prop_assume!(!bytes.is_empty());
        // Headers are where it matters: most faults are put near the front.
        let near = bytes.len().min(200);
        bytes[fault.0.index(near)] ^= fault.1;
        bytes.truncate(near.max(end.index(bytes.len() + 1)));
        let (ours, our_end) = heard_by_us(peer(role), sliced(&bytes, &sizes));
        let (theirs, their_end) = heard_by_them(peer(role), sliced(&bytes, &sizes));
        if let End::Refused(Some(_)) = our_end {
            // We may refuse sooner: from half a header, or what the RFC forbids and they let pass.
            prop_assert!(theirs.starts_with(&ours), "{ours:?} {our_end:?} {theirs:?}");
        } else {
            prop_assert_eq!((ours, our_end), (theirs, their_end));
        }
    }
}
