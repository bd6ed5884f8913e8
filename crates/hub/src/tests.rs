//! Scripts: what goes in and what every conn hears.
//!
//! One line an input; below it the outputs. `flush` ends the turn. Frames are shown as text: `1 < chat 2 "hi"`.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use types::{ConnId, Limits, Millis, Now, Realm, UnixMs};
use wire::{Dialect, ErrorCode, Fault, FromClient};

use crate::*;

mod answers;
mod desk;
mod people;

struct Script {
    hub: Hub,
    now: Now,
    out: Out,
    text: String,
}

fn limits() -> Limits {
    Limits { chat_chars: 20, realms_per_conn: 3, rooms: 4, faults: 2, joins_burst: 9, ..Limits::default() }
}

#[track_caller]
fn check(script: &str, expected: Expect) {
    check_with(Settings::alone(limits()), script, expected);
}

#[track_caller]
fn check_with(settings: Settings, script: &str, expected: Expect) {
    let now = Now { mono: Millis(0), unix: UnixMs(1_700_000_000_000) };
    let mut run = Script { hub: Hub::new(settings), now, out: Out::default(), text: String::new() };
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(run.text, "> {line}").unwrap();
        run.step(line);
    }
    expected.assert_eq(&run.text);
}

impl Script {
    fn step(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let key = |at: usize| ConnKey(words[at].parse().unwrap());
        let rest = |at: usize| words[at..].join(" ");
        let input = match words[0] {
            "at" => {
                self.now.mono = Millis(words[1].parse().unwrap());
                return;
            }
            "flush" => return self.flush(),
            "open" => Input::Opened {
                conn: key(1),
                id: ConnId::new(words[1].parse().unwrap()).unwrap(),
                dialect: if words[2] == "json" { Dialect::Json } else { Dialect::Protobuf },
                home: words[3].parse().unwrap(),
                token: None,
            },
            "chat" => Input::Said(key(1), FromClient::Chat { realm: "".into(), text: rest(2).into() }),
            "chatin" => {
                Input::Said(key(1), FromClient::Chat { realm: words[2].to_owned().into(), text: rest(3).into() })
            }
            "hello" => Input::Said(key(1), FromClient::Hello(Box::new(hello(words[2].parse().unwrap(), Vec::new())))),
            "join" => Input::Said(key(1), FromClient::Join { realm: words[2].to_owned(), cursor: None }),
            "leave" => Input::Said(key(1), FromClient::Leave(words[2].to_owned())),
            "ping" => Input::Said(key(1), FromClient::Ping { client_time: 7 }),
            "direct" => Input::Said(
                key(1),
                FromClient::Direct { to: words[2].parse().unwrap(), text: rest(3).into(), body: b"".as_slice().into() },
            ),
            "bytes" => Input::Said(
                key(1),
                FromClient::Direct {
                    to: words[2].parse().unwrap(),
                    text: "".into(),
                    body: rest(3).into_bytes().into(),
                },
            ),
            "fault" => Input::Faulted(key(1), Fault::new(ErrorCode::Unreadable, "no packet")),
            "close" => Input::Closed(key(1)),
            "tick" => Input::Ticked,
            "told-chat" => Input::Told(
                1,
                HubMessage::Chat { realm: words[1].parse().unwrap(), from: ConnId::new(99).unwrap(), text: rest(2) },
            ),
            "told-members" => Input::Told(
                1,
                HubMessage::Members { realm: words[1].parse().unwrap(), count: words[2].parse().unwrap() },
            ),
            _ => desk::input(&words),
        };
        let said = if let Input::Said(key, _) = &input { Some(*key) } else { None };
        self.hub.handle(self.now, input, &mut self.out);
        self.let_in();
        if let Some(key) = said.filter(|key| self.hub.has_just_asked(*key)) {
            writeln!(self.text, "  {} waits", key.0).unwrap();
        }
        self.print_out();
    }

