//! A game played again, and compared with what its text says of it.

use lexicon::Lexicon;

use super::{Gcg, Handful, Turn, TurnKind};
use crate::{Board, Illegal, Laid, Letter, Move, Play, Scored, Square, TileSet, Tiles, Word, moves, score};

/// A game played again.
pub struct Replay {
    /// Line by line.
    pub played: Vec<Played>,
    /// Where the text says something else.
    pub differences: Vec<Difference>,
    /// The board at the end.
    pub board: Board,
}

/// One line, played.
pub struct Played {
    /// The board before it.
    pub before: Board,
    /// What a play is worth and forms; `None` of anything else, and of a play that cannot be.
    pub scored: Option<Scored>,
    /// The play as it is on this board: with dots for what lay there already.
    pub play: Option<Play>,
}

/// A line says something else than the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Difference {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What a line can have wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The play cannot be.
    #[error("the play is not possible: {0}")]
    Play(#[from] Illegal),
    /// It lays what the rack does not have.
    #[error("{tiles} are not all on the rack {rack}")]
    Rack {
        /// What is laid or exchanged.
        tiles: String,
        /// What is said to be held.
        rack: String,
    },
    /// A letter on a square where another lies.
    #[error("{letter} stands where {lies} lies already, on {square}")]
    Other {
        /// What stands in the text.
        letter: Letter,
        /// What lies there.
        lies: Letter,
        /// Where.
        square: Square,
    },
    /// Another score.
    #[error("the score is {right:+}, not {told:+}")]
    Score {
        /// By the rules.
        right: i32,
        /// By the text.
        told: i32,
    },
    /// A total that is not the one before and the score.
    #[error("the total is {right}, not {told}: {before} and {score:+}")]
    Total {
        /// What it should be.
        right: i32,
        /// By the text.
        told: i32,
        /// The player's total before, by the text.
        before: i32,
        /// The score, by the text.
        score: i32,
    },
    /// A play comes off that was none, or somebody else's.
    #[error("there is no play of this player just before that could come off")]
    NothingToTakeOff,
    /// Points for a challenge, or for overtime, that no rule gives.
    #[error("{told:+} is not possible here: {expected}")]
    Points {
        /// By the text.
        told: i32,
        /// What would be.
        expected: &'static str,
    },
}

/// A play beside the best there was.
pub struct Reviewed {
    /// Which of the game's turns, from 0.
    pub turn: usize,
    /// The play that scores most; `None` if the rack has no play.
    pub best: Option<Move>,
}

impl Gcg {
    /// Plays the game again. Whether words are words is not asked.
    #[must_use]
    pub fn replay(&self, set: &TileSet) -> Replay {
        let mut table = Table { set, board: Board::default(), last: None, totals: [0; 2], differences: Vec::new() };
        let played = self.turns.iter().map(|turn| table.take(turn)).collect();
        Replay { played, differences: table.differences, board: table.board }
    }

    /// The best play of every turn of which the rack is known. `replay` is this game's.
    #[must_use]
    pub fn review(&self, replay: &Replay, set: &TileSet, lexicon: &Lexicon) -> Vec<Reviewed> {
        let is_turn = |turn: &Turn| match turn.kind {
            TurnKind::Play(_) | TurnKind::Pass | TurnKind::Exchange(_) => !turn.rack.is_empty(),
            TurnKind::TakenOff
            | TurnKind::Challenge
            | TurnKind::WentOut(_)
            | TurnKind::LeftOver(_)
            | TurnKind::Time => false,
        };
        let turns = self.turns.iter().zip(&replay.played).enumerate().filter(|(_, (turn, _))| is_turn(turn));
        let review = |(number, (turn, played)): (usize, (&Turn, &Played))| {
            let all = moves(&played.before, set, lexicon, &turn.rack);
            Reviewed { turn: number, best: all.into_iter().max_by_key(|one| one.score) }
        };
        turns.map(review).collect()
    }
}

struct Table<'a> {
    set: &'a TileSet,
    board: Board,
    /// The play that can still come off: whose, and the board before it.
    last: Option<(usize, Board, i32)>,
    /// By the text.
    totals: [i32; 2],
    differences: Vec<Difference>,
}

