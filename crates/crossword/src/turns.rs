//! What a player can do when it is his turn.

use game::{Luck, Refusal};
use lexicon::Words;
use types::UnixMs;

use crate::event::{Challenged, Hidden, Placed, What};
use crate::snapshot::Phase;
use crate::state::{Last, State};
use crate::{
    BadPlay, Challenges, Direction, Illegal, Letter, ListName, Play, RACK, Scored, Side, Square, Tile, Tiles, Word,
    WordLists, score,
};

/// Fewer tiles in the bag than this, and nothing can be exchanged.
const EXCHANGE_BAG_MIN: usize = RACK;

/// A player, whose turn it is, and when.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) state: &'a State,
    pub(crate) side: Side,
    pub(crate) now: UnixMs,
}

impl Turn<'_> {
    /// Lays tiles.
    pub(crate) fn place<W: WordLists>(
        self,
        at: Square,
        across: bool,
        tiles: String,
        luck: &mut Luck,
    ) -> Result<What, Refusal> {
        self.not_in_final_pass()?;
        let direction = if across { Direction::Across } else { Direction::Down };
        let play = Play::read(at, direction, &tiles).map_err(|bad| refuse_tiles(&bad))?;
        let scored = score(&self.state.tiles.board, self.state.set, &play).map_err(|illegal| refuse_play(&illegal))?;
        self.holds(&scored)?;
        let words: Vec<String> = scored.words.iter().map(Word::to_string).collect();
        if self.state.rules() == Challenges::Void {
            let wrong = self.wrong_words::<W>(&words)?;
            if !wrong.is_empty() {
                return Err(Refusal::new("no_word", format!("not in the word list: {}", wrong.join(", "))));
            }
        }
        let drew = Hidden(draw(self.state.tiles.bag, scored.fresh.len(), luck));
        let (score, left_ms) = (scored.score, self.left_after());
        Ok(What::Placed(Box::new(Placed { seat: self.side, at, across, tiles, words, score, drew, left_ms })))
    }

    /// Puts tiles back and draws as many. These are drawn first, so that none comes back at once.
    pub(crate) fn exchange(self, tiles: &str, luck: &mut Luck) -> Result<What, Refusal> {
        self.not_in_final_pass()?;
        let gave = Tiles::read(tiles).map_err(|bad| Refusal::new("bad_tile", bad.to_string()))?;
        let bag = self.state.tiles.bag;
        if bag.len() < EXCHANGE_BAG_MIN {
            let text = format!("the bag has {} tiles, and an exchange needs {EXCHANGE_BAG_MIN}", bag.len());
            return Err(Refusal::new("bag_too_small", text));
        }
        if gave.is_empty() {
            return Err(Refusal::new("no_tile", "an exchange needs at least one tile; to do nothing, pass"));
        }
        if self.rack().minus(&gave).is_none() {
            let missing = Tile::kinds().find(|tile| gave.count(*tile) > self.rack().count(*tile));
            return Err(not_on_rack(missing, None));
        }
        let drew = Hidden(draw(bag, gave.len(), luck));
        Ok(What::Exchanged { seat: self.side, gave: Hidden(gave), drew, left_ms: self.left_after() })
    }

    /// Does nothing.
    pub(crate) fn pass(self) -> What {
        What::Passed { seat: self.side, left_ms: self.left_after() }
    }

    /// Says that the last play has a word that is none.
    pub(crate) fn challenge<W: WordLists>(self) -> Result<What, Refusal> {
        let rule = self.state.rules();
        let Some(last) = self.state.last.as_ref().filter(|last| last.challengeable) else {
            return Err(self.no_challenge());
        };
        let upheld = !self.wrong_words::<W>(&last.placed.words)?.is_empty();
        Ok(What::Challenged(if upheld { self.takes_off(last) } else { self.fails(rule) }))
    }

    fn no_challenge(self) -> Refusal {
        let text = match (self.state.rules(), &self.state.last) {
            (Challenges::Void, _) => "this game has no challenges: a play with a wrong word is refused",
            (_, Some(last)) if last.placed.seat != self.side => "this play has had its challenge, or its time is over",
            (_, Some(_) | None) => "there is no play of your opponent to challenge",
        };
        Refusal::new("no_challenge", text)
    }

    fn takes_off(self, last: &Last) -> Challenged {
        Challenged {
            by: self.side,
            upheld: true,
            rule: self.state.rules(),
            points: -last.placed.score,
            to_bag: last.placed.drew,
            turn_lost: false,
            left_ms: self.state.clock.left_at(self.side, self.now),
        }
    }

    fn fails(self, rule: Challenges) -> Challenged {
        let points = match rule {
            Challenges::Five => 5,
            Challenges::Ten => 10,
            Challenges::Void | Challenges::Single | Challenges::Double | Challenges::Triple => 0,
        };
        let turn_lost = rule == Challenges::Double;
        let left_ms = if turn_lost { self.left_after() } else { self.state.clock.left_at(self.side, self.now) };
        Challenged { by: self.side, upheld: false, rule, points, to_bag: Hidden::default(), turn_lost, left_ms }
    }

    fn rack(self) -> Tiles {
        self.state.tiles.racks[self.side]
    }

    fn left_after(self) -> i64 {
        self.state.clock.left_after(self.side, self.now)
    }

    fn not_in_final_pass(self) -> Result<(), Refusal> {
        if self.state.phase == Phase::FinalPass {
            return Err(Refusal::new("final_pass", "your opponent has gone out: pass, or challenge the last play"));
        }
        Ok(())
    }

    fn holds(self, scored: &Scored) -> Result<(), Refusal> {
        let mut rack = self.rack();
        let missing = scored.fresh.iter().find(|(_, laid)| !rack.take(laid.tile()));
        missing.map_or(Ok(()), |(square, laid)| Err(not_on_rack(Some(laid.tile()), Some(*square))))
    }

    fn wrong_words<W: WordLists>(self, words: &[String]) -> Result<Vec<String>, Refusal> {
        let none = ListName::default();
        let list = self.state.started.as_ref().map_or(&none, |started| &started.lexicon);
        let Some(known) = W::words(list) else {
            let text = format!("this server does not have the word list {}; ask its operator for it", list.name);
            return Err(Refusal::new("no_word_list", text));
        };
        Ok(words.iter().filter(|word| !is_word(known, word)).cloned().collect())
    }
}

