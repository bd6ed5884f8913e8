use std::time::Duration;

use types::{Fence, GameId, Offset, UnixMs};

use super::samples::{TTL, append, ask, create, done, game, model, name};
use crate::{Append, Appended, Create, Due, Look, Model, Release, Renew, Take, Took};

fn take(model: &mut Model, now: i64, owner: &str) -> Took {
    ask(model, now, Take { game: game("g"), owner: name(owner), ttl: TTL })
}

fn fence(took: &Took) -> Option<u64> {
    if let Took::Taken(owned) = took { Some(owned.fence.0) } else { None }
}

#[test]
fn a_lease_keeps_others_out_until_it_is_over() {
    let mut model = model();
    let held = Took::Held { owner: name("n1"), left: Duration::from_millis(1) };
    assert_eq!(take(&mut model, 5_999, "n2"), held);
    assert_eq!(fence(&take(&mut model, 6_000, "n2")), Some(2));
    assert_eq!(fence(&take(&mut model, 6_001, "n2")), Some(3), "its owner may take it, in a new term");
    assert_eq!(ask(&mut model, 6_001, append("g", 2, 1)), Appended::Fenced, "the first term is over");
    assert_eq!(ask(&mut model, 1, Take { game: game("x"), owner: name("n1"), ttl: TTL }), Took::NoGame);
}

#[test]
fn only_the_last_term_is_renewed_and_only_while_it_lives() {
    let mut model = model();
    let renew =
        |model: &mut Model, now, fence| ask(model, now, Renew { terms: vec![(game("g"), Fence(fence))], ttl: TTL });
    assert_eq!(renew(&mut model, 5_999, 1), [(game("g"), Fence(1))]);
    assert!(fence(&take(&mut model, 11_998, "n2")).is_none());
    assert!(renew(&mut model, 11_999, 1).is_empty(), "it is over");
    assert_eq!(fence(&take(&mut model, 11_999, "n2")), Some(2));
    assert!(renew(&mut model, 11_999, 1).is_empty());
    assert_eq!(renew(&mut model, 11_999, 2).len(), 1);
}

#[test]
fn a_game_that_was_released_is_free_at_once_and_its_term_is_still_the_last() {
    let mut model = model();
    let release = |fence| Release { game: game("g"), fence: Fence(fence), is_at_rest: false };
    assert!(!ask(&mut model, 1, release(2)));
    assert!(ask(&mut model, 1, release(1)));
    assert!(!ask(&mut model, 1, release(1)));
    assert_eq!(ask(&mut model, 1, Look { game: game("g") }).unwrap().owner, None);
    done(&mut model, append("g", 2, 1));
    assert_eq!(fence(&take(&mut model, 1, "n2")), Some(2));
}

#[test]
fn what_is_due_is_told_to_whoever_asks_while_nobody_owns_it() {
    let mut model = model();
    let due = |model: &mut Model, now| {
        let due = ask(model, now, Due { limit: 10 });
        due.iter().map(GameId::to_string).collect::<Vec<_>>()
    };
    ask(&mut model, 0, Create { wake_at: Some(UnixMs(7_000)), ..create("late") });
    ask(&mut model, 0, Create { wake_at: Some(UnixMs(10)), ..create("early") });
    done(&mut model, Append { wake_at: Some(UnixMs(20)), ..append("g", 2, 1) });
    assert!(due(&mut model, 5_999).is_empty(), "all are owned");
    assert_eq!(due(&mut model, 6_000), ["early", "g"]);
    assert_eq!(due(&mut model, 7_000), ["early", "g", "late"]);
    assert_eq!(ask(&mut model, 7_000, Due { limit: 1 }), [game("early")]);
    done(&mut model, append("g", 3, 2));
    assert_eq!(due(&mut model, 7_000), ["early", "late"], "an append says when anew");
}

#[test]
fn who_does_not_own_a_game_can_look() {
    let mut model = model();
    done(&mut model, Append { ended: true, wake_at: Some(UnixMs(5)), ..append("g", 2, 1) });
    let looked = ask(&mut model, 1_000, Look { game: game("g") }).unwrap();
    assert_eq!((looked.head, looked.fence, looked.ended), (Offset(2), Fence(1), true));
    assert_eq!(looked.owner, Some((name("n1"), Duration::from_millis(5_000))));
    assert_eq!((looked.rules, looked.seats), (name("dots"), vec![name("ann"), name("bob")]));
    assert_eq!((looked.made, looked.wake_at), (UnixMs(0), Some(UnixMs(5))));
    assert_eq!(ask(&mut model, 6_000, Look { game: game("g") }).unwrap().owner, None);
    assert_eq!(ask(&mut model, 1, Look { game: game("x") }), None);
}
