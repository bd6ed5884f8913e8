//! T41–T55: what messages may hold, and who hears them.

use wire::packets::packet::Msg;

use crate::harness::{Client, Frame, Node, Probe, Request, binary, text};
use crate::protobuf::{chat, chat_in, direct, field, join, leave, number, ping};

#[test]
fn t41_what_cannot_be_read_is_named_in_protobuf() {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    let mut ben = node.join();
    let eleven_bytes = [&[0x08][..], &[0xff; 10], &[0x01]].concat();
    for (name, said, code) in [
        ("nothing", vec![], "unknown_kind"),
        ("one byte", vec![0x08], "unreadable"),
        ("one 0xff", vec![0xff], "unreadable"),
        ("a truncated chat", chat("hello")[..4].to_vec(), "unreadable"),
        ("a chat of 2 GiB", b"\x12\xff\xff\xff\xff\x07x".to_vec(), "unreadable"),
        ("a varint of 11 bytes", eleven_bytes, "unreadable"),
        ("field number 0", vec![0x00, 0x00], "unreadable"),
        ("wire type 7", vec![0x0f], "unreadable"),
        ("groups 10,000 deep", vec![0x0b; 10_000], "unreadable"),
        ("text that is not UTF-8", field(2, &field(1, b"\xff\xfe")), "unreadable"),
        ("a server's kind", field(71, &field(1, b"lobby")), "unknown_kind"),
        ("a kind of a later lesson", b"\x22\x02\x0a\x00".to_vec(), "unknown_kind"),
    ] {
        let mut client = Client::greet(&node, "/ws?room=errors");
        client.send(&binary(&said));
        assert_eq!(client.refused(), code, "{name}");
        client.send(&binary(&ping(1)));
        assert!(matches!(client.next_but_presence().msg, Some(Msg::Pong(_))), "{name}: it lives");
    }
    ben.hears_nothing();
    probe.is_served();
}

#[test]
fn t41_what_cannot_be_read_is_named_in_json() {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    let mut ben = node.join();
    for said in [
        "{\"a\":",
        "\0",
        "{\"type\":0,\"text\":\"x\"}\0",
        "1e400",
        "NaN",
        "{\"type\":NaN,\"text\":\"x\"}",
        "{\"type\":1e400,\"text\":\"x\"}",
        "{\"type\":0,\"type\":0,\"text\":\"x\"}",
        "{\"chat\":{\"msg\":\"x\"},\"chat\":{\"msg\":\"y\"}}",
        "{\"chat\":{\"msg\":\"x\"},\"id\":{\"id\":\"9\"}}",
        "{\"type\":0,\"text\":\"\\ud800\"}",
        "{\"type\":0,\"text\":7}",
        "{\"type\":true}",
        "{\"chat\":7}",
        "\u{feff}{\"type\":0,\"text\":\"x\"}",
        &"[".repeat(10_000),
        &"{\"chat\":".repeat(1_500),
        &format!("{{\"type\":0,\"text\":\"x\",\"deep\":{}{}}}", "[".repeat(40), "]".repeat(40)),
    ] {
        let mut client = Client::open(node.address, &Request::upgrade("/"));
        client.send(&text(said));
        let answer = client.text();
        assert!(answer.contains("\"unreadable\"") && answer.len() < 500, "{said:.80}: {answer}");
        client.hears_nothing();
    }
    ben.hears_nothing();
    probe.is_served();
}

#[test]
fn t41_too_many_faults_are_closed_with_4506() {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    for faults in 0..=1 {
        let mut client = node.join();
        client.send(&binary(b"\xff").repeat(16 + faults));
        if faults == 0 {
            client.hears_nothing();
        } else {
            assert_eq!(client.closed(), (4506, "too many errors".to_owned()));
        }
    }
    let mut json = node.join_json();
    json.send(&text("{").repeat(17));
    for _ in 0..16 {
        assert!(json.text().contains("unreadable"));
    }
    assert_eq!(json.closed(), (4506, "too many errors".to_owned()));
    probe.is_served();
}

#[test]
fn t42_a_forged_sender_is_overwritten_in_every_kind() {
    Node::each_layout(|node| {
        let mut ann = Client::greet(node, "/ws");
        let mut ben = Client::greet(node, "/ws");
        for forged in [0, 1, ben.id, 999, u64::MAX] {
            for said in [chat("x"), chat_in("lobby", "x"), direct(ben.id, "x", b"x")] {
                for packet in [[number(1, forged), said.clone()].concat(), [said.clone(), number(1, forged)].concat()] {
                    ann.send(&binary(&packet));
                    assert_eq!(ben.next_but_presence().sender_id, ann.id);
                }
            }
            for answered in [ping(1), join("room-x"), leave("room-x")] {
                ann.send(&binary(&[number(1, forged), answered].concat()));
                assert_eq!(ann.next_but_presence().sender_id, 0);
            }
        }
        // In the same segment as the handshake, before the id has come.
        let mut early = Client::connect(node.address);
        early.send(&[Request::upgrade("/ws").bytes(), binary(&[number(1, ann.id), chat("early")].concat())].concat());
        early.opened();
        assert_eq!(ben.next_but_presence().sender_id, early.id);
    });
}

