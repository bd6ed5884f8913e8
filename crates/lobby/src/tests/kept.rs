//! Events as they are kept: those of every version must be read for ever.

use std::collections::BTreeSet;

use game::{Game, Notice, Outcome, Standing};

use super::offer::TestLobby;
use super::script::{Script, on};
use crate::SHOWN_MAX;

/// A lobby as version 1 has kept it: one event a line, with every kind of event.
const VERSION_1: &str = include_str!("../../testdata/version_1.jsonl");

/// What is in the fixture.
fn history() -> Script {
    let mut script = Script::new();
    for number in 0..=SHOWN_MAX {
        script.seek(&format!("s{number}"));
    }
    script.does(&format!("s{SHOWN_MAX}"), "unseek", &on(2 + SHOWN_MAX as u64));
    let directed = r#"{"rules":"post","setup":{"turn_ms":5},"to":"bob","rated":false,"range":null}"#;
    let id = script.seek_with("ann", directed);
    script.does("bob", "decline", &on(id));
    let ranged = r#"{"rules":"hands","rated":true,"range":{"min":1400,"max":1600}}"#;
    let id = script.seek_with("ann", ranged);
    script.accept("bob", id);
    let want = script.lobby.wants()[0].id;
    script.notice(Notice::Done { id: want, refused: Some("no room".to_owned()) });
    for number in 0..=SHOWN_MAX {
        script.now.0 += 1;
        script.begun(&format!("a{number}"), &format!("b{number}"));
    }
    let old = script.lists().games[0].clone();
    let seats = old.seats.iter().rev().map(|seat| seat.parse().unwrap()).collect();
    let outcome = Outcome { halves: Some(vec![2, 0]) };
    script.report(&old, &Standing::Again { outcome, seats, setup: "{}".to_owned() }).unwrap();
    script.carry_out();
    script
}

#[test]
fn a_lobby_that_version_1_has_kept_is_read() {
    let mut lobby = TestLobby::default();
    let mut kinds = BTreeSet::new();
    for line in VERSION_1.lines() {
        let event = TestLobby::read(1, line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(TestLobby::write(&event), line.as_bytes());
        lobby.apply(&event);
        kinds.extend(line.split(r#""is":{""#).nth(1).and_then(|rest| rest.split('"').next()));
    }
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    let state = &lobby.state;
    assert_eq!(state.events, VERSION_1.lines().count() as u64);
    assert_eq!((state.seeks.public(), state.games.len(), state.ratings.iter().count()), (SHOWN_MAX, SHOWN_MAX + 1, 2));
    assert!(lobby.wants().is_empty());
}

#[test]
fn what_is_no_event_is_not_read() {
    for text in [
        "",
        "{}",
        r#"{"at":1,"is":{"flown":{}}}"#,
        r#"{"at":1,"is":{"seek_gone":{"id":1,"why":"bored","directed":false,"total":0}}}"#,
        r#"{"at":1,"is":{"opened":{"more":1}}}"#,
    ] {
        assert!(TestLobby::read(1, text.as_bytes()).is_err(), "{text}");
    }
}

/// Writes the fixture anew, where the version changes: `cargo test -p lobby -- --ignored the_fixture --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "it is there to print")]
#[ignore = "prints a lobby as it is kept now"]
fn the_fixture() {
    for event in &history().log {
        println!("{}", String::from_utf8_lossy(&TestLobby::write(event)));
    }
}
