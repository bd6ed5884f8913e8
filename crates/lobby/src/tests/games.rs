//! What becomes of games, row by row.

use game::{Game, Notice, Outcome, Standing, Wanted};

use super::script::{Script, kinds, name};
use crate::limits::REMATCH_MS;
use crate::{LiveGame, Rating, View};

fn over(halves: Option<[u8; 2]>) -> Standing {
    Standing::Over(Outcome { halves: halves.map(Vec::from) })
}

fn again(game: &LiveGame, halves: [u8; 2]) -> Standing {
    let seats = game.seats.iter().rev().map(|seat| name(seat)).collect();
    Standing::Again { outcome: Outcome { halves: Some(halves.into()) }, seats, setup: r#"{"turn_ms":1}"#.to_owned() }
}

#[test]
fn an_accepted_seek_becomes_a_game() {
    let mut script = Script::new();
    let seek = script.seek("ann");
    script.accept("bob", seek);
    let starting = script.own("ann").starting;
    assert_eq!((starting.len(), &starting), (1, &script.own("bob").starting));
    let wants = script.lobby.wants();
    let Wanted::Begin { game, rules, seats, setup } = &wants[0].what else { panic!("a game is wanted") };
    assert!(game.as_str().len() == 12 && game.as_str().starts_with('g'), "{game}");
    assert_eq!((rules.as_str(), setup.as_str()), ("hands", r#"{"casual":false}"#));
    assert!(seats.contains(&name("ann")) && seats.contains(&name("bob")));
    assert_eq!(script.lobby.wants(), wants, "it is wanted until it is done");

    let views = script.notice(Notice::Done { id: wants[0].id, refused: None });
    let [View::GameAdded { game: added, games_total: 1 }] = views.as_slice() else { panic!("a game is added") };
    assert_eq!((added.id.as_str(), added.seek, added.rated), (game.as_str(), Some(seek), true));
    assert_eq!(added.ratings, [Rating::default(); 2]);
    assert!(script.lobby.wants().is_empty());
    for user in ["ann", "bob"] {
        assert_eq!(script.own(user).games, [(**added).clone()]);
        assert!(script.own(user).starting.is_empty());
    }
    assert_eq!(script.report(added, &Standing::Live).unwrap_err().code, "nothing_new");
}

#[test]
fn luck_says_who_sits_first() {
    let mut script = Script::new();
    let firsts: std::collections::BTreeSet<String> =
        (0..20).map(|_| script.begun("ann", "bob").seats[0].clone()).collect();
    assert_eq!(firsts.len(), 2);
}

#[test]
fn a_game_that_was_reported_first_is_not_wanted_any_more() {
    let mut script = Script::new();
    let seek = script.seek("ann");
    script.accept("bob", seek);
    let (want, game) = (script.lobby.wants()[0].id, script.own("ann").starting[0].clone());
    assert_eq!(kinds(&script.report(&game, &Standing::Live).unwrap()), ["game_added"]);
    assert!(script.lobby.wants().is_empty());
    assert!(script.notice(Notice::Done { id: want, refused: None }).is_empty());
    assert_eq!(script.lists().games[0].seek, Some(seek));

    // One that was over before anybody could say that it had begun is still a game.
    let seek = script.seek("ann");
    script.accept("bob", seek);
    let game = script.own("ann").starting[0].clone();
    assert_eq!(kinds(&script.report(&game, &over(Some([2, 0]))).unwrap()), ["game_added", "game_gone"]);
    assert_eq!(script.rating(&game.seats[0]).value, 1_520);
}

#[test]
fn a_match_that_cannot_begin_is_off() {
    let mut script = Script::new();
    let seek = script.seek("ann");
    script.accept("bob", seek);
    let want = script.lobby.wants()[0].id;
    let before = script.lobby.clone();
    let views = script.notice(Notice::Done { id: want, refused: Some("no room".to_owned()) });
    assert_eq!(kinds(&views), ["noted"]);
    let mut told = before.concerns(script.log.last().unwrap());
    told.sort();
    assert_eq!(told, [name("ann"), name("bob")]);
    assert!(script.own("ann").starting.is_empty() && script.lobby.wants().is_empty());
}

#[test]
fn a_game_that_is_won_moves_both_ratings() {
    let mut script = Script::new();
    let game = script.begun("ann", "bob");
    let views = script.report(&game, &over(Some([2, 0]))).unwrap();
    let [View::GameGone { game: gone, points, ratings: Some(ratings), games_total: 0 }] = views.as_slice() else {
        panic!("{:?}", kinds(&views));
    };
    assert_eq!((gone, points), (&game.id, &Some(vec![1.0, 0.0])));
    let expected = [Rating { value: 1_520, games: 1 }, Rating { value: 1_480, games: 1 }];
    assert_eq!(ratings, &expected);
    assert_eq!([script.rating(&game.seats[0]), script.rating(&game.seats[1])], expected);
    assert_eq!(script.report(&game, &over(Some([2, 0]))).unwrap_err().code, "nothing_new");
    assert_eq!(script.report(&game, &Standing::Live).unwrap_err().code, "nothing_new", "what is over stays over");
    // The next seek shows it.
    script.seek(&game.seats[0]);
    assert_eq!(script.lists().seeks[0].rating, expected[0]);
}

#[test]
fn what_was_called_off_or_played_for_fun_moves_none() {
    let mut script = Script::new();
    let game = script.begun("ann", "bob");
    let views = script.report(&game, &over(None)).unwrap();
    assert!(matches!(views.as_slice(), [View::GameGone { points: None, ratings: None, .. }]));
    let seek = script.seek_with("ann", r#"{"rules":"hands","rated":false}"#);
    script.accept("bob", seek);
    let wanted = script.carry_out();
    assert!(matches!(&wanted[0], Wanted::Begin { setup, .. } if setup == r#"{"casual":true}"#));
    let game = script.lists().games[0].clone();
    let views = script.report(&game, &over(Some([1, 1]))).unwrap();
    let [View::GameGone { points, ratings: None, .. }] = views.as_slice() else { panic!("{:?}", kinds(&views)) };
    assert_eq!(points, &Some(vec![0.5, 0.5]));
    assert!(script.own("ann").rating.is_empty());
}

#[test]
fn somebody_elses_game_is_listed_and_not_rated() {
    let mut script = Script::new();
    let game = LiveGame {
        id: "op1".to_owned(),
        seats: ["ann", "bob", "cid"].map(str::to_owned).to_vec(),
        ..script.begun("ann", "bob")
    };
    assert_eq!(kinds(&script.report(&game, &Standing::Live).unwrap()), ["game_added"]);
    assert_eq!(script.lists().games_total, 2);
    assert_eq!(script.own("cid").games.len(), 1);
    assert_eq!(script.report(&game, &Standing::Live).unwrap_err().code, "nothing_new");
    let standing = Standing::Over(Outcome { halves: Some(vec![2, 0, 0]) });
    let views = script.report(&game, &standing).unwrap();
    let [View::GameGone { points, ratings: None, .. }] = views.as_slice() else { panic!("{:?}", kinds(&views)) };
    assert_eq!(points, &Some(vec![1.0, 0.0, 0.0]));
    // One that nobody has heard of, and the lobby itself.
    let unknown = LiveGame { id: "op2".to_owned(), ..game.clone() };
    assert_eq!(script.report(&unknown, &over(None)).unwrap_err().code, "nothing_new");
    let lobby = LiveGame { id: "lobby".to_owned(), rules: "lobby".to_owned(), seats: vec![], ..game.clone() };
    assert_eq!(script.report(&lobby, &Standing::Live).unwrap_err().code, "nothing_new");
    let crowd = LiveGame { id: "op3".to_owned(), seats: vec!["ann".to_owned(); 9], ..game };
    assert_eq!(script.report(&crowd, &Standing::Live).unwrap_err().code, "not_listed");
}

#[test]
fn a_rematch_is_begun_and_the_old_game_told() {
    let mut script = Script::new();
    let old = script.begun("ann", "bob");
    assert_eq!(kinds(&script.report(&old, &again(&old, [2, 0])).unwrap()), ["game_gone", "noted"]);
    let wanted = script.carry_out();
    let [Wanted::Begin { game, seats, setup, .. }, Wanted::Tell { game: told, words }] = wanted.as_slice() else {
        panic!("{wanted:?}");
    };
    assert_eq!((seats[0].as_str(), setup.as_str()), (old.seats[1].as_str(), r#"{"turn_ms":1}"#));
    assert_eq!((told.as_str(), words.kind.as_str()), (old.id.as_str(), "rematch"));
    assert_eq!(words.text, format!(r#"{{"game":"{game}"}}"#));
    let new = script.lists().games[0].clone();
    assert_eq!((new.rematch_of.as_deref(), new.rated, new.seek), (Some(old.id.as_str()), true, None));
    // Told once more, and once the old game knows of it.
    for standing in [again(&old, [2, 0]), over(Some([2, 0]))] {
        assert_eq!(script.report(&old, &standing).unwrap_err().code, "nothing_new");
    }
}

#[test]
fn a_rematch_can_follow_for_some_minutes() {
    for (later, follows) in [(0, true), (REMATCH_MS, true), (REMATCH_MS + 1, false)] {
        let mut script = Script::new();
        let old = script.begun("ann", "bob");
        script.report(&old, &over(Some([2, 0]))).unwrap();
        script.now.0 += later;
        let answer = script.report(&old, &again(&old, [2, 0]));
        assert_eq!(answer.is_ok(), follows, "{later}");
    }
}

#[test]
fn a_rematch_of_a_game_for_fun_is_for_fun() {
    let mut script = Script::new();
    let seek = script.seek_with("ann", r#"{"rules":"hands","rated":false}"#);
    script.accept("bob", seek);
    script.carry_out();
    let old = script.lists().games[0].clone();
    script.report(&old, &again(&old, [1, 1])).unwrap();
    script.carry_out();
    assert!(!script.lists().games[0].rated);
}
