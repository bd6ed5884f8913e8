use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use types::{CommandId, Fence, Offset, UnixMs};

use super::samples::{append, ask, command, create, done, game, model, name};
use crate::{Append, Appended, Create, Created, Find, Found, Load, Model, Take, Took};

#[test]
fn the_guards_answer_in_their_order() {
    let mut model = model();
    assert_eq!(done(&mut model, append("g", 2, 1)), Offset(2));
    let stale =
        |fence, user: &str, number| Append { fence: Fence(fence), user: Some(name(user)), ..append("g", 9, number) };
    let unknown = append("none", 2, 1);
    assert_eq!(ask(&mut model, 1, unknown), Appended::NoGame);
    assert_eq!(ask(&mut model, 1, stale(7, "ann", 1)), Appended::Known(Offset(2)), "before fence and offset");
    assert_eq!(ask(&mut model, 1, stale(1, "bob", 1)), Appended::Foreign, "before fence and offset");
    assert_eq!(ask(&mut model, 1, stale(7, "ann", 2)), Appended::Fenced, "before the offset");
    assert_eq!(ask(&mut model, 1, stale(1, "ann", 2)), Appended::Conflict { head: Offset(2) });
}

#[test]
fn a_command_may_bring_about_several_events_or_none() {
    let mut model = model();
    let three = Append { events: vec![Bytes::from_static(b"e"); 3], ..append("g", 2, 1) };
    assert_eq!(done(&mut model, three), Offset(4));
    let none = Append { events: Vec::new(), ..append("g", 5, 2) };
    assert_eq!(done(&mut model, none), Offset(4));
    let found = ask(&mut model, 1, Find { game: game("g"), command: command(2) });
    assert_eq!(found, Some(Found { user: Some(name("ann")), acked: Offset(4) }));
    assert_eq!(ask(&mut model, 1, Find { game: game("g"), command: command(3) }), None);
}

#[test]
fn a_game_is_made_once() {
    let mut model = model();
    assert_eq!(ask(&mut model, 1, create("g")), Created::Known { offset: Offset(1) });
    assert_eq!(ask(&mut model, 1, Create { by: Some(name("bob")), ..create("g") }), Created::Exists);
    assert_eq!(ask(&mut model, 1, Create { command: command(9), ..create("g") }), Created::Exists);
}

#[test]
fn a_log_is_read_in_pages() {
    let mut model = model();
    for (offset, number) in (2..=5).zip(1..) {
        done(&mut model, append("g", offset, number));
    }
    let mut load = |after, bytes_max| {
        let page = ask(&mut model, 1, Load { game: game("g"), after: Offset(after), bytes_max }).unwrap();
        (page.entries.iter().map(|stored| stored.offset.0).collect::<Vec<_>>(), page.has_more(Offset(after)))
    };
    assert_eq!(load(0, usize::MAX), (vec![1, 2, 3, 4, 5], false));
    assert_eq!(load(1, 10), (vec![2, 3], true), "five bytes each");
    assert_eq!(load(3, 0), (vec![4], true), "one in any case");
    assert_eq!(load(5, 100), (vec![], false));
    assert_eq!(load(u64::MAX, 100), (vec![], false));
    assert_eq!(ask(&mut model, 1, Load { game: game("x"), after: Offset(0), bytes_max: 1 }), None);
}

/// What a node of the property does: all numbers are small, so that they meet.
#[derive(Clone, Debug)]
enum Step {
    Take { node: u8, ttl: u64 },
    Append { fence: u64, first: u64, number: u8, user: u8, events: usize },
    Wait { time: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_u8, 0..5_u64).prop_map(|(node, ttl)| Step::Take { node, ttl }),
        (0..4_u64, 0..8_u64, 0..12_u8, 0..2_u8, 0..3_usize)
            .prop_map(|(fence, first, number, user, events)| Step::Append { fence, first, number, user, events }),
        (0..4_i64).prop_map(|time| Step::Wait { time }),
    ]
}

/// Follows a model and knows what it may say.
struct Watch {
    model: Model,
    now: i64,
    fence: u64,
    head: u64,
    acked: BTreeMap<u8, (u8, Offset)>,
}

impl Watch {
    fn step(&mut self, step: &Step) {
        match *step {
            Step::Wait { time } => self.now += time,
            Step::Take { node, ttl } => {
                let owner = name(&format!("n{node}"));
                let take = Take { game: game("g"), owner, ttl: Duration::from_millis(ttl) };
                if let Took::Taken(owned) = ask(&mut self.model, self.now, take) {
                    assert!(owned.fence.0 > self.fence, "each term has a fence of its own");
                    assert_eq!(owned.head.0, self.head);
                    self.fence = owned.fence.0;
                }
            }
            // The fence and offset are near those in force.
            Step::Append { fence, first, number, user, events } => self.append(
                (self.fence + fence).saturating_sub(1),
                (self.head + first).saturating_sub(3),
                number,
                user,
                events,
            ),
        }
    }

    fn append(&mut self, fence: u64, first: u64, number: u8, user: u8, events: usize) {
        let append = Append {
            first: Offset(first),
            fence: Fence(fence),
            user: Some(name(&format!("u{user}"))),
            events: vec![Bytes::from_static(b"e"); events],
            ..append("g", 0, number)
        };
        let answer = ask(&mut self.model, self.now, append);
        let expected = match self.acked.get(&number) {
            Some((by, offset)) if *by == user => Appended::Known(*offset),
            Some(_) => Appended::Foreign,
            None if fence != self.fence => Appended::Fenced,
            None if first != self.head + 1 => Appended::Conflict { head: Offset(self.head) },
            None => {
                self.head += events as u64;
                self.acked.insert(number, (user, Offset(self.head)));
                Appended::Done(Offset(self.head))
            }
        };
        assert_eq!(answer, expected);
    }

    fn check(&mut self) {
        let load = Load { game: game("g"), after: Offset(0), bytes_max: usize::MAX };
        let log = ask(&mut self.model, self.now, load).unwrap();
        let offsets: Vec<u64> = log.entries.iter().map(|stored| stored.offset.0).collect();
        assert_eq!(offsets, (1..=self.head).collect::<Vec<_>>(), "a log is 1..n");
        assert!(log.entries.is_sorted_by_key(|stored| stored.fence), "fences never fall along it");
        for (number, (user, acked)) in &self.acked {
            let found = ask(&mut self.model, self.now, Find { game: game("g"), command: command(*number) }).unwrap();
            assert_eq!((found.user, found.acked), (Some(name(&format!("u{user}"))), *acked));
        }
    }
}

proptest! {
    #[test]
    fn i2_i3_i5_whatever_nodes_do(steps in prop::collection::vec(step(), 1..120)) {
        let mut model = Model::default();
        let made = Create { command: CommandId::Timer(Offset(0)), events: Vec::new(), ..create("g") };
        model.answer(UnixMs(0), made.into());
        let mut watch = Watch { model, now: 6_000, fence: 1, head: 0, acked: BTreeMap::new() };
        steps.iter().for_each(|step| watch.step(step));
        watch.check();
    }
}
