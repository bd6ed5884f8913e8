//! What games have to do with what is around them, and how long logs are read.

use super::*;

const LEASE: Duration = Duration::from_secs(6);

/// A world whose games are reported to a lobby.
fn world(hosts: usize) -> World {
    let mut world = World::of(hosts);
    world.hosts.iter_mut().for_each(|host| host.settings.lobby = Some(game("lobby")));
    world
}

fn open_market(world: &mut World) {
    let market = NewGame { seats: Vec::new(), ..new_game("g", "market") };
    assert_eq!(world.ask(0, Ask::Create(market)), Some(Answer::Created(game("g"))));
}

/// What was sent since it was last asked: to which game, under which id, and in which words.
fn sent(world: &mut World) -> Vec<(usize, CommandId, GameId, String)> {
    let sent = world.sent.drain(..).map(|(host, from, id, ask)| {
        assert_eq!(from, game("g"));
        let to = ask.game().clone();
        let Ask::Command(command) = ask else { return (host, id, to, format!("{ask:?}")) };
        assert_eq!(command.user, None);
        (host, id, to, command.words.text)
    });
    sent.collect()
}

fn answer(world: &mut World, host: usize, id: CommandId, answer: Answer) {
    world.give(host, Input::Sent { from: game("g"), id, answer });
}

/// A host is gone without a word; what stands in its place takes nothing.
fn crash(world: &mut World, host: usize) {
    world.hosts[host] = World::of(1).hosts.remove(0);
    world.give(host, Input::Drain);
}

fn wakes_at(world: &mut World) -> Option<UnixMs> {
    let look = ledger::Ask::Look(ledger::Look { game: game("g") });
    let ledger::Answer::Look(Some(looked)) = world.model.answer(world.now.unix, look) else { panic!("no game") };
    looked.wake_at
}

