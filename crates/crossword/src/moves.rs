//! Every legal play of a rack, with its score, after Gordon's algorithm for the GADDAG (1994).
//!
//! Each line of the board is looked at by itself. A play covers at least one **anchor**, an empty square beside a tile; it
//! is found from the leftmost anchor that it covers: first leftwards from there, then, behind the graph's separator,
//! rightwards. What the words across the line allow and count is worked out once for each square. Plays downwards are the
//! same on the lines from top to bottom.

use lexicon::{Lexicon, Node, Step};

use crate::crosses::Cross;
use crate::score::{ALL_SEVEN, points};
use crate::{Board, Direction, Laid, Letter, Play, Premium, RACK, Square, Tile, TileSet, Tiles};

/// A legal play and its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// All that it earns.
    pub score: i32,
    /// Where its word begins.
    pub at: Square,
    /// Which way it goes.
    pub direction: Direction,
    /// Squares of its word.
    len: u8,
    tiles: [Option<Laid>; Square::SIDE],
}

impl Move {
    /// The play, from the first letter of its word to the last.
    #[must_use]
    pub fn play(&self) -> Play {
        Play { at: self.at, direction: self.direction, tiles: self.tiles[..usize::from(self.len)].to_vec() }
    }

    /// The tiles that it lays.
    pub fn fresh(&self) -> impl Iterator<Item = Laid> {
        self.tiles.into_iter().flatten()
    }
}

/// Every play of the rack that forms words of the lexicon only. A tile laid alone that makes two words is one play, across.
/// On an empty board only plays across: each of them is worth the same downwards.
#[must_use]
pub fn moves(board: &Board, set: &TileSet, lexicon: &Lexicon, rack: &Tiles) -> Vec<Move> {
    let mut found = Vec::new();
    let mut search = Search::new(set, lexicon, rack, &mut found);
    let both = [Direction::Across, Direction::Down];
    let directions = if board.is_empty() { &both[..1] } else { &both[..] };
    for &direction in directions {
        for start in (0..Square::SIDE).filter_map(|line| start_of(direction, line)) {
            search.line = Line::of(board, set, lexicon, start, direction);
            search.all_of_line();
        }
    }
    found
}

/// How many different exchanges a rack allows.
#[must_use]
pub fn exchanges(rack: &Tiles) -> usize {
    Tile::kinds().map(|tile| rack.count(tile) + 1).product::<usize>() - 1
}

fn start_of(direction: Direction, line: usize) -> Option<Square> {
    match direction {
        Direction::Across => Square::at(line, 0),
        Direction::Down => Square::at(0, line),
    }
}

/// One row or column.
struct Line {
    start: Square,
    direction: Direction,
    squares: [Spot; Square::SIDE],
}

/// One square of a line.
#[derive(Clone, Copy)]
struct Spot {
    lies: Option<Laid>,
    /// Of the tile that lies there.
    points: i32,
    is_anchor: bool,
    cross: Cross,
    premium: Premium,
}

impl Line {
    fn of(board: &Board, set: &TileSet, lexicon: &Lexicon, start: Square, direction: Direction) -> Self {
        let spot = |step: usize| {
            let square = start.stepped(direction, step as isize).unwrap_or(start);
            let lies = board.on(square);
            let first = board.is_empty() && square == Square::CENTRE;
            Spot {
                lies,
                points: lies.map_or(0, |laid| points(set, laid)),
                is_anchor: lies.is_none() && (first || board.has_neighbour(square)),
                cross: Cross::of(board, set, lexicon, square, direction.turned()),
                premium: Premium::of(square),
            }
        };
        Self { start, direction, squares: std::array::from_fn(spot) }
    }

    /// Whether a word can begin or end beside this place: no tile lies there.
    fn is_free(&self, place: Option<usize>) -> bool {
        place.and_then(|place| self.squares.get(place)).is_none_or(|spot| spot.lies.is_none())
    }
}

/// What has been laid so far counts.
#[derive(Clone, Copy)]
struct Sum {
    letters: i32,
    times: i32,
    crossing: i32,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Left,
    Right,
}

struct Search<'a> {
    lexicon: &'a Lexicon,
    points: [i32; Letter::COUNT],
    rack: [usize; Tile::KINDS],
    in_hand: usize,
    line: Line,
    anchor: usize,
    /// The first place that may be covered: the one after the anchor before this one.
    first: usize,
    /// Where the word begins, once it goes right.
    begins: usize,
    laid: [Option<Laid>; Square::SIDE],
    fresh: usize,
    found: &'a mut Vec<Move>,
}

