//! Turns: plays, exchanges, passes, going out, and who may do what when.

use game::kit::viewers;
use game::{Notice, Seat, Viewer, Who};

use super::script::{ANN, BOB, Script, place_at};
use crate::event::Reason;
use crate::snapshot::Phase;
use crate::{AdjustmentKind, Command, Drawn, Tiles, View};

#[test]
fn a_play_takes_tiles_scores_and_draws() {
    let mut script = Script::of("void");
    let told = script.play(ANN, "8D BANJO");
    let View::Placed(play) = &told[0] else { panic!("{told:?}") };
    assert_eq!(
        (play.score, play.words.join(" ").as_str(), &play.drew),
        (34, "BANJO", &Drawn { count: 5, tiles: None })
    );
    let seen = script.seen();
    assert_eq!((seen.scores.0, seen.bag, seen.rack_sizes.0, seen.turn), ([34, 0], 81, [7, 7], BOB));
    assert_eq!(seen.board[7], "...BANJO.......");
    let last = seen.last.unwrap();
    assert!(!last.challengeable && last.play == *play);
}

#[test]
fn a_blank_keeps_its_letter_and_scores_nothing() {
    let mut script = Script::of("void");
    script.hold(ANN, "?ANJOEE");
    script.does(ANN, place_at("D8", true, "bANJO"));
    let seen = script.seen();
    assert_eq!((seen.board[7].as_str(), seen.scores[ANN]), ("...bANJO.......", 22));
}

#[test]
fn a_refused_play_says_why_and_changes_nothing() {
    let mut script = Script::of("void");
    script.hold(ANN, "BANJOQ?");
    for (command, code) in [
        (place_at("L8", true, "BANJO"), "off_board"),
        (place_at("D8", true, "BAN?"), "blank"),
        (place_at("D8", true, "BAN JO"), "bad_tile"),
        (place_at("A1", true, "BAN"), "centre_not_covered"),
        (place_at("H8", true, "B"), "one_letter"),
        (place_at("G8", true, "B.N"), "gap"),
        (place_at("H8", true, ""), "no_tile"),
        (place_at("H8", true, "BAT"), "not_on_rack"),
        (place_at("H8", true, "bAn"), "not_on_rack"),
        (place_at("H8", true, "QAN"), "no_word"),
        (Command::Challenge {}, "no_challenge"),
        (Command::Exchange { tiles: String::new() }, "no_tile"),
        (Command::Exchange { tiles: "Z".to_owned() }, "not_on_rack"),
        (Command::Exchange { tiles: "b".to_owned() }, "bad_tile"),
    ] {
        assert_eq!(script.refused(ANN, command.clone()), code, "{command:?}");
    }
    assert_eq!(script.refused(BOB, Command::Pass {}), "not_your_turn");
    script.does(ANN, place_at("D8", true, "BANJO"));
    script.hold(BOB, "STAREEN");
    assert_eq!(script.refused(BOB, place_at("D8", true, "STARE")), "square_taken");
    assert_eq!(script.refused(BOB, place_at("A1", true, "STARE")), "not_joined");
    let named = script.command(BOB, place_at("H9", true, "STAREE")).unwrap_err();
    assert_eq!(named.text, "not in the word list: STAREE");
}

#[test]
fn only_players_play_and_only_operators_adjudicate() {
    let mut script = Script::of("void");
    let eve = Who::User("eve".parse().unwrap());
    assert_eq!(script.command_of(eve.clone(), Command::Pass {}).unwrap_err().code, "not_seated");
    assert_eq!(script.command_of(Who::Seat(Seat(2)), Command::Pass {}).unwrap_err().code, "not_seated");
    assert_eq!(script.command_of(Who::Host, Command::Pass {}).unwrap_err().code, "not_seated");
    let decide = Command::Adjudicate { winner: Some(BOB) };
    assert_eq!(script.command_of(eve, decide.clone()).unwrap_err().code, "not_allowed");
    assert_eq!(script.refused(ANN, decide.clone()), "not_allowed");
    script.command_of(Who::Host, decide.clone()).unwrap();
    assert_eq!(script.end(), (Reason::Adjudicated, Some(BOB), [0, 0]));
    assert_eq!(script.command_of(Who::Host, decide).unwrap_err().code, "game_over");
}

