//! How long it takes to find every play: `cargo run --release -p crossword --example generate`.
//!
//! Boards are those of games that are played by highest score, from the first play to the last; racks are drawn. Prints the
//! median and the slowest of each kind.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures, and prints what it has measured")]

use std::time::{Duration, Instant};

use crossword::{Board, RACK, Tile, TileSet, Tiles, moves};
use game::Luck;
use lexicon::{Language, Lexicon, build, shipped};

const GAMES: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let (list, name) = shipped(Language::English);
    let lexicon = Lexicon::load(build(&list, name)?)?;
    println!("{} words become a graph in {} ms", lexicon.words(), begun.elapsed().as_millis());
    let mut luck = Luck::of(1);
    let boards: Vec<(Board, Tiles)> = (0..GAMES).flat_map(|_| boards_of_game(&lexicon, &mut luck)).collect();
    println!("{} boards of {GAMES} games", boards.len());
    for blanks in 0..=2 {
        let mut times: Vec<(Duration, usize)> =
            boards.iter().map(|(board, bag)| measure(&lexicon, board, &rack(*bag, blanks, &mut luck))).collect();
        times.sort_unstable();
        let plays = times.iter().map(|(_, plays)| plays).sum::<usize>() / times.len().max(1);
        let median = times.get(times.len() / 2).map_or(Duration::ZERO, |time| time.0);
        let slowest = times.last().map_or(Duration::ZERO, |time| time.0);
        println!("{blanks} blanks: median {median:?}, slowest {slowest:?}, {plays} plays on average");
    }
    Ok(())
}

/// The boards before each play of a game, with what is left to draw from.
fn boards_of_game(lexicon: &Lexicon, luck: &mut Luck) -> Vec<(Board, Tiles)> {
    let (mut board, mut bag) = (Board::default(), Tiles::all_of(&TileSet::ENGLISH));
    let mut boards = Vec::new();
    while bag.len() >= RACK {
        boards.push((board.clone(), bag));
        let rack = draw(&mut bag, RACK, luck);
        let all = moves(&board, &TileSet::ENGLISH, lexicon, &rack);
        let Some(best) = all.iter().max_by_key(|one| one.score) else { break };
        let mut kept = rack;
        for (square, tile) in best.play().squares() {
            board.put(square, tile.or(board.on(square)));
        }
        best.fresh().filter(|laid| !kept.take(laid.tile())).for_each(drop);
        bag = bag.plus(&kept);
    }
    boards
}

/// Seven tiles, so many of them blanks.
fn rack(mut bag: Tiles, blanks: usize, luck: &mut Luck) -> Tiles {
    while bag.take(Tile::Blank) {}
    let mut rack = draw(&mut bag, RACK - blanks, luck);
    (0..blanks).for_each(|_| rack.add(Tile::Blank));
    rack
}

fn draw(bag: &mut Tiles, wanted: usize, luck: &mut Luck) -> Tiles {
    bag.draw(wanted, |bound| luck.below(bound as u32) as usize)
}

fn measure(lexicon: &Lexicon, board: &Board, rack: &Tiles) -> (Duration, usize) {
    let begun = Instant::now();
    let plays = moves(board, &TileSet::ENGLISH, lexicon, rack).len();
    (begun.elapsed(), plays)
}
