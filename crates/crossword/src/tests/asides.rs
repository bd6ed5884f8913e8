//! Questions with their deadlines, gifts of time, talk, rematches.

use game::{Game, Notice, Seat, Who};
use types::UnixMs;

use super::script::{ANN, BOB, Script};
use crate::event::{Question, Reason};
use crate::{Command, View};

const ASK: Command = Command::AskAbort {};
const PASS: Command = Command::Pass {};

fn answer(yes: bool) -> Command {
    Command::AnswerAbort { yes }
}

#[test]
fn a_game_is_called_off_when_both_agree() {
    let mut script = Script::of("single");
    script.does(ANN, ASK);
    assert_eq!(script.refused(ANN, answer(true)), "no_question");
    let open = script.seen().question.unwrap();
    assert_eq!((open.question, open.by, open.until_ms), (Question::Abort, ANN, 60_000));
    script.does(BOB, answer(true));
    assert_eq!(script.end(), (Reason::Aborted, None, [0, 0]));
}

#[test]
fn a_no_closes_the_question_and_each_may_ask_once() {
    let mut script = Script::of("single");
    script.does(ANN, ASK);
    assert_eq!(script.refused(BOB, ASK), "question_open");
    script.does(BOB, answer(false));
    assert_eq!((script.seen().question, script.seen().abort_asked.0), (None, [true, false]));
    assert_eq!(script.refused(ANN, ASK), "asked_already");
    script.does(BOB, ASK);
}

#[test]
fn no_answer_within_a_minute_is_a_yes() {
    let mut script = Script::of("single");
    script.does(ANN, ASK);
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(60_000)));
    script.now = UnixMs(60_000);
    assert_eq!(script.refused(BOB, answer(false)), "too_late");
    let told = script.notice(Notice::Deadline);
    assert!(matches!(told[0], View::Answered { yes: true, seat: BOB, .. }));
    assert_eq!(script.end().0, Reason::Aborted);
}

#[test]
fn any_turn_clears_a_question() {
    let mut script = Script::of("single");
    script.does(BOB, ASK);
    script.does(ANN, PASS);
    assert_eq!(script.seen().question, None);
    assert_eq!(script.refused(ANN, answer(true)), "no_question");
}

#[test]
fn a_game_is_called_off_in_its_first_seven_turns_only() {
    let mut script = Script::of("single");
    script.play(ANN, "8D BANJO");
    for side in [BOB, ANN, BOB, ANN, BOB] {
        script.does(side, PASS);
    }
    script.play(ANN, "7H AA");
    let before = script.game.state.clone();
    script.does(BOB, ASK);
    script.game.state = before;
    script.does(BOB, PASS);
    assert_eq!(script.refused(BOB, ASK), "too_late");
}

#[test]
fn no_questions_while_the_running_clock_is_low() {
    let mut script = Script::of("single");
    script.now = UnixMs(1_500_000 - 119_999);
    assert_eq!(script.refused(BOB, ASK), "clock_low");
}

#[test]
fn who_does_not_answer_a_nudge_has_lost() {
    let mut script = Script::of("single");
    assert_eq!(script.refused(ANN, Command::Nudge {}), "your_turn");
    script.now = UnixMs(1_000);
    script.does(BOB, Command::Nudge {});
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(121_000)));
    script.now = UnixMs(121_000);
    script.notice(Notice::Deadline);
    assert_eq!(script.end(), (Reason::Forfeit, Some(BOB), [0, 0]));
}

#[test]
fn a_nudge_is_answered_by_a_word_or_a_turn_and_comes_twice_at_most() {
    let mut script = Script::of("single");
    script.does(BOB, Command::Nudge {});
    assert_eq!(script.refused(BOB, Command::AnswerNudge {}), "no_question");
    script.does(ANN, Command::AnswerNudge {});
    assert_eq!(script.seen().question, None);
    script.does(BOB, Command::Nudge {});
    script.does(ANN, PASS);
    script.does(BOB, PASS);
    assert_eq!(script.refused(BOB, Command::Nudge {}), "asked_already");
    assert_eq!(script.seen().nudges.0, [0, 2]);
}

#[test]
fn time_is_given_in_casual_games_only() {
    let mut script = Script::of("single");
    assert_eq!(script.refused(BOB, Command::AddTime {}), "not_casual");
    let mut script = Script::waiting(r#"{"first":0,"casual":true}"#);
    script.notice(Notice::Here(Seat(0)));
    script.notice(Notice::Here(Seat(1)));
    for _ in 0..20 {
        script.does(BOB, Command::AddTime {});
    }
    assert_eq!(script.seen().left_ms.0, [1_800_000, 1_500_000]);
    assert_eq!(Game::deadline(&script.game), Some(UnixMs(1_800_001)));
    assert_eq!(script.refused(BOB, Command::AddTime {}), "asked_already");
}

#[test]
fn a_rematch_is_what_both_want_when_it_is_over() {
    let mut script = Script::of("single");
    let offer = Command::OfferRematch {};
    assert_eq!(script.refused(ANN, offer.clone()), "not_over");
    script.does(ANN, Command::Resign {});
    script.does(BOB, offer.clone());
    assert_eq!(script.refused(BOB, offer.clone()), "asked_already");
    let told = script.does(ANN, offer);
    assert!(matches!(told[0], View::Answered { question: Question::Rematch, yes: true, .. }));
    assert_eq!(script.seen().rematch.0, [true, true]);
    let there = Command::Rematch { game: "g2".to_owned() };
    assert_eq!(script.refused(ANN, there.clone()), "not_allowed");
    let told = script.command_of(Who::Host, there.clone()).unwrap();
    assert!(matches!(&told[0], View::Rematch { game, .. } if game == "g2"));
    assert_eq!(script.seen().rematch_game.as_deref(), Some("g2"));
    assert_eq!(script.command_of(Who::Host, there).unwrap_err().code, "no_rematch");
}

#[test]
fn talk_has_a_length() {
    let mut script = Script::of("single");
    let say = |text: &str| Command::Say { text: text.to_owned() };
    assert_eq!(script.refused(ANN, say(&"é".repeat(501))), "too_long");
    assert_eq!(script.refused(ANN, say(" \u{202e}\u{0} ")), "empty");
    script.does(ANN, say(&"é".repeat(500)));
    script.does(BOB, Command::Note { text: "x".to_owned() });
    assert_eq!(script.seen().turn, ANN);
}
