//! A game that a host runs: who comes in is shown it as it stands, and then what has happened since.

use types::{Epoch, Offset};

use super::*;

struct One {
    desk: Desk,
    now: u64,
}

fn seat() -> Realm {
    Realm::seat("g".parse().unwrap(), "ann".parse().unwrap())
}

fn place(offset: u64) -> Place {
    Place { epoch: Epoch(7), offset: Offset(offset) }
}

fn view(offset: u64, kind: &str) -> Arc<Said> {
    let what = What::View(View { kind: kind.to_owned(), ..View::default() });
    Arc::new(Said { offset: Offset(offset), from: None, user: None, what })
}

fn answer(at: u64, said: Result<Vec<Arc<Said>>, Why>) -> Result<StreamAnswer, Failed> {
    Ok(StreamAnswer { owner: NodeNumber(0), place: place(at), said })
}

impl One {
    fn give(&mut self, input: Input) -> Vec<Output> {
        let mut out = Out::default();
        self.now += 300;
        let now = Now { mono: Millis(self.now), unix: UnixMs(1_800_000_000_000) };
        self.desk.handle(now, input, &mut out);
        out.list
    }

    /// The desk listens, and knows that the game has come to this offset.
    fn at(offset: u64) -> Self {
        let settings = Settings { gap_max: 4, ..settings(3, 2) };
        let mut one = Self { desk: Desk::new(settings), now: 10_000 };
        one.give(Input::FromHub(0, FromHub::Interest { realm: seat(), is_wanted: true }));
        let asked = asks(&one.give(Input::Live(seat())));
        assert_eq!(asked, [(1, StreamAsk::After(Place::NONE))]);
        one.give(Input::Answered(1, answer(offset, Ok(Vec::new()))));
        one
    }

    fn enter(&mut self, cursor: Option<Place>) -> Vec<(u64, StreamAsk)> {
        let conn = ConnId::new(5).unwrap();
        asks(&self.give(Input::FromHub(0, FromHub::Enter { conn, realm: seat(), cursor })))
    }
}

fn asks(outputs: &[Output]) -> Vec<(u64, StreamAsk)> {
    let asked = outputs.iter().filter_map(|output| {
        let Output::Request(id, ask) = output else { return None };
        Some((*id, ask.ask.clone()))
    });
    asked.collect()
}

/// How the conn came in: at which offset, why, and what it is told.
fn entered(outputs: &[Output]) -> Option<(u64, &'static str, Vec<u64>)> {
    outputs.iter().find_map(|output| {
        let Output::ToHub(_, ToHub::Entered { entered, .. }) = output else { return None };
        let missed = entered.missed.iter().map(|said| said.offset.0).collect();
        Some((entered.place.offset.0, entered.why.name(), missed))
    })
}

/// Where the stream is said to go on, and why.
fn resynced(outputs: &[Output]) -> Vec<(u64, &'static str)> {
    let resyncs = outputs.iter().filter_map(|output| {
        let Output::ToHub(_, ToHub::Resync { place, why, .. }) = output else { return None };
        Some((place.offset.0, why.name()))
    });
    resyncs.collect()
}

