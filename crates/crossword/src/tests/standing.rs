//! What the lobby is told of a game.

use game::{Caller, Game, Luck, Notice, Outcome, Seat, Standing, Who};
use types::{Name, UnixMs};

use super::lists::Short;
use super::script::{ANN, BOB, Script};
use crate::{Command, Crossword, Setup, Side};

const OFFER: Command = Command::OfferRematch {};

fn over(halves: [u8; 2]) -> Standing {
    Standing::Over(Outcome { halves: Some(halves.into()) })
}

#[test]
fn a_game_is_live_until_it_is_over() {
    let mut script = Script::waiting(r#"{"first":0}"#);
    assert_eq!(script.game.standing(), Standing::Live);
    script.notice(Notice::Here(Seat(0)));
    script.notice(Notice::Here(Seat(1)));
    script.does(ANN, Command::Pass {});
    assert_eq!(script.game.standing(), Standing::Live);
    script.does(ANN, Command::Resign {});
    assert_eq!(script.game.standing(), over([0, 2]));
}

#[test]
fn nobodys_rating_follows_from_what_was_called_off() {
    let mut script = Script::waiting("{}");
    script.now = UnixMs(60_000);
    script.notice(Notice::Deadline);
    assert_eq!(script.game.standing(), Standing::Over(Outcome::default()));

    let mut script = Script::of("single");
    script.does(ANN, Command::AskAbort {});
    script.does(BOB, Command::AnswerAbort { yes: true });
    assert_eq!(script.game.standing(), Standing::Over(Outcome::default()));
}

#[test]
fn what_an_operator_decides_counts() {
    for (winner, halves) in [(Some(Side::First), [2, 0]), (Some(Side::Second), [0, 2]), (None, [1, 1])] {
        let mut script = Script::of("single");
        script.command_of(Who::Host, Command::Adjudicate { winner }).unwrap();
        assert_eq!(script.game.standing(), over(halves));
    }
}

#[test]
fn a_tie_is_a_draw_and_a_clock_that_has_run_out_a_loss() {
    let mut script = Script::of("single");
    for side in [ANN, BOB, ANN, BOB, ANN] {
        script.does(side, Command::Pass {});
    }
    for side in [ANN, BOB] {
        script.hold(side, "AEINRST");
    }
    script.does(BOB, Command::Pass {});
    assert_eq!(script.game.standing(), over([1, 1]));

    let mut script = Script::of("single");
    script.now = UnixMs(1_500_001);
    script.notice(Notice::Deadline);
    assert_eq!(script.game.standing(), over([0, 2]));
}

#[test]
fn when_both_want_another_they_swap_seats_until_it_is_made() {
    let mut script = Script::of("double");
    script.does(ANN, Command::Resign {});
    script.does(BOB, OFFER);
    assert_eq!(script.game.standing(), over([0, 2]));
    script.does(ANN, OFFER);
    let Standing::Again { outcome, seats, setup } = script.game.standing() else { panic!("not again") };
    assert_eq!(outcome, Outcome { halves: Some(vec![0, 2]) });
    let names: Vec<&str> = seats.iter().map(Name::as_str).collect();
    assert_eq!(names, ["bob", "ann"]);
    // Nothing that players can still say changes it.
    script.does(ANN, Command::Say { text: "well played".to_owned() });
    assert!(matches!(script.game.standing(), Standing::Again { .. }));

    // Ann has begun the old game; Bob, at the first seat now, begins the new one.
    let read: Setup = serde_json::from_str(&setup).unwrap();
    assert_eq!(read.first, Some(Side::First));
    let caller = Caller { who: Who::Host, at: UnixMs(0), luck: Luck::of(1) };
    assert!(Crossword::<Short>::open(caller, &seats, read).is_ok(), "{setup}");

    script.command_of(Who::Host, Command::Rematch { game: "g2".to_owned() }).unwrap();
    assert_eq!(script.game.standing(), over([0, 2]));
}
