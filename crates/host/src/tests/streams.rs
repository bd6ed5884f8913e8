//! What viewers are told, and when something of it was lost.

use super::*;

fn after(view: Viewpoint, epoch: u64, offset: u64) -> Ask {
    Ask::After { game: game("g"), view, place: Place { epoch: Epoch(epoch), offset: Offset(offset) } }
}

fn enter(user: &str, watches: bool) -> Ask {
    Ask::Enter { game: game("g"), user: name(user), watches }
}

#[test]
fn t46_who_sits_at_a_game_hears_it_from_there_and_nobody_else_does() {
    let mut world = World::of(1);
    world.begin(0);
    assert_eq!(world.ask(0, enter("ann", false)), Some(Answer::Admitted(of("ann"))));
    assert_eq!(world.ask(0, enter("eve", false)), Some(Answer::Admitted(Viewpoint::Watcher)));
    assert_eq!(world.ask(0, enter("eve", true)), Some(Answer::Admitted(Viewpoint::Watcher)));
    assert_eq!(code(world.ask(0, enter("ann", true))), "not_allowed");
    world.ask(0, command(1, "ann", "resign", ""));
    assert_eq!(world.ask(0, enter("ann", true)), Some(Answer::Admitted(Viewpoint::Watcher)));
    let foreign = Ask::Snapshot { game: game("g"), view: of("eve") };
    assert_eq!(code(world.ask(0, foreign)), "not_found");
}

#[test]
fn t45_a_game_that_is_not_there_is_not_found() {
    let mut world = World::of(1);
    let ask = Ask::Enter { game: game("x"), user: name("ann"), watches: true };
    assert_eq!(code(world.ask(0, ask)), "not_found");
    assert_eq!(world.hosts[0].game_count(), 0);
}

#[test]
fn t49_a_gap_is_filled_for_the_one_who_asks() {
    let mut world = World::of(1);
    world.begin(0);
    let hand = world.hand(0, "ann");
    world.ann_shows(0, 1);
    for (view, first) in [(of("ann"), format!("{hand:?}").replace(' ', "")), (Viewpoint::Watcher, "[]".to_owned())] {
        let Some(Answer::Views { place, views: Some(views) }) = world.ask(0, after(view, 7, 0)) else { panic!() };
        assert_eq!((place.offset.0, views.len()), (2, 2));
        assert_eq!(views[0].words.text, format!(r#"{{"kind":"dealt","hand":{first}}}"#));
    }
}

#[test]
fn who_is_too_far_behind_or_of_another_life_is_told_to_look_at_the_whole() {
    let mut world = World::of(1);
    world.begin(0);
    world.pass(Duration::from_secs(31 * 5));
    assert!(world.head() > 5);
    let gap = |world: &mut World, epoch, offset| match world.ask(0, after(of("bob"), epoch, offset)) {
        Some(Answer::Views { views, .. }) => views.map(|views| views.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(gap(&mut world, 0, 0), Some(0), "without a place it is only asked how far the stream is");
    assert_eq!(gap(&mut world, 7, 1), None);
    assert_eq!(gap(&mut world, 7, 5), Some(1));
    assert_eq!(gap(&mut world, 6, 5), None);
    assert_eq!(gap(&mut world, 7, 99), None, "t81: more than there is");
}

/// Both players and the watchers are told that the game has come to this offset.
fn head(offset: u64) -> [(Viewpoint, u64); 3] {
    [(of("ann"), offset), (of("bob"), offset), (Viewpoint::Watcher, offset)]
}

#[test]
fn t73_how_far_a_game_has_come_is_told_every_five_seconds_whoever_has_asked() {
    let mut world = World::of(1);
    world.begin(0);
    world.pass(Duration::from_millis(4_900));
    assert_eq!(world.heads, []);
    world.pass(Duration::from_millis(100));
    assert_eq!(world.heads, head(1));
    world.pass(Duration::from_secs(5));
    assert_eq!(world.heads, [head(1), head(1)].concat());
}

#[test]
fn t73_a_new_owner_tells_at_once_how_far_a_game_has_come() {
    let mut world = World::of(2);
    world.begin(0);
    world.ask(0, command(1, "ann", "resign", ""));
    // The first is gone, and with it, perhaps, what it told last.
    world.hosts[0] = World::of(1).hosts.remove(0);
    world.pass(Duration::from_secs(7));
    assert_eq!(world.ask(1, Ask::Wake { game: game("g") }), Some(Answer::Noted));
    assert_eq!(world.heads, head(2));
    world.pass(Duration::from_secs(5));
    assert_eq!(world.heads, [head(2), head(2)].concat());
}

/// A node that was suspended with its clock trusts its lease still, and knows nothing of the owner after it.
#[test]
fn t81_whoever_knows_more_than_an_owner_makes_it_ask_the_store_who_owns_the_game() {
    let mut world = World::of(2);
    world.begin(0);
    let (suspended, began) = (world.hosts.remove(0), world.now.mono);
    world.pass(Duration::from_secs(7));
    world.ann_shows(0, 1);
    world.hosts.insert(0, suspended);
    let later = std::mem::replace(&mut world.now.mono, began + Duration::from_millis(1));
    let beyond = after(of("bob"), 7, 3);
    let answer = world.ask(0, beyond.clone());
    assert!(matches!(&answer, Some(Answer::NotMine { owner, .. }) if *owner == name("node_1")), "{answer:?}");
    world.now.mono = later;
    let answer = world.ask(1, beyond);
    assert!(matches!(&answer, Some(Answer::Views { views: Some(views), .. }) if views.is_empty()), "{answer:?}");
}

#[test]
fn who_takes_a_game_that_was_let_go_tells_at_once_how_far_it_has_come() {
    let mut world = World::of(2);
    world.begin(0);
    world.give(0, Input::Drain);
    assert_eq!(world.ask(1, Ask::Wake { game: game("g") }), Some(Answer::Noted));
    assert_eq!(world.heads, head(1));
}

#[test]
fn a_game_in_which_nothing_happens_and_that_nobody_asks_for_says_nothing() {
    let mut world = World::of(1);
    world.begin(0);
    world.ask(0, command(1, "ann", "resign", ""));
    world.pass(Duration::from_secs(61));
    world.heads.clear();
    world.pass(Duration::from_secs(60));
    assert_eq!(world.heads, []);
    // A gateway that has heard nothing for a while asks.
    world.ask(0, after(of("bob"), 7, 2));
    world.pass(Duration::from_millis(100));
    assert_eq!(world.heads, head(2));
}

#[test]
fn a_game_read_from_its_log_answers_like_the_one_that_was_played() {
    let mut world = World::of(2);
    world.begin(0);
    world.ann_shows(0, 1);
    let played = world.ask(0, after(of("bob"), 7, 0));
    world.give(0, Input::Drain);
    assert_eq!(world.ask(1, after(of("bob"), 7, 0)), played);
}

#[test]
fn t47_what_is_told_of_a_game_holds_no_hand_but_the_viewers_own() {
    let mut world = World::of(1);
    world.begin(0);
    let theirs = format!("{:?}", world.hand(0, "ann")).replace(' ', "");
    for (view, _, words) in &world.told {
        assert_eq!(words.text.contains(&theirs), *view == of("ann"), "{view:?} {}", words.text);
    }
}
