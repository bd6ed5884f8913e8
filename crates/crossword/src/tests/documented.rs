//! What clients are told about the game is what it does.

use game::{Notice, Seat, View as _, Viewer};

use super::script::{ANN, Script};
use crate::{Command, Reason, Setup};

const PAGE: &str = include_str!("../../../../docs/crossword.md");

/// The sources whose codes and kinds clients see.
const SOURCES: [&str; 5] = [
    include_str!("../crossword.rs"),
    include_str!("../turns.rs"),
    include_str!("../asides.rs"),
    include_str!("../setup.rs"),
    include_str!("../command.rs"),
];

/// What stands between quotes right after this.
fn quoted_after<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_code_and_every_command_is_on_the_page() {
    let codes = SOURCES.iter().flat_map(|source| quoted_after(source, "Refusal::new(\""));
    let named = SOURCES.iter().flat_map(|source| quoted_after(source, "=> \"")).filter(|name| !name.contains(' '));
    let absent: Vec<&str> = codes.chain(named).filter(|name| !PAGE.contains(*name)).collect();
    assert!(absent.iter().all(|name| name.contains("blitz") || *name == "rapid" || *name == "regular"), "{absent:?}");
}

#[test]
fn every_command_on_the_page_can_be_sent() {
    let commands = PAGE.lines().filter(|line| line.starts_with("| `{\"kind\"")).flat_map(|line| line.split('`'));
    let commands: Vec<&str> = commands.filter(|part| part.starts_with('{')).collect();
    assert_eq!(commands.len(), 13);
    for command in commands {
        assert!(serde_json::from_str::<Command>(command).is_ok(), "{command}");
    }
    let setups: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("{\"rules\"")).collect();
    assert!(setups.iter().all(|setup| serde_json::from_str::<Setup>(setup).is_ok()) && setups.len() == 1);
}

#[test]
fn every_view_and_reason_is_on_the_page() {
    let views = include_str!("../view.rs");
    let absent: Vec<&str> = quoted_after(views, "=> \"").filter(|kind| !PAGE.contains(&format!("`{kind}`"))).collect();
    assert!(absent.is_empty(), "{absent:?}");
    for reason in [Reason::Standard, Reason::TripleChallenge, Reason::Adjudicated, Reason::Forfeit] {
        let name = serde_json::to_string(&reason).unwrap().replace('"', "`");
        assert!(PAGE.contains(&name), "{name}");
    }
    let snapshot = include_str!("../snapshot.rs");
    let fields = snapshot.split("pub struct Snapshot").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let fields = fields.split("pub ").skip(1).filter_map(|rest| rest.split(':').next());
    let absent: Vec<&str> = fields.filter(|field| !PAGE.contains(*field)).collect();
    assert!(absent.is_empty(), "{absent:?}");
}

/// What can follow the end, every viewer can follow too.
#[test]
fn views_after_the_end_tell_what_a_snapshot_tells() {
    let mut script = Script::of("single");
    script.does(ANN, Command::Resign {});
    let viewers = [Viewer::Seat(Seat(0)), Viewer::Seat(Seat(1)), Viewer::Watcher];
    let mut known = viewers.map(|viewer| script.seen_by(viewer));
    let before = script.log.len();
    script.does(ANN, Command::OfferRematch {});
    script.does(ANN.other(), Command::OfferRematch {});
    script.does(ANN, Command::Say { text: "again".to_owned() });
    script.does(ANN, Command::Note { text: "slow".to_owned() });
    script.command_of(game::Who::Host, Command::Rematch { game: "g2".to_owned() }).unwrap();
    assert!(script.notice(Notice::Away(Seat(0))).is_empty());
    for (viewer, known) in viewers.into_iter().zip(&mut known) {
        for event in &script.log[before..] {
            let view = crate::redact::redact(event, viewer);
            assert!(!view.kind().is_empty());
            known.follow(&view);
        }
        assert_eq!(*known, script.seen_by(viewer), "{viewer:?}");
    }
}
