//! Clocks: what a turn takes, and when it is too late.

use game::{Game, Notice, Seat};
use types::UnixMs;

use super::script::{ANN, BOB, Script, place_at};
use crate::event::Reason;
use crate::{AdjustmentKind, Command, Tiles};

const PASS: Command = Command::Pass {};

fn begun(setup: &str) -> Script {
    let mut script = Script::waiting(setup);
    for seat in [0, 1] {
        script.notice(Notice::Here(Seat(seat)));
    }
    script
}

#[test]
fn a_turn_takes_its_time_and_gives_the_increment() {
    let mut script = Script::of("single");
    script.now = UnixMs(3_750);
    script.play(ANN, "8D BANJO");
    assert_eq!(script.seen().left_ms.0, [1_501_250, 1_500_000]);
    assert_eq!(script.seen().running_since_ms, Some(3_750));
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(3_750 + 1_500_000 + 1)));
}

#[test]
fn a_challenge_that_is_upheld_takes_time_and_gives_nothing() {
    let mut script = Script::of("double");
    script.hold(ANN, "IFFISET");
    script.does(ANN, place_at("C8", true, "IFFISET"));
    script.now = UnixMs(7_620);
    script.does(BOB, Command::Challenge {});
    assert_eq!(script.seen().left_ms.0, [1_505_000, 1_492_380]);
    assert_eq!(script.seen().running_since_ms, Some(7_620));
}

#[test]
fn who_loses_his_turn_by_a_challenge_gets_the_increment() {
    let mut script = Script::of("double");
    script.play(ANN, "8C IFFIEST");
    script.now = UnixMs(1_000);
    script.does(BOB, Command::Challenge {});
    assert_eq!(script.seen().left_ms.0, [1_505_000, 1_504_000]);
}

#[test]
fn a_wrong_challenge_that_costs_no_turn_leaves_the_clock_running() {
    let mut script = Script::of("five");
    script.play(ANN, "8C IFFIEST");
    script.now = UnixMs(1_000);
    script.does(BOB, Command::Challenge {});
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(1_500_001)));
    script.now = UnixMs(2_000);
    script.does(BOB, PASS);
    assert_eq!(script.seen().left_ms[BOB], 1_503_000);
}

#[test]
fn a_clock_that_runs_out_loses_and_shows_exactly_its_lowest() {
    let setup = r#"{"first":0,"clock":{"kind":"live","initial_s":60,"overtime_min":2}}"#;
    let mut script = begun(setup);
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(180_001)));
    script.now = UnixMs(180_000);
    assert!(script.notice(Notice::Deadline).is_empty());
    script.now = UnixMs(999_999);
    assert_eq!(script.refused(ANN, PASS), "too_late");
    script.notice(Notice::Deadline);
    assert_eq!(script.end(), (Reason::Time, Some(BOB), [-20, 0]));
    assert_eq!(script.seen().left_ms.0, [-120_000, 60_000]);
}