    /// The node lets in whoever says hello, under the name of its conn.
    fn let_in(&mut self) {
        let is_login = |output: &mut Output| matches!(output, Output::Node(told) if matches!(**told, ToNode::Login { token: None, .. }));
        let asked: Vec<Output> = self.out.list.extract_if(.., is_login).collect();
        for output in asked {
            let Output::Node(told) = output else { continue };
            let ToNode::Login { conn, .. } = *told else { continue };
            self.hub.handle(self.now, Input::Node(Box::new(let_in(conn))), &mut self.out);
        }
        self.out.list.retain(|output| !matches!(output, Output::Node(told) if matches!(**told, ToNode::Gone(_))));
    }

    fn flush(&mut self) {
        let mut heard = Vec::new();
        self.hub.end_turn(&mut self.out, |conn, frames, _| heard.push((conn, frames.to_vec())));
        for (conn, frames) in heard {
            self.print_frames(conn, &frames);
        }
        self.print_out();
    }

    fn print_out(&mut self) {
        let out = std::mem::take(&mut self.out);
        for output in out.list {
            match output {
                Output::Send(conn, range) => self.print_frames(conn, &out.bytes[range]),
                Output::Close(conn, code) => writeln!(self.text, "  {} closed: {}", conn.0, code.name()).unwrap(),
                Output::Tell(message) => writeln!(self.text, "  tell {message:?}").unwrap(),
                Output::Pass(message) => writeln!(self.text, "  pass {message:?}").unwrap(),
                Output::Desk(told) => writeln!(self.text, "  desk: {told:?}").unwrap(),
                Output::Node(told) => writeln!(self.text, "  node: {told:?}").unwrap(),
                Output::Release(conn) => writeln!(self.text, "  {} may go on", conn.0).unwrap(),
            }
        }
    }

    fn print_frames(&mut self, conn: ConnKey, frames: &[u8]) {
        for message in messages(frames) {
            writeln!(self.text, "  {} < {message}", conn.0).unwrap();
        }
    }
}

/// The node's answer to the login of a conn.
fn let_in(conn: ConnId) -> FromNode {
    let session = types::Secret::new("s");
    let login = Box::new(LoginWords { session, guest: None, resumed: false, expires: None });
    FromNode::Admitted { conn, user: format!("u{conn}").parse().unwrap(), login }
}

/// A `hello` without a token.
fn hello(version: u32, resume: Vec<(String, types::Place)>) -> wire::Hello {
    wire::Hello { version, token: None, session: None, client: String::new(), resume }
}

/// Server frames as one line each: JSON as it is, protobuf in its JSON form.
fn messages(frames: &[u8]) -> Vec<String> {
    let limits = ws::DecodeLimits { message_bytes: 1 << 20, message_fragments: 1 };
    let mut decoder = ws::Decoder::new(ws::Role::Client);
    let (mut bytes, mut at, mut messages) = (frames.to_vec(), 0, Vec::new());
    while at < bytes.len() {
        let decoded = decoder.decode(limits, &mut bytes[at..]).unwrap();
        at += decoded.used;
        messages.push(match decoded.event {
            Some(ws::Event::Message(ws::Kind::Text, text)) => String::from_utf8(text.into_owned()).unwrap(),
            Some(ws::Event::Message(ws::Kind::Binary, packet)) => {
                let packet: wire::packets::Packet = buffa::Message::decode_from_slice(&packet).unwrap();
                serde_json::to_string(&packet).unwrap()
            }
            other => panic!("{other:?}"),
        });
    }
    messages
}

#[test]
fn the_id_comes_first_and_nobody_hears_himself() {
    check(
        "open 1 protobuf lobby
         open 2 json lobby
         chat 1 hello
         chat 2 hey
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 json lobby
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > chat 1 hello
            > chat 2 hey
            > flush
              1 < {"senderId":"2","chat":{"msg":"hey"}}
              2 < {"type":0,"text":"hello","sender":1}
        "#]],
    );
}

#[test]
fn all_that_is_said_in_a_turn_leaves_in_one_piece_without_ones_own() {
    check(
        "open 1 protobuf lobby
         open 2 protobuf lobby
         open 3 protobuf lobby
         chat 1 a
         chat 2 b
         chat 1 c
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > open 3 protobuf lobby
              3 < {"senderId":"3","id":{"id":"3"}}
            > chat 1 a
            > chat 2 b
            > chat 1 c
            > flush
              1 < {"senderId":"2","chat":{"msg":"b"}}
              2 < {"senderId":"1","chat":{"msg":"a"}}
              2 < {"senderId":"1","chat":{"msg":"c"}}
              3 < {"senderId":"1","chat":{"msg":"a"}}
              3 < {"senderId":"2","chat":{"msg":"b"}}
              3 < {"senderId":"1","chat":{"msg":"c"}}
        "#]],
    );
}

