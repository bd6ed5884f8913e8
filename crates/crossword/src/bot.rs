//! A player without a human. It is told what any player in its seat is told, a [`Snapshot`], and asks for what any player
//! asks for, a [`Command`]; so it cannot cheat. It keeps nothing between turns: whoever runs it may be another node than
//! last time.

mod endgame;
mod keeps;
mod level;
mod pace;
mod seat;

use std::cmp::Reverse;

use game::Luck;
use lexicon::{Lexicon, Words};

pub use level::{BadLevel, Level};
pub use seat::BotSeat;

use crate::event::Question;
use crate::{
    Board, Challenges, Command, Direction, Laid, Letter, Move, Phase, RACK, Side, Snapshot, Square, Tile, TileSet,
    Tiles, moves, score,
};

/// What a bot wants to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What.
    pub command: Command,
    /// After how many milliseconds somebody like it would have thought of it; sooner when time is short.
    pub after_ms: i64,
}

/// What a bot of this level does in the seat to which `seen` was shown; `None` if it is not asked anything and it is not its
/// turn. `lexicon` is the list that the game is played with.
#[must_use]
pub fn choose(seen: &Snapshot, lexicon: &Lexicon, level: Level, luck: &mut Luck) -> Option<Choice> {
    let me = seen.seat?;
    if let Some(command) = answer(seen, me) {
        return Some(Choice { command, after_ms: pace::for_answer(luck) });
    }
    let is_on = matches!(seen.phase, Phase::Playing | Phase::FinalPass);
    if !is_on || seen.turn != me {
        return None;
    }
    let bot =
        Bot { seen, lexicon, level, set: TileSet::named(&seen.language)?, board: seen.table(), rack: own_rack(seen)? };
    let command = bot.turn(luck);
    Some(Choice { after_ms: pace::for_turn(seen, me, &command, luck), command })
}

/// A bot is always there, and does what the other one asks of it.
fn answer(seen: &Snapshot, me: Side) -> Option<Command> {
    if seen.phase == Phase::Ended {
        let wants = seen.rematch[me.other()] && !seen.rematch[me];
        return wants.then_some(Command::OfferRematch {});
    }
    let open = seen.question.filter(|open| open.by != me)?;
    match open.question {
        Question::Abort => Some(Command::AnswerAbort { yes: true }),
        Question::Nudge => Some(Command::AnswerNudge {}),
        Question::Rematch => None,
    }
}

fn own_rack(seen: &Snapshot) -> Option<Tiles> {
    seen.rack.as_deref().and_then(|rack| Tiles::read(rack).ok())
}

struct Bot<'a> {
    seen: &'a Snapshot,
    lexicon: &'a Lexicon,
    level: Level,
    set: &'static TileSet,
    board: Board,
    rack: Tiles,
}

impl Bot<'_> {
    fn turn(&self, luck: &mut Luck) -> Command {
        if self.challenges(luck) {
            return Command::Challenge {};
        }
        if self.seen.phase == Phase::FinalPass {
            return Command::Pass {};
        }
        if self.level.looks_ahead() && self.seen.bag == 0 {
            return self.end_game().map_or(Command::Pass {}, |best| place(&best));
        }
        let plays = self.plays();
        let play = self.pick(&plays, luck);
        match (play, self.exchange()) {
            (Some((worth, _)), Some((better, tiles))) if better > worth => Command::Exchange { tiles: tiles.letters() },
            (Some((_, play)), _) => place(&play),
            (None, Some((_, tiles))) => Command::Exchange { tiles: tiles.letters() },
            (None, None) => Command::Pass {},
        }
    }

    /// Whether the last play has a word that is none, and the bot sees it.
    fn challenges(&self, luck: &mut Luck) -> bool {
        let Some(last) = self.seen.last.as_ref().filter(|last| last.challengeable) else {
            return false;
        };
        let is_word = |word: &String| {
            let letters: Option<Vec<_>> = word.chars().map(|char| Letter::written(char).map(Letter::in_list)).collect();
            letters.is_some_and(|letters| self.lexicon.contains(&letters))
        };
        let is_wrong = self.seen.rules != Challenges::Void && !last.play.words.iter().all(is_word);
        is_wrong && luck.below(100) < self.level.sees_wrong_words_percent()
    }

    /// Every play with its worth in tenths of a point, the best first. The bot may not know all their words.
    fn plays(&self) -> Vec<(i32, Move)> {
        let all = moves(&self.board, self.set, self.lexicon, &self.rack);
        let mut plays: Vec<(i32, Move)> = all.into_iter().map(|play| (self.worth(&play), play)).collect();
        plays.sort_by_key(|(worth, play)| (Reverse(*worth), play.at, play.direction));
        plays
    }

    fn worth(&self, play: &Move) -> i32 {
        let mut used = Tiles::default();
        play.fresh().for_each(|laid| used.add(laid.tile()));
        let kept = self.rack.minus(&used).unwrap_or_default();
        10 * play.score + if self.level.minds_what_it_keeps() { self.kept_worth(&kept) } else { 0 }
    }

    fn kept_worth(&self, kept: &Tiles) -> i32 {
        if self.seen.bag > 0 { keeps::worth(kept) } else { -20 * self.set.worth(kept) }
    }

    /// One of the best plays whose words the bot knows.
    fn pick(&self, plays: &[(i32, Move)], luck: &mut Luck) -> Option<(i32, Move)> {
        let known = plays.iter().filter(|(_, play)| self.knows(play));
        let best: Vec<&(i32, Move)> = known.take(self.level.picks_among()).collect();
        luck.pick(&best).map(|one| **one)
    }

    /// Whether it knows every word of a play.
    fn knows(&self, play: &Move) -> bool {
        let Ok(scored) = score(&self.board, self.set, &play.play()) else {
            return false;
        };
        scored.words.iter().all(|word| {
            let letters: Vec<_> = word.letters.iter().map(|letter| letter.in_list()).collect();
            self.lexicon.class_of(&letters).is_some_and(|class| class <= self.level.vocabulary())
        })
    }

    /// The best tiles to exchange, and what keeping the others is worth, in tenths of a point.
    fn exchange(&self) -> Option<(i32, Tiles)> {
        if self.seen.bag < RACK {
            return None;
        }
        let kept = keeps::best_part(&self.rack);
        let given = self.rack.minus(&kept).filter(|given| !given.is_empty())?;
        let worth = if self.level.minds_what_it_keeps() { keeps::worth(&kept) } else { i32::MIN };
        Some((worth, given))
    }

    /// With an empty bag the other rack is what is unseen, and nothing is left to luck.
    fn end_game(&self) -> Option<Move> {
        let mut unseen = Tiles::all_of(self.set);
        let lying = Square::all().filter_map(|square| self.board.on(square)).map(Laid::tile);
        let out: Vec<Tile> = lying.chain(self.rack.iter()).collect();
        let all_there = out.into_iter().all(|tile| unseen.take(tile));
        let other = if all_there { unseen } else { Tiles::default() };
        endgame::best(self.set, self.lexicon, self.board.clone(), [self.rack, other], self.seen.scoreless)
    }
}

fn place(play: &Move) -> Command {
    let (at, across) = (play.at, play.direction == Direction::Across);
    Command::Place { at, across, tiles: play.play().letters() }
}
