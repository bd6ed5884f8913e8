//! Who runs a game, and how it changes hands.

use super::*;
use crate::host::State;

const LEASE: Duration = Duration::from_secs(6);

#[test]
fn what_another_node_owns_is_referred_to_it() {
    let mut world = World::of(2);
    world.begin(0);
    let Some(Answer::NotMine { owner, .. }) = world.ask(1, command(1, "ann", "resign", "")) else { panic!() };
    assert_eq!(owner, name("node_0"));
    assert_eq!(world.owning, [(0, game("g"))]);
}

#[test]
fn t61_a_game_whose_owner_is_gone_is_taken_over_after_its_lease_with_all_that_was_acked() {
    let mut world = World::of(2);
    world.begin(0);
    let hand = world.hand(0, "bob");
    let ann = world.ann_would_show(0, 1);
    assert_eq!(world.ask(0, ann.clone()), Some(Answer::Acked(Offset(2))));
    world.hosts[0] = World::of(1).hosts.remove(0);
    let mut answer = None;
    for _ in 0..80 {
        world.pass(Duration::from_millis(100));
        answer = world.ask(1, ann.clone());
        if matches!(answer, Some(Answer::Acked(_))) {
            break;
        }
    }
    assert_eq!(answer, Some(Answer::Acked(Offset(2))));
    assert_eq!(world.hand(1, "bob"), hand);
    assert_eq!(world.head(), 2);
}

#[test]
fn t64_an_owner_that_was_paused_past_its_lease_writes_nothing() {
    let mut world = World::of(2);
    world.begin(0);
    let stale = world.ann_would_show(0, 1);
    // Nobody ticks the first: it is paused.
    world.now = Now { mono: world.now.mono + LEASE * 2, unix: UnixMs(START + 12_000) };
    // That nobody ran it meanwhile is its second event.
    assert_eq!(world.ask(1, command(2, "ann", "resign", "")), Some(Answer::Acked(Offset(3))));
    world.told.clear();
    let Some(Answer::NotMine { owner, .. }) = world.ask(0, stale) else { panic!("not referred") };
    assert_eq!(owner, name("node_1"));
    assert!(world.told.is_empty());
    assert_eq!(world.head(), 3);
}

#[test]
fn t65_an_owner_that_still_trusts_its_lease_is_stopped_by_the_fence() {
    let mut world = World::of(2);
    world.begin(0);
    let stale = world.ann_would_show(0, 1);
    let take = ledger::Take { game: game("g"), owner: name("node_0"), ttl: Duration::ZERO };
    world.model.answer(world.now.unix, ledger::Ask::Take(take));
    assert_eq!(world.ask(1, command(2, "ann", "resign", "")), Some(Answer::Acked(Offset(2))));
    world.told.clear();
    assert!(matches!(world.ask(0, stale), Some(Answer::NotMine { .. })));
    assert!(world.told.is_empty());
    assert_eq!(world.head(), 2);
}

#[test]
fn a_lease_that_is_renewed_does_not_end() {
    let mut world = World::of(2);
    world.begin(0);
    world.pass(LEASE * 4);
    assert!(matches!(world.ask(1, command(1, "ann", "resign", "")), Some(Answer::NotMine { .. })));
}

#[test]
fn t66_an_owner_that_is_cut_off_from_the_store_acks_nothing_and_gives_the_game_up() {
    let mut world = World::of(2);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Refuses;
    assert_eq!(code(world.ask(0, show.clone())), "unavailable");
    // It is still asked, again and again, by players who reach it.
    for _ in 0..6 {
        world.pass(Duration::from_secs(1));
        assert_eq!(code(world.ask(0, show.clone())), "unavailable");
    }
    assert!(world.owning.is_empty(), "it has given up what it cannot keep: {:?}", world.owning);
    world.store = Store::Works;
    assert_eq!(
        world.ask(1, command(2, "bob", "resign", "")).map(|answer| matches!(answer, Answer::Acked(_))),
        Some(true)
    );
    assert!(matches!(world.ask(0, show), Some(Answer::NotMine { .. })));
}

