//! T34–T37: conns that say too much, or nothing.

use std::time::{Duration, Instant};

use crate::harness::{Client, Frame, Node, PATIENCE, Probe, Request, binary, masked};
use crate::protobuf::{self, chat, hello};

#[test]
fn t34_twenty_thousand_pings_are_answered_to_the_last() {
    let node = Node::with(|config| {
        config.limits.inbound_messages_rate = 1_000_000;
        config.limits.inbound_messages_burst = 1_000_000;
    });
    let mut probe = Probe::start(node.address);
    let mut attacker = node.join();
    let pings: Vec<u8> = (0..20_000).flat_map(|number: u32| masked(0x89, &number.to_be_bytes())).collect();
    attacker.send(&pings);
    let (mut pongs, mut last) = (0, None);
    while last != Some(19_999) {
        let Frame { first, payload } = attacker.frame();
        let number = u32::from_be_bytes(payload.try_into().expect("four bytes"));
        assert_eq!(first, 0x8a);
        assert!(last < Some(number), "pongs go back from {last:?} to {number}");
        (pongs, last) = (pongs + 1, Some(number));
    }
    assert!(pongs < 10_000, "{pongs} pongs: not one a ping");
    attacker.hears_nothing();
    probe.is_served();
}

#[test]
fn t34_pongs_that_nobody_asked_for_are_ignored_but_count() {
    let node = Node::with(|config| config.limits.inbound_full_time = Duration::from_millis(300));
    let mut probe = Probe::start(node.address);
    let mut attacker = node.join();
    attacker.send(&masked(0x8a, b"why not").repeat(1_000));
    attacker.hears_nothing();
    attacker.try_send(&masked(0x8a, b"why not").repeat(100_000));
    assert_eq!(attacker.close_frame(), (4029, "too fast; retry=5".to_owned()));
    probe.is_served();
}

#[test]
fn t35_a_flood_is_taken_at_its_rate_and_then_closed() {
    let full_time = Duration::from_millis(400);
    let node = Node::with(|config| config.limits.inbound_full_time = full_time);
    let mut probe = Probe::start(node.address);
    let mut listener = Client::open(node.address, &Request::upgrade("/ws?room=flood"));
    let mut attacker = Client::open(node.address, &Request::upgrade("/ws?room=flood"));
    let begun = Instant::now();
    attacker.try_send(&binary(&chat("x")).repeat(50_000));
    for _ in 0..20 {
        probe.is_served();
    }
    assert_eq!(attacker.close_frame(), (4029, "too fast; retry=5".to_owned()));
    let elapsed = begun.elapsed();
    assert!(elapsed >= full_time, "{elapsed:?}");
    // The burst, what the rate allows until then, and at most one read too much.
    let most = 4_000 + 1_500 + 1_000 * elapsed.as_millis() as usize / 1_000;
    let heard = listener.chats_so_far().len();
    assert!((4_000..=most).contains(&heard), "{heard} heard, {most} at most");
    assert!(node.metric("paused_total", "") > 0);
    probe.is_served();
}

#[test]
fn t35_over_the_rate_for_a_moment_costs_time_and_nothing_else() {
    let node = Node::with(|config| {
        config.limits.inbound_messages_rate = 2_000;
        config.limits.inbound_messages_burst = 100;
    });
    let (mut ann, mut ben) = node.pair("/ws", "/ws");
    let begun = Instant::now();
    ann.send(&(0..1_000).flat_map(|number| binary(&chat(&number.to_string()))).collect::<Vec<u8>>());
    for number in 0..1_000 {
        assert_eq!(protobuf::heard(&ben.frame()).1, number.to_string());
    }
    ann.hears_nothing();
    assert!(
        begun.elapsed() >= Duration::from_millis(440),
        "900 over the burst at 2,000 a second: {:?}",
        begun.elapsed()
    );
}

#[test]
fn t35_bytes_have_a_budget_too() {
    let node = Node::with(|config| {
        config.limits.inbound_bytes_rate = 64 << 10;
        config.limits.inbound_bytes_burst = 64 << 10;
        config.limits.inbound_full_time = Duration::from_millis(300);
    });
    let mut probe = Probe::start(node.address);
    let mut attacker = node.join();
    attacker.try_send(&binary(&chat(&"x".repeat(1_900))).repeat(1_000));
    assert_eq!(attacker.close_frame(), (4029, "too fast; retry=5".to_owned()));
    probe.is_served();
}