/// Whether a word, in capitals, is one of these.
pub(crate) fn is_word(words: &dyn Words, word: &str) -> bool {
    let letters = word.chars().map(|char| Letter::written(char).map(Letter::in_list));
    letters.collect::<Option<Vec<_>>>().is_some_and(|letters| words.contains(&letters))
}

/// Takes tiles out of a bag by luck.
pub(crate) fn draw(mut bag: Tiles, wanted: usize, luck: &mut Luck) -> Tiles {
    bag.draw(wanted, |bound| luck.below(u32::try_from(bound).unwrap_or(u32::MAX)) as usize)
}

fn not_on_rack(tile: Option<Tile>, square: Option<Square>) -> Refusal {
    let what = match tile {
        Some(Tile::Blank) => "a blank".to_owned(),
        Some(Tile::Letter(letter)) => format!("that {letter}"),
        None => "one of these tiles".to_owned(),
    };
    let for_square = square.map_or_else(String::new, |square| format!(" for {square}"));
    Refusal::new("not_on_rack", format!("{what}{for_square} is not on your rack"))
}

fn refuse_tiles(bad: &BadPlay) -> Refusal {
    let code = match bad {
        BadPlay::OffBoard { .. } => "off_board",
        BadPlay::Blank { .. } => "blank",
        BadPlay::Start(_) | BadPlay::Parts | BadPlay::Tile { .. } => "bad_tile",
    };
    Refusal::new(code, bad.to_string())
}

fn refuse_play(illegal: &Illegal) -> Refusal {
    let code = match illegal {
        Illegal::Taken(_) => "square_taken",
        Illegal::Gap(_) => "gap",
        Illegal::NoTile(_) => "no_tile",
        Illegal::CentreNotCovered(_) => "centre_not_covered",
        Illegal::OneLetter(_) => "one_letter",
        Illegal::NotJoined(_) => "not_joined",
    };
    Refusal::new(code, illegal.to_string())
}
