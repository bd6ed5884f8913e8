//! What attackers cost: memory, files, processor time and log lines of a server in a process of its own.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Client, PATIENCE, Probe, Request, binary, close, masked, text};
use crate::process::Process;
use crate::protobuf::{chat, field, heard, number};

#[test]
fn t01_and_t27_who_only_connects_or_claims_costs_next_to_nothing() {
    let server = Process::quiet(&[("HUBBUB_LIMITS_HANDSHAKE_TIME", "2s")]);
    let mut probe = Probe::start(server.address);
    let before = server.memory_kib();
    let mut silent: Vec<Client> = (0..500).map(|_| Client::connect(server.address)).collect();
    for client in &mut silent {
        client.ended();
    }
    let grown = server.peak_memory_kib().saturating_sub(before);
    assert!(grown < 500 * 4, "{grown} KiB for 500 that say nothing");
    // Each claims 16 KiB and sends the header alone.
    let mut claims: Vec<Client> = (0..500).map(|_| Client::open(server.address, &Request::upgrade("/ws"))).collect();
    let before = server.memory_kib();
    for client in &mut claims {
        client.send(b"\x82\xfe\x40\x00\0\0\0\0");
        client.send(b"x");
    }
    probe.is_served();
    let grown = server.peak_memory_kib().saturating_sub(before);
    assert!(grown < 500 * 4, "{grown} KiB for 500 claims of 16 KiB");
}

#[test]
fn t04_heads_without_end_cost_little_time_and_memory() {
    let server = Process::quiet(&[]);
    let mut probe = Probe::start(server.address);
    let heads = [
        format!("GET /ws HTTP/1.1\r\n{}", "a: b\r\n".repeat(2_000)),
        format!("GET /ws HTTP/1.1\r\na: {}", "b".repeat(1 << 20)),
        format!("GET /ws HTTP/1.1\r\na: {}", "b".repeat(8 << 20)),
    ];
    let attack = || {
        for head in &heads {
            let mut attacker = Client::connect(server.address);
            attacker.try_send(head.as_bytes());
            assert_eq!(attacker.response().status, 431);
        }
    };
    // The first time the code itself comes into memory. The peak is that of both times.
    attack();
    let (memory, time) = (server.memory_kib(), server.cpu_time());
    attack();
    let (grown, used) = (server.peak_memory_kib().saturating_sub(memory), server.cpu_time() - time);
    assert!(used <= Duration::from_millis(50 * heads.len() as u64), "{used:?} of processor time");
    assert!(grown < 512, "{grown} KiB");
    probe.is_served();
}

#[test]
fn t18_without_file_numbers_the_server_says_so_and_recovers() {
    let server = Process::start(64, &[], Stdio::null());
    let mut probe = Probe::start(server.address);
    let mut held = Vec::new();
    // More than there are numbers: some are refused by count, or for lack of numbers.
    let mut refused = 0;
    for _ in 0..80 {
        let mut client = Client::connect(server.address);
        client.send(&Request::upgrade("/ws").bytes());
        match client.response().status {
            101 => held.push(client),
            503 => refused += 1,
            status => panic!("{status}"),
        }
    }
    assert!(refused >= 16 && held.len() >= 16, "{refused} refused, {} held", held.len());
    probe.is_served();
    let (time, begun) = (server.cpu_time(), Instant::now());
    for _ in 0..50 {
        probe.is_served();
        assert!(!held[0].has_ended_after(Duration::from_millis(10)));
    }
    let used = server.cpu_time() - time;
    assert!(used.as_secs_f64() < 0.2 * begun.elapsed().as_secs_f64(), "{used:?} in {:?}", begun.elapsed());
    held.clear();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut client = Client::connect(server.address);
        client.send(&Request::upgrade("/ws").bytes());
        if client.response().status == 101 {
            break;
        }
        assert!(Instant::now() < deadline, "it does not recover");
    }
    probe.is_served();
}

#[test]
fn t18_who_knocked_while_there_was_no_number_is_served_when_there_is() {
    let server = Process::start(256, &[], Stdio::null());
    let mut probe = Probe::start(server.address);
    let files = server.files();
    server.limit_files(4, 256);
    let mut waiting = Client::connect(server.address);
    waiting.send(&Request::upgrade("/ws").bytes());
    // The spare number is given up and cannot be had again.
    server.until_files(files - 1);
    let time = server.cpu_time();
    for _ in 0..50 {
        probe.is_served();
        assert!(!waiting.has_ended_after(Duration::from_millis(10)));
    }
    let used = server.cpu_time() - time;
    assert!(used < Duration::from_millis(250), "{used:?} of processor time in half a second");
    server.limit_files(256, 256);
    waiting.opened();
    probe.is_served();
}

