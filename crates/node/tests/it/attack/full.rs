//! A server that may have little memory, and is sent many times as much as that: it refuses, cuts and goes on.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Client, Probe, Request, binary, text};
use crate::process::Process;
use crate::protobuf::chat;
use crate::seat::{empty_folder, id_of};

/// What the server may have besides what it has at rest.
const MEMORY_KIB: u64 = 16 << 10;

/// Conns that send commands, how many each, and about how long one is: more than can wait.
const SENDERS: usize = 8;
const COMMANDS: u8 = 60;
const COMMAND_BYTES: usize = 12 << 10;

/// Conns that never read, and lines that are said to them, each of 8,000 bytes: 92 MiB, of which the kernel holds a few for
/// each conn.
const DEAF: usize = 8;
const LINES: usize = 1_500;

/// What one conn may have waiting.
const OUTBOX_KIB: u64 = 256;

#[test]
fn t84_a_server_with_little_memory_refuses_and_cuts_before_it_has_none_left() {
    let folder = empty_folder("full");
    let outbox = (OUTBOX_KIB << 10).to_string();
    let settings = [
        ("HUBBUB_SERVER_DATA", folder.to_str().expect("a plain path")),
        ("HUBBUB_LIMITS_GAMES", "10"),
        ("HUBBUB_LIMITS_GAME_INBOX", "4"),
        ("HUBBUB_LIMITS_OUTBOX_BYTES", &outbox),
        ("HUBBUB_LIMITS_INBOUND_BYTES_RATE", "1000000000"),
        ("HUBBUB_LIMITS_INBOUND_BYTES_BURST", "1000000000"),
    ];
    let mut server = Process::start(4_096, &settings, Stdio::null());
    let mut probe = Probe::start(server.address);
    let before = server.memory_kib();
    server.limit_memory(MEMORY_KIB);
    let refused = ask_too_much(&server);
    assert!(refused > 0, "nobody was told to come back later");
    probe.is_served();
    say_too_much(&server);
    probe.is_served();
    assert!(ask_too_much(&server) > 0, "it went on as before");
    assert!(server.runs());
    eprintln!("{refused} refused; {} KiB at rest, {} KiB at most", before, server.peak_memory_kib());
}

/// Sends the lobby far more than may wait for it, and gives how much of that was told to come back later; every command is
/// answered.
fn ask_too_much(server: &Process) -> usize {
    let mut senders: Vec<(Client, String)> = (0..SENDERS).map(|_| guest(server)).collect();
    let words = json!({ "rules": "x".repeat(COMMAND_BYTES) }).to_string();
    for number in 0..COMMANDS {
        for (sender, user) in &mut senders {
            let command = json!({ "game": "lobby", "commandId": id_of(user, number), "kind": "seek", "text": words });
            sender.send(&text(&json!({ "command": command }).to_string()));
        }
    }
    let answers = senders.iter_mut().flat_map(|(sender, _)| (0..COMMANDS).map(|_| refusal(sender)));
    answers.filter(|refusal| refusal["code"] == "busy").count()
}

fn guest(server: &Process) -> (Client, String) {
    let mut client = Client::open(server.address, &Request::upgrade("/"));
    client.send(&text(r#"{"hello":{"version":1}}"#));
    loop {
        let message: Value = serde_json::from_str(&client.text()).expect("JSON");
        if let Some(user) = message["welcome"]["user"].as_str() {
            return (client, user.to_owned());
        }
    }
}

fn refusal(client: &mut Client) -> Value {
    loop {
        let mut message: Value = serde_json::from_str(&client.text()).expect("JSON");
        assert!(message["ack"].is_null() && message["error"].is_null(), "{message}");
        if !message["refusal"].is_null() {
            return message["refusal"].take();
        }
    }
}

/// Talks to conns that do not listen, until they are closed.
fn say_too_much(server: &Process) {
    let files = server.files();
    let room = Request::upgrade("/ws?room=deaf");
    let _deaf: Vec<Client> = (0..DEAF).map(|_| Client::open(server.address, &room)).collect();
    let mut speaker = Client::open(server.address, &room);
    let line = binary(&chat(&"\u{1f600}".repeat(2_000)));
    for _ in 0..LINES {
        speaker.send(&line);
    }
    server.until_files(files + 1);
}
