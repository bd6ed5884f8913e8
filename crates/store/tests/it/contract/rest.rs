//! Snapshots, lists, cursors, notes, copies.

use bytes::Bytes;
use ledger::{
    Advance, Advanced, Append, Behind, Create, EpochAsk, Export, Failed, Forget, GameRow, Games, GamesAfter, Import,
    Imported, Keep, KeepSnapshot, Kept, LastSnapshot, Look, Note, NoteRow, Notes, RaiseEpoch, Recall, Row,
    SnapshotKept, Was, Which,
};
use store::{NotImported, Store};
use types::{Epoch, Fence, Offset, UnixMs};

use crate::contract::Memory;
use crate::samples::{FUTURE, PAST, append, ask, create, done, game, make, name, race};

pub(super) async fn only_the_last_snapshot_is_kept(store: &dyn Store) {
    make(store, "g").await;
    done(store, append("g", 2, 1)).await;
    let keep = |id: &str, fence, offset| KeepSnapshot {
        game: game(id),
        fence: Fence(fence),
        offset: Offset(offset),
        sealed: Bytes::from(format!("at {offset}")),
    };
    assert_eq!(ask(store, keep("x", 1, 1)).await, SnapshotKept::NoGame);
    assert_eq!(ask(store, keep("g", 2, 1)).await, SnapshotKept::Fenced);
    assert_eq!(ask(store, keep("g", 1, 3)).await, SnapshotKept::Ahead);
    assert_eq!(ask(store, LastSnapshot { game: game("g") }).await, None);
    for (offset, last) in [(1, 1), (2, 2), (1, 2)] {
        assert_eq!(ask(store, keep("g", 1, offset)).await, SnapshotKept::Done);
        let kept = ask(store, LastSnapshot { game: game("g") }).await;
        assert_eq!(kept, Some((Offset(last), Bytes::from(format!("at {last}")))));
    }
}