#[test]
fn t35_every_fragment_counts() {
    let node = Node::with(|config| config.limits.inbound_full_time = Duration::from_millis(300));
    let mut listener = Client::open(node.address, &Request::upgrade("/ws?room=flood"));
    let mut attacker = Client::open(node.address, &Request::upgrade("/ws?room=flood"));
    let begun = Instant::now();
    let in_64_frames = [masked(0x02, &chat("x")), masked(0x00, b"").repeat(62), masked(0x80, b"")].concat();
    attacker.try_send(&in_64_frames.repeat(1_000));
    assert_eq!(attacker.close_frame(), (4029, "too fast; retry=5".to_owned()));
    // The burst, one read too much, and what the rate allows until then, in frames.
    let most = 4_000 + 2_800 + 1_000 * begun.elapsed().as_millis() as usize / 1_000;
    let heard = listener.chats_so_far().len();
    assert!((4_000 / 64..=most / 64).contains(&heard), "{heard} heard, {} at most", most / 64);
}

#[test]
fn t36_half_a_message_and_then_nothing_is_closed_in_time() {
    let message_time = Duration::from_millis(300);
    let node = Node::with(|config| config.limits.message_time = message_time);
    let mut probe = Probe::start(node.address);
    let begun = Instant::now();
    let halves =
        [b"\x82".to_vec(), b"\x82\xfe\x01".to_vec(), masked(0x02, b"\x12"), masked(0x82, b"xxx")[..7].to_vec()];
    let mut attackers: Vec<Client> = halves.iter().map(|_| node.join()).collect();
    for (attacker, half) in attackers.iter_mut().zip(&halves) {
        attacker.send(half);
    }
    for attacker in &mut attackers {
        assert_eq!(attacker.closed(), (4001, "silent".to_owned()));
    }
    let elapsed = begun.elapsed();
    assert!(elapsed >= message_time && elapsed < message_time + Duration::from_secs(3), "{elapsed:?}");
    // Pings between do not stretch it.
    let mut attacker = node.join();
    attacker.send(&masked(0x02, b"\x12"));
    while attacker.try_send(&masked(0x89, b"")) {
        let frame = attacker.frame();
        if frame.first == 0x88 {
            break;
        }
    }
    assert!(begun.elapsed() < 2 * message_time + Duration::from_secs(6));
    probe.is_served();
}

#[test]
fn t36_a_steady_talker_whose_segments_end_in_mid_message_is_not_silent() {
    let message_time = Duration::from_millis(200);
    let node = Node::with(|config| config.limits.message_time = message_time);
    let (mut ann, mut ben) = node.pair("/ws", "/ws");
    let frame = binary(&chat("half and half"));
    let (front, back) = frame.split_at(9);
    ann.send(front);
    let begun = Instant::now();
    while begun.elapsed() < 4 * message_time {
        // The end of one message and the begin of the next, in one segment; heard before the next one goes.
        ann.send(&[back, front].concat());
        assert_eq!(protobuf::heard(&ben.frame()).1, "half and half");
        assert!(!ben.has_ended_after(Duration::from_millis(5)));
    }
    ann.send(back);
    ann.hears_nothing();
}

#[test]
fn t37_who_never_answers_is_closed_and_missed_once() {
    let dead_after = Duration::from_millis(500);
    let node = Node::with(|config| {
        config.limits.ping_every = Duration::from_millis(100);
        config.limits.dead_after = dead_after;
    });
    let mut observer = node.join();
    observer.send(&binary(&hello()));
    observer.skip_to_joined();
    let begun = Instant::now();
    let mut silent = node.join();
    let mut pings = 0;
    loop {
        match silent.frame() {
            Frame { first: 0x89, .. } => pings += 1,
            Frame { first: 0x88, payload } => {
                assert_eq!(payload, [&[0x0f, 0xa1], &b"silent"[..]].concat());
                break;
            }
            other => panic!("{other:?}"),
        }
        // Whoever answers stays.
        observer.send(&masked(0x8a, b""));
    }
    assert!(begun.elapsed() >= dead_after, "{:?}", begun.elapsed());
    assert!(pings >= 2, "{pings}");
    let deadline = Instant::now() + PATIENCE;
    let mut members = Vec::new();
    while members.last() != Some(&1) {
        assert!(Instant::now() < deadline);
        observer.send(&masked(0x8a, b""));
        members.extend(observer.presence());
    }
    assert!(members.len() <= 2, "one leave: {members:?}");
}

#[test]
fn t37_a_client_that_loads_a_scene_stays() {
    let node = Node::with(|config| {
        config.limits.ping_every = Duration::from_millis(100);
        config.limits.dead_after = Duration::from_millis(600);
    });
    let mut godot = node.join();
    let begun = Instant::now();
    let mut held_back = 0;
    while begun.elapsed() < Duration::from_millis(1_500) {
        let frame = godot.frame();
        assert_eq!(frame.first, 0x89, "{frame:?}");
        held_back += 1;
        if held_back == 3 {
            godot.send(&masked(0x8a, b""));
            held_back = 0;
        }
    }
    godot.send(&masked(0x8a, b""));
    let mut ben = node.join();
    ben.say("loaded?");
    loop {
        let frame = godot.frame();
        if frame.first == 0x82 {
            assert_eq!(protobuf::heard(&frame), (ben.id, "loaded?".to_owned()));
            return;
        }
    }
}
