//! What becomes of a command, whatever the store does.

use super::*;

#[test]
fn a_command_is_kept_before_anybody_hears_of_it() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.told.clear();
    world.store = Store::Waits;
    assert_eq!(world.ask(0, show), None);
    assert!(world.told.is_empty(), "told before it is kept");
    let reply = world.last_reply();
    world.answer_waiting();
    assert_eq!(world.answer_to(reply), Some(Answer::Acked(Offset(2))));
    let heard: Vec<_> =
        world.told.iter().map(|(view, place, words)| (view.clone(), place.offset.0, &*words.kind)).collect();
    assert_eq!(heard, [(of("ann"), 2, "shown"), (of("bob"), 2, "shown"), (Viewpoint::Watcher, 2, "shown")]);
}

#[test]
fn the_same_command_happens_once() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    for _ in 0..3 {
        assert_eq!(world.ask(0, show.clone()), Some(Answer::Acked(Offset(2))));
    }
    assert_eq!(world.head(), 2);
}

#[test]
fn a_resend_gets_its_ack_although_the_game_has_moved_on() {
    let mut world = World::of(1);
    world.begin(0);
    let show = expecting(world.ann_would_show(0, 1), 1);
    assert_eq!(world.ask(0, show.clone()), Some(Answer::Acked(Offset(2))));
    let card = world.hand(0, "bob")[0];
    let reply = command(2, "bob", "show", &format!("{{\"card\":{card}}}"));
    assert_eq!(world.ask(0, reply), Some(Answer::Acked(Offset(3))));
    assert_eq!(world.ask(0, show), Some(Answer::Acked(Offset(2))));
}

#[test]
fn t57_who_decided_on_less_than_has_happened_is_told_so() {
    let mut world = World::of(1);
    world.begin(0);
    world.ann_shows(0, 1);
    let late = expecting(command(2, "bob", "resign", ""), 1);
    assert_eq!(code(world.ask(0, late)), "stale");
    assert_eq!(world.head(), 2);
}