async fn list(store: &dyn Store, which: &Which, limit: usize) -> Vec<GameRow> {
    let mut rows: Vec<GameRow> = Vec::new();
    loop {
        let after = rows.last().map(GameRow::place);
        let page = ask(store, Games { which: which.clone(), after, limit }).await;
        assert!(page.len() <= limit);
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

pub(super) async fn games_are_listed_from_the_newest_on(store: &dyn Store) {
    for id in ["b", "c", "B", "a_1", "d"] {
        let seats = if id == "c" { vec![name("cay"), name("cay")] } else { vec![name("ann"), name("bob")] };
        ask(store, Create { seats, ..create(id) }).await;
    }
    done(store, Append { ended: true, ..append("a_1", 2, 1) }).await;
    for limit in [1, 2, 256] {
        let all = list(store, &Which::All, limit).await;
        assert_eq!(all.len(), 5);
        assert!(all.is_sorted_by(|a, b| (b.made, &b.game) < (a.made, &a.game)), "the newest first: {all:?}");
        for (which, ids) in [
            (Which::OfUser(name("cay")), &["c"][..]),
            (Which::OfUser(name("bob")), &["B", "a_1", "b", "d"]),
            (Which::Live(name("dots")), &["B", "b", "c", "d"]),
            (Which::Live(name("chess")), &[]),
        ] {
            let rows = list(store, &which, limit).await;
            let expected: Vec<&GameRow> = all.iter().filter(|row| ids.contains(&row.game.as_str())).collect();
            assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{which:?}");
        }
    }
    let row = &list(store, &Which::OfUser(name("cay")), 9).await[0];
    assert_eq!((row.head, row.ended, row.seats.len()), (Offset(1), false, 2));
    let nothing = Some(GamesAfter { made: UnixMs(0), game: game("a") });
    assert!(ask(store, Games { which: Which::All, after: nothing, limit: 9 }).await.is_empty());
}

fn advance(id: &str, from: u64, to: u64) -> Advance {
    Advance { consumer: name("elo"), game: game(id), from: Offset(from), to: Offset(to) }
}

pub(super) async fn a_consumer_reads_each_log_to_its_end(store: &dyn Store) {
    make(store, "g").await;
    make(store, "h").await;
    let behind = async |after: Option<&str>| {
        let lags = ask(store, Behind { consumer: name("elo"), after: after.map(game), limit: 9 }).await;
        lags.iter().map(|lag| (lag.game.to_string(), lag.cursor.0, lag.head.0)).collect::<Vec<_>>()
    };
    assert_eq!(behind(None).await, [("g".into(), 0, 1), ("h".into(), 0, 1)]);
    assert_eq!(behind(Some("g")).await, [("h".into(), 0, 1)]);
    assert_eq!(ask(store, advance("g", 0, 1)).await, Advanced::Done);
    assert_eq!(ask(store, advance("g", 0, 1)).await, Advanced::Elsewhere { cursor: Offset(1) });
    assert_eq!(ask(store, advance("h", 0, 2)).await, Advanced::Ahead);
    assert_eq!(ask(store, advance("x", 0, 0)).await, Advanced::Ahead);
    assert_eq!(behind(None).await, [("h".into(), 0, 1)]);
    done(store, append("g", 2, 1)).await;
    assert_eq!(behind(None).await, [("g".into(), 1, 2), ("h".into(), 0, 1)]);
    let other = Behind { consumer: name("archive"), after: None, limit: 1 };
    assert_eq!(ask(store, other).await[0].cursor, Offset(0));
}

pub(super) async fn of_readers_that_race_for_a_cursor_one_moves_it(store: &dyn Store) {
    make(store, "g").await;
    let answers = race(store, vec![advance("g", 0, 1); 8]).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Advanced::Done).count(), 1, "{answers:?}");
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn keep(key: &str, was: Was, value: &str, until: Option<UnixMs>) -> Keep {
    Keep { space: name("s"), key: bytes(key), was, value: bytes(value), until }
}

fn recall(key: &str) -> Recall {
    Recall { space: name("s"), key: bytes(key) }
}

pub(super) async fn a_note_is_written_over_only_by_who_knows_it(store: &dyn Store) {
    let value = |text| Was::Value(bytes(text));
    assert_eq!(ask(store, keep("k", value("a"), "b", None)).await, Kept::Changed(None));
    assert_eq!(ask(store, recall("k")).await, None);
    assert_eq!(ask(store, keep("k", Was::Nothing, "a", None)).await, Kept::Done);
    assert_eq!(ask(store, keep("k", Was::Nothing, "b", None)).await, Kept::Changed(Some(bytes("a"))));
    assert_eq!(ask(store, keep("k", value("a"), "b", None)).await, Kept::Done);
    assert_eq!(ask(store, keep("k", Was::Any, "c", Some(FUTURE))).await, Kept::Done);
    assert_eq!(ask(store, recall("k")).await, Some(Note { value: bytes("c"), until: Some(FUTURE) }));
    let forget = |was| Forget { space: name("s"), key: bytes("k"), was };
    assert_eq!(ask(store, forget(value("b"))).await, Kept::Changed(Some(bytes("c"))));
    assert_eq!(ask(store, forget(Was::Nothing)).await, Kept::Changed(Some(bytes("c"))));
    assert_eq!(ask(store, forget(value("c"))).await, Kept::Done);
    assert_eq!(ask(store, recall("k")).await, None);
    assert_eq!(ask(store, forget(Was::Any)).await, Kept::Done);
    assert_eq!(ask(store, forget(value("c"))).await, Kept::Changed(None));
    let other = Recall { space: name("t"), ..recall("k") };
    ask(store, keep("k", Was::Any, "", None)).await;
    assert_eq!(ask(store, other).await, None, "a space is not another");
}

pub(super) async fn of_notes_that_race_one_is_kept(store: &dyn Store) {
    let answers = race(store, (0..8).map(|value| keep("k", Was::Nothing, &value.to_string(), None)).collect()).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Kept::Done).count(), 1, "{answers:?}");
    let kept = ask(store, recall("k")).await.unwrap().value;
    let told = answers.iter().filter(|answer| **answer == Kept::Changed(Some(kept.clone()))).count();
    assert_eq!(told, 7);
}

pub(super) async fn a_note_that_is_over_is_as_one_that_never_was(store: &dyn Store) {
    ask(store, keep("a", Was::Any, "short", Some(PAST))).await;
    ask(store, keep("b", Was::Any, "long", Some(FUTURE))).await;
    assert_eq!(ask(store, recall("a")).await, None);
    assert_eq!(ask(store, keep("a", Was::Value(bytes("short")), "new", None)).await, Kept::Changed(None));
    assert_eq!(ask(store, Notes { space: name("s"), after: None, limit: 9 }).await.len(), 1);
    assert_eq!(ask(store, keep("a", Was::Nothing, "new", None)).await, Kept::Done);
    for number in 0..20 {
        ask(store, keep(&format!("over {number}"), Was::Any, "x", Some(PAST))).await;
    }
    assert_eq!(ask(store, Notes { space: name("s"), after: None, limit: 9 }).await.len(), 2);
}

pub(super) async fn t54_a_text_is_never_a_statement(store: &dyn Store) {
    make(store, "g").await;
    let texts = ["'); drop table game; --", "\"; delete from note; --", "$1", "?1", "\\'; --", "\0'\0", "' or 1=1 --"];
    for text in texts {
        assert_eq!(ask(store, keep(text, Was::Nothing, text, None)).await, Kept::Done, "{text:?}");
    }
    for text in texts {
        let note = ask(store, recall(text)).await.map(|note| note.value);
        assert_eq!(note, Some(bytes(text)), "{text:?}");
    }
    assert!(ask(store, Look { game: game("g") }).await.is_some());
}

