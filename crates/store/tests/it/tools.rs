//! What operators do with a store: exports that are not as they were written, and checks that find something.

use bytes::Bytes;
use ledger::{Advance, Append, Chain, Create, Keep, KeepSnapshot, LOAD_BYTES_MAX, Load, Snapshot, Was};
use store::{NotImported, Store, What, check, export, import};
use types::{Fence, Offset};

use crate::contract::Memory;
use crate::samples::{FUTURE, append, ask, create, done, entry, game, make, name};

/// A store with something in each table, as an export.
pub(crate) async fn exported(store: &dyn Store) -> Vec<u8> {
    for id in ["a", "b", "c"] {
        make(store, id).await;
        let mut chain = Chain::start(&game(id));
        let _ = chain.seal(&entry("begun"));
        let events = vec![chain.seal(&entry("and went on"))];
        done(store, Append { events, wake_at: Some(FUTURE), ..append(id, 2, 1) }).await;
    }
    ask(store, Create { events: Vec::new(), seats: Vec::new(), by: None, ..create("empty") }).await;
    let advance = Advance { consumer: name("elo"), game: game("b"), from: Offset(0), to: Offset(2) };
    ask(store, advance).await;
    let value = Bytes::from_static(b"\x00\xff note");
    ask(store, Keep { space: name("s"), key: Bytes::new(), was: Was::Any, value, until: Some(FUTURE) }).await;
    let mut lines = Vec::new();
    let mut told = 0;
    let count = export(store, &mut lines, &mut |rows| told = rows).await.unwrap();
    assert_eq!((count, told), (4 + 6 + 7 + 1 + 1, count));
    lines
}

async fn refusal(lines: &[u8]) -> String {
    let refused = import(&Memory::default(), &mut &lines[..], &mut |_| {}).await.unwrap_err();
    assert!(matches!(refused, NotImported::Line { .. }), "{refused}");
    refused.to_string()
}

#[tokio::test]
async fn an_export_that_is_not_as_it_was_written_is_refused_at_its_line() {
    let lines = String::from_utf8(exported(&Memory::default()).await).unwrap();
    let all: Vec<&str> = lines.lines().collect();
    let without = |index: usize| {
        let rest = all.iter().enumerate().filter(|(line, _)| *line != index).map(|(_, line)| *line);
        rest.map(|line| format!("{line}\n")).collect::<String>()
    };
    for (text, wanted) in [
        (String::new(), "line 1: the end is missing"),
        (without(0), "line 1: it does not begin as an export does"),
        (without(all.len() - 1), "line 21: the end is missing"),
        (without(5), "line 6: game a: entry 1 is damaged: it is missing"),
        (without(6), "line 7: game a: its log ends at 1 and not at 2"),
        (without(12), "line 20: 18 rows stand before the end, and 19 were written"),
        (without(2), "line 9: game b: its log stands in two places, or the game does not stand before it"),
        (
            lines.replace("\"version\":1", "\"version\":2"),
            "line 1: it was written in version 2, and this program reads 1",
        ),
        (lines.replacen("\"offset\":1", "\"offset\":-1", 1), "line 6: invalid value"),
        (lines.replacen("\"game\":\"a\"", "\"game\":\"a b\"", 1), "line 2: `game` is no name"),
        (lines.replacen("\"acked\"", "\"packed\"", 1), "line 12: unknown field `packed`"),
        (lines[..lines.len() - 5].to_owned(), "line 21: it is cut off, or far too long"),
        (format!("{}{lines}", &lines[..=all[0].len()]), "line 2: a second first line"),
    ] {
        let refused = refusal(text.as_bytes()).await;
        assert!(refused.starts_with(wanted), "{wanted:?} was expected: {refused}");
    }
}

#[tokio::test]
async fn an_entry_whose_bytes_changed_in_an_export_is_refused() {
    let lines = String::from_utf8(exported(&Memory::default()).await).unwrap();
    let (line, sealed) = (1..).zip(lines.lines()).find(|(_, line)| line.contains("sealed")).unwrap();
    let changed = lines.replacen(sealed, &sealed.replacen("\"sealed\":\"AQ", "\"sealed\":\"AR", 1), 1);
    assert_ne!(changed, lines);
    let refused = refusal(changed.as_bytes()).await;
    assert!(refused.starts_with(&format!("line {line}: game a: entry 1 is damaged")), "{refused}");
}

#[tokio::test]
async fn a_check_names_each_game_that_is_damaged_and_goes_on() {
    let store = Memory::default();
    exported(&store).await;
    let unsealed = Bytes::from_static(b"no entry that anybody sealed");
    done(&store, Append { events: vec![unsealed], ..append("b", 3, 2) }).await;
    let snapshot = |id: &str, sealed| KeepSnapshot { game: game(id), fence: Fence(1), offset: Offset(2), sealed };
    ask(&store, snapshot("a", Bytes::from_static(b"no snapshot that anybody sealed"))).await;
    let mut chain = Chain::start(&game("c"));
    let load = Load { game: game("c"), after: Offset(0), bytes_max: LOAD_BYTES_MAX };
    chain.page(&ask(&store, load).await.unwrap()).unwrap();
    let good = Snapshot { chain, version: 1, body: Bytes::new() }.seal(&game("c"));
    ask(&store, snapshot("c", good)).await;
    let mut seen = 0;
    let report = check(&store, &mut |report| seen = report.games).await.unwrap();
    assert_eq!((report.games, report.entries, report.faulty, seen), (4, 4, 2, 4));
    let mut faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    faults.sort();
    assert_eq!(faults[0], "game a: the snapshot is damaged, and the log will be read instead");
    assert_eq!(faults[1], "game b: entry 3 is damaged: its checksum does not fit");
    assert!(report.faults.iter().any(|fault| matches!(fault.what, What::Log(_))));
}
