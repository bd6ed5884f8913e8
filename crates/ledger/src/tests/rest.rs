//! Snapshots, lists, cursors, notes, copies.

use bytes::Bytes;
use types::{Epoch, Fence, Offset, UnixMs};

use super::samples::{append, ask, create, done, game, model, name};
use crate::{
    Advance, Advanced, Append, Behind, Create, EpochAsk, Export, Forget, Games, Import, Imported, Keep, KeepSnapshot,
    Kept, LastSnapshot, Model, Note, NoteRow, Notes, RaiseEpoch, Recall, Row, SnapshotKept, Was, Which,
};

#[test]
fn only_the_last_snapshot_is_kept_and_only_of_what_is_in_the_log() {
    let mut model = model();
    done(&mut model, append("g", 2, 1));
    let keep = |id: &str, fence, offset| KeepSnapshot {
        game: game(id),
        fence: Fence(fence),
        offset: Offset(offset),
        sealed: Bytes::from(format!("at {offset}")),
    };
    assert_eq!(ask(&mut model, 1, keep("x", 1, 1)), SnapshotKept::NoGame);
    assert_eq!(ask(&mut model, 1, keep("g", 2, 1)), SnapshotKept::Fenced);
    assert_eq!(ask(&mut model, 1, keep("g", 1, 3)), SnapshotKept::Ahead);
    assert_eq!(ask(&mut model, 1, LastSnapshot { game: game("g") }), None);
    for offset in [2, 1] {
        assert_eq!(ask(&mut model, 1, keep("g", 1, offset)), SnapshotKept::Done);
        let last = ask(&mut model, 1, LastSnapshot { game: game("g") });
        assert_eq!(last, Some((Offset(2), Bytes::from_static(b"at 2"))));
    }
}

#[test]
fn games_are_listed_from_the_newest_on() {
    let mut model = Model::default();
    for (made, id) in [(1, "b"), (2, "c"), (2, "a"), (3, "d")] {
        let seats = if id == "c" { vec![name("cay")] } else { vec![name("ann"), name("bob")] };
        ask(&mut model, made, Create { seats, ..create(id) });
    }
    done(&mut model, Append { ended: true, ..append("a", 2, 1) });
    let mut list = |which, after, limit| {
        let rows = ask(&mut model, 9, Games { which, after, limit });
        (rows.iter().map(|row| row.game.to_string()).collect::<Vec<_>>(), rows.last().map(crate::GameRow::place))
    };
    let (first, place) = list(Which::All, None, 3);
    assert_eq!(first, ["d", "c", "a"]);
    assert_eq!(list(Which::All, place, 3).0, ["b"]);
    assert_eq!(list(Which::OfUser(name("cay")), None, 9).0, ["c"]);
    assert_eq!(list(Which::OfUser(name("bob")), None, 9).0, ["d", "a", "b"]);
    assert_eq!(list(Which::Live(name("dots")), None, 9).0, ["d", "c", "b"]);
    assert!(list(Which::Live(name("chess")), None, 9).0.is_empty());
}

#[test]
fn a_consumer_reads_each_log_to_its_end() {
    let mut model = model();
    ask(&mut model, 0, create("h"));
    let behind = |model: &mut Model, after: Option<&str>| {
        let lags = ask(model, 1, Behind { consumer: name("elo"), after: after.map(game), limit: 9 });
        lags.iter().map(|lag| (lag.game.to_string(), lag.cursor.0, lag.head.0)).collect::<Vec<_>>()
    };
    let advance =
        |id: &str, from, to| Advance { consumer: name("elo"), game: game(id), from: Offset(from), to: Offset(to) };
    assert_eq!(behind(&mut model, None), [("g".into(), 0, 1), ("h".into(), 0, 1)]);
    assert_eq!(behind(&mut model, Some("g")), [("h".into(), 0, 1)]);
    assert_eq!(ask(&mut model, 1, advance("g", 0, 1)), Advanced::Done);
    assert_eq!(ask(&mut model, 1, advance("g", 0, 1)), Advanced::Elsewhere { cursor: Offset(1) });
    assert_eq!(ask(&mut model, 1, advance("h", 0, 2)), Advanced::Ahead);
    assert_eq!(ask(&mut model, 1, advance("x", 0, 0)), Advanced::Ahead);
    assert_eq!(behind(&mut model, None), [("h".into(), 0, 1)]);
    done(&mut model, append("g", 2, 1));
    assert_eq!(behind(&mut model, None), [("g".into(), 1, 2), ("h".into(), 0, 1)]);
}

