//! Positions at random, in which every word is tried on every line from every square.

use std::collections::BTreeMap;

use crossword::{Board, Direction, Laid, Letter, Play, RACK, Square, Tile, TileSet, Tiles, exchanges, moves, score};
use game::Luck;
use lexicon::{Language, Lexicon, Word, WordList, Words, build};

/// Enough letters for long words and for many that begin or end alike.
const WORDS: &str = "aa ab ad ae ag ah ai al am an ar as at aw ax ay ba be bi bo by de do ed ef eh el em en er es et ex \
    fa fe go ha he hi hm ho id if in is it jo ka la li lo ma me mi mm mo mu my na ne no nu od oe of oh oi om on op or os \
    ow ox oy pa pe pi qi re sh si so ta ti to uh um un up us ut we wo xi xu ya ye yo za ale ales are area areas arena ate \
    bale ban bane banjo banjos bat bate bates cat cats diktat ear earn earns ease east eat eaten eats era eras eta iffiest \
    inert inlet inlets insert inserts lane lanes late later latest lea lead leads lean leans learn learns least let net \
    nest nests nets notes oar oars one ones ore ores orient orients ran rate rates ratio ratios rating ratings rear rears \
    rein reins rent rents resin resins rest rests retain retains retina retinas risen roast roasts saint saints sat sate \
    satin sea seat seats senator senators sent set sin sit site stain stains star stare stares stars state states steal \
    stone stones store stores tale tales tan tea tear tears teas ten tens tie tin tine tins toe ton tone tones tore train \
    trains treason zen zeta zone zones";

fn lexicon() -> (Lexicon, Vec<Word>) {
    let text = WORDS.replace(' ', "\n");
    let list = WordList::read(Language::English, text.as_bytes()).unwrap();
    let words = list.words().to_vec();
    (Lexicon::load(build(&list, "short").unwrap()).unwrap(), words)
}

/// A set of squares with their tiles, and what the play scores.
type Placements = BTreeMap<Vec<(Square, Laid)>, i32>;

/// Every word on every line from every square.
fn try_everything(board: &Board, words: &[Word], lexicon: &Lexicon, rack: &Tiles) -> Placements {
    let mut found = Placements::new();
    let directions: &[_] = if board.is_empty() { &[Direction::Across] } else { &[Direction::Across, Direction::Down] };
    for &direction in directions {
        for at in Square::all() {
            let reach = reach(board, at, direction);
            for word in words.iter().filter(|word| word.len() >= reach) {
                if !could_be(board, at, direction, word, rack) {
                    continue;
                }
                for play in spellings(board, at, direction, word, rack) {
                    let Ok(scored) = score(board, &TileSet::ENGLISH, &play) else { continue };
                    let is_word = |word: &crossword::Word| {
                        let letters: Vec<_> = word.letters.iter().map(|letter| letter.in_list()).collect();
                        Words::contains(lexicon, &letters)
                    };
                    if scored.words.iter().all(is_word) {
                        found.insert(scored.fresh, scored.score);
                    }
                }
            }
        }
    }
    found
}

/// Whether the rack has the tiles, or blanks, for what does not lie there: to try fewer in vain.
fn could_be(board: &Board, at: Square, direction: Direction, word: &Word, rack: &Tiles) -> bool {
    let (mut rest, mut square) = (*rack, Some(at));
    word.iter().all(|letter| {
        let Some((here, letter)) = square.zip(Letter::at(letter.place())) else { return false };
        square = here.stepped(direction, 1);
        match board.on(here) {
            Some(laid) => laid.letter == letter,
            None => rest.take(Tile::Letter(letter)) || rest.take(Tile::Blank),
        }
    })
}

/// The fewest letters with which a word from here touches a tile, or covers the centre.
fn reach(board: &Board, at: Square, direction: Direction) -> usize {
    let touches = |square: Square| {
        let first = board.is_empty() && square == Square::CENTRE;
        first || board.on(square).is_some() || board.has_neighbour(square)
    };
    let squares = (0..).map_while(|steps| at.stepped(direction, steps));
    squares.take_while(|square| !touches(*square)).count() + 1
}