#[test]
fn who_is_new_is_shown_the_whole() {
    let mut one = One::at(4);
    let asked = one.enter(None);
    assert_eq!(asked, [(2, StreamAsk::Whole)]);
    let out = one.give(Input::Answered(2, answer(4, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((4, "new", vec![0])));
}

#[test]
fn what_happened_while_the_whole_was_on_its_way_comes_behind_it() {
    let mut one = One::at(4);
    one.enter(None);
    for offset in [5, 6] {
        let publication = Publication::Said(place(offset), view(offset, "moved"));
        one.give(Input::Heard { realm: seat(), node: None, publication });
    }
    let out = one.give(Input::Answered(2, answer(5, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((5, "new", vec![0, 6])));
}

#[test]
fn a_whole_that_is_ahead_of_what_was_heard_waits_for_it() {
    let mut one = One::at(4);
    one.enter(None);
    let out = one.give(Input::Answered(2, answer(5, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), None);
    assert_eq!(asks(&out), [(3, StreamAsk::After(place(4)))]);
    let out = one.give(Input::Answered(3, answer(5, Ok(vec![view(5, "moved")]))));
    assert_eq!(entered(&out), Some((5, "new", vec![0])));
}

#[test]
fn who_comes_back_is_told_what_he_has_missed_or_shown_the_whole() {
    let mut one = One::at(4);
    for offset in [5, 6] {
        let publication = Publication::Said(place(offset), view(offset, "moved"));
        one.give(Input::Heard { realm: seat(), node: None, publication });
    }
    let conn = ConnId::new(5).unwrap();
    let out = one.give(Input::FromHub(0, FromHub::Enter { conn, realm: seat(), cursor: Some(place(5)) }));
    assert_eq!(entered(&out), Some((5, "ring", vec![6])));
    assert_eq!(one.enter(Some(place(2))), [(2, StreamAsk::After(place(2)))]);
    let asked = asks(&one.give(Input::Answered(2, answer(6, Err(Why::Trimmed)))));
    assert_eq!(asked, [(3, StreamAsk::Whole)]);
    let out = one.give(Input::Answered(3, answer(6, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((6, "trimmed", vec![0])));
}

#[test]
fn t81_a_cursor_of_another_life_of_the_store_is_shown_the_whole() {
    let mut one = One::at(4);
    let old = Place { epoch: Epoch(6), offset: Offset(9) };
    assert_eq!(one.enter(Some(old)), [(2, StreamAsk::After(place(4)))]);
    let asked = asks(&one.give(Input::Answered(2, answer(4, Ok(Vec::new())))));
    assert_eq!(asked, [(3, StreamAsk::Whole)]);
    let out = one.give(Input::Answered(3, answer(4, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((4, "epoch", vec![0])));
}

#[test]
fn t81_and_t88_a_cursor_beyond_the_head_is_told_so_and_shown_the_whole() {
    let mut one = One::at(4);
    assert_eq!(one.enter(Some(place(9))), [(2, StreamAsk::After(place(9)))]);
    let asked = asks(&one.give(Input::Answered(2, answer(4, Err(Why::Trimmed)))));
    assert_eq!(asked, [(3, StreamAsk::Whole)]);
    let out = one.give(Input::Answered(3, answer(4, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((4, "ahead", vec![0])));
}

/// The store has failed over to a replica that was behind, and the nodes have lived on.
#[test]
fn t88_who_listens_to_a_game_that_has_lost_its_last_moves_is_told_so() {
    let mut one = One::at(9);
    one.enter(Some(place(9)));
    let head = || Input::Heard { realm: seat(), node: None, publication: Publication::Head(place(5)) };
    assert_eq!(asks(&one.give(head())), [(2, StreamAsk::After(place(9)))]);
    let out = one.give(Input::Answered(2, answer(5, Err(Why::Trimmed))));
    assert_eq!(resynced(&out), [(5, "ahead")]);
    // From there it goes on.
    assert_eq!(asks(&one.give(head())), []);
    let out = one.give(Input::Heard {
        realm: seat(),
        node: None,
        publication: Publication::Said(place(6), view(6, "moved")),
    });
    assert!(out.iter().any(|output| matches!(output, Output::ToHub(0, ToHub::Said { .. }))), "{out:?}");
}

#[test]
fn a_head_that_was_only_heard_late_changes_nothing() {
    let mut one = One::at(9);
    one.enter(Some(place(9)));
    let late = Input::Heard { realm: seat(), node: None, publication: Publication::Head(place(8)) };
    assert_eq!(asks(&one.give(late)), [(2, StreamAsk::After(place(9)))]);
    let out = one.give(Input::Answered(2, answer(9, Ok(Vec::new()))));
    assert_eq!(resynced(&out), []);
}

#[test]
fn an_answer_to_what_is_no_longer_asked_is_not_taken_for_the_whole() {
    let mut one = One::at(4);
    assert_eq!(one.enter(Some(place(3))), [(2, StreamAsk::After(place(3)))]);
    let publication = |offset| Publication::Said(place(offset), view(offset, "moved"));
    let heard = (5..=8)
        .flat_map(|offset| one.give(Input::Heard { realm: seat(), node: None, publication: publication(offset) }));
    // By now it has missed more than is told.
    assert_eq!(asks(&heard.collect::<Vec<_>>()), [(3, StreamAsk::Whole)]);
    let late = one.give(Input::Answered(2, answer(8, Ok((4..=8).map(|offset| view(offset, "moved")).collect()))));
    assert_eq!((entered(&late), asks(&late)), (None, Vec::new()));
    let out = one.give(Input::Answered(3, answer(8, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((8, "trimmed", vec![0])));
}

/// Who believes wrongly that the game is his answers at once, and always the same: asked again at once, he would keep both
/// busy until he learns better.
#[test]
fn a_whole_that_is_too_old_is_asked_for_again_a_moment_later() {
    let mut one = One::at(4);
    one.enter(None);
    let head = Input::Heard { realm: seat(), node: None, publication: Publication::Head(place(12)) };
    assert_eq!(asks(&one.give(head)), [(3, StreamAsk::After(place(4)))]);
    one.give(Input::Answered(3, answer(12, Err(Why::Trimmed))));
    let out = one.give(Input::Answered(2, answer(4, Ok(vec![view(0, "snapshot")]))));
    assert_eq!((entered(&out), asks(&out)), (None, vec![]));
    assert_eq!(asks(&one.give(Input::Ticked)), [(4, StreamAsk::Whole)]);
    let out = one.give(Input::Answered(4, answer(12, Ok(vec![view(0, "snapshot")]))));
    assert_eq!(entered(&out), Some((12, "new", vec![0])));
}

#[test]
fn a_gap_of_which_nothing_is_told_is_asked_for_again_a_moment_later() {
    let mut one = One::at(6);
    assert_eq!(one.enter(Some(place(5))), [(2, StreamAsk::After(place(5)))]);
    let out = one.give(Input::Answered(2, answer(5, Ok(Vec::new()))));
    assert_eq!((entered(&out), asks(&out)), (None, vec![]));
    assert_eq!(asks(&one.give(Input::Ticked)), [(3, StreamAsk::After(place(5)))]);
    let out = one.give(Input::Answered(3, answer(6, Ok(vec![view(6, "moved")]))));
    assert_eq!(entered(&out), Some((5, "owner", vec![6])));
}