#[test]
fn t69_a_renewal_of_an_older_term_says_nothing_about_this_one() {
    let mut world = World::of(1);
    world.begin(0);
    let term = |world: &World| match world.hosts[0].games.get(&game("g")) {
        Some(State::Playing(playing)) => (playing.term.fence, playing.term.until),
        Some(State::Opening(_) | State::Elsewhere { .. } | State::Faulted) | None => panic!("it is not played"),
    };
    let (first, _) = term(&world);
    world.store = Store::LosesAnswers;
    assert_eq!(world.ann_shows(0, 1), Some(Answer::Acked(Offset(2))), "after the game was taken anew");
    let (fence, until) = term(&world);
    assert!(fence > first);
    world.store = Store::Waits;
    world.pass(LEASE / 2);
    let is_renewal = |(_, _, ask): &(usize, Ticket, ledger::Ask)| matches!(ask, ledger::Ask::Renew(_));
    let renewals: Vec<Ticket> =
        world.waiting.iter().filter(|ask| is_renewal(ask)).map(|(_, ticket, _)| *ticket).collect();
    let says = |fence| Ok(ledger::Answer::Renew(vec![(game("g"), fence)]));
    world.give(0, Input::Stored(renewals[0], says(first)));
    assert_eq!(term(&world), (fence, until), "late");
    world.give(0, Input::Stored(renewals[0], says(fence)));
    assert_eq!(term(&world), (fence, until), "doubled");
}

#[test]
fn t68_an_owner_that_gets_nowhere_is_not_renewed() {
    let mut world = World::of(2);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Waits;
    world.ask(0, show);
    // The store answers everything but this one append.
    let stuck = std::mem::take(&mut world.waiting);
    world.store = Store::Works;
    world.pass(Duration::from_secs(13));
    assert_eq!(
        world.ask(1, command(2, "bob", "resign", "")).map(|answer| matches!(answer, Answer::Acked(_))),
        Some(true)
    );
    world.waiting = stuck;
    let reply = world.last_reply();
    world.answer_waiting();
    assert!(world.answer_to(reply).is_some());
    let head = world.head();
    assert!(matches!(world.ask(0, command(3, "ann", "resign", "")), Some(Answer::NotMine { .. })));
    assert_eq!(world.head(), head);
}

/// The simulation has found it: such a node took the game again and again, and nobody was served.
#[test]
fn t68_a_node_for_which_the_store_adds_nothing_leaves_the_game_to_another() {
    let mut world = World::of(2);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::AddsNothing;
    world.ask(0, show.clone());
    let reply = world.last_reply();
    for _ in 0..2 {
        world.pass(Duration::from_secs(3));
        let (host, ticket, _) = world.waiting.pop_front().expect("it has tried");
        world.give(host, Input::Stored(ticket, Err(Failed::Unknown("lost".into()))));
    }
    assert_eq!(code(world.answer_to(reply)), "unanswered");
    world.store = Store::Works;
    assert!(matches!(world.ask(0, show.clone()), Some(Answer::NotMine { .. })), "it does not take it again at once");
    assert_eq!(world.ask(1, show), Some(Answer::Acked(Offset(2))));
}

#[test]
fn a_clock_runs_out_although_its_owner_is_gone_and_nobody_asks() {
    let mut world = World::of(2);
    world.begin(0);
    world.hosts[0] = World::of(1).hosts.remove(0);
    world.pass(Duration::from_secs(35));
    assert_eq!(world.head(), 2);
}

#[test]
fn t86_a_drain_lets_go_of_every_game_and_says_so_to_whoever_waits() {
    let mut world = World::of(2);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Waits;
    world.ask(0, show);
    let done = world.last_reply();
    world.ask(0, command(2, "bob", "resign", ""));
    let moved = world.last_reply();
    world.give(0, Input::Drain);
    assert_eq!(world.hosts[0].game_count(), 1, "what is being kept is waited for");
    world.answer_waiting();
    assert_eq!(world.answer_to(done), Some(Answer::Acked(Offset(2))));
    assert_eq!(world.hosts[0].game_count(), 0);
    let answer = world.answer_to(moved);
    assert!(matches!(answer, Some(Answer::Refused(_)) | Some(Answer::Acked(_))), "{answer:?}");
    assert_eq!(code(world.ask(0, command(3, "bob", "resign", ""))), "moving");
    assert!(
        world.ask(1, command(4, "ann", "resign", "")).is_some_and(|answer| !matches!(answer, Answer::NotMine { .. }))
    );
}