/// Names that are no open realm.
fn no_realms() -> Vec<String> {
    let mut names: Vec<String> = [
        "",
        "user.>",
        "game.*",
        "..",
        "room-",
        "room->",
        "room-*",
        "room-a.b",
        "room-a b",
        "room-a\n",
        "room-é",
        "$JS.API.>",
        "lobby ",
        "Lobby",
        "room",
        "-x",
        "game-ab",
        "game-abc",
        "gametv-ab",
        "user-1",
        "ROOM-x",
        "room-\0",
        "room-../x",
    ]
    .map(str::to_owned)
    .into();
    names.push(format!("room-{}", "x".repeat(65)));
    names.push("x".repeat(10 << 10));
    names
}

#[test]
fn t44_realms_that_are_not_open_do_not_exist() {
    let node = Node::with(|config| {
        config.limits.unknown_realms = 1_000;
        config.limits.joins_burst = 1_000;
    });
    let mut probe = Probe::start(node.address);
    let mut client = Client::greet(&node, "/ws");
    for name in no_realms() {
        client.send(&binary(&join(&name)));
        assert_eq!(client.refused(), "not_found", "{name:?}");
        client.send(&binary(&leave(&name)));
        assert_eq!(client.refused(), "not_found", "{name:?}");
        if !name.is_empty() {
            client.send(&binary(&chat_in(&name, "x")));
            assert_eq!(client.refused(), "not_found", "{name:?}");
        }
    }
    // Exact match: who is in `room-ab` hears nothing of `room-abc`.
    let mut ben = Client::open(node.address, &Request::upgrade("/ws?room=ab"));
    let mut cat = Client::open(node.address, &Request::upgrade("/ws?room=abc"));
    cat.say("for abc");
    cat.hears_nothing();
    ben.hears_nothing();
    probe.is_served();
}

#[test]
fn t45_guesses_are_answered_alike_and_soon_not_at_all() {
    let node = Node::with(|config| {
        config.limits.joins_rate = 1_000_000;
        config.limits.joins_burst = 1_000_000;
        config.limits.inbound_messages_burst = 1_000_000;
    });
    let mut probe = Probe::start(node.address);
    let mut client = Client::greet(&node, "/ws");
    let mut answers = Vec::new();
    for guess in 0..10_000 {
        client.send(&binary(&join(&format!("game-{guess:032x}"))));
        if guess % 100 == 99 {
            answers.extend((0..100).map(|_| client.next_but_presence()));
        }
    }
    let (first, rest) = answers.split_at(20);
    assert!(first.iter().all(|answer| *answer == first[0]), "the same bytes for every name");
    assert!(matches!(&first[0].msg, Some(Msg::Error(error)) if error.code == "not_found"));
    assert!(rest.iter().all(|answer| matches!(&answer.msg, Some(Msg::Error(error)) if error.code == "busy")));
    probe.is_served();
}

#[test]
fn t51_text_over_the_limit_is_refused_and_the_rest_is_only_data() {
    let node = Node::start();
    let (mut ann, mut json) = (Client::greet(&node, "/ws"), node.join_json());
    ann.send(&binary(&chat(&"é".repeat(2_001))));
    assert_eq!(ann.refused(), "too_long");
    json.hears_nothing();
    let markup = "[img]res://icon.svg[/img] <img src=x onerror=alert(1)> [url=x]y[/url] \u{202e}drawkcab";
    ann.send(&binary(&chat(markup)));
    let heard: serde_json::Value = serde_json::from_str(&json.text()).expect("JSON");
    assert_eq!(heard["text"], markup);
}

#[test]
fn t55_realms_and_moves_are_limited() {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    let mut client = Client::greet(&node, "/ws");
    for room in 1..32 {
        client.send(&binary(&join(&format!("room-{room}"))));
        assert_eq!(client.joined().0, format!("room-{room}"));
    }
    client.send(&binary(&join("room-one_more")));
    assert_eq!(client.refused(), "too_many_realms");
    client.send(&binary(&join("room-1")));
    assert_eq!(client.joined().0, "room-1", "where it is already");
    let mut attacker = Client::greet(&node, "/ws");
    attacker.send(&[binary(&join("room-x")), binary(&leave("room-x"))].concat().repeat(500));
    let answers: Vec<_> = (0..1_000).map(|_| attacker.next_but_presence().msg).collect();
    let busy =
        answers.iter().filter(|answer| matches!(answer, Some(Msg::Error(error)) if error.code == "busy")).count();
    assert!((800..=1_000 - 64).contains(&busy), "{busy}");
    drop((client, attacker));
    probe.is_served();
    node.until_metric("realms", "", 1);
}

#[test]
fn t55_a_node_has_so_many_rooms_and_no_more() {
    let node = Node::with(|config| config.limits.rooms = 3);
    let mut client = Client::greet(&node, "/ws");
    for room in ["room-a", "room-b"] {
        client.send(&binary(&join(room)));
        client.joined();
    }
    client.send(&binary(&join("room-c")));
    assert_eq!(client.refused(), "busy");
    let mut late = Client::connect(node.address);
    late.send(&Request::upgrade("/ws?room=c").bytes());
    assert_eq!(late.response().status, 101);
    assert_eq!(late.closed(), (4013, "full; retry=5".to_owned()));
    client.send(&binary(&leave("room-a")));
    let Frame { first: 0x82, .. } = client.frame() else { panic!("not left") };
    let mut late = Client::open(node.address, &Request::upgrade("/ws?room=c"));
    late.hears_nothing();
}
