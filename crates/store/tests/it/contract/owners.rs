use std::time::Duration;

use ledger::{Append, Appended, Blame, Blamed, Create, Due, Look, Owned, Pardon, Release, Renew, Take, Took};
use store::Store;
use types::{Fence, GameId, Offset};

use crate::contract::now;
use crate::samples::{FUTURE, LONG, OVER, PAST, append, ask, create, done, game, make, name, race};

fn take(id: &str, owner: &str, ttl: Duration) -> Take {
    Take { game: game(id), owner: name(owner), ttl }
}

async fn taken(store: &dyn Store, take: Take) -> Owned {
    let Took::Taken(owned) = ask(store, take).await else { panic!("it should be free") };
    owned
}

pub(super) async fn a_lease_keeps_others_out(store: &dyn Store) {
    make(store, "g").await;
    let Took::Held { owner, left } = ask(store, take("g", "n2", LONG)).await else { panic!("it is held") };
    assert_eq!(owner, name("n1"));
    assert!(left > LONG / 2 && left <= LONG, "{left:?}");
    assert_eq!(taken(store, take("g", "n1", OVER)).await.fence, Fence(2), "its owner may, in a new term");
    let owned = taken(store, take("g", "n2", LONG)).await;
    assert_eq!((owned.fence, owned.head, owned.ended), (Fence(3), Offset(1), false));
    assert_eq!((owned.rules, owned.seats), (name("dots"), vec![name("ann"), name("bob")]));
    assert!(matches!(ask(store, take("g", "n1", LONG)).await, Took::Held { .. }));
    assert_eq!(ask(store, take("x", "n1", LONG)).await, Took::NoGame);
}

pub(super) async fn of_takes_that_race_one_wins(store: &dyn Store) {
    make(store, "g").await;
    ask(store, Release { game: game("g"), fence: Fence(1), is_at_rest: false }).await;
    let answers = race(store, (1..=8).map(|node| take("g", &format!("m{node}"), LONG)).collect()).await;
    let fences: Vec<Fence> = answers
        .iter()
        .filter_map(|answer| if let Took::Taken(owned) = answer { Some(owned.fence) } else { None })
        .collect();
    assert_eq!(fences, [Fence(2)]);
    let held = answers.iter().filter(|answer| matches!(answer, Took::Held { .. })).count();
    assert_eq!(held, 7);
}

pub(super) async fn only_the_last_term_is_renewed_and_only_while_it_lives(store: &dyn Store) {
    for id in ["a", "b", "c", "d"] {
        make(store, id).await;
    }
    taken(store, take("b", "n1", LONG)).await;
    taken(store, take("c", "n1", OVER)).await;
    ask(store, Release { game: game("d"), fence: Fence(1), is_at_rest: false }).await;
    let term = |id: &str, fence| (game(id), Fence(fence));
    let terms = vec![term("d", 1), term("c", 2), term("b", 1), term("b", 2), term("a", 1), term("x", 1)];
    let alive = ask(store, Renew { terms: terms.clone(), ttl: LONG }).await;
    assert_eq!(alive, [term("b", 2), term("a", 1)], "in the order in which they were asked about");
    assert_eq!(ask(store, Renew { terms, ttl: OVER }).await.len(), 2);
    taken(store, take("a", "n2", LONG)).await;
    assert!(ask(store, Renew { terms: Vec::new(), ttl: LONG }).await.is_empty());
}

pub(super) async fn a_game_that_was_released_is_free(store: &dyn Store) {
    make(store, "g").await;
    let release = |fence| Release { game: game("g"), fence: Fence(fence), is_at_rest: false };
    assert!(!ask(store, release(2)).await);
    assert!(ask(store, release(1)).await);
    assert!(!ask(store, release(1)).await);
    assert_eq!(ask(store, Look { game: game("g") }).await.unwrap().owner, None);
    done(store, append("g", 2, 1)).await;
    assert_eq!(taken(store, take("g", "n2", LONG)).await.fence, Fence(2));
}

pub(super) async fn a_new_owner_is_told_for_how_long_nobody_was(store: &dyn Store) {
    make(store, "g").await;
    assert_eq!(taken(store, take("g", "n1", LONG)).await.paused, Duration::ZERO, "it was owned");
    let mut term = taken(store, take("g", "n1", OVER)).await;
    while term.paused == Duration::ZERO {
        term = taken(store, take("g", "n2", OVER)).await;
    }
    let release = |fence, is_at_rest| Release { game: game("g"), fence, is_at_rest };
    loop {
        ask(store, release(term.fence, false)).await;
        term = taken(store, take("g", "n2", LONG)).await;
        if term.paused > Duration::ZERO {
            break;
        }
    }
    assert!(term.paused < LONG);
    for _ in 0..20 {
        ask(store, release(term.fence, true)).await;
        term = taken(store, take("g", "n2", LONG)).await;
        assert_eq!(term.paused, Duration::ZERO, "it was at rest");
    }
}

