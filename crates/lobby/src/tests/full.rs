//! A lobby with as much in it as there can be.

use std::sync::Arc;

use game::{Game, Notice, Outcome, Standing, Viewer};
use types::{Limits, UnixMs};

use super::offer::TestLobby;
use super::script::{Script, on};
use crate::limits::{GAMES_BYTES_MAX, RATINGS_BYTES_MAX, REMATCHES_MAX, SEEKS_BYTES_MAX, SHOWN_MAX};
use crate::{LiveGame, Rating, View};

/// What one message to a client may have at the most, with room for what stands around a view and for escaping.
const VIEW_BYTES_MAX: usize = 60_000;
/// As in the crate `ledger`.
const SNAPSHOT_BYTES_MAX: usize = 1024 * 1024;

fn long(number: usize) -> String {
    format!("{number:x>64}")
}

fn widest(number: usize) -> LiveGame {
    let rating = Rating { value: 12_345, games: 1_000_000 };
    LiveGame {
        id: long(number),
        rules: "r".repeat(64),
        seats: vec![long(1_000_000 + number), long(2_000_000)],
        ratings: vec![rating; 2],
        rated: false,
        at: 1_700_000_000_000,
        seek: Some(1 << 52),
        rematch_of: Some(long(3_000_000)),
    }
}

fn bytes(view: &View) -> usize {
    // Once more as text within JSON, as the JSON dialect sends it.
    let text = serde_json::to_string(view).unwrap();
    serde_json::to_string(&text).unwrap().len()
}