impl Table<'_> {
    fn take(&mut self, turn: &Turn) -> Played {
        let before = self.board.clone();
        let mut played = Played { before, scored: None, play: None };
        let last = self.last.take();
        match &turn.kind {
            TurnKind::Play(play) => (played.play, played.scored) = self.play(turn, play),
            TurnKind::Pass => self.score_is(turn, 0),
            TurnKind::Exchange(handful) => self.exchange(turn, handful),
            TurnKind::TakenOff => self.take_off(turn, last),
            TurnKind::Challenge => {
                self.points(turn, turn.score >= 0, "a failed challenge gives points to the challenged player");
                self.last = None;
            }
            TurnKind::WentOut(tiles) => self.score_is(turn, 2 * self.set.worth(tiles)),
            TurnKind::LeftOver(tiles) => self.score_is(turn, -self.set.worth(tiles)),
            TurnKind::Time => {
                self.points(turn, turn.score <= 0 && turn.score % 10 == 0, "overtime costs 10 points a begun minute");
            }
        }
        self.add(turn);
        played
    }

    fn play(&mut self, turn: &Turn, play: &Play) -> (Option<Play>, Option<Scored>) {
        let play = self.with_dots(turn, play);
        let board = self.board.clone();
        let scored = score(&self.board, self.set, &play);
        // What cannot be is laid where there is room, so that what follows is judged by the board that was meant.
        for (square, laid) in play.squares().filter_map(|(square, tile)| tile.map(|laid| (square, laid))) {
            if self.board.on(square).is_none() {
                self.board.put(square, Some(laid));
            }
        }
        self.last = Some((turn.player, board, turn.score));
        match scored {
            Ok(scored) => {
                self.holds(turn, &scored.used());
                self.score_is(turn, scored.score);
                (Some(play), Some(scored))
            }
            Err(illegal) => {
                self.differ(turn, illegal.into());
                (Some(play), None)
            }
        }
    }

    /// Some programs write the letters that lie there already instead of dots.
    fn with_dots(&mut self, turn: &Turn, play: &Play) -> Play {
        let mut dotted = play.clone();
        for (tile, (square, laid)) in dotted.tiles.iter_mut().zip(play.squares()) {
            if let Some((laid, lies)) = laid.zip(self.board.on(square)) {
                *tile = None;
                if lies.letter != laid.letter {
                    let (letter, lies) = (laid.letter, lies.letter);
                    self.differ(turn, Wrong::Other { letter, lies, square });
                }
            }
        }
        dotted
    }

    fn exchange(&mut self, turn: &Turn, handful: &Handful) {
        if let Handful::Tiles(tiles) = handful {
            self.holds(turn, tiles);
        }
        self.score_is(turn, 0);
    }

    fn take_off(&mut self, turn: &Turn, last: Option<(usize, Board, i32)>) {
        match last {
            Some((player, board, score)) if player == turn.player => {
                self.board = board;
                self.score_is(turn, -score);
            }
            Some(_) | None => self.differ(turn, Wrong::NothingToTakeOff),
        }
    }

    /// Where it is said what the player held.
    fn holds(&mut self, turn: &Turn, tiles: &Tiles) {
        if !turn.rack.is_empty() && turn.rack.minus(tiles).is_none() {
            self.differ(turn, Wrong::Rack { tiles: tiles.letters(), rack: turn.rack.letters() });
        }
    }

    fn points(&mut self, turn: &Turn, possible: bool, expected: &'static str) {
        if !possible {
            self.differ(turn, Wrong::Points { told: turn.score, expected });
        }
    }

    fn score_is(&mut self, turn: &Turn, right: i32) {
        if turn.score != right {
            self.differ(turn, Wrong::Score { right, told: turn.score });
        }
    }

    /// Each total is compared with the one that stands before it, so that one mistake is named once.
    fn add(&mut self, turn: &Turn) {
        let Some(total) = self.totals.get_mut(turn.player) else {
            return;
        };
        let before = std::mem::replace(total, turn.total);
        let right = before.saturating_add(turn.score);
        if right != turn.total {
            self.differ(turn, Wrong::Total { right, told: turn.total, before, score: turn.score });
        }
    }

    fn differ(&mut self, turn: &Turn, wrong: Wrong) {
        self.differences.push(Difference { line: turn.line, wrong });
    }
}

impl Played {
    /// The words that the play forms, the main word first.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.scored.iter().flat_map(|scored| &scored.words)
    }

    /// The tiles that the play lays.
    pub fn fresh(&self) -> impl Iterator<Item = (Square, Laid)> {
        self.scored.iter().flat_map(|scored| scored.fresh.iter().copied())
    }
}