#[test]
fn an_exchange_draws_before_it_gives_back() {
    let mut script = Script::of("void");
    script.hold(ANN, "EEEEEEE");
    script.leave_in_bag(7);
    let before = script.game.state.tiles.bag;
    script.does(ANN, Command::Exchange { tiles: "EEEEEEE".to_owned() });
    assert!(script.game.state.tiles.racks[ANN] == before);
    assert_eq!(script.game.state.tiles.bag.letters(), "EEEEEEE");
    assert_eq!((script.seen().scoreless, script.seen().turn), (1, BOB));
    script.leave_in_bag(6);
    let one = script.game.state.tiles.racks[BOB].letters()[..1].to_owned();
    assert_eq!(script.refused(BOB, Command::Exchange { tiles: one }), "bag_too_small");
}

#[test]
fn six_scoreless_turns_end_the_game_and_cost_both_their_racks() {
    let mut script = Script::of("single");
    script.play(ANN, "8D BANJO");
    for turn in 0..5 {
        script.does(if turn % 2 == 0 { BOB } else { ANN }, Command::Pass {});
    }
    let one = script.game.state.tiles.racks[ANN].letters()[..1].to_owned();
    script.does(ANN, Command::Exchange { tiles: one });
    let scores = [34 - script.worth(ANN), -script.worth(BOB)];
    assert_eq!(script.end(), (Reason::Scoreless, Some(ANN), scores));
    let ended = script.seen().ended.unwrap();
    assert!(ended.adjustments.iter().all(|adjustment| adjustment.why == AdjustmentKind::Rack));
    assert_eq!(ended.past_racks.len(), 7);
    assert_eq!(script.refused(BOB, Command::Pass {}), "game_over");
}

#[test]
fn a_play_of_no_points_starts_the_count_again() {
    let mut script = Script::of("single");
    script.play(ANN, "8H aa");
    for side in [BOB, ANN, BOB, ANN, BOB] {
        script.does(side, Command::Pass {});
    }
    assert_eq!((script.seen().scores[ANN], script.seen().scoreless), (0, 5));
}

#[test]
fn equal_scores_are_a_tie() {
    let mut script = Script::of("void");
    script.hold(ANN, "AAAAAAA");
    script.hold(BOB, "EEEEEEE");
    for turn in 0..6 {
        script.does(if turn % 2 == 0 { ANN } else { BOB }, Command::Pass {});
    }
    assert_eq!(script.end(), (Reason::Scoreless, None, [-7, -7]));
}

/// Bob goes out with BANJOS; Ann holds QI?.
fn gone_out(rules: &str) -> Script {
    let mut script = Script::of(rules);
    script.play(ANN, "8D BANJO");
    script.hold(BOB, "S");
    script.leave_in_bag(0);
    script.game.state.tiles.racks[ANN] = Tiles::read("QI?").unwrap();
    script.does(BOB, place_at("I8", true, "S"));
    script
}

#[test]
fn without_challenges_going_out_ends_the_game() {
    let script = gone_out("void");
    assert_eq!(script.end(), (Reason::Standard, Some(BOB), [34, 15 + 22]));
}

#[test]
fn with_challenges_the_other_has_a_final_pass() {
    let mut script = gone_out("double");
    assert_eq!((script.seen().phase, script.seen().turn), (Phase::FinalPass, ANN));
    assert_eq!(script.refused(ANN, place_at("I9", false, "QI")), "final_pass");
    assert_eq!(script.refused(ANN, Command::Exchange { tiles: "Q".to_owned() }), "final_pass");
    script.does(ANN, Command::Pass {});
    assert_eq!(script.end(), (Reason::Standard, Some(BOB), [34, 15 + 22]));
}

#[test]
fn who_resigns_has_lost_whatever_the_score() {
    let mut script = Script::of("void");
    script.play(ANN, "8D BANJO");
    script.does(ANN, Command::Resign {});
    assert_eq!(script.end(), (Reason::Resigned, Some(BOB), [34, 0]));
}

#[test]
fn the_game_waits_for_both_and_a_minute_at_most() {
    let mut script = Script::waiting("{}");
    assert_eq!(script.refused(ANN, Command::Pass {}), "not_begun");
    script.notice(Notice::Here(Seat(0)));
    script.notice(Notice::Away(Seat(0)));
    script.notice(Notice::Here(Seat(1)));
    assert_eq!(script.seen().phase, Phase::Waiting);
    script.now.0 = 59_999;
    assert!(script.notice(Notice::Deadline).is_empty());
    script.now.0 = 60_000;
    script.notice(Notice::Deadline);
    assert_eq!(script.end(), (Reason::Cancelled, None, [0, 0]));
}

