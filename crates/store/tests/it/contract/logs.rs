use bytes::Bytes;
use ledger::{
    Answer, Append, Appended, Chain, Create, Created, ENTRY_BYTES_MAX, Find, Found, LOAD_BYTES_MAX, Load, Loaded,
};
use store::Store;
use types::{Fence, Offset};

use crate::samples::{append, ask, command, create, done, entry, game, make, name, race};

async fn load(store: &dyn Store, id: &str, after: u64, bytes_max: usize) -> Loaded {
    ask(store, Load { game: game(id), after: Offset(after), bytes_max }).await.unwrap()
}

pub(super) async fn the_guards_answer_in_their_order(store: &dyn Store) {
    make(store, "g").await;
    assert_eq!(done(store, append("g", 2, 1)).await, Offset(2));
    let stale =
        |fence, user: &str, number| Append { fence: Fence(fence), user: Some(name(user)), ..append("g", 9, number) };
    assert_eq!(ask(store, append("none", 2, 1)).await, Appended::NoGame);
    assert_eq!(ask(store, stale(7, "ann", 1)).await, Appended::Known(Offset(2)), "before fence and offset");
    assert_eq!(ask(store, stale(1, "bob", 1)).await, Appended::Foreign, "before fence and offset");
    assert_eq!(ask(store, Append { user: None, ..stale(1, "ann", 1) }).await, Appended::Foreign);
    assert_eq!(ask(store, stale(7, "ann", 2)).await, Appended::Fenced, "before the offset");
    assert_eq!(ask(store, stale(1, "ann", 2)).await, Appended::Conflict { head: Offset(2) });
}

pub(super) async fn a_command_may_bring_about_several_events_or_none(store: &dyn Store) {
    make(store, "g").await;
    let three = Append { events: vec![Bytes::from_static(b"e"); 3], user: None, ..append("g", 2, 1) };
    assert_eq!(done(store, three.clone()).await, Offset(4));
    assert_eq!(ask(store, three).await, Appended::Known(Offset(4)), "also of nobody");
    let none = Append { events: Vec::new(), ..append("g", 5, 2) };
    assert_eq!(done(store, none).await, Offset(4));
    let found = ask(store, Find { game: game("g"), command: command(2) }).await;
    assert_eq!(found, Some(Found { user: Some(name("ann")), acked: Offset(4) }));
    assert_eq!(ask(store, Find { game: game("g"), command: command(3) }).await, None);
    assert_eq!(load(store, "g", 0, LOAD_BYTES_MAX).await.entries.len(), 4);
}

pub(super) async fn a_game_is_made_once(store: &dyn Store) {
    make(store, "g").await;
    assert_eq!(ask(store, create("g")).await, Created::Known { offset: Offset(1) });
    assert_eq!(ask(store, Create { by: Some(name("bob")), ..create("g") }).await, Created::Exists);
    assert_eq!(ask(store, Create { command: command(9), ..create("g") }).await, Created::Exists);
    let empty = Create { events: Vec::new(), seats: Vec::new(), by: None, ..create("h") };
    assert_eq!(ask(store, empty).await, Created::Made { fence: Fence(1), head: Offset(0) });
}

pub(super) async fn a_log_is_read_in_pages_of_bytes(store: &dyn Store) {
    make(store, "g").await;
    for (offset, number) in (2..=5).zip(1..) {
        done(store, append("g", offset, number)).await;
    }
    for (after, bytes, offsets, has_more) in [
        (0, usize::MAX, &[1, 2, 3, 4, 5][..], false),
        (1, 10, &[2, 3], true),
        (1, 14, &[2, 3], true),
        (3, 0, &[4], true),
        (5, 100, &[], false),
        (u64::MAX, 100, &[], false),
    ] {
        let page = load(store, "g", after, bytes).await;
        assert_eq!(page.entries.iter().map(|stored| stored.offset.0).collect::<Vec<_>>(), offsets);
        assert_eq!((page.head, page.has_more(Offset(after))), (Offset(5), has_more));
    }
    assert_eq!(ask(store, Load { game: game("x"), after: Offset(0), bytes_max: 1 }).await, None);
}

pub(super) async fn of_appends_that_race_at_one_offset_one_is_done(store: &dyn Store) {
    make(store, "g").await;
    let answers = race(store, (1..=8).map(|number| append("g", 2, number)).collect()).await;
    let done = answers.iter().filter(|answer| **answer == Appended::Done(Offset(2))).count();
    let conflicts = answers.iter().filter(|answer| **answer == Appended::Conflict { head: Offset(2) }).count();
    assert_eq!((done, conflicts), (1, 7));
}

pub(super) async fn of_appends_that_race_with_one_id_one_is_done(store: &dyn Store) {
    make(store, "g").await;
    let answers = race(store, vec![append("g", 2, 1); 8]).await;
    let done = answers.iter().filter(|answer| **answer == Appended::Done(Offset(2))).count();
    let known = answers.iter().filter(|answer| **answer == Appended::Known(Offset(2))).count();
    assert_eq!((done, known), (1, 7));
}

/// In every order of games, and more of them than one transaction takes.
pub(super) async fn many_games_at_once_each_have_their_log(store: &dyn Store) {
    let ids: Vec<String> = (0..100).map(|number| format!("g{}", number * 37 % 100)).collect();
    race(store, ids.iter().map(|id| create(id)).collect()).await;
    for round in 1..=3 {
        let appends = ids.iter().map(|id| {
            let log = Chain::start(&game(id));
            let event = { log }.seal(&entry("an event"));
            Append { events: vec![event], ..append(id, round + 1, round) }
        });
        let answers = race(store, appends.collect()).await;
        assert!(answers.iter().all(|answer| *answer == Appended::Done(Offset(round + 1))), "{answers:?}");
    }
    for id in &ids {
        assert_eq!(load(store, id, 0, LOAD_BYTES_MAX).await.entries.len(), 4);
    }
}

pub(super) async fn of_creations_that_race_one_is_made(store: &dyn Store) {
    let same = race(store, vec![create("g"); 8]).await;
    let made = same.iter().filter(|answer| matches!(answer, Created::Made { .. })).count();
    let known = same.iter().filter(|answer| matches!(answer, Created::Known { offset: Offset(1) })).count();
    assert_eq!((made, known), (1, 7));
    let others = (1..=8).map(|number| Create { command: command(number), ..create("h") });
    let others = race(store, others.collect()).await;
    let made = others.iter().filter(|answer| matches!(answer, Created::Made { .. })).count();
    let exists = others.iter().filter(|answer| **answer == Created::Exists).count();
    assert_eq!((made, exists), (1, 7));
}

pub(super) async fn an_entry_of_the_largest_size_comes_back_and_larger_ones_are_refused(store: &dyn Store) {
    make(store, "g").await;
    let largest: Bytes = (0..ENTRY_BYTES_MAX).map(|index| (index % 251) as u8).collect();
    done(store, Append { events: vec![largest.clone(), largest.clone()], ..append("g", 2, 1) }).await;
    let page = load(store, "g", 1, LOAD_BYTES_MAX).await;
    assert_eq!(page.entries.len(), 1, "a page holds no more");
    assert!(page.entries[0].sealed == largest);
    let larger = Append { events: vec![vec![0; ENTRY_BYTES_MAX + 1].into()], ..append("g", 4, 2) };
    let answer = store.ask(larger.into()).await.unwrap();
    assert!(matches!(answer, Answer::TooBig(_)), "{answer:?}");
}
