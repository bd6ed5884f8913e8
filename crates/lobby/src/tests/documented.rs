//! What clients are told about the lobby is what it does.

use std::collections::BTreeSet;

use game::{Game, View as _};
use types::Limits;

use super::script::Script;
use crate::{Command, View, limits};

const PAGE: &str = include_str!("../../../../docs/lobby.md");

/// The sources whose codes clients see.
const SOURCES: [&str; 3] =
    [include_str!("../lobby.rs"), include_str!("../seeking.rs"), include_str!("../reporting.rs")];

/// What stands between quotes right after this.
fn quoted_after<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_code_is_on_the_page() {
    let codes: BTreeSet<&str> = SOURCES.iter().flat_map(|source| quoted_after(source, "Refusal::new(\"")).collect();
    let absent: Vec<&&str> = codes.iter().filter(|code| !PAGE.contains(&format!("`{code}`"))).collect();
    assert!(absent.is_empty() && codes.len() > 12, "{absent:?}");
}

#[test]
fn every_command_on_the_page_can_be_sent() {
    let rows: Vec<Vec<&str>> = PAGE
        .lines()
        .filter(|line| line.starts_with("| `") && line.contains("` | `{"))
        .map(|line| line.split('`').collect())
        .collect();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let text = row[3].replacen('{', &format!(r#"{{"kind":"{}","#, row[1]), 1);
        assert!(serde_json::from_str::<Command>(&text).is_ok(), "{text}");
    }
}

#[test]
fn every_view_on_the_page_is_one_and_each_is_there() {
    let views: Vec<&str> = PAGE.lines().filter(|line| line.starts_with(r#"{"kind""#)).collect();
    let mut kinds = BTreeSet::new();
    for text in views {
        let view: View = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&view).unwrap(), text);
        kinds.insert(view.kind());
    }
    let all: BTreeSet<&str> = quoted_after(include_str!("../view.rs"), "=> \"").collect();
    assert_eq!(kinds, all);
}

#[test]
fn the_numbers_on_the_page_are_those_of_the_code() {
    let set = Limits::default();
    for text in [
        format!("more than {} bytes", limits::SETUP_BYTES_MAX),
        format!("the first {} kept", limits::SHOWN_MAX),
        format!("A user can have {} open seeks, {} can be", set.user_seeks, set.directed_seeks),
    ] {
        assert!(PAGE.contains(&text), "{text}");
    }
    assert_eq!((set.seeks, limits::LISTED_SEATS_MAX), (1_000, 8));
    assert_eq!((set.seek_time.as_secs(), set.slow_seek_time.as_secs()), (2 * 3_600, 60 * 3_600));
    assert_eq!(limits::REMATCH_MS, 10 * 60_000);
}

/// With names and options of usual length: about so many fit as the page says.
#[test]
fn about_as_much_fits_as_the_page_says() {
    let mut script = Script::new();
    script.now.0 = 1_700_000_000_000;
    let wish =
        r#"{"rules":"hands","setup":{"clock":{"kind":"live","initial_s":1500,"increment_s":5},"x":1},"rated":true}"#;
    let seek = script.seek_with("an_usual_name", wish);
    let bytes = script.lobby.state.seeks.bytes();
    assert!(limits::SEEKS_BYTES_MAX / bytes >= Limits::default().seeks, "{bytes}");
    script.accept("another_name", seek);
    script.carry_out();
    let bytes = script.lobby.state.games.bytes();
    assert!((3_500..5_000).contains(&(limits::GAMES_BYTES_MAX / bytes)), "{bytes}");
    script.lobby.state.ratings.put("hands", "an_usual_name", crate::Rating::default(), 1_700_000_000_000);
    let before = script.lobby.save().len();
    script.lobby.state.ratings.put("hands", "another_name", crate::Rating::default(), 1_700_000_000_000);
    let bytes = script.lobby.save().len() - before;
    assert!((17_000..23_000).contains(&(limits::RATINGS_BYTES_MAX / bytes)), "{bytes}");
}