/// The word from this square: with each choice of which of its letters are blanks.
fn spellings(board: &Board, at: Square, direction: Direction, word: &Word, rack: &Tiles) -> Vec<Play> {
    let mut open: Vec<(Vec<Option<Laid>>, Tiles)> = vec![(Vec::new(), *rack)];
    for (steps, letter) in word.iter().enumerate() {
        let Some(square) = at.stepped(direction, steps as isize) else { return Vec::new() };
        let letter = Letter::at(letter.place()).unwrap();
        let lies = board.on(square);
        let go_on = |(tiles, rack): (Vec<Option<Laid>>, Tiles)| -> Vec<_> {
            let with = |tile| tiles.iter().copied().chain([tile]).collect::<Vec<_>>();
            match lies {
                Some(laid) if laid.letter == letter => vec![(with(None), rack)],
                Some(_) => Vec::new(),
                None => [false, true]
                    .into_iter()
                    .filter_map(|blank| {
                        let (laid, mut rest) = (Laid { letter, blank }, rack);
                        rest.take(laid.tile()).then(|| (with(Some(laid)), rest))
                    })
                    .collect(),
            }
        };
        open = open.into_iter().flat_map(go_on).collect();
    }
    open.into_iter().map(|(tiles, _)| Play { at, direction, tiles }).collect()
}

/// Some plays of a game at random, and then a rack.
fn some_position(luck: &mut Luck, lexicon: &Lexicon) -> (Board, Tiles) {
    let mut board = Board::default();
    let mut bag = Tiles::all_of(&TileSet::ENGLISH);
    let mut draw = |wanted, luck: &mut Luck| bag.draw(wanted, |bound| luck.below(bound as u32) as usize);
    for _ in 0..luck.below(9) {
        let rack = draw(RACK, luck);
        let all = moves(&board, &TileSet::ENGLISH, lexicon, &rack);
        if let Some(one) = luck.pick(&all) {
            for (square, tile) in one.play().squares() {
                board.put(square, tile.or(board.on(square)));
            }
        }
    }
    // Now and then a rack that has a long word in it.
    let rack = luck.pick(&["AEINRST", "EINRST?", "AENRST?", "AEORSTT", "AINTSRO", "JANBOSE", "Q?ZETA?"]);
    match (luck.below(4), rack) {
        (0, Some(rack)) => (board, Tiles::read(rack).unwrap()),
        (_, _) => (board, draw(1 + luck.below(RACK as u32) as usize, luck)),
    }
}

#[test]
fn every_play_is_found_once_with_its_score() {
    compare(11, 300);
}

#[test]
#[ignore = "takes a quarter of a minute; the same as above, with other positions"]
fn every_play_is_found_in_a_thousand_positions() {
    compare(12, 1_000);
}

fn compare(seed: u64, positions: usize) {
    let (lexicon, words) = lexicon();
    let mut luck = Luck::of(seed);
    let (mut total, mut bingos) = (0, 0);
    for position in 0..positions {
        let (board, rack) = some_position(&mut luck, &lexicon);
        let expected = try_everything(&board, &words, &lexicon, &rack);
        let all = moves(&board, &TileSet::ENGLISH, &lexicon, &rack);
        let found: Placements =
            all.iter().map(|one| (score(&board, &TileSet::ENGLISH, &one.play()).unwrap().fresh, one.score)).collect();
        assert_eq!(found.len(), all.len(), "position {position}: a play is found twice");
        assert_eq!(found, expected, "position {position}, rack {}", rack.letters());
        total += all.len();
        bingos += all.iter().filter(|one| one.fresh().count() == RACK).count();
    }
    assert!(total > positions * 20 && bingos > 0, "{total} plays, {bingos} of all seven");
}

#[test]
fn exchanges_are_counted_as_different_handfuls() {
    let counted: Vec<usize> =
        ["AABDELT", "AFGIIIS", "ABCDEF?", "?", "??"].map(|rack| exchanges(&Tiles::read(rack).unwrap())).into();
    assert_eq!(counted, [95, 63, 127, 1, 2]);
}

#[test]
fn a_rack_without_tiles_has_no_play() {
    let (lexicon, _) = lexicon();
    assert!(moves(&Board::default(), &TileSet::ENGLISH, &lexicon, &Tiles::default()).is_empty());
}
