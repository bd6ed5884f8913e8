//! What becomes of seeks, row by row.

use std::time::Duration;

use game::{Game, Notice};
use types::Limits;

use super::script::{Script, kinds, name, on};
use crate::tests::offer;
use crate::{View, Why};

fn why(views: &[View]) -> Vec<(u64, Why)> {
    let gone = |view: &View| if let View::SeekGone { id, why, .. } = view { Some((*id, *why)) } else { None };
    views.iter().filter_map(gone).collect()
}

#[test]
fn a_seek_is_there_for_everybody_until_it_is_taken_back() {
    let mut script = Script::new();
    let seek = r#"{"rules":"hands","setup":{"turn_ms":9},"to":null,"rated":true,"range":{"min":1200,"max":1800}}"#;
    let id = script.seek_with("ann", seek);
    let lists = script.lists();
    assert_eq!((lists.seeks.len(), lists.seeks_total, lists.seeks[0].id), (1, 1, id));
    assert_eq!((script.seeks_of("ann"), script.seeks_of("bob")), (vec![id], vec![]));
    assert_eq!(script.refused("bob", "unseek", &on(id)), "not_yours");
    assert_eq!(why(&script.does("ann", "unseek", &on(id))), [(id, Why::Cancelled)]);
    assert_eq!(script.refused("ann", "unseek", &on(id)), "gone");
    assert_eq!(script.lists().seeks_total, 0);
}