#[test]
fn presence_is_told_once_and_stops_no_clock() {
    let mut script = Script::of("void");
    assert!(script.notice(Notice::Here(Seat(0))).is_empty());
    assert_eq!(script.notice(Notice::Away(Seat(0))).len(), 1);
    assert!(script.notice(Notice::Away(Seat(0))).is_empty());
    assert_eq!((script.seen().away.0, script.seen().running_since_ms), ([true, false], Some(0)));
    assert_eq!(script.notice(Notice::Here(Seat(0))).len(), 1);
    assert_eq!(script.seen().away.0, [false, false]);
}

#[test]
fn a_command_that_is_none_is_refused() {
    use game::{Caller, Luck, Table, Words};
    let script = Script::of("void");
    for (kind, text) in [
        ("place", r#"{"at":"H8","across":true}"#),
        ("place", r#"{"at":"8H","across":true,"tiles":"AA"}"#),
        ("place", r#"{"at":"H8","across":true,"tiles":"AA","score":99}"#),
        ("place", r#"{"at":"H8","across":1,"tiles":"AA"}"#),
        ("pass", r#"{"seat":1}"#),
        ("fly", "{}"),
        ("exchange", r#"{"tiles":NaN}"#),
        ("adjudicate", r#"{"winner":2}"#),
    ] {
        let caller = Caller { who: Who::Seat(Seat(0)), at: script.now, luck: Luck::of(1) };
        let words = Words { kind: kind.to_owned(), text: text.to_owned() };
        assert_eq!(Table::decide(&script.game, caller, &words).unwrap_err().code, "bad_command", "{kind} {text}");
    }
}

#[test]
fn a_game_needs_two_players_and_a_list_that_is_there() {
    use game::{Caller, Game, Luck};
    let open = |seats: &[&str], setup: &str| {
        let seats: Vec<_> = seats.iter().map(|name| name.parse().unwrap()).collect();
        let caller = Caller { who: Who::Host, at: types::UnixMs(0), luck: Luck::of(1) };
        let opened =
            crate::Crossword::<super::lists::Short>::open(caller, &seats, serde_json::from_str(setup).unwrap());
        opened.err().map(|refusal| refusal.text.into_owned()).unwrap_or_default()
    };
    assert_eq!(open(&["ann", "bob"], "{}"), "");
    assert_eq!(open(&["ann"], "{}"), "two players are needed, not 1");
    let language = open(&["ann", "bob"], r#"{"language":"welsh"}"#);
    assert_eq!(language, "language \"welsh\" is not known; there are english, dutch");
    let list = open(&["ann", "bob"], r#"{"lexicon":"long"}"#);
    assert_eq!(list, "for english this server has no word list long");
}

#[test]
fn the_first_player_is_drawn_by_lot_unless_it_is_said() {
    let first = |setup: &str, seed| {
        let caller = game::Caller { who: Who::Host, at: types::UnixMs(0), luck: game::Luck::of(seed) };
        let seats = ["ann", "bob"].map(|name| name.parse().unwrap());
        let setup = serde_json::from_str(setup).unwrap();
        let opened = <crate::Crossword<super::lists::Short> as game::Game>::open(caller, &seats, setup).unwrap();
        let mut game = crate::Crossword::<super::lists::Short>::default();
        game::Game::apply(&mut game, &opened[0]);
        game.state.turn
    };
    let begun = (0..100).filter(|seed| first("{}", *seed) == ANN).count();
    assert!((30..70).contains(&begun), "{begun}");
    assert!((0..20).all(|seed| first(r#"{"first":1}"#, seed) == BOB));
}

#[test]
fn a_snapshot_fits_into_one_message_however_long_the_game() {
    let mut script = Script::of("five");
    let long = "\u{1F600}".repeat(500);
    for side in [ANN, BOB] {
        for _ in 0..30 {
            script.does(side, Command::Say { text: long.clone() });
            script.does(side, Command::Note { text: long.clone() });
        }
    }
    script.play(ANN, "8D BANJO");
    let event = script.log.last().unwrap().clone();
    for _ in 0..2_000 {
        script.game.state.apply(&event);
    }
    for viewer in viewers(2) {
        let words = game::Table::snapshot(&script.game, viewer);
        assert!(words.text.len() < 60_000, "{viewer:?}: {}", words.text.len());
    }
    assert_eq!(script.seen_by(Viewer::Watcher).moves_before, 2_001 - 120);
}
