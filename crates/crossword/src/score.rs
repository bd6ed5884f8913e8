//! What a play is worth, every word that it forms, and why it is refused.

use std::fmt;

use crate::{Board, Direction, Laid, Letter, Play, Premium, RACK, Square, TileSet, Tiles};

/// For laying all seven tiles at once, after all multiplying.
pub(crate) const ALL_SEVEN: i32 = 50;

/// The rules of the board allow the play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// All that it earns.
    pub score: i32,
    /// Every word that it forms: the main word, then those that cross it.
    pub words: Vec<Word>,
    /// The tiles that are new on the board, in the play's order.
    pub fresh: Vec<(Square, Laid)>,
}

/// A word that a play forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its letters; blanks count as the letters that they stand for.
    pub letters: Vec<Letter>,
    /// Where it starts.
    pub at: Square,
    /// Which way it goes.
    pub direction: Direction,
    /// What it earns.
    pub score: i32,
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters.iter().try_for_each(|letter| letter.fmt(f))
    }
}

impl Scored {
    /// What the play takes from the rack.
    #[must_use]
    pub fn used(&self) -> Tiles {
        let mut used = Tiles::default();
        self.fresh.iter().for_each(|(_, laid)| used.add(laid.tile()));
        used
    }
}

/// The rules of the board do not allow the play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// A fresh tile for a square that has one.
    #[error("square {0} is taken")]
    Taken(Square),
    /// A dot for a square that has no tile.
    #[error("there is no tile on {0}: fresh tiles must leave no gap")]
    Gap(Square),
    /// Nothing fresh.
    #[error("no tile is laid at {0}")]
    NoTile(Square),
    /// The game's first play somewhere else.
    #[error("the first play must cover the centre, H8; this one starts at {0}")]
    CentreNotCovered(Square),
    /// The game's first play is too short.
    #[error("the first play must have two letters at least; {0} alone is no word")]
    OneLetter(Square),
    /// It touches nothing.
    #[error("the play at {0} touches no tile on the board")]
    NotJoined(Square),
}

/// What a play on this board is worth. Whether its words are words is not asked here, nor whose tiles they are.
pub fn score(board: &Board, set: &TileSet, play: &Play) -> Result<Scored, Illegal> {
    let fresh = fresh_tiles(board, play)?;
    must_join(board, play, &fresh)?;
    let main = fresh.first().and_then(|&(square, laid)| word(board, set, &fresh, play.direction, square, laid));
    let cross = play.direction.turned();
    let crossing = fresh.iter().filter_map(|&tile| word(board, set, &[tile], cross, tile.0, tile.1));
    let words: Vec<Word> = main.into_iter().chain(crossing).collect();
    let bonus = if fresh.len() == RACK { ALL_SEVEN } else { 0 };
    let score = words.iter().map(|word| word.score).sum::<i32>() + bonus;
    Ok(Scored { score, words, fresh })
}

fn fresh_tiles(board: &Board, play: &Play) -> Result<Vec<(Square, Laid)>, Illegal> {
    let mut fresh = Vec::with_capacity(RACK);
    for (square, tile) in play.squares() {
        match (board.on(square), tile) {
            (Some(_), Some(_)) => return Err(Illegal::Taken(square)),
            (None, None) => return Err(Illegal::Gap(square)),
            (None, Some(laid)) => fresh.push((square, laid)),
            (Some(_), None) => {}
        }
    }
    if fresh.is_empty() { Err(Illegal::NoTile(play.at)) } else { Ok(fresh) }
}

fn must_join(board: &Board, play: &Play, fresh: &[(Square, Laid)]) -> Result<(), Illegal> {
    if !board.is_empty() {
        let joined = fresh.iter().any(|(square, _)| board.has_neighbour(*square));
        return joined.then_some(()).ok_or(Illegal::NotJoined(play.at));
    }
    if !fresh.iter().any(|(square, _)| *square == Square::CENTRE) {
        return Err(Illegal::CentreNotCovered(play.at));
    }
    if fresh.len() < 2 { Err(Illegal::OneLetter(play.at)) } else { Ok(()) }
}

/// The word in this direction through a fresh tile, with every tile that adjoins it; `None` for a single letter, which
/// is no word. `fresh` are the tiles in this line that do not lie on the board yet.
fn word(
    board: &Board,
    set: &TileSet,
    fresh: &[(Square, Laid)],
    direction: Direction,
    square: Square,
    laid: Laid,
) -> Option<Word> {
    let before: Vec<_> = board.run(square, direction, -1).collect();
    let mut line: Vec<(Square, Laid, Premium)> = before.into_iter().rev().map(lying).collect();
    let mut next = Some((square, laid, Premium::of(square)));
    while let Some(tile) = next {
        line.push(tile);
        next = tile.0.stepped(direction, 1).and_then(|square| tile_on(board, fresh, square));
    }
    if line.len() < 2 {
        return None;
    }
    let letters: i32 = line.iter().map(|(_, laid, premium)| points(set, *laid) * premium.letter()).sum();
    let times: i32 = line.iter().map(|(_, _, premium)| premium.word()).product();
    let at = line.first().map_or(square, |first| first.0);
    Some(Word { letters: line.iter().map(|tile| tile.1.letter).collect(), at, direction, score: letters * times })
}