fn keep(key: &str, was: Was, value: &'static str, until: Option<i64>) -> Keep {
    let (key, value) = (Bytes::copy_from_slice(key.as_bytes()), Bytes::from_static(value.as_bytes()));
    Keep { space: name("s"), key, was, value, until: until.map(UnixMs) }
}

#[test]
fn a_note_is_written_over_only_by_who_knows_it() {
    let mut model = Model::default();
    let value = |text: &'static str| Bytes::from_static(text.as_bytes());
    assert_eq!(ask(&mut model, 1, keep("k", Was::Value(value("a")), "b", None)), Kept::Changed(None));
    assert_eq!(ask(&mut model, 1, keep("k", Was::Nothing, "a", None)), Kept::Done);
    assert_eq!(ask(&mut model, 1, keep("k", Was::Nothing, "b", None)), Kept::Changed(Some(value("a"))));
    assert_eq!(ask(&mut model, 1, keep("k", Was::Value(value("a")), "b", None)), Kept::Done);
    assert_eq!(ask(&mut model, 1, keep("k", Was::Any, "c", None)), Kept::Done);
    let forget = |was| Forget { space: name("s"), key: value("k"), was };
    assert_eq!(ask(&mut model, 1, forget(Was::Value(value("b")))), Kept::Changed(Some(value("c"))));
    assert_eq!(ask(&mut model, 1, forget(Was::Value(value("c")))), Kept::Done);
    assert_eq!(ask(&mut model, 1, Recall { space: name("s"), key: value("k") }), None);
}

#[test]
fn a_note_that_is_over_is_as_one_that_never_was() {
    let mut model = Model::default();
    ask(&mut model, 1, keep("a", Was::Any, "short", Some(10)));
    ask(&mut model, 1, keep("b", Was::Any, "long", None));
    let recall = Recall { space: name("s"), key: Bytes::from_static(b"a") };
    let note = Note { value: Bytes::from_static(b"short"), until: Some(UnixMs(10)) };
    assert_eq!(ask(&mut model, 9, recall.clone()), Some(note.clone()));
    let list = |after: Option<&'static str>| Notes {
        space: name("s"),
        after: after.map(|key| Bytes::from_static(key.as_bytes())),
        limit: 5,
    };
    let rows = ask(&mut model, 9, list(None));
    assert_eq!(rows[0], NoteRow { key: Bytes::from_static(b"a"), note });
    assert_eq!((rows.len(), ask(&mut model, 9, list(Some("a"))).len()), (2, 1));
    assert_eq!(ask(&mut model, 10, recall), None);
    assert_eq!(ask(&mut model, 10, list(None)).len(), 1);
    assert_eq!(ask(&mut model, 10, keep("a", Was::Nothing, "new", None)), Kept::Done);
}

#[test]
fn an_epoch_only_rises() {
    let mut model = Model::default();
    assert_eq!(ask(&mut model, 1, EpochAsk), Epoch(1));
    assert_eq!(ask(&mut model, 1, RaiseEpoch { above: Epoch(0) }), Epoch(2));
    assert_eq!(ask(&mut model, 1, RaiseEpoch { above: Epoch(7) }), Epoch(8));
    assert_eq!(ask(&mut model, 1, EpochAsk), Epoch(8));
}

#[test]
fn a_copy_holds_the_same_rows_and_is_refused_where_they_are() {
    let mut model = model();
    done(&mut model, Append { user: None, ..append("g", 2, 1) });
    ask(&mut model, 1, Advance { consumer: name("elo"), game: game("g"), from: Offset(0), to: Offset(1) });
    ask(&mut model, 1, keep("k", Was::Any, "v", Some(100)));
    let rows = ask(&mut model, 1, Export { after: None });
    assert_eq!(rows.len(), 1 + 2 + 2 + 1 + 1);
    assert!(rows.is_sorted_by_key(Row::key));
    assert_eq!(ask(&mut model, 1, Export { after: Some(rows[2].key()) }), rows[3..]);
    let mut copy = Model::default();
    let missing = Import { rows: rows[1..].to_vec() };
    assert_eq!(ask(&mut copy, 1, missing), Imported::Refused { row: 0 });
    assert_eq!(ask(&mut copy, 1, Import { rows: rows.clone() }), Imported::Done);
    assert_eq!(ask(&mut copy, 1, Export { after: None }), rows);
    assert_eq!(ask(&mut copy, 1, Import { rows: rows[3..].to_vec() }), Imported::Refused { row: 0 });
}
