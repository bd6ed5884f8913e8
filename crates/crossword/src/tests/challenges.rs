//! Challenges, under each rule.

use super::script::{ANN, BOB, Script, place_at};
use crate::event::Reason;
use crate::snapshot::Phase;
use crate::{Command, Drawn, Tiles, View};

const CHALLENGE: Command = Command::Challenge {};

fn challenged(views: &[View]) -> &crate::ChallengedView {
    let View::Challenged(challenged) = &views[0] else {
        panic!("no challenge");
    };
    challenged
}

#[test]
fn a_play_with_a_bad_word_comes_off_as_if_it_had_not_been() {
    for rules in ["single", "double", "five", "ten"] {
        let mut script = Script::of(rules);
        script.hold(ANN, "IFFISET");
        script.does(ANN, place_at("C8", true, "IFFISET"));
        assert_eq!(script.seen().scores[ANN], 84);
        let told = script.does(BOB, CHALLENGE);
        let view = challenged(&told);
        assert!(view.upheld && !view.turn_lost && view.points == -84, "{rules}");
        assert_eq!(view.to_bag, Drawn { count: 7, tiles: None });
        let seen = script.seen();
        assert_eq!((seen.scores.0, seen.bag, seen.turn, seen.scoreless), ([0, 0], 86, BOB, 1), "{rules}");
        assert!(seen.board.iter().all(|row| row == "...............") && seen.last.is_none());
        assert_eq!(script.game.state.tiles.racks[ANN].letters(), "EFFIIST");
        assert_eq!(script.refused(BOB, CHALLENGE), "no_challenge");
    }
}

#[test]
fn a_wrong_challenge_costs_what_the_rule_says() {
    for (rules, points, turn) in [("single", 0, BOB), ("double", 0, ANN), ("five", 5, BOB), ("ten", 10, BOB)] {
        let mut script = Script::of(rules);
        script.play(ANN, "8C IFFIEST");
        let told = script.does(BOB, CHALLENGE);
        let view = challenged(&told);
        assert_eq!((view.upheld, view.points, view.turn_lost), (false, points, turn == ANN), "{rules}");
        let seen = script.seen();
        assert_eq!(
            (seen.scores[ANN], seen.turn, seen.scoreless),
            (84 + points, turn, u8::from(turn == ANN)),
            "{rules}"
        );
    }
}

#[test]
fn a_play_is_challenged_once_and_at_once() {
    let mut script = Script::of("five");
    assert_eq!(script.refused(ANN, CHALLENGE), "no_challenge");
    script.play(ANN, "8C IFFIEST");
    assert_eq!(script.refused(ANN, CHALLENGE), "not_your_turn");
    script.does(BOB, CHALLENGE);
    assert_eq!(script.refused(BOB, CHALLENGE), "no_challenge");
    assert_eq!(script.seen().scores[ANN], 89);
    // What has been challenged stays so for whoever rebuilds the game from its log.
    let mut rebuilt = crate::Crossword::<super::lists::Short>::default();
    script.log.iter().for_each(|event| game::Game::apply(&mut rebuilt, event));
    assert!(!rebuilt.state.last.unwrap().challengeable);
    script.does(BOB, Command::Pass {});
    assert_eq!(script.refused(ANN, CHALLENGE), "no_challenge");
    script.does(ANN, Command::Pass {});
    assert_eq!(script.refused(BOB, CHALLENGE), "no_challenge");
}

#[test]
fn without_challenges_there_are_none() {
    let mut script = Script::of("void");
    script.play(ANN, "8D BANJO");
    assert!(script.command(BOB, CHALLENGE).unwrap_err().text.contains("no challenges"));
}

#[test]
fn a_play_that_comes_off_counts_as_scoreless_after_those_before_it() {
    let mut script = Script::of("single");
    for side in [ANN, BOB, ANN, BOB] {
        script.does(side, Command::Pass {});
    }
    script.hold(ANN, "IFFISET");
    script.does(ANN, place_at("C8", true, "IFFISET"));
    assert_eq!(script.seen().scoreless, 0);
    script.does(BOB, CHALLENGE);
    assert_eq!(script.seen().scoreless, 5);
    script.does(BOB, Command::Pass {});
    let scores = [-script.worth(ANN), -script.worth(BOB)];
    assert_eq!(script.end().2, scores);
    assert_eq!(script.end().0, Reason::Scoreless);
}

#[test]
fn the_sixth_scoreless_turn_may_be_a_play_that_comes_off() {
    let mut script = Script::of("single");
    for side in [ANN, BOB, ANN, BOB, ANN] {
        script.does(side, Command::Pass {});
    }
    script.hold(BOB, "IFFISET");
    script.does(BOB, place_at("C8", true, "IFFISET"));
    script.does(ANN, CHALLENGE);
    assert_eq!(script.end().0, Reason::Scoreless);
}

#[test]
fn whoever_is_wrong_loses_a_triple_game() {
    for (play, winner) in [("IFFIEST", ANN), ("IFFISET", BOB)] {
        let mut script = Script::of("triple");
        script.hold(ANN, play);
        script.does(ANN, place_at("C8", true, play));
        script.does(BOB, CHALLENGE);
        let (reason, won, _) = script.end();
        assert_eq!((reason, won), (Reason::TripleChallenge, Some(winner)), "{play}");
    }
}

/// Bob has gone out with `tiles` before BANJO, and Ann has QI? and may pass or challenge.
fn gone_out(rules: &str, tile: &str) -> Script {
    let mut script = Script::of(rules);
    script.play(ANN, "8D BANJO");
    script.hold(BOB, tile);
    script.leave_in_bag(0);
    script.game.state.tiles.racks[ANN] = Tiles::read("QI?").unwrap();
    script.does(BOB, place_at("I8", true, tile));
    assert_eq!(script.seen().phase, Phase::FinalPass);
    script
}

#[test]
fn a_wrong_challenge_in_the_final_pass_ends_the_game() {
    for (rules, bonus) in [("single", 0), ("double", 0), ("five", 5), ("ten", 10)] {
        let mut script = gone_out(rules, "S");
        script.does(ANN, CHALLENGE);
        assert_eq!(script.end(), (Reason::Standard, Some(BOB), [34, 15 + bonus + 22]), "{rules}");
    }
}

#[test]
fn a_right_challenge_in_the_final_pass_goes_back_to_play() {
    let mut script = gone_out("five", "X");
    script.does(ANN, CHALLENGE);
    let seen = script.seen();
    assert_eq!((seen.phase, seen.turn, seen.rack_sizes.0, seen.scores.0), (Phase::Playing, ANN, [3, 1], [34, 0]));
    // Passes are passes again, and do not end the game.
    script.does(ANN, Command::Pass {});
    assert!(!game::Game::ended(&script.game));
    assert_eq!(script.seen().scoreless, 2);
}

#[test]
fn what_was_drawn_for_a_play_that_comes_off_is_told_its_owner_alone() {
    let mut script = Script::of("single");
    script.hold(ANN, "IFFISET");
    script.does(ANN, place_at("C8", true, "IFFISET"));
    let drawn = script.game.state.tiles.racks[ANN].letters();
    script.does(BOB, CHALLENGE);
    let event = script.log.last().unwrap();
    let seats = [game::Seat(0), game::Seat(1)];
    let shown = seats.map(|seat| {
        let view = <crate::Crossword<super::lists::Short> as game::Game>::redact(event, game::Viewer::Seat(seat));
        challenged(&[view]).to_bag.tiles.clone()
    });
    assert_eq!(shown, [Some(drawn), None]);
}