/// Full of seeks, games and ratings, all as long as can be.
fn full() -> Script {
    let mut script = Script::new();
    let padding = "x".repeat(256 - r#"{"x":""}"#.len());
    let mut refused = "";
    for user in 0.. {
        let text = format!(r#"{{"rules":"hands","rated":false,"setup":{{"x":"{padding}"}}}}"#);
        if let Err(refusal) = script.asks(&long(user), "seek", &text) {
            refused = refusal.code;
            break;
        }
    }
    assert_eq!(refused, "too_many_seeks");
    let state = &mut script.lobby.state;
    for number in 0.. {
        if state.games.bytes() >= GAMES_BYTES_MAX {
            break;
        }
        state.games.add(widest(number));
    }
    for number in 0..10_000 {
        let (rating, at) = (Rating { value: 9_999, games: 1_000_000 }, 1_700_000_000_000 + 1_000 * number);
        state.ratings.put("hands", &long(number as usize), rating, at);
    }
    for number in 0..2 * REMATCHES_MAX {
        let over = crate::finished::Over { at: 1_700_000_000_000, rated: true, is_followed: true };
        state.finished.add(&long(number), over);
    }
    script
}

#[test]
fn the_fullest_lobby_fits_into_a_snapshot_of_the_store_and_into_a_message() {
    let script = full();
    let saved = script.lobby.save();
    let parts = SEEKS_BYTES_MAX + GAMES_BYTES_MAX + RATINGS_BYTES_MAX;
    assert!((parts..SNAPSHOT_BYTES_MAX - 1_000).contains(&saved.len()), "{}", saved.len());
    assert!(TestLobby::restore(&saved) == Some(script.lobby.clone()));
    assert!(TestLobby::restore(&saved[..saved.len() - 1]).is_none());
    assert!(TestLobby::restore(&[&saved[..], &[0]].concat()).is_none());

    let snapshot = script.lobby.snapshot(Viewer::Watcher);
    assert_eq!(script.lists().seeks.len() + script.lists().games.len(), 2 * SHOWN_MAX);
    assert!(bytes(&snapshot) < VIEW_BYTES_MAX, "{}", bytes(&snapshot));
}

#[test]
fn the_fullest_lobby_refuses_and_forgets() {
    let mut script = full();
    let newest = script.lists().seeks[0].id;
    assert_eq!(script.refused("ann", "accept", &on(newest)), "too_many_games");
    let another = LiveGame { id: "op1".to_owned(), seats: vec!["ann".to_owned()], ..widest(0) };
    assert_eq!(script.report(&another, &Standing::Live).unwrap_err().code, "not_listed");
    // The first were pushed out by the last.
    assert!(script.own(&long(0)).rating.is_empty());
    assert_eq!(script.rating(&long(9_999)).value, 9_999);
    assert!(script.lobby.state.finished.iter().count() == REMATCHES_MAX);
}

#[test]
fn what_one_user_is_told_alone_fits_into_a_message() {
    let mut script = Script::new();
    let padding = "x".repeat(200);
    let many = |user: &str, to: &str| {
        let to = if to.is_empty() { String::new() } else { format!(r#""to":"{to}","#) };
        let wish = |rated| format!(r#"{{"rules":"post","rated":{rated},{to}"setup":{{"{user}":"{padding}"}}}}"#);
        [true, false].map(wish)
    };
    let user = long(0);
    // The most that can be set.
    let set = Limits { user_seeks: 10, directed_seeks: 20, ..Limits::default() };
    super::offer::set(set);
    for options in ["a", "b", "c", "d", "e"] {
        for wish in many(options, "") {
            script.seek_with(&user, &wish);
        }
    }
    for other in 0..set.directed_seeks {
        script.seek_with(&long(other + 1), &many("a", &user)[0]);
    }
    assert_eq!(script.refused("ann", "seek", &many("a", &user)[0]), "too_many_seeks");
    for number in 0..200 {
        let game = LiveGame { seats: vec![user.clone(), long(7)], at: number, ..widest(number as usize) };
        script.lobby.state.games.add(game);
    }
    let own = script.own(&user);
    assert_eq!(
        (own.seeks.len(), own.games.len(), own.games[0].at),
        (set.user_seeks + set.directed_seeks, SHOWN_MAX, 199)
    );
    assert!(bytes(&View::LobbyYours(own)) < VIEW_BYTES_MAX);
}

#[test]
fn a_thousand_seeks_end_in_turns_and_the_lists_fill_up_again() {
    let mut script = Script::new();
    let first = script.seek_with("ann", r#"{"rules":"post","rated":true}"#);
    let Limits { seeks, seek_time, .. } = Limits::default();
    for user in 0..seeks - 1 {
        script.seek(&format!("u{user}"));
    }
    assert_eq!(script.refused("bob", "seek", r#"{"rules":"hands","rated":true}"#), "too_many_seeks");
    let mut known = script.lists();
    assert!(known.seeks.iter().all(|seek| seek.id != first), "too old to be shown");
    script.now = UnixMs(script.now.0 + seek_time.as_millis() as i64);
    for turn in 0.. {
        let views = script.notice(Notice::Deadline);
        if views.is_empty() {
            break;
        }
        assert!(views.len() <= 64 && turn < 100, "as much as can be kept at once");
        views.iter().for_each(|view| known.follow(view));
        assert_eq!(known, script.lists());
    }
    assert_eq!((known.seeks.len(), known.seeks[0].id, known.seeks_total), (1, first, 1));
}

#[test]
fn a_game_too_old_for_the_list_comes_back_to_it() {
    let mut script = Script::new();
    let mut games = Vec::new();
    for number in 0..SHOWN_MAX + 2 {
        script.now.0 += 1;
        games.push(script.begun(&format!("a{number}"), &format!("b{number}")));
    }
    let mut known = script.lists();
    let over = Standing::Over(Outcome::default());
    for (index, comes_back) in [(SHOWN_MAX, true), (0, false), (2, false)] {
        let views = script.report(&games[index], &over).unwrap();
        views.iter().for_each(|view| known.follow(view));
        assert_eq!(views.len(), 1 + usize::from(comes_back), "{index}");
        assert_eq!(known, script.lists());
    }
}

#[test]
fn a_clone_shares_what_it_does_not_change() {
    let script = full();
    let open = |lobby: &TestLobby| lobby.state.seeks.newest().next().cloned().unwrap();
    assert!(Arc::ptr_eq(&open(&script.lobby), &open(&script.lobby.clone())));
}
