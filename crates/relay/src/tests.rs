//! Scripts of what goes in and what comes out, byte by byte. The bytes are those of a real engine.

use types::{CloseCode, ConnId, Limits, Millis, Name};

use crate::{Input, Line, Output, PEERS_MAX, Rooms};

/// A room's peers by conn; what each heard in hex.
struct Script {
    rooms: Rooms,
    now: Millis,
}

impl Script {
    fn new(limits: Limits) -> Self {
        Self { rooms: Rooms::new(limits), now: Millis(0) }
    }

    fn with_peers(count: u64) -> Self {
        let mut script = Self::new(Limits::default());
        (1..=count).for_each(|conn| drop(script.come(conn, "r")));
        script
    }

    fn come(&mut self, conn: u64, room: &str) -> Vec<String> {
        let room: Name = room.parse().unwrap();
        self.handle(Input::Came { room, line: line(conn) })
    }

    fn says(&mut self, conn: u64, hex: &str) -> Vec<String> {
        self.handle(Input::Said(id(conn), bytes(hex)))
    }

    fn leaves(&mut self, conn: u64) -> Vec<String> {
        self.handle(Input::Left(id(conn)))
    }

    fn handle(&mut self, input: Input) -> Vec<String> {
        let mut out = Vec::new();
        self.rooms.handle(self.now, input, &mut out);
        out.into_iter().map(shown).collect()
    }
}

fn id(conn: u64) -> ConnId {
    ConnId::new(conn).unwrap()
}

fn line(conn: u64) -> Line {
    Line { shard: 0, slot: 0, conn: id(conn) }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// `conn,conn bytes`, a text after `03` as it is.
fn shown(output: Output) -> String {
    match output {
        Output::Send(lines, message) => {
            let conns: Vec<String> = lines.iter().map(|line| line.conn.to_string()).collect();
            let said = match message.strip_prefix(b"\x03host ") {
                Some(peer) => format!("host {}", String::from_utf8_lossy(peer)),
                None => message.iter().map(|byte| format!("{byte:02x}")).collect(),
            };
            format!("{} {said}", conns.join(","))
        }
        Output::Close(line, code) => format!("{} closed {}", line.conn, code.number()),
    }
}

#[test]
fn a_peer_is_told_who_it_is_who_is_there_and_who_is_the_host() {
    let mut script = Script::new(Limits::default());
    assert_eq!(script.come(11, "r"), ["11 02000000", "11 host 2"]);
    assert_eq!(script.come(12, "r"), ["12 03000000", "12 070102000000", "11 070103000000", "12 host 2"]);
    assert_eq!(
        script.come(13, "r"),
        ["13 04000000", "13 070102000000", "13 070103000000", "11,12 070104000000", "13 host 2"]
    );
    assert_eq!(script.come(14, "other"), ["14 02000000", "14 host 2"], "a room of its own");
}

#[test]
fn what_is_relayed_goes_to_its_target_with_its_true_sender() {
    let mut script = Script::with_peers(4);
    assert_eq!(script.says(1, "070303000000036869"), ["2 070302000000036869"], "to peer 3 alone");
    assert_eq!(script.says(2, "070300000000036869"), ["1,3,4 070303000000036869"], "to all");
    assert_eq!(script.says(2, "0703ffffffff036869"), ["1,3,4 070303000000036869"], "to all but the server");
    assert_eq!(script.says(2, "0703fcffffff036869"), ["1,4 070303000000036869"], "to all but 4");
    assert!(script.says(2, "070303000000036869").is_empty(), "nobody hears itself");
    assert!(script.says(2, "070301000000036869").is_empty(), "nobody is the server");
    assert!(script.says(2, "070363000000036869").is_empty(), "a target that is gone is no fault");
    assert_eq!(script.says(2, "07030000008036ff"), ["1,3,4 07030300000036ff"], "all but a peer that cannot be");
}

#[test]
fn the_server_confirms_paths_and_runs_no_game() {
    let mut script = Script::with_peers(2);
    let hash = "61".repeat(32);
    assert_eq!(script.says(1, &format!("01{hash}00010000004d61696e00")), ["1 020101000000"]);
    for to_server in ["201f00008000010400", "03ff", "0400", "0500000000", "0600", "020101000000"] {
        assert!(script.says(1, to_server).is_empty(), "{to_server}");
    }
    assert!(script.leaves(1).starts_with(&["2 070202000000".to_owned()]), "none of that was a fault");
}

#[test]
fn when_the_host_leaves_the_eldest_of_the_rest_takes_over() {
    let mut script = Script::with_peers(3);
    assert_eq!(script.leaves(2), ["1,3 070203000000"], "it was not the host");
    assert_eq!(script.come(4, "r"), ["4 05000000", "4 070102000000", "4 070104000000", "1,3 070105000000", "4 host 2"]);
    assert_eq!(script.leaves(1), ["3,4 070202000000", "3,4 host 4"]);
    assert_eq!(script.leaves(3), ["4 070204000000", "4 host 5"]);
    assert!(script.leaves(4).is_empty());
    assert!(script.leaves(4).is_empty(), "it is gone already");
    assert_eq!(script.come(5, "r"), ["5 02000000", "5 host 2"], "an empty room has no past");
}

#[test]
fn what_no_engine_says_is_not_relayed_and_too_much_of_it_ends_the_conn() {
    let faults =
        ["", "07", "0700", "070105000000", "070202000000", "0703020000", "070302000000", "070302000000070102000000"];
    for fault in faults {
        let mut script = Script::with_peers(2);
        for _ in 0..16 {
            assert!(script.says(2, fault).is_empty(), "{fault}");
        }
        assert_eq!(script.says(2, fault), ["2 closed 4506", "1 070203000000"], "{fault}");
        assert!(script.says(2, "070300000000036869").is_empty(), "it is forgotten");
    }
    let mut script = Script::with_peers(1);
    for minute in 0..100 {
        script.now = Millis(minute * 10_000);
        assert!(script.handle(Input::Faulted(id(1))).is_empty(), "now and then is not too much");
    }
}

#[test]
fn rooms_and_the_number_of_them_have_limits() {
    let full = |conn: u64| vec![format!("{conn} closed {}", CloseCode::Full.number())];
    let mut script = Script::new(Limits { realm_conns: 2, rooms: 2, ..Limits::default() });
    assert_eq!(script.come(1, "a").len(), 2);
    assert_eq!(script.come(2, "a").len(), 4);
    assert_eq!(script.come(3, "a"), full(3));
    assert!(script.says(3, "070300000000036869").is_empty(), "it never was a peer");
    assert_eq!(script.come(4, "b").len(), 2);
    assert_eq!(script.come(5, "c"), full(5));
    assert_eq!(script.leaves(4), [""; 0]);
    assert_eq!(script.come(6, "c").len(), 2, "an empty room leaves its place");
    let most = u64::try_from(PEERS_MAX).unwrap();
    assert_eq!(Script::with_peers(most).come(most + 1, "r"), full(most + 1));
}