#[test]
fn what_cannot_be_sought_is_refused() {
    let mut script = Script::new();
    for (text, code) in [
        (r#"{"rules":"chess","rated":true}"#, "unknown_rules"),
        (r#"{"rules":"ch.ess","rated":true}"#, "unknown_rules"),
        (r#"{"rules":"hands","rated":true,"setup":{"bad":1}}"#, "bad_setup"),
        (r#"{"rules":"hands","rated":true,"to":"outcast"}"#, "bad_setup"),
        (r#"{"rules":"hands","rated":true,"to":"ann"}"#, "yourself"),
        (r#"{"rules":"hands","rated":true,"to":"b.b"}"#, "bad_user"),
        (r#"{"rules":"hands","rated":true,"range":{"min":2,"max":1}}"#, "bad_range"),
        (r#"{"rules":"hands","rated":true,"range":{"min":-1,"max":1}}"#, "bad_range"),
        (r#"{"rules":"hands","rated":true,"to":"bob","range":{"min":1,"max":2}}"#, "bad_range"),
        (r#"{"rules":"hands"}"#, "bad_command"),
        (r#"{"rules":"hands","rated":true,"colour":"red"}"#, "bad_command"),
        (r#"{"rules":"hands","rated":true,"setup":[]}"#, "bad_command"),
    ] {
        assert_eq!(script.refused("ann", "seek", text), code, "{text}");
    }
    let long = format!(r#"{{"rules":"hands","rated":true,"setup":{{"x":"{}"}}}}"#, "x".repeat(300));
    assert_eq!(script.refused("ann", "seek", &long), "too_long");
}

#[test]
fn the_same_seek_twice_and_a_sixth_are_refused() {
    let mut script = Script::new();
    script.seek("ann");
    assert_eq!(script.refused("ann", "seek", r#"{"rules":"hands","rated":true}"#), "twice");
    for turn_ms in 0..4 {
        script.seek_with("ann", &format!(r#"{{"rules":"hands","setup":{{"turn_ms":{turn_ms}}},"rated":true}}"#));
    }
    assert_eq!(script.refused("ann", "seek", r#"{"rules":"post","rated":true}"#), "too_many_seeks");
    script.seek("bob");
}

#[test]
fn of_two_accepts_one_wins() {
    let mut script = Script::new();
    let id = script.seek("ann");
    assert_eq!(kinds(&script.accept("bob", id)), ["seek_gone", "noted"]);
    assert_eq!(script.refused("cid", "accept", &on(id)), "gone");
    assert_eq!(script.refused("bob", "accept", &on(id)), "gone");
    assert_eq!(script.lobby.wants().len(), 1);
}

#[test]
fn to_accept_ones_own_seek_is_to_take_it_back() {
    let mut script = Script::new();
    let id = script.seek("ann");
    assert_eq!(why(&script.accept("ann", id)), [(id, Why::Cancelled)]);
    assert!(script.lobby.wants().is_empty());
}

#[test]
fn a_rating_outside_of_the_range_does_not_do() {
    let mut script = Script::new();
    let id = script.seek_with("ann", r#"{"rules":"hands","rated":true,"range":{"min":1600,"max":1800}}"#);
    assert_eq!(script.refused("bob", "accept", &on(id)), "not_for_you");
    let id = script.seek_with("ann", r#"{"rules":"hands","rated":true,"range":{"min":1500,"max":1500}}"#);
    script.accept("bob", id);
}

#[test]
fn a_directed_seek_is_between_two() {
    let mut script = Script::new();
    let to_bob = r#"{"rules":"hands","rated":false,"to":"bob"}"#;
    let id = script.seek_with("ann", to_bob);
    assert_eq!((script.seeks_of("ann"), script.seeks_of("bob")), (vec![id], vec![id]));
    assert_eq!((script.seeks_of("cid"), script.lists().seeks_total), (vec![], 0));
    for kind in ["accept", "unseek", "decline"] {
        assert_eq!(script.refused("cid", kind, &on(id)), "gone", "{kind}: nobody else can tell that there is one");
    }
    assert_eq!(script.refused("bob", "unseek", &on(id)), "not_yours");
    assert_eq!(script.refused("ann", "decline", &on(id)), "not_for_you");
    assert_eq!(kinds(&script.does("bob", "decline", &on(id))), ["noted"]);
    assert_eq!((script.seeks_of("ann"), script.seeks_of("bob")), (vec![], vec![]));

    let id = script.seek_with("ann", to_bob);
    assert_eq!(kinds(&script.accept("bob", id)), ["noted", "noted"]);
    assert_eq!(script.carry_out().len(), 1);
}

#[test]
fn a_public_seek_cannot_be_declined() {
    let mut script = Script::new();
    let id = script.seek("ann");
    assert_eq!(script.refused("bob", "decline", &on(id)), "not_for_you");
}

#[test]
fn who_begins_a_live_game_seeks_no_other() {
    let mut script = Script::new();
    let anns = [script.seek("ann"), script.seek_with("ann", r#"{"rules":"hands","rated":false}"#)];
    let slow = script.seek_with("ann", r#"{"rules":"post","rated":true}"#);
    let bobs = script.seek("bob");
    let to_ann = script.seek_with("cid", r#"{"rules":"hands","rated":true,"to":"ann"}"#);
    let gone = why(&script.accept("bob", anns[0]));
    assert_eq!(gone, [(anns[0], Why::Accepted), (bobs, Why::Accepted), (anns[1], Why::Accepted)]);
    assert_eq!(script.seeks_of("ann"), [to_ann, slow]);
    // A game by correspondence leaves time for others.
    let live = script.seek("dan");
    assert_eq!(why(&script.accept("dan", slow)), [(slow, Why::Accepted)]);
    assert_eq!(script.seeks_of("dan"), [live]);
}

#[test]
fn a_seek_ends_after_its_time() {
    let mut script = Script::new();
    let slow = script.seek_with("ann", r#"{"rules":"post","rated":true}"#);
    script.now.0 += 1;
    let live = script.seek("ann");
    let Limits { seek_time, slow_seek_time, .. } = Limits::default();
    for (id, lasts, since) in [(live, seek_time, script.now.0), (slow, slow_seek_time, script.now.0 - 1)] {
        let lasts = lasts.as_millis() as i64;
        script.now.0 = since + lasts - 1;
        assert_eq!(script.lobby.deadline().map(|at| at.0), Some(since + lasts));
        assert!(script.notice(Notice::Deadline).is_empty());
        script.now.0 += 1;
        assert_eq!(why(&script.notice(Notice::Deadline)), [(id, Why::Expired)]);
    }
    assert_eq!(script.lobby.deadline(), None);
}

#[test]
fn what_a_server_sets_is_held_and_named() {
    let mut script = Script::new();
    let seek_time = Duration::from_secs(3_600);
    let few = Limits { user_seeks: 1, directed_seeks: 1, seeks: 3, starting_games: 1, seek_time, ..Limits::default() };
    offer::set(few);
    let first = script.seek("ann");
    let to_ann = r#"{"rules":"hands","rated":true,"to":"ann"}"#;
    let second = script.seek_with("bob", to_ann);
    assert_eq!(script.lobby.deadline().map(|at| at.0), Some(script.now.0 + 3_600_000));
    let held = |script: &mut Script, user: &str, (kind, text): (&str, &str), code: &str, limit: &str| {
        let refusal = script.asks(user, kind, text).expect_err("a refusal");
        assert!(refusal.code == code && refusal.text.contains(limit), "{refusal:?}");
    };
    let other = r#"{"rules":"hands","rated":false}"#;
    held(&mut script, "ann", ("seek", other), "too_many_seeks", "limits.user_seeks");
    held(&mut script, "cid", ("seek", to_ann), "too_many_seeks", "limits.directed_seeks");
    script.seek_with("cid", other);
    held(&mut script, "dan", ("seek", other), "too_many_seeks", "limits.seeks");
    script.accept("dan", first);
    held(&mut script, "ann", ("accept", &on(second)), "too_many_games", "limits.starting_games");
}

#[test]
fn who_leaves_leaves_no_ghost() {
    let mut script = Script::new();
    let slow = script.seek_with("ann", r#"{"rules":"post","rated":true}"#);
    assert!(script.lobby.awaits().is_empty(), "who seeks a game by correspondence may go");
    let live = script.seek("ann");
    let directed = script.seek_with("ann", r#"{"rules":"hands","rated":true,"to":"bob"}"#);
    assert_eq!(script.lobby.awaits(), [name("ann")]);
    let views = script.notice(Notice::Left(name("ann")));
    assert_eq!((kinds(&views), why(&views)), (vec!["noted", "seek_gone"], vec![(live, Why::Left)]));
    assert_eq!((script.seeks_of("ann"), script.seeks_of("bob")), (vec![slow], vec![]));
    assert_eq!(script.refused("bob", "accept", &on(directed)), "gone");
    assert!(script.lobby.awaits().is_empty());
    assert!(script.notice(Notice::Left(name("ann"))).is_empty());
}

#[test]
fn those_whom_it_concerns_are_told() {
    let mut script = Script::new();
    let at = script.log.len();
    let id = script.seek_with("ann", r#"{"rules":"hands","rated":true,"to":"bob"}"#);
    let before = Script::new().lobby;
    assert_eq!(before.concerns(&script.log[at]), [name("ann"), name("bob")]);
    let before = script.lobby.clone();
    script.does("bob", "decline", &on(id));
    assert_eq!(before.concerns(&script.log[at + 1]), [name("ann"), name("bob")]);
}

#[test]
fn only_users_seek_and_only_the_host_reports() {
    let mut script = Script::new();
    let report = r#"{"game":"g1","rules":"hands","seats":["ann"],"standing":{"is":"live"}}"#;
    assert_eq!(script.refused("ann", "report", report), "not_allowed");
    let seek = script.command(game::Who::Host, "seek", r#"{"rules":"hands","rated":true}"#);
    assert_eq!(seek.unwrap_err().code, "not_allowed");
}