pub(super) async fn notes_are_listed_by_key(store: &dyn Store) {
    for key in ["", "b", "a", "B", "é"] {
        ask(store, keep(key, Was::Any, key, None)).await;
    }
    ask(store, Keep { space: name("z"), ..keep("c", Was::Any, "", None) }).await;
    let mut keys: Vec<Bytes> = Vec::new();
    loop {
        let after = keys.last().cloned();
        let page: Vec<NoteRow> = ask(store, Notes { space: name("s"), after, limit: 2 }).await;
        if page.is_empty() {
            break;
        }
        assert!(page.iter().all(|row| row.key == row.note.value));
        keys.extend(page.into_iter().map(|row| row.key));
    }
    assert_eq!(keys, ["", "B", "a", "b", "é"].map(bytes), "by their bytes");
}

pub(super) async fn an_epoch_only_rises(store: &dyn Store) {
    let first = ask(store, EpochAsk).await;
    assert!(first > Epoch(0));
    let second = ask(store, RaiseEpoch { above: Epoch(0) }).await;
    assert!(second > first);
    let third = ask(store, RaiseEpoch { above: Epoch(second.0 + 1_000_000_000_000) }).await;
    assert_eq!(third, Epoch(second.0 + 1_000_000_000_001));
    assert_eq!(ask(store, EpochAsk).await, third);
}

pub(super) async fn rows(store: &dyn Store) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let page = ask(store, Export { after: rows.last().map(Row::key) }).await;
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

pub(super) async fn a_copy_holds_the_same_rows(store: &dyn Store) {
    let origin = Memory::default();
    for id in ["g", "h"] {
        make(&origin, id).await;
        done(&origin, Append { user: None, wake_at: Some(FUTURE), ..append(id, 2, 1) }).await;
        done(&origin, Append { ended: true, command: types::CommandId::Timer(Offset(2)), ..append(id, 3, 2) }).await;
    }
    ask(&origin, advance("g", 0, 1)).await;
    ask(&origin, keep("k", Was::Any, "v", Some(FUTURE))).await;
    ask(&origin, keep("", Was::Any, "", None)).await;
    let wanted = rows(&origin).await;
    assert_eq!(wanted.len(), 2 * (1 + 3 + 3) + 1 + 2);
    let orphan = Import { rows: wanted[2..].to_vec() };
    assert_eq!(ask(store, orphan).await, Imported::Refused { row: 0 });
    assert_eq!(ask(store, Import { rows: wanted.clone() }).await, Imported::Done);
    assert_eq!(rows(store).await, wanted);
    let mut again = vec![wanted[0].clone()];
    if let Row::Game { game, .. } = &mut again[0] {
        *game = "new".parse().unwrap();
    }
    again.push(wanted[0].clone());
    assert_eq!(ask(store, Import { rows: again }).await, Imported::Refused { row: 1 });
    assert_eq!(ask(store, Look { game: game("new") }).await, None, "all or none");
    assert_eq!(ask(store, append("g", 2, 1)).await, ledger::Appended::Foreign, "commands are known in a copy");
    assert_eq!(ask(store, Games { which: Which::OfUser(name("bob")), after: None, limit: 9 }).await.len(), 2);
}

pub(super) async fn an_export_goes_in_whole_and_is_another_life(store: &dyn Store) {
    let origin = Memory::default();
    let lines = crate::tools::exported(&origin).await;
    let before = ask(store, EpochAsk).await;
    let count = store::import(store, &mut &lines[..], &mut |_| {}).await.unwrap();
    assert!(ask(store, EpochAsk).await > before.max(ask(&origin, EpochAsk).await));
    assert_eq!(rows(store).await, rows(&origin).await);
    let mut again = Vec::new();
    assert_eq!(store::export(store, &mut again, &mut |_| {}).await.unwrap(), count);
    let text = |lines: Vec<u8>| String::from_utf8(lines).unwrap().split_once('\n').unwrap().1.to_owned();
    assert_eq!(text(again), text(lines), "all but the epoch");
    let refused = store::import(store, &mut &b""[..], &mut |_| {}).await.unwrap_err();
    assert!(matches!(refused, NotImported::NotEmpty), "{refused}");
    let report = store::check(store, &mut |_| {}).await.unwrap();
    assert_eq!((report.games, report.entries, report.faulty), (4, 6, 0));
}

pub(super) async fn what_was_asked_before_the_end_is_answered(store: &dyn Store) {
    make(store, "g").await;
    let begun: Vec<_> = (1..=50).map(|number| store.ask(append("g", number + 1, number).into())).collect();
    store.close().await;
    for answer in begun {
        answer.await.unwrap();
    }
    let late = store.ask(append("g", 52, 51).into()).await;
    assert!(matches!(late, Err(Failed::NotDone(_))), "{late:?}");
}