pub(super) async fn t64_t65_an_owner_of_an_earlier_term_writes_nothing(store: &dyn Store) {
    make(store, "g").await;
    done(store, append("g", 2, 1)).await;
    ask(store, Release { game: game("g"), fence: Fence(1), is_at_rest: false }).await;
    let term = taken(store, take("g", "n2", LONG)).await.fence;
    assert_eq!(ask(store, append("g", 3, 2)).await, Appended::Fenced);
    assert_eq!(ask(store, append("g", 2, 1)).await, Appended::Known(Offset(2)), "a resend has its answer");
    done(store, Append { fence: term, ..append("g", 3, 3) }).await;
    assert_eq!(ask(store, append("g", 4, 4)).await, Appended::Fenced);
}

pub(super) async fn what_is_due_is_told_while_nobody_owns_it(store: &dyn Store) {
    let due = async |limit| {
        let due = ask(store, Due { limit }).await;
        due.iter().map(GameId::to_string).collect::<Vec<_>>()
    };
    let wake = |id: &str, at| Create { wake_at: Some(at), ..create(id) };
    ask(store, wake("owned", PAST)).await;
    ask(store, wake("later", FUTURE)).await;
    ask(store, Create { ttl: OVER, ..wake("second", PAST) }).await;
    ask(store, Create { ttl: OVER, ..wake("never", PAST) }).await;
    ask(store, Create { ttl: OVER, ..create("first") }).await;
    let sooner = types::UnixMs(PAST.0 - 1);
    done(store, Append { wake_at: Some(sooner), ..append("first", 2, 1) }).await;
    done(store, append("never", 2, 1)).await;
    assert_eq!(due(9).await, ["first", "second"]);
    assert_eq!(due(1).await, ["first"]);
    ask(store, Release { game: game("owned"), fence: Fence(1), is_at_rest: false }).await;
    assert_eq!(due(9).await, ["first", "owned", "second"]);
}

pub(super) async fn who_does_not_own_a_game_can_look(store: &dyn Store) {
    let before = now();
    make(store, "g").await;
    done(store, Append { ended: true, wake_at: Some(PAST), ..append("g", 2, 1) }).await;
    let looked = ask(store, Look { game: game("g") }).await.unwrap();
    assert_eq!((looked.head, looked.fence, looked.ended), (Offset(2), Fence(1), true));
    let (owner, left) = looked.owner.unwrap();
    assert!(owner == name("n1") && left > LONG / 2 && left <= LONG, "{owner} {left:?}");
    assert_eq!((looked.rules, looked.seats), (name("dots"), vec![name("ann"), name("bob")]));
    assert_eq!(looked.wake_at, Some(PAST));
    assert!(looked.made >= before && looked.made <= now());
    taken(store, take("g", "n1", OVER)).await;
    assert_eq!(ask(store, Look { game: game("g") }).await.unwrap().owner, None);
    assert_eq!(ask(store, Look { game: game("x") }).await, None);
}

pub(super) async fn t79_a_game_that_ends_its_owners_twice_is_nobodys_until_it_is_pardoned(store: &dyn Store) {
    let blame = |id: &str, within| Blame { game: game(id), within };
    let due = async || ask(store, Due { limit: 9 }).await;
    for id in ["g", "h"] {
        ask(store, Create { ttl: OVER, wake_at: Some(PAST), ..create(id) }).await;
    }
    assert_eq!(ask(store, blame("g", LONG)).await, Blamed::Noted);
    assert_eq!(ask(store, blame("h", LONG)).await, Blamed::Noted, "each game for itself");
    assert_eq!(taken(store, take("g", "n1", OVER)).await.fence, Fence(2), "once is no reason");
    assert_eq!(ask(store, blame("g", OVER)).await, Blamed::Noted, "the first time was too long ago");
    assert_eq!(ask(store, blame("g", LONG)).await, Blamed::Quarantined);
    assert_eq!(ask(store, take("g", "n1", LONG)).await, Took::Quarantined);
    assert_eq!(ask(store, take("g", "n2", LONG)).await, Took::Quarantined);
    assert_eq!(due().await, [game("h")]);
    assert_eq!(ask(store, blame("g", OVER)).await, Blamed::Quarantined, "it stays so");
    assert!(ask(store, Pardon { game: game("g") }).await);
    assert!(!ask(store, Pardon { game: game("g") }).await);
    assert_eq!(due().await.len(), 2);
    assert_eq!(taken(store, take("g", "n2", LONG)).await.fence, Fence(3));
    assert_eq!(ask(store, blame("g", LONG)).await, Blamed::Noted, "it begins anew");
    assert_eq!(ask(store, blame("x", LONG)).await, Blamed::NoGame);
    assert!(!ask(store, Pardon { game: game("x") }).await);
}
