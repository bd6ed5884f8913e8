//! One desk, and what it hears of owners that come, go and count at the same time. Each of these was found by the
//! simulation.

use types::{Epoch, Offset};

use super::*;

/// A desk, and what it has asked last.
struct One {
    desk: Desk,
    now: u64,
    asked: u64,
}

fn place(epoch: u64, offset: u64) -> Place {
    Place { epoch: Epoch(epoch), offset: Offset(offset) }
}

fn conn(id: u64) -> ConnId {
    ConnId::new(id).unwrap()
}

fn line(offset: u64) -> Arc<Said> {
    let what = What::Chat(format!("line {offset}"));
    Arc::new(Said { offset: Offset(offset), from: Some(conn(900)), user: None, what })
}

impl One {
    fn give(&mut self, input: Input) -> Vec<Output> {
        let mut out = Out::default();
        self.now += 300;
        let now = Now { mono: Millis(self.now), unix: UnixMs(1_800_000_000_000 + self.now as i64) };
        self.desk.handle(now, input, &mut out);
        for output in &out.list {
            if let Output::Request(id, _) = output {
                self.asked = *id;
            }
        }
        out.list
    }

    fn enter(&mut self, id: u64, cursor: Option<Place>) -> Vec<Output> {
        self.give(Input::FromHub(0, FromHub::Enter { conn: conn(id), realm: room(), cursor }))
    }

    fn heard(&mut self, node: u16, publication: Publication) -> Vec<Output> {
        self.give(Input::Heard { realm: room(), node: Some(NodeNumber(node)), publication })
    }

    fn answered(&mut self, answer: Result<StreamAnswer, Failed>) -> Vec<Output> {
        self.give(Input::Answered(self.asked, answer))
    }

    /// Somebody is in the room, which nobody has counted yet.
    fn entering() -> Self {
        let mut one = Self { desk: Desk::new(settings(3, 2)), now: 10_000, asked: 0 };
        one.enter(1, None);
        one.give(Input::Live(room()));
        one
    }

    /// And node 1 counts it.
    fn following(at: Place) -> Self {
        let mut one = Self::entering();
        one.answered(Ok(StreamAnswer { owner: NodeNumber(1), place: at, said: Ok(Vec::new()) }));
        one
    }
}

fn asks_behind(outputs: &[Output], at: Place) -> bool {
    outputs
        .iter()
        .any(|output| matches!(output, Output::Request(_, Ask { ask: StreamAsk::After(of), .. }) if *of == at))
}

fn told<'a>(outputs: &'a [Output]) -> Vec<&'a ToHub> {
    let told = |output: &'a Output| if let Output::ToHub(_, told) = output { Some(told) } else { None };
    outputs.iter().filter_map(told).collect()
}

#[test]
fn an_owner_that_is_asked_for_a_later_epoch_steps_down_and_counts_again_in_one_still_later() {
    let mut one = One::entering();
    assert!(one.answered(Err(Failed::NobodyThere)).contains(&Output::Own(room())));
    let later = place(1 << 50, 4);
    let asked = one.give(Input::Asked(7, Ask { realm: room(), ask: StreamAsk::After(later) }));
    assert!(asked.contains(&Output::Disown(room())));
    assert!(asked.contains(&Output::Answer(7, Err(None))));
    one.give(Input::Ticked);
    let taken = one.answered(Err(Failed::NobodyThere));
    let resyncs = told(&taken);
    assert!(matches!(resyncs[..], [ToHub::Resync { place, .. }, ..] if place.epoch > later.epoch), "{taken:?}");
}

#[test]
fn who_hears_an_epoch_that_is_over_asks_so_that_its_owner_learns_of_it() {
    let mut one = One::following(place(70, 5));
    assert!(told(&one.heard(8, Publication::Head(place(60, 9)))).is_empty());
    assert!(asks_behind(&one.give(Input::Ticked), place(70, 5)));
}

#[test]
fn what_is_trimmed_behind_a_place_that_the_node_has_left_costs_nobody_a_view() {
    let mut one = One::following(place(70, 9));
    assert!(asks_behind(&one.heard(1, Publication::Head(place(70, 12))), place(70, 9)));
    one.heard(1, Publication::Said(place(70, 10), line(10)));
    one.heard(1, Publication::Said(place(70, 11), line(11)));
    let trimmed = StreamAnswer { owner: NodeNumber(1), place: place(70, 12), said: Err(Why::Trimmed) };
    assert!(told(&one.answered(Ok(trimmed))).is_empty());
    assert!(asks_behind(&one.give(Input::Ticked), place(70, 11)));
}

#[test]
fn the_answer_of_another_owner_lets_nobody_into_this_ones_stream() {
    let mut one = One::following(place(70, 14));
    assert!(asks_behind(&one.enter(2, Some(place(70, 13))), place(70, 13)));
    let other = StreamAnswer { owner: NodeNumber(2), place: place(80, 1), said: Err(Why::Epoch) };
    let outputs = one.answered(Ok(other));
    let is_wrong = |told: &&ToHub| matches!(told, ToHub::Entered { entered, .. } if entered.place.epoch != Epoch(80));
    assert!(!told(&outputs).iter().any(is_wrong), "{outputs:?}");
}