#[test]
fn the_lobby_is_told_how_a_game_stands_until_it_knows() {
    let mut world = world(1);
    open_market(&mut world);
    let [(0, id, to, words)] = &sent(&mut world)[..] else { panic!("one report") };
    assert_eq!(
        (to, words.as_str()),
        (&game("lobby"), r#"{"game":"g","rules":"market","seats":[],"standing":{"is":"live"}}"#)
    );
    answer(&mut world, 0, *id, Answer::Refused(crate::Refused::MOVING));
    world.pass(Duration::from_secs(2));
    let again = sent(&mut world);
    assert_eq!(again.iter().map(|(_, id, ..)| *id).collect::<Vec<_>>(), [*id], "after a second, under the same id");
    assert!(wakes_at(&mut world).is_some());
    answer(&mut world, 0, *id, Answer::Acked(Offset(3)));
    assert_eq!(wakes_at(&mut world), None);
    world.pass(Duration::from_secs(60));
    assert_eq!(sent(&mut world), []);

    world.ask(0, command(1, "ann", "close", ""));
    let [(0, id, _, words)] = &sent(&mut world)[..] else { panic!("one report") };
    assert!(words.ends_with(r#""standing":{"is":"over","halves":[2,0]}}"#), "{words}");
    answer(&mut world, 0, *id, Answer::Refused(crate::Refused::no("nothing_new", "known")));
    assert_eq!(wakes_at(&mut world), None, "a refusal by the lobby is an answer");
}

#[test]
fn a_report_survives_the_owner() {
    let mut world = world(2);
    open_market(&mut world);
    world.ask(0, command(1, "ann", "close", ""));
    sent(&mut world);
    // The first owner is gone before the lobby has answered.
    crash(&mut world, 0);
    world.pass(LEASE + Duration::from_secs(3));
    let reports = sent(&mut world);
    let [(1, id, to, words)] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!(to, &game("lobby"));
    assert!(words.contains(r#""is":"over""#));
    answer(&mut world, 1, *id, Answer::Acked(Offset(3)));
    assert_eq!(wakes_at(&mut world), None);
    assert_eq!(world.head(), 2, "no event was made for that");
}

#[test]
fn what_a_game_wants_is_asked_for_until_it_is_done_or_refused_for_good() {
    for (answered, outcome) in [
        (Answer::Created(game("next")), "done"),
        (Answer::Refused(crate::Refused::NO_RULES), "this server knows no game of that name"),
    ] {
        let mut world = World::of(2);
        open_market(&mut world);
        world.ask(0, command(1, "ann", "want", ""));
        let [(0, id, to, words)] = &sent(&mut world)[..] else { panic!("one question") };
        assert_eq!(to, &game("next"));
        assert!(words.starts_with("Create(") && words.contains("Name(\"hands\")"), "{words}");
        answer(&mut world, 0, *id, Answer::Refused(crate::Refused::UNANSWERED));
        // The owner crashes; the next one asks for the same, under the same id.
        crash(&mut world, 0);
        world.pass(LEASE + Duration::from_secs(3));
        let again = sent(&mut world);
        assert_eq!(again.iter().map(|(host, id, ..)| (*host, *id)).collect::<Vec<_>>(), [(1, *id)]);
        answer(&mut world, 1, *id, answered.clone());
        answer(&mut world, 1, *id, answered);
        let Some(Answer::Snapshot { words, .. }) =
            world.ask(1, Ask::Snapshot { game: game("g"), view: Viewpoint::Watcher })
        else {
            panic!("no snapshot")
        };
        assert!(words.text.contains(&format!("3 Some(\\\"{outcome}\\\")")), "{}", words.text);
        world.pass(Duration::from_secs(60));
        assert_eq!(sent(&mut world), []);
    }
}

#[test]
fn a_user_is_told_what_is_for_him_alone() {
    let mut world = World::of(1);
    open_market(&mut world);
    world.ask(0, Ask::Enter { game: game("g"), user: name("ann"), watches: true });
    world.ask(0, command(1, "ann", "wait", r#"{"user":"bob"}"#));
    world.ask(0, command(2, "ann", "want", ""));
    let told: Vec<_> = world.whispered.drain(..).map(|(user, words)| (user, words.text)).collect();
    assert_eq!(told, [(name("ann"), "\"nothing\"".to_owned()), (name("bob"), "\"you wait\"".to_owned())]);
    assert_eq!(world.hosts[0].awaited(), [(game("g"), name("bob"))]);
    let left = |user: &str| Ask::Present { game: game("g"), user: name(user), is_here: false };
    world.ask(0, left("ann"));
    assert_eq!(world.whispered, []);
    world.ask(0, left("bob"));
    assert_eq!(world.whispered.len(), 1);
    assert_eq!(world.hosts[0].awaited(), []);
}

#[test]
fn a_long_log_is_read_from_the_state_that_was_saved_last() {
    let mut world = World::of(2);
    open_market(&mut world);
    for id in 1..=6 {
        world.ask(0, command(id, "ann", "wait", &format!("{{\"user\":\"u{id}\"}}")));
    }
    let last = ledger::Ask::LastSnapshot(ledger::LastSnapshot { game: game("g") });
    let ledger::Answer::LastSnapshot(Some((offset, _))) = world.model.answer(world.now.unix, last) else {
        panic!("nothing was saved")
    };
    assert_eq!(offset, Offset(6));
    let whole = |world: &mut World, host| {
        let answer = world.ask(host, Ask::Snapshot { game: game("g"), view: Viewpoint::Watcher });
        let Some(Answer::Snapshot { words, place }) = answer else { panic!("{answer:?}") };
        (words.text, place.offset)
    };
    let before = whole(&mut world, 0);
    crash(&mut world, 0);
    world.pass(LEASE);
    world.read.clear();
    assert_eq!(whole(&mut world, 1), before);
    assert_eq!(world.read, [Offset(6)], "only what came after the saved state was read");
    // A saved state that these rules cannot read is no loss.
    let chain = ledger::Chain::start(&game("g"));
    let sealed =
        ledger::Snapshot { chain, version: 9, body: bytes::Bytes::from_static(b"12345678{}") }.seal(&game("g"));
    let fence = types::Fence(2);
    let keep = ledger::KeepSnapshot { game: game("g"), fence, offset: Offset(7), sealed };
    let kept = world.model.answer(world.now.unix, ledger::Ask::KeepSnapshot(keep));
    assert_eq!(kept, ledger::Answer::KeepSnapshot(ledger::SnapshotKept::Done));
    world.hosts[1] = World::of(1).hosts.remove(0);
    world.pass(LEASE);
    world.read.clear();
    assert_eq!(whole(&mut world, 1), before);
    assert_eq!(world.read, [Offset(0)]);
}

#[test]
fn games_that_a_node_lets_go_are_offered_once_the_store_knows() {
    let mut world = World::of(2);
    world.begin(0);
    world.store = Store::Waits;
    world.give(0, Input::Drain);
    assert_eq!(world.vacant, []);
    world.answer_waiting();
    assert_eq!(world.vacant, [game("g")]);
    assert_eq!(world.ask(1, Ask::Wake { game: game("g") }), Some(Answer::Noted));
    assert_eq!(world.owning, [(1, game("g"))]);
}