#[test]
fn t86_a_drain_lets_a_few_games_go_at_a_time_and_the_others_go_on() {
    let mut world = World::of(2);
    world.hosts.iter_mut().for_each(|host| host.settings.games_max = 100);
    let ids: Vec<String> = (10..50).map(|number| format!("g{number}")).collect();
    for id in &ids {
        assert_eq!(world.ask(0, Ask::Create(new_game(id, "hands"))), Some(Answer::Created(game(id))));
    }
    let enter = |world: &mut World, host: usize, id: &str| {
        world.ask(host, Ask::Enter { game: game(id), user: name("ann"), watches: false })
    };
    let admitted = Some(Answer::Admitted(of("ann")));
    world.give(0, Input::Drain);
    assert_eq!(world.hosts[0].game_count(), 24);
    assert_eq!(code(enter(&mut world, 0, "g10")), "moving");
    assert_eq!(enter(&mut world, 1, "g10"), admitted, "another has it at once");
    assert_eq!(enter(&mut world, 0, "g49"), admitted, "it goes on here");
    world.pass(Duration::from_millis(100));
    assert_eq!(world.hosts[0].game_count(), 8);
    world.pass(Duration::from_millis(100));
    assert_eq!(world.hosts[0].game_count(), 0);
    assert_eq!(enter(&mut world, 1, "g49"), admitted);
}

#[test]
fn who_was_told_that_another_owns_a_game_takes_it_when_it_is_woken() {
    let mut world = World::of(2);
    world.begin(0);
    let watch = || Ask::Snapshot { game: game("g"), view: Viewpoint::Watcher };
    assert!(matches!(world.ask(1, watch()), Some(Answer::NotMine { .. })));
    world.give(0, Input::Drain);
    assert!(matches!(world.ask(1, watch()), Some(Answer::NotMine { .. })), "it has not heard of it");
    assert_eq!(world.ask(1, Ask::Wake { game: game("g") }), Some(Answer::Noted));
    assert!(matches!(world.ask(1, watch()), Some(Answer::Snapshot { .. })));
}

#[test]
fn it_is_not_believed_for_long_who_owns_a_game() {
    let mut world = World::of(2);
    world.begin(0);
    let watch = || Ask::Snapshot { game: game("g"), view: Viewpoint::Watcher };
    assert!(matches!(world.ask(1, watch()), Some(Answer::NotMine { .. })));
    world.give(0, Input::Drain);
    world.pass(Duration::from_millis(300));
    assert!(matches!(world.ask(1, watch()), Some(Answer::Snapshot { .. })));
}

#[test]
fn a_game_that_nobody_uses_is_put_away_and_read_again() {
    let mut world = World::of(1);
    world.begin(0);
    assert_eq!(world.ask(0, command(1, "ann", "resign", "")), Some(Answer::Acked(Offset(2))));
    world.pass(Duration::from_secs(601));
    assert_eq!((world.hosts[0].game_count(), world.owning.len()), (0, 0));
    assert_eq!(world.hand(0, "bob").len(), 3);
}

#[test]
fn more_games_than_there_is_place_for_are_told_so() {
    let mut world = World::of(1);
    for id in ["a", "b", "c"] {
        assert_eq!(world.ask(0, Ask::Create(new_game(id, "hands"))), Some(Answer::Created(game(id))));
    }
    assert_eq!(code(world.ask(0, Ask::Create(new_game("d", "hands")))), "busy");
}