impl<'a> Search<'a> {
    fn new(set: &TileSet, lexicon: &'a Lexicon, rack: &Tiles, found: &'a mut Vec<Move>) -> Self {
        let mut values = [0; Letter::COUNT];
        Letter::all().for_each(|letter| values[letter.index()] = set.points(letter));
        let mut counts = [0; Tile::KINDS];
        Tile::kinds().for_each(|tile| counts[tile.index()] = rack.count(tile));
        Self {
            lexicon,
            points: values,
            rack: counts,
            in_hand: rack.len(),
            line: Line::of(&Board::default(), set, lexicon, Square::CENTRE, Direction::Across),
            anchor: 0,
            first: 0,
            begins: 0,
            laid: [None; Square::SIDE],
            fresh: 0,
            found,
        }
    }

    fn all_of_line(&mut self) {
        self.first = 0;
        for place in 0..Square::SIDE {
            if self.line.squares[place].is_anchor {
                self.anchor = place;
                self.cover(place, self.lexicon.around(), Sum { letters: 0, times: 1, crossing: 0 }, Way::Left);
                self.first = place + 1;
            }
        }
    }

    /// Goes on with every letter that can stand at this place.
    fn cover(&mut self, place: usize, node: Node, sum: Sum, way: Way) {
        let spot = self.line.squares[place];
        if let Some(lying) = spot.lies {
            if let Some(step) = self.lexicon.child(node, lying.letter.in_list()) {
                self.go_on(place, step, Sum { letters: sum.letters + spot.points, ..sum }, way);
            }
            return;
        }
        if self.in_hand == 0 {
            return;
        }
        for step in self.lexicon.children(node) {
            let index = step.letter.place();
            let Some(letter) = Letter::at(index).filter(|_| spot.cross.allows(index)) else {
                continue;
            };
            self.lay(place, Laid { letter, blank: false }, step, sum, way);
            self.lay(place, Laid { letter, blank: true }, step, sum, way);
        }
    }

    /// Goes on with this tile, if it is in hand.
    fn lay(&mut self, place: usize, laid: Laid, step: Step, sum: Sum, way: Way) {
        let kind = laid.tile().index();
        if self.rack[kind] == 0 {
            return;
        }
        self.rack[kind] -= 1;
        self.in_hand -= 1;
        self.fresh += 1;
        self.laid[place] = Some(laid);
        let sum = self.with_fresh(place, laid, sum);
        self.go_on(place, step, sum, way);
        self.laid[place] = None;
        self.fresh -= 1;
        self.in_hand += 1;
        self.rack[kind] += 1;
    }

    fn with_fresh(&self, place: usize, laid: Laid, sum: Sum) -> Sum {
        let spot = &self.line.squares[place];
        let value = if laid.blank { 0 } else { self.points[laid.letter.index()] } * spot.premium.letter();
        let crossing = spot.cross.score.map_or(0, |others| (value + others) * spot.premium.word());
        Sum { letters: sum.letters + value, times: sum.times * spot.premium.word(), crossing: sum.crossing + crossing }
    }

    /// What can follow the letter at this place.
    fn go_on(&mut self, place: usize, step: Step, sum: Sum, way: Way) {
        match way {
            Way::Left => self.go_left(place, step, sum),
            Way::Right => {
                if step.ends_word && self.line.is_free(Some(place + 1)) {
                    self.record(self.begins, place, sum);
                }
                if place + 1 < Square::SIDE && !step.to.is_end() {
                    self.cover(place + 1, step.to, sum, Way::Right);
                }
            }
        }
    }

    fn go_left(&mut self, place: usize, step: Step, sum: Sum) {
        let (before, after) = (place.checked_sub(1), self.anchor + 1);
        let begins = self.line.is_free(before);
        if begins && step.ends_word && self.line.is_free(Some(after)) {
            self.record(place, self.anchor, sum);
        }
        if step.to.is_end() {
            return;
        }
        if let Some(before) = before.filter(|before| !begins || *before >= self.first) {
            self.cover(before, step.to, sum, Way::Left);
        }
        if let Some(node) = self.lexicon.turn(step.to).filter(|_| begins && after < Square::SIDE) {
            self.begins = place;
            self.cover(after, node, sum, Way::Right);
        }
    }

    fn record(&mut self, begins: usize, ends: usize, sum: Sum) {
        // A tile alone that makes two words has been found across.
        let found_before = self.line.direction == Direction::Down
            && self.fresh == 1
            && self.line.squares[self.anchor].cross.score.is_some();
        let at = self.line.start.stepped(self.line.direction, begins as isize);
        let Some(at) = at.filter(|_| !found_before) else {
            return;
        };
        let bonus = if self.fresh == RACK { ALL_SEVEN } else { 0 };
        let mut tiles = [None; Square::SIDE];
        let len = ends + 1 - begins;
        tiles[..len].copy_from_slice(&self.laid[begins..=ends]);
        let score = sum.letters * sum.times + sum.crossing + bonus;
        self.found.push(Move { score, at, direction: self.line.direction, len: len as u8, tiles });
    }
}