#[test]
fn t50_what_the_rules_refuse_changes_nothing() {
    let mut world = World::of(1);
    world.begin(0);
    for (user, kind, text, why) in [
        ("bob", "show", r#"{"card":1}"#, "not_your_turn"),
        ("eve", "resign", "", "not_seated"),
        ("ann", "show", r#"{"card":99}"#, "not_yours"),
        ("ann", "show", r#"{"card":-1}"#, "bad_command"),
        ("ann", "show", r#"{"card":1e99}"#, "bad_command"),
        ("ann", "show", "{", "bad_command"),
        ("ann", "fly", "", "bad_command"),
    ] {
        assert_eq!(code(world.ask(0, command(1, user, kind, text))), why, "{user} {kind} {text}");
    }
    assert_eq!(world.head(), 1);
}

#[test]
fn a_command_id_of_somebody_else_is_no_way_to_his_answer() {
    let mut world = World::of(1);
    world.begin(0);
    world.ann_shows(0, 1);
    assert_eq!(code(world.ask(0, command(1, "bob", "resign", ""))), "bad_command");
    assert_eq!(code(world.ask(0, command(1, "bob", "fly", ""))), "bad_command");
}

#[test]
fn t78_a_store_that_does_nothing_is_said_and_the_same_command_works_later() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Refuses;
    assert_eq!(code(world.ask(0, show.clone())), "unavailable");
    world.store = Store::Works;
    assert_eq!(world.ask(0, show), Some(Answer::Acked(Offset(2))));
}

#[test]
fn t67_t63_what_the_store_did_and_did_not_say_is_read_again_and_acked() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::LosesAnswers;
    assert_eq!(world.ask(0, show), Some(Answer::Acked(Offset(2))));
    assert_eq!(world.head(), 2);
    assert_eq!(world.hand(0, "ann").len(), 2);
}

#[test]
fn a_full_inbox_says_busy_and_loses_nothing_that_is_in_it() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Waits;
    world.ask(0, show);
    let first = world.last_reply();
    let rest: Vec<_> = (2..6).map(|id| (world.ask(0, command(id, "bob", "resign", "")), world.last_reply())).collect();
    assert!(rest.iter().all(|(answer, _)| answer.is_none()));
    assert_eq!(code(world.ask(0, command(7, "bob", "resign", ""))), "busy");
    world.answer_waiting();
    assert_eq!(world.answer_to(first), Some(Answer::Acked(Offset(2))));
    assert_eq!(world.answer_to(rest[0].1), Some(Answer::Acked(Offset(3))));
    assert_eq!(code(world.answer_to(rest[3].1)), "game_over");
}

#[test]
fn t59_a_command_is_judged_when_its_turn_comes_not_when_it_arrives() {
    let mut world = World::of(1);
    world.begin(0);
    let show = world.ann_would_show(0, 1);
    world.store = Store::Waits;
    world.ask(0, command(2, "bob", "resign", ""));
    assert_eq!(world.ask(0, show), None, "it waits");
    let waits = world.last_reply();
    world.answer_waiting();
    assert_eq!(code(world.answer_to(waits)), "game_over");
}

#[test]
fn a_deadline_is_a_command_that_happens_once() {
    let mut world = World::of(1);
    world.begin(0);
    world.pass(Duration::from_secs(29));
    assert_eq!(world.head(), 1);
    world.pass(Duration::from_secs(2));
    assert_eq!(world.head(), 2);
    world.pass(Duration::from_secs(29 + 2));
    assert_eq!(world.head(), 3);
}

#[test]
fn t60_rules_that_panic_cost_their_game_and_no_other() {
    let mut world = World::of(1);
    world.begin(0);
    let made = world.ask(0, Ask::Create(NewGame { game: game("p"), ..new_game("p", "panicky") }));
    assert_eq!(made, Some(Answer::Created(game("p"))));
    assert_eq!(code(world.ask(0, to_p(1, "panic"))), "faulted");
    assert_eq!(world.ask(0, to_p(2, "move")), Some(Answer::Acked(Offset(2))), "read anew, it goes on");
    assert_eq!(code(world.ask(0, to_p(3, "panic"))), "faulted");
    assert_eq!(code(world.ask(0, to_p(4, "move"))), "faulted", "twice in a minute is enough");
    assert_eq!(world.ann_shows(0, 1), Some(Answer::Acked(Offset(2))));
}

/// A command to the game whose rules do what they must not.
fn to_p(id: u8, kind: &str) -> Ask {
    let Ask::Command(command) = command(id, "ann", kind, "") else { panic!("no command") };
    Ask::Command(Command { game: game("p"), ..command })
}

#[test]
fn t70_a_game_that_is_not_what_its_log_says_is_left_alone_and_no_other() {
    let mut world = World::of(1);
    world.begin(0);
    let made = world.ask(0, Ask::Create(NewGame { game: game("p"), ..new_game("p", "panicky") }));
    assert_eq!(made, Some(Answer::Created(game("p"))));
    assert_eq!(world.ask(0, to_p(1, "move")), Some(Answer::Acked(Offset(2))));
    let told = world.told.len();
    assert_eq!(world.ask(0, to_p(2, "count")), Some(Answer::Acked(Offset(3))), "it is kept");
    assert_eq!(world.told.len(), told, "but nobody is told of what the log does not say");
    assert_eq!(code(world.ask(0, to_p(3, "move"))), "faulted");
    assert_eq!(world.ann_shows(0, 1), Some(Answer::Acked(Offset(2))));
}

#[test]
fn a_game_begins_once() {
    let mut world = World::of(2);
    world.begin(0);
    assert_eq!(world.ask(0, Ask::Create(new_game("g", "hands"))), Some(Answer::Created(game("g"))), "the same command");
    let another = NewGame { id: CommandId::Client([8; 16]), ..new_game("g", "hands") };
    assert_eq!(code(world.ask(0, Ask::Create(another))), "exists");
    assert_eq!(code(world.ask(0, Ask::Create(new_game("h", "chess")))), "no_rules");
    let one = NewGame { seats: vec![name("ann")], ..new_game("h", "hands") };
    assert_eq!(code(world.ask(0, Ask::Create(one))), "seats");
    assert_eq!(world.ask(1, Ask::Create(new_game("g", "hands"))), Some(Answer::Created(game("g"))), "the same command");
    let other = NewGame { id: CommandId::Client([8; 16]), ..new_game("g", "hands") };
    world.hosts[1] = World::of(2).hosts.remove(1);
    assert_eq!(code(world.ask(1, Ask::Create(other))), "exists");
}
