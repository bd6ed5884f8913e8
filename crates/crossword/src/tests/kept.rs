//! Events as they are kept: those of every version must be read for ever.

use game::{Game, Viewer};

use super::lists::Short;
use super::secrets::whole_game;
use crate::event::What;
use crate::{Crossword, Reason, View};

/// A game as version 1 has kept it: one event a line.
const VERSION_1: &str = include_str!("../../testdata/version_1.jsonl");

fn read(text: &str) -> Crossword<Short> {
    let mut game = Crossword::<Short>::default();
    for line in text.lines() {
        let event = Crossword::<Short>::read(1, line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(Crossword::<Short>::write(&event), line.as_bytes());
        Game::apply(&mut game, &event);
    }
    game
}

#[test]
fn a_game_that_version_1_has_kept_is_read() {
    let game = read(VERSION_1);
    let View::Snapshot(seen) = Game::snapshot(&game, Viewer::Watcher) else { panic!("no snapshot") };
    let ended = seen.ended.unwrap();
    assert_eq!((ended.reason, ended.scores.0, seen.scores.0), (Reason::Standard, [296, 491], [296, 491]));
    assert_eq!((seen.moves.len(), ended.past_racks.len()), (56, 56));
}

#[test]
fn what_is_no_event_is_not_read() {
    for text in [
        "",
        "{}",
        r#"{"at":1,"is":{"flown":{}}}"#,
        r#"{"at":1,"is":{"passed":{"seat":2,"left_ms":0}}}"#,
        r#"{"at":1,"is":{"passed":{"seat":0,"left_ms":0,"more":1}}}"#,
        r#"{"at":1,"is":{"exchanged":{"seat":0,"gave":"a","drew":"B","left_ms":0}}}"#,
    ] {
        assert!(Crossword::<Short>::read(1, text.as_bytes()).is_err(), "{text}");
    }
}

/// Writes the fixture anew, where the version changes: `cargo test -p crossword -- --ignored the_fixture --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "it is there to print")]
#[ignore = "prints a game as it is kept now"]
fn the_fixture() {
    let kinds = |log: &[crate::Event]| log.iter().filter(|event| matches!(event.what, What::Challenged(_))).count();
    let log = (0..).map(|seed| whole_game(seed, |_, _| ())).find(|log| kinds(log) > 1).unwrap_or_default();
    for event in &log {
        println!("{}", String::from_utf8_lossy(&Crossword::<Short>::write(event)));
    }
}