#[test]
fn who_comes_in_the_middle_of_a_turn_hears_only_what_follows() {
    check(
        "open 1 protobuf lobby
         open 2 protobuf lobby
         chat 1 before
         open 3 protobuf lobby
         chat 1 after
         close 2
         open 2 protobuf lobby
         chat 1 last
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > chat 1 before
            > open 3 protobuf lobby
              3 < {"senderId":"3","id":{"id":"3"}}
            > chat 1 after
            > close 2
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > chat 1 last
            > flush
              3 < {"senderId":"1","chat":{"msg":"after"}}
              3 < {"senderId":"1","chat":{"msg":"last"}}
              2 < {"senderId":"1","chat":{"msg":"last"}}
        "#]],
    );
}

#[test]
fn rooms_are_apart_and_end_with_their_last_member() {
    check(
        "open 1 protobuf room-x
         open 2 protobuf room-x
         open 3 protobuf room-y
         chat 1 hi
         flush
         close 1
         close 2
         open 4 protobuf room-x
         chat 4 anybody
         flush",
        expect![[r#"
            > open 1 protobuf room-x
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf room-x
              2 < {"senderId":"2","id":{"id":"2"}}
            > open 3 protobuf room-y
              3 < {"senderId":"3","id":{"id":"3"}}
            > chat 1 hi
            > flush
              2 < {"senderId":"1","chat":{"msg":"hi"}}
            > close 1
            > close 2
            > open 4 protobuf room-x
              4 < {"senderId":"4","id":{"id":"4"}}
            > chat 4 anybody
            > flush
        "#]],
    );
}

#[test]
fn hello_is_answered_and_from_then_on_realms_are_told() {
    check(
        "open 1 protobuf lobby
         open 2 protobuf lobby
         ping 1
         chat 2 early
         hello 1 1
         chat 2 late
         ping 1
         flush
         hello 1 1
         hello 2 9",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > ping 1
            > chat 2 early
            > hello 1 1
              1 < {"senderId":"2","chat":{"msg":"early"}}
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"2"}}
              1 may go on
            > chat 2 late
            > ping 1
              1 < {"senderId":"2","realm":"lobby","chat":{"msg":"late"}}
              1 < {"pong":{"clientTime":"7","serverTime":"1700000000000"}}
            > flush
            > hello 1 1
              1 < {"error":{"code":"unknown_kind","text":"`hello` was said before on this conn: only a new `token` may be said again"}}
            > hello 2 9
              2 closed: version
        "#]],
    );
}

#[test]
fn a_conn_may_be_in_several_realms() {
    check(
        "open 1 json lobby
         open 2 json lobby
         hello 1 1
         hello 2 1
         join 1 room-x
         join 2 room-x
         join 2 room-x
         chatin 1 room-x in the room
         chat 1 in lobby
         flush
         leave 2 lobby
         chat 1 gone?
         flush
         chat 2 home is gone
         chatin 2 room-x here
         leave 2 lobby
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > open 2 json lobby
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"2"}}
              1 may go on
            > hello 2 1
              2 < {"welcome":{"user":"u2","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              2 < {"joined":{"realm":"lobby","members":"2"}}
              2 may go on
            > join 1 room-x
              1 < {"joined":{"realm":"room-x","members":"1"}}
            > join 2 room-x
              2 < {"joined":{"realm":"room-x","members":"2"}}
            > join 2 room-x
              2 < {"joined":{"realm":"room-x","members":"2"}}
            > chatin 1 room-x in the room
            > chat 1 in lobby
            > flush
              2 < {"type":0,"text":"in the room","sender":1,"realm":"room-x"}
              2 < {"type":0,"text":"in lobby","sender":1,"realm":"lobby"}
            > leave 2 lobby
              2 < {"left":{"realm":"lobby"}}
            > chat 1 gone?
            > flush
            > chat 2 home is gone
              2 < {"error":{"code":"not_found","text":"this conn is not in that realm: `join` it before speaking there"}}
            > chatin 2 room-x here
            > leave 2 lobby
              2 < {"error":{"code":"not_found","text":"this conn is not in that realm"}}
            > flush
              1 < {"type":0,"text":"here","sender":2,"realm":"room-x"}
        "#]],
    );
}