#[test]
fn a_turn_at_the_last_moment_is_in_time() {
    let mut script = begun(r#"{"first":0,"clock":{"kind":"live","initial_s":60}}"#);
    script.now = UnixMs(60_000);
    script.does(ANN, PASS);
    assert_eq!(script.seen().left_ms[ANN], 0);
}

#[test]
fn overtime_costs_both_players_ten_points_a_begun_minute() {
    let mut script = begun(r#"{"first":0,"clock":{"kind":"live","initial_s":60,"overtime_min":5}}"#);
    script.hold(ANN, "AAAAAAA");
    script.hold(BOB, "EEEEEEE");
    script.now = UnixMs(60_001);
    script.does(ANN, PASS);
    script.now = UnixMs(60_001 + 120_001);
    script.does(BOB, PASS);
    for side in [ANN, BOB, ANN, BOB] {
        script.does(side, PASS);
    }
    assert_eq!(script.end(), (Reason::Scoreless, Some(ANN), [-7 - 10, -7 - 20]));
    let ended = script.seen().ended.unwrap();
    assert_eq!(ended.adjustments.iter().filter(|one| one.why == AdjustmentKind::Overtime).count(), 2);
}

#[test]
fn in_the_final_pass_the_flag_is_the_pass() {
    let mut script = begun(r#"{"rules":"double","first":0,"clock":{"kind":"live","initial_s":60,"overtime_min":1}}"#);
    script.play(ANN, "8D BANJO");
    script.hold(BOB, "S");
    script.leave_in_bag(0);
    script.game.state.tiles.racks[ANN] = Tiles::read("QI?").unwrap();
    script.does(BOB, place_at("I8", true, "S"));
    script.now = UnixMs(120_001);
    script.notice(Notice::Deadline);
    assert_eq!(script.end(), (Reason::Standard, Some(BOB), [34 - 10, 15 + 22]));
    assert_eq!(script.seen().left_ms[ANN], -60_000);
}

#[test]
fn by_correspondence_the_game_begins_at_once_and_the_bank_pays_for_long_turns() {
    let setup = r#"{"first":0,"clock":{"kind":"correspondence","turn_s":300,"bank_s":100}}"#;
    let mut script = Script::waiting(setup);
    script.now = UnixMs(300_000);
    script.does(ANN, PASS);
    script.now = UnixMs(300_000 + 350_000);
    script.does(BOB, PASS);
    assert_eq!(script.seen().left_ms.0, [100_000, 50_000]);
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(650_000 + 400_001)));
    assert_eq!(script.refused(ANN, Command::Nudge {}), "correspondence");
    assert_eq!(script.refused(ANN, Command::AskAbort {}), "correspondence");
    assert_eq!(script.refused(ANN, Command::AddTime {}), "correspondence");
    script.now = UnixMs(650_000 + 400_001);
    script.notice(Notice::Deadline);
    assert_eq!(script.end().0, Reason::Time);
}

#[test]
fn time_in_which_nobody_ran_the_game_is_charged_to_nobody() {
    let mut script = Script::of("single");
    script.now = UnixMs(10_000);
    script.does(BOB, Command::AskAbort {});
    script.now = UnixMs(40_000);
    script.notice(Notice::Paused { ms: 25_000 });
    assert_eq!(script.seen().question.map(|open| open.until_ms), Some(95_000));
    script.play(ANN, "8D BANJO");
    assert_eq!(script.seen().left_ms[ANN], 1_500_000 - 15_000 + 5_000);
    assert!(script.notice(Notice::Paused { ms: 0 }).is_empty());
}

#[test]
fn a_pause_gives_time_to_come_and_no_time_by_correspondence_is_lost() {
    let mut script = Script::waiting(r#"{"first":0}"#);
    script.now = UnixMs(70_000);
    script.notice(Notice::Paused { ms: 65_000 });
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(60_000 + 65_000)));
    assert!(script.notice(Notice::Deadline).is_empty());
    script.notice(Notice::Here(Seat(0)));
    script.notice(Notice::Here(Seat(1)));
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(70_000 + 1_500_001)));

    let mut script = Script::waiting(r#"{"clock":{"kind":"correspondence","turn_s":300,"bank_s":100}}"#);
    script.now = UnixMs(500_000);
    script.notice(Notice::Paused { ms: 490_000 });
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(400_001 + 490_000)));
}

#[test]
fn a_nudge_does_not_run_out_while_nobody_runs_the_game() {
    let mut script = Script::of("single");
    script.does(BOB, Command::Nudge {});
    script.now = UnixMs(120_000);
    script.notice(Notice::Paused { ms: 60_000 });
    assert!(script.notice(Notice::Deadline).is_empty());
    script.now = UnixMs(180_000);
    script.notice(Notice::Deadline);
    assert_eq!(script.end().0, Reason::Forfeit);
}

#[test]
fn game_time_never_goes_back() {
    let mut script = Script::of("single");
    script.now = UnixMs(5_000);
    script.does(ANN, PASS);
    script.now = UnixMs(1_000);
    script.does(BOB, PASS);
    assert_eq!((script.seen().left_ms[BOB], script.seen().time_ms), (1_505_000, 5_000));
}

#[test]
fn who_gives_up_while_the_other_thinks_stops_that_clock_too() {
    let mut script = Script::of("single");
    script.now = UnixMs(9_000);
    script.does(BOB, Command::Resign {});
    assert_eq!(script.end().1, Some(ANN));
    assert_eq!(script.seen().left_ms.0, [1_491_000, 1_500_000]);
    assert_eq!(Game::deadline(&script.game), None);
}