#[test]
fn t40_ten_thousand_that_come_and_go_leave_nothing_behind() {
    const ROUND: usize = 2_000;
    let server = Process::quiet(&[]);
    let mut probe = Probe::start(server.address);
    let files = server.files();
    let come_and_go = || {
        for number in 0..ROUND {
            let mut client = Client::connect(server.address);
            client.send(&[Request::upgrade("/ws").bytes(), binary(&chat("hello"))].concat());
            client.opened();
            match number % 4 {
                0 => client.send(&close(1000, "bye")),
                1 => client.send(&masked(0x82, b"half a message")[..9]),
                2 => client.finish(),
                _ => {}
            }
        }
        server.until_files(files);
        server.memory_kib()
    };
    come_and_go();
    let after_one = come_and_go();
    let rounds: Vec<u64> = (0..3).map(|_| come_and_go()).collect();
    let grown = rounds[2].saturating_sub(after_one);
    assert!(grown * 20 <= after_one, "{after_one} KiB, then {rounds:?}");
    probe.is_served();
}

#[test]
fn a_full_stderr_pipe_does_not_stop_the_server() {
    let mut server = Process::start(4_096, &[("HUBBUB_LOG_LEVEL", "trace")], Stdio::piped());
    let mut listener = Client::open(server.address, &Request::upgrade("/ws"));
    let mut clients = Vec::new();
    for number in 0..300 {
        let mut client = Client::open(server.address, &Request::upgrade("/ws"));
        client.say(&format!("{number}"));
        assert_eq!(heard(&listener.frame()), (client.id, number.to_string()));
        clients.push(client);
    }
    for client in &mut clients {
        client.send(&masked(0xff, b""));
        assert_eq!(client.closed().0, 1002);
    }
    clients.clear();
    let mut number = 0;
    while server.unread_log_bytes() < 60_000 {
        assert!(number < 10_000, "{} bytes of log", server.unread_log_bytes());
        drop(Client::open(server.address, &Request::upgrade("/ws")));
        number += 1;
    }
    let mut probe = Probe::start(server.address);
    for _ in 0..300 {
        assert_eq!(Client::get(server.address, "/ws").status, 426);
    }
    probe.is_served();
    drop((probe, listener));
    server.terminate();
}

#[test]
fn t12_and_t53_no_text_of_a_player_is_in_the_log_and_no_line_is_forged() {
    let settings = [("HUBBUB_LOG_LEVEL", "trace"), ("HUBBUB_LOG_FORMAT", "json")];
    let mut server = Process::start(4_096, &settings, Stdio::piped());
    let lines = server.log_lines();
    let ask = |request: Request| Client::ask(server.address, &request.bytes()).status;
    assert_eq!(ask(Request::upgrade("/ws?token=CANARY")), 400);
    assert_eq!(ask(Request::upgrade("/ws?x=CANARY&y=%1b[31m")), 101);
    assert_eq!(ask(Request::upgrade("/ws").and("Cookie: CANARY").and("Authorization: CANARY")), 101);
    assert_eq!(ask(Request::upgrade("/ws").and("Origin: https://CANARY")), 403);
    assert_eq!(ask(Request::plain("GET", "/CANARY?CANARY")), 404);
    assert_eq!(ask(Request::upgrade("/ws?room=CANARY.")), 400);
    let mut client = Client::open(server.address, &Request::upgrade("/ws"));
    let forged = "x\n{\"level\":\"ERROR\",\"CANARY\":1}\u{1b}[31m";
    client.send(&binary(&field(65, &[number(1, 1), field(4, forged.as_bytes())].concat())));
    client.skip_to_joined();
    client.send(&binary(&chat("CANARY")));
    client.send(&binary(&field(67, &field(1, b"CANARY\n"))));
    client.send(&binary(b"\xffCANARY"));
    client.send(&[masked(0x82, b"CANARY"), close(4000, "CANARY")].concat());
    assert_eq!(client.closed().0, 4000);
    let mut json = Client::open(server.address, &Request::upgrade("/"));
    json.send(&text("{\"type\":\"CANARY\",CANARY"));
    json.text();
    let mut tls = Client::connect(server.address);
    tls.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    assert_eq!(tls.response().status, 400);
    drop((client, json, tls));
    server.terminate();
    let lines: Vec<String> = lines.iter().collect();
    for line in &lines {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "no JSON: {line}");
        assert!(!line.contains("CANARY"), "{line}");
    }
    let about_tls: Vec<&String> = lines.iter().filter(|line| line.contains("TLS hello")).collect();
    assert_eq!(about_tls.len(), 1, "one clear line: {about_tls:?}");
    assert!(lines.len() > 20, "it did log: {lines:?}");
}
