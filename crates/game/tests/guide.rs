//! The game of `docs/write-a-game.md` is played, and the page shows its code as it is.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use game::kit::{Played, play, twins};
use game::{Game, Luck, Seat, Viewer, Who, Words};
use types::Name;

#[path = "../../../examples/write-a-game/pebbles.rs"]
#[expect(unreachable_pub, reason = "as a crate of its own it would be seen")]
mod pebbles;

use pebbles::{Event, Pebbles, Seen};

const PAGE: &str = include_str!("../../../docs/write-a-game.md");
const CODE: &str = include_str!("../../../examples/write-a-game/pebbles.rs");
const TEST: &str = include_str!("guide.rs");

#[test]
fn the_page_shows_the_code_as_it_is() {
    let blocks: Vec<&str> =
        PAGE.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap().trim_end()).collect();
    assert!(blocks.len() >= 6);
    for block in blocks {
        assert!(CODE.contains(block) || TEST.contains(block), "the page shows what the code does not have:\n{block}");
    }
}

impl Played for Pebbles {
    fn some_setup(_: &mut Luck) -> (Vec<Name>, String) {
        (vec!["ann".parse().unwrap(), "bob".parse().unwrap()], "{}".to_owned())
    }

    fn some_command(&self, luck: &mut Luck) -> (Who, Words) {
        let seat = Seat(u8::from(luck.below(2) == 1));
        let (kind, text) = match luck.below(2) {
            0 => ("hide", format!(r#"{{"pebbles":{}}}"#, luck.below(5))),
            _ => ("guess", format!(r#"{{"total":{}}}"#, luck.below(8))),
        };
        (Who::Seat(seat), Words { kind: kind.to_owned(), text })
    }

    fn follow(before: Seen, view: &Seen) -> Seen {
        let Seen::Snapshot { mut mine, mut has_hidden, mut guesses, mut points, mut first } = before else {
            return before;
        };
        match view {
            Seen::Snapshot { .. } => return view.clone(),
            Seen::Began { first: begins } => first = *begins,
            Seen::Hid { seat, mine: shown } => {
                has_hidden[*seat] = true;
                mine = shown.or(mine);
            }
            Seen::Guessed { seat, total } => guesses[*seat] = Some(*total),
            Seen::Opened { winner, .. } => {
                if let Some(winner) = winner {
                    points[*winner] += 1;
                }
                (mine, has_hidden, guesses, first) = (None, [false; 2], [None; 2], 1 - first);
            }
        }
        Seen::Snapshot { mine, has_hidden, guesses, points, first }
    }
}

#[test]
fn random_games_hold_what_a_game_must() {
    for seed in 0..200 {
        assert!(play::<Pebbles>(seed).game.ended());
    }
}

#[test]
fn nobody_can_tell_what_the_other_one_hides() {
    let world = |pebbles| {
        let seats = vec!["ann".to_owned(), "bob".to_owned()];
        vec![Event::Began { seats, first: 0 }, Event::Hid { seat: 1, pebbles }, Event::Hid { seat: 0, pebbles: 2 }]
    };
    twins::<Pebbles>(&world(0), &world(3), Viewer::Seat(Seat(0)));
    twins::<Pebbles>(&world(0), &world(3), Viewer::Watcher);
}
