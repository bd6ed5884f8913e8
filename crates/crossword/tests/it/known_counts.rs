//! Counts of plays and cross-sets that are known, with the list that comes with the program. One test: building its graph
//! takes a while.

use crossword::{Board, Cross, Direction, Laid, Position, Square, TileSet, Tiles, moves, score};
use lexicon::{Language, Lexicon, build, shipped};

/// A board late in a game.
const M: &str = "7ZEP1F3/1FLUKY3R1R3/5EX2A1U3/2SCARIEST1I3/9TOT3/6GO1LO4/6OR1ETA3/6JABS1b3/5QI4A3/\
    5I1N3N3/3ReSPOND1D3/1HOE3V3O3/1ENCOMIA3N3/7T7/3VENGED6";

struct Counted {
    placements: usize,
    notations: usize,
    best: i32,
}

fn count(board: &Board, lexicon: &Lexicon, rack: &str) -> Counted {
    let all = moves(board, &TileSet::ENGLISH, lexicon, &Tiles::read(rack).unwrap());
    let is_double = |play: &crossword::Play| {
        let fresh = score(board, &TileSet::ENGLISH, play).unwrap();
        fresh.fresh.len() == 1 && fresh.words.len() == 2
    };
    let doubles = all.iter().filter(|one| is_double(&one.play())).count();
    let best = all.iter().map(|one| one.score).max().unwrap();
    Counted { placements: all.len(), notations: all.len() + doubles, best }
}

fn best(board: &Board, lexicon: &Lexicon, rack: &str) -> Vec<String> {
    let all = moves(board, &TileSet::ENGLISH, lexicon, &Tiles::read(rack).unwrap());
    let most = all.iter().map(|one| one.score).max().unwrap();
    all.iter().filter(|one| one.score == most).map(|one| one.play().to_string()).collect()
}

#[test]
fn the_shipped_list_gives_the_counts_that_are_known() {
    let (list, name) = shipped(Language::English);
    let lexicon = Lexicon::load(build(&list, name).unwrap()).unwrap();
    let late: Board = M.parse::<Position>().ok().unwrap().board;
    let empty = Board::default();
    for (board, rack, placements, notations, most) in [
        (&empty, "VIVIFIC", 9, 9, 94),
        (&empty, "DEGORV?", 3_994, 3_994, 80),
        (&late, "A", 22, 26, 12),
        (&late, "AABDELT", 752, 758, 44),
    ] {
        let counted = count(board, &lexicon, rack);
        assert_eq!((counted.placements, counted.notations, counted.best), (placements, notations, most), "{rack}");
    }
    assert_eq!(best(&late, &lexicon, "A"), ["15C A......"]);
    assert_eq!(best(&late, &lexicon, "AABDELT"), ["K9 BAEL"]);
    let vivific = best(&empty, &lexicon, "VIVIFIC");
    assert_eq!(vivific, ["8B VIVIFIC", "8D VIVIFIC", "8H VIVIFIC"]);
    assert_eq!(cross(&lexicon, "OXYPHE BUTAZONE", 6), ("N".to_owned(), Some(40)));
    assert_eq!(cross(&lexicon, "OxYpHeNbUTAzON ", 14), ("E".to_owned(), Some(15)));
    assert_eq!(cross(&lexicon, "               ", 7).1, None);
}

/// The letters that fit into the gap of a row, and what the others count.
fn cross(lexicon: &Lexicon, row: &str, gap: usize) -> (String, Option<i32>) {
    let mut board = Board::default();
    for (column, char) in row.chars().enumerate() {
        board.put(Square::at(7, column).unwrap(), Laid::read(char));
    }
    let square = Square::at(7, gap).unwrap();
    let cross = Cross::of(&board, &TileSet::ENGLISH, lexicon, square, Direction::Across);
    (cross.letters().map(|letter| letter.capital()).collect(), cross.score)
}
