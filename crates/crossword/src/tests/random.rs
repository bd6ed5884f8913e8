//! Games at random, most of them to a real end.

use game::kit::{Played, play};
use game::{Luck, Seat, Who, Words};
use types::Name;

use super::lists::{Short, WORDS};
use crate::{Crossword, Direction, Laid, Play, RACK, Side, Square, Tile, Tiles, View, score};

impl Played for Crossword<Short> {
    fn some_setup(luck: &mut Luck) -> (Vec<Name>, String) {
        let seats = ["ann", "bob"].iter().map(|name| name.parse().unwrap()).collect();
        let rules = ["void", "single", "double", "five", "ten", "triple"];
        let clocks = [
            r#"{"kind":"live","initial_s":1500,"increment_s":5}"#,
            r#"{"kind":"live","initial_s":30,"overtime_min":1}"#,
            r#"{"kind":"correspondence","turn_s":300,"bank_s":600}"#,
        ];
        // Most by correspondence, for those begin without waiting for anybody.
        let clock = clocks[if luck.below(5) == 0 { luck.below(2) as usize } else { 2 }];
        let rules = luck.pick(&rules).unwrap();
        let casual = luck.below(2) == 0;
        (seats, format!(r#"{{"rules":"{rules}","clock":{clock},"casual":{casual}}}"#))
    }

    fn some_command(&self, luck: &mut Luck) -> (Who, Words) {
        let side = if luck.below(8) == 0 { self.state.turn.other() } else { self.state.turn };
        let who = if luck.below(60) == 0 { Who::User("eve".parse().unwrap()) } else { Who::Seat(side.into()) };
        let words = match luck.below(70) {
            0..=44 => some_play(self, luck),
            45..=54 => Words { kind: "exchange".into(), text: format!(r#"{{"tiles":"{}"}}"#, some_tiles(self, luck)) },
            55 | 56 => plain("pass"),
            57..=60 => plain("challenge"),
            61 => Words { kind: "say".into(), text: r#"{"text":"hello"}"#.into() },
            62 => Words { kind: "note".into(), text: r#"{"text":"remember the Q"}"#.into() },
            63 => plain("ask_abort"),
            64 => Words { kind: "answer_abort".into(), text: r#"{"yes":false}"#.into() },
            65 => plain("nudge"),
            66 => plain("answer_nudge"),
            67 => plain("add_time"),
            68 if luck.below(20) == 0 => plain("resign"),
            _ => Words { kind: "cheat".into(), text: "{}".into() },
        };
        (who, words)
    }

    fn follow(mut before: View, view: &View) -> View {
        if let View::Snapshot(snapshot) = &mut before {
            snapshot.follow(view);
        }
        before
    }
}

fn plain(kind: &str) -> Words {
    Words { kind: kind.to_owned(), text: String::new() }
}

/// A word of the list somewhere, or just tiles, if a hundred tries find a place for them.
pub(super) fn some_play(game: &Crossword<Short>, luck: &mut Luck) -> Words {
    for _ in 0..100 {
        let play = if luck.below(2) == 0 { some_word(game, luck) } else { some_letters(game, luck) };
        let fits = |play: &Play| {
            let scored = score(&game.state.tiles.board, game.state.set, play).ok()?;
            game.state.tiles.racks[game.state.turn].minus(&scored.used())
        };
        if let Some(play) = play.filter(|play| fits(play).is_some()) {
            let (across, tiles) = (play.direction == Direction::Across, play.letters());
            let text = format!(r#"{{"at":"{}","across":{across},"tiles":"{tiles}"}}"#, play.at);
            return Words { kind: "place".into(), text };
        }
    }
    Words { kind: "place".into(), text: r#"{"at":"H8","across":true,"tiles":"AA"}"#.into() }
}

fn some_square(luck: &mut Luck) -> (Square, Direction) {
    let squares: Vec<Square> = Square::all().collect();
    let direction = if luck.below(2) == 0 { Direction::Across } else { Direction::Down };
    (*luck.pick(&squares).unwrap(), direction)
}

fn some_word(game: &Crossword<Short>, luck: &mut Luck) -> Option<Play> {
    let (at, direction) = some_square(luck);
    let mut rack = game.state.tiles.racks[game.state.turn];
    let word = luck.pick(WORDS).unwrap();
    let mut tiles = Vec::new();
    for (step, char) in word.chars().enumerate() {
        let lies = at.stepped(direction, step as isize).and_then(|square| game.state.tiles.board.on(square));
        let laid = Laid::read(char)?;
        tiles.push(match lies {
            Some(lying) if lying.letter == laid.letter => None,
            Some(_) => return None,
            None if rack.take(laid.tile()) => Some(laid),
            None if rack.take(Tile::Blank) => Some(Laid { blank: true, ..laid }),
            None => return None,
        });
    }
    Some(Play { at, direction, tiles })
}

fn some_letters(game: &Crossword<Short>, luck: &mut Luck) -> Option<Play> {
    let (at, direction) = some_square(luck);
    let letters = some_tiles(game, luck).replace('?', "e");
    Play::read(at, direction, letters.get(..letters.len().min(4))?).ok()
}

/// Some tiles of whoever is on turn; seldom one that is not his.
fn some_tiles(game: &Crossword<Short>, luck: &mut Luck) -> String {
    let mut rack = game.state.tiles.racks[game.state.turn];
    let wanted = 1 + luck.below(RACK as u32) as usize;
    let mut tiles = rack.draw(wanted, |bound| luck.below(bound as u32) as usize);
    if luck.below(30) == 0 {
        tiles = tiles.plus(&Tiles::read("Q").unwrap());
    }
    tiles.letters()
}

#[test]
fn games_played_at_random_hold_what_a_game_must() {
    play_games(0..200);
}

#[test]
#[ignore = "takes minutes without --release"]
fn five_thousand_games_played_at_random_hold_what_a_game_must() {
    play_games(1_000..6_000);
}

fn play_games(seeds: std::ops::Range<u64>) {
    let mut ends = std::collections::BTreeMap::new();
    let mut final_passes = 0;
    for seed in seeds {
        let outcome = play::<Crossword<Short>>(seed);
        let reason = outcome.game.state.ended.map(|(_, ended)| format!("{:?}", ended.reason));
        *ends.entry(reason).or_insert(0) += 1;
        final_passes += usize::from(outcome.game.state.tiles.bag.is_empty());
    }
    assert!(ends.len() >= 5 && final_passes > 2, "{ends:?} {final_passes}");
}

#[test]
fn a_seat_is_a_side() {
    for side in Side::BOTH {
        assert_eq!(Side::try_from(Seat::from(side)), Ok(side));
    }
    assert!(Side::try_from(Seat(2)).is_err());
}