fn tile_on(board: &Board, fresh: &[(Square, Laid)], square: Square) -> Option<(Square, Laid, Premium)> {
    if let Some(laid) = board.on(square) {
        return Some(lying((square, laid)));
    }
    let new = fresh.iter().find(|(other, _)| *other == square)?;
    Some((square, new.1, Premium::of(square)))
}

/// A premium counts only for the tile that covers it first.
fn lying((square, laid): (Square, Laid)) -> (Square, Laid, Premium) {
    (square, laid, Premium::Plain)
}

/// What a tile on the board counts.
pub(crate) fn points(set: &TileSet, laid: Laid) -> i32 {
    if laid.blank { 0 } else { set.points(laid.letter) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    /// Plays one after the other on an empty board, and gives the score and the words of each.
    fn played(plays: &[&str]) -> Vec<(i32, String)> {
        let mut board = Board::default();
        let play = |text: &&str| {
            let scored = score(&board, &TileSet::ENGLISH, &text.parse().unwrap()).unwrap();
            scored.fresh.iter().for_each(|(square, laid)| board.put(*square, Some(*laid)));
            (scored.score, words(&scored))
        };
        plays.iter().map(play).collect()
    }

    fn words(scored: &Scored) -> String {
        scored.words.iter().map(Word::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn first_plays_score_what_the_rules_say() {
        for (play, expected) in [
            ("8D BANJO", 34),
            ("8D BANJOER", 88),
            ("8C IFFIEST", 84),
            ("8B MUZJIKS", 128),
            ("8B BEZIQUE", 124),
            ("8D BaNJO", 32),
            ("D8 BANJOER", 0),
        ] {
            let scored = score(&Board::default(), &TileSet::ENGLISH, &play.parse().unwrap());
            match expected {
                0 => assert_eq!(scored, Err(Illegal::CentreNotCovered(play[..2].parse().unwrap()))),
                _ => assert_eq!(scored.unwrap().score, expected, "{play}"),
            }
        }
    }

    #[test]
    fn later_plays_count_every_word_and_each_premium_once() {
        assert_eq!(played(&["8D BANJO", "I8 SYZYGAL"])[1], (93, "SYZYGAL BANJOS".to_owned()));
        let chain = played(&["H7 HIS", "G8 OIK", "10E DI.TAT"]);
        let expected = [(12, "HIS"), (13, "OIK OI IS"), (22, "DIKTAT HIST")];
        assert_eq!(chain, expected.map(|(score, words)| (score, words.to_owned())));
    }

    #[test]
    fn a_play_in_the_middle_of_a_game() {
        let position: Position = crate::cgp::M.parse().unwrap();
        let scored = score(&position.board, position.set, &"K9 TAEL".parse().unwrap()).unwrap();
        assert_eq!((scored.score, words(&scored).as_str()), (38, "TAEL TA AN RESPONDED LO"));
    }

    #[test]
    fn a_single_tile_scores_the_same_in_both_directions() {
        let mut board = Board::default();
        for (square, char) in [("H8", 'A'), ("I8", 'T'), ("I9", 'O')] {
            board.put(square.parse().unwrap(), Laid::read(char));
        }
        let of = |text: &str| score(&board, &TileSet::ENGLISH, &text.parse().unwrap()).unwrap();
        assert_eq!(of("9H X").score, of("H9 X").score);
        assert_eq!(words(&of("9H X")), "XO AX");
        assert_eq!(words(&of("H9 X")), "AX XO");
    }

    #[test]
    fn what_the_board_does_not_allow_is_refused_with_its_square() {
        let mut board = Board::default();
        let of = |board: &Board, text: &str| score(board, &TileSet::ENGLISH, &text.parse().unwrap()).unwrap_err();
        assert_eq!(of(&board, "8H A"), Illegal::OneLetter(Square::CENTRE));
        assert_eq!(of(&board, "8A AA"), Illegal::CentreNotCovered("A8".parse().unwrap()));
        assert_eq!(of(&board, "8G A.A"), Illegal::Gap(Square::CENTRE));
        board.put(Square::CENTRE, Laid::read('A'));
        assert_eq!(of(&board, "8G AAA"), Illegal::Taken(Square::CENTRE));
        assert_eq!(of(&board, "8H ."), Illegal::NoTile(Square::CENTRE));
        assert_eq!(of(&board, "1A AA"), Illegal::NotJoined("A1".parse().unwrap()));
        assert_eq!(of(&board, "9I A").to_string(), "the play at I9 touches no tile on the board");
    }
}