#[test]
fn home_is_a_name_and_not_the_slot_that_its_realm_had() {
    check(
        "open 2 json room-a
         hello 2 1
         leave 2 room-a
         join 2 room-b
         chat 2 nowhere
         join 2 room-a
         chat 2 at home again",
        expect![[r#"
            > open 2 json room-a
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > hello 2 1
              2 < {"welcome":{"user":"u2","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              2 < {"joined":{"realm":"room-a","members":"1"}}
              2 may go on
            > leave 2 room-a
              2 < {"left":{"realm":"room-a"}}
            > join 2 room-b
              2 < {"joined":{"realm":"room-b","members":"1"}}
            > chat 2 nowhere
              2 < {"error":{"code":"not_found","text":"this conn is not in that realm: `join` it before speaking there"}}
            > join 2 room-a
              2 < {"joined":{"realm":"room-a","members":"1"}}
            > chat 2 at home again
        "#]],
    );
}

#[test]
fn joins_are_bounded() {
    check(
        "open 1 json lobby
         hello 1 1
         join 1 room-a
         join 1 room-b
         join 1 room-c
         leave 1 room-b
         join 1 room-b
         open 2 json room-z
         open 3 json room-y
         join 1 game-x
         join 1 user.>
         join 1 room-zz
         join 1 room-q",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-a
              1 < {"joined":{"realm":"room-a","members":"1"}}
            > join 1 room-b
              1 < {"joined":{"realm":"room-b","members":"1"}}
            > join 1 room-c
              1 < {"error":{"code":"too_many_realms","text":"a conn may be in 3 realms: `leave` one first"}}
            > leave 1 room-b
              1 < {"left":{"realm":"room-b"}}
            > join 1 room-b
              1 < {"joined":{"realm":"room-b","members":"1"}}
            > open 2 json room-z
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > open 3 json room-y
              3 closed: full
            > join 1 game-x
              1 waits
              node: Register { conn: ConnId(1), user: Name("u1"), realm: Game(Name("x")) }
            > join 1 user.>
              1 < {"error":{"code":"not_found","text":"no such realm: `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _, can be joined by anybody; into others their service lets in"}}
            > join 1 room-zz
              1 < {"error":{"code":"too_many_realms","text":"a conn may be in 3 realms: `leave` one first"}}
            > join 1 room-q
              1 < {"error":{"code":"too_many_realms","text":"a conn may be in 3 realms: `leave` one first"}}
        "#]],
    );
}

#[test]
fn t56_a_chat_to_ten_thousand_is_encoded_once_and_their_coming_is_told_once() {
    let crowd: usize = 10_000;
    let now = Now { mono: Millis(0), unix: UnixMs(1_700_000_000_000) };
    let mut run = Script { hub: Hub::new(Settings::alone(limits())), now, out: Out::default(), text: String::new() };
    run.step("open 1 json room-x");
    run.step("hello 1 1");
    for number in 2..=crowd + 1 {
        run.step(&format!("open {number} protobuf room-x"));
    }
    run.text.clear();
    run.step("tick");
    run.flush();
    assert_eq!(run.text.trim(), r#"1 < {"presence":{"realm":"room-x","members":"10001"}}"#);

    run.step("chat 2 hello");
    let mut heard = Vec::new();
    run.hub.end_turn(&mut run.out, |conn, frames, _| heard.push((conn, frames.as_ptr(), frames.len())));
    heard.retain(|(conn, ..)| *conn != ConnKey(1));
    assert_eq!(heard.len(), crowd - 1, "all but the speaker, and the one who speaks JSON");
    let (_, bytes, len) = heard[0];
    assert!(len > 0 && heard.iter().all(|(_, at, long)| (*at, *long) == (bytes, len)), "all are given the same bytes");
}