#[test]
fn t80_a_damaged_log_faults_its_game_and_no_other() {
    let mut world = World::of(2);
    world.begin(0);
    world.ann_shows(0, 1);
    // One bit, in a copy of the store.
    let export = ledger::Ask::Export(ledger::Export { after: None });
    let ledger::Answer::Export(mut rows) = world.model.answer(world.now.unix, export) else { panic!("no rows") };
    for row in &mut rows {
        if let ledger::Row::Entry { offset: Offset(2), sealed, .. } = row {
            let mut bytes = sealed.to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            *sealed = bytes.into();
        }
    }
    world.model = Model::default();
    world.model.answer(world.now.unix, ledger::Ask::Import(ledger::Import { rows }));
    assert_eq!(code(world.ask(1, command(2, "bob", "resign", ""))), "faulted");
    assert_eq!(world.ask(1, Ask::Create(new_game("h", "hands"))), Some(Answer::Created(game("h"))));
}

#[test]
fn time_in_which_nobody_ran_a_game_is_charged_to_no_player() {
    let waited = |world: &mut World| {
        let all = Ask::After { game: game("g"), view: of("ann"), place: Place { epoch: Epoch(7), offset: Offset(1) } };
        let Some(Answer::Views { views: Some(views), .. }) = world.ask(1, all) else { panic!("no views") };
        views.iter().map(|told| format!("{} {}", told.words.kind, told.words.text)).collect::<Vec<_>>()
    };
    // A crash: from the end of the lease on.
    let mut world = World::of(2);
    world.begin(0);
    world.now = Now { mono: world.now.mono + LEASE + Duration::from_millis(2_500), unix: UnixMs(START + 8_500) };
    assert_eq!(waited(&mut world), [r#"waited {"kind":"waited","ms":2500}"#]);

    // A deploy: from the moment in which the game was let go.
    let mut world = World::of(2);
    world.begin(0);
    world.give(0, Input::Drain);
    world.now = Now { mono: world.now.mono + Duration::from_millis(300), unix: UnixMs(START + 300) };
    assert_eq!(waited(&mut world), [r#"waited {"kind":"waited","ms":300}"#]);
}

/// When each event of the log has happened.
fn times(world: &mut World) -> Vec<i64> {
    let load = ledger::Load { game: game("g"), after: Offset(0), bytes_max: ledger::LOAD_BYTES_MAX };
    let ledger::Answer::Load(Some(page)) = world.model.answer(world.now.unix, ledger::Ask::Load(load)) else {
        panic!("no log")
    };
    ledger::Chain::start(&game("g")).page(&page).unwrap().iter().map(|entry| entry.at.0).collect()
}

#[test]
fn t82_a_wall_clock_that_is_set_takes_no_game_away_and_no_games_time_goes_back() {
    const HOUR: i64 = 3_600_000;
    let mut world = World::of(2);
    world.begin(0);
    world.now.unix = UnixMs(START - 2 * HOUR);
    world.give(0, Input::Ticked);
    assert_eq!(world.ann_shows(0, 1), Some(Answer::Acked(Offset(2))));
    assert!(matches!(world.ask(1, Ask::Wake { game: game("g") }), Some(Answer::NotMine { .. })));
    world.now.unix = UnixMs(START + HOUR);
    assert!(matches!(world.ask(0, command(2, "bob", "resign", "")), Some(Answer::Acked(_))));
    assert_eq!(times(&mut world), [START, START, START + HOUR]);
}

#[test]
fn t71_a_game_that_newer_rules_have_written_is_left_to_nodes_that_have_them() {
    let mut world = World::of(2);
    world.hosts[1].catalogue = Catalogue::default().with::<market::Newer>();
    let market = NewGame { seats: Vec::new(), ..new_game("g", "market") };
    assert_eq!(world.ask(1, Ask::Create(market)), Some(Answer::Created(game("g"))));
    world.give(1, Input::Drain);
    let watch = || Ask::Snapshot { game: game("g"), view: Viewpoint::Watcher };
    assert_eq!(code(world.ask(0, watch())), "moving");
    let Some(Answer::NotMine { .. }) = world.ask(0, watch()) else { panic!("it has taken the game again") };
    // The first node does not hold it: another one with newer rules has it at once.
    world.hosts[1] = World::of(2).hosts.remove(1);
    world.hosts[1].catalogue = Catalogue::default().with::<market::Newer>();
    assert!(matches!(world.ask(1, watch()), Some(Answer::Snapshot { .. })));
    assert_eq!(world.head(), 1, "nothing was skipped, nothing was written");
}
