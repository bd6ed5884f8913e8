//! From the text of a game that is over to its log, as if it had been played on a server.

use game::Refusal;
use lexicon::{Language, Words};
use types::{Name, UnixMs};

use super::record::record;
use super::terms::{LATE_MIN_MAX, Terms};
use super::{Gcg, Handful, Replay, Turn, TurnKind, Wrong, export};
use crate::{Event, ListName, TileSet};

/// What the text of a game does not say.
pub struct Origin<'a> {
    /// Who sits at it, in the order of its players: two users.
    pub seats: [Name; 2],
    /// The language of its tiles.
    pub language: Language,
    /// With which words it was played. Who does not have them leaves the digest empty, who does not know them the name, too.
    pub list: ListName,
    /// Those words. With them, challenges that went another way are found.
    pub words: Option<&'a dyn Words>,
    /// When its log is to say that it ended.
    pub ended_at: UnixMs,
}

/// A text does not become a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct NotImported {
    /// At which line, from 1.
    pub line: usize,
    /// Why.
    pub why: WhyNot,
}

/// Why a game cannot have gone as its text says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// The line itself is wrong.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// The player could not do it then.
    #[error("it is against the rules: {}", .0.text)]
    Refused(Refusal),
    /// He could not have these tiles.
    #[error("{tiles} cannot have been on this rack: they are somewhere else, or he had no turn in which to draw them")]
    Rack {
        /// Those that are missing.
        tiles: String,
    },
    /// What follows from the lines before is another line.
    #[error("what follows here by the rules is `{0}`")]
    Otherwise(String),
    /// Nothing can follow.
    #[error("the game is over before this line")]
    Over,
    /// It breaks off.
    #[error("the text ends here, and what follows by the rules is `{0}`")]
    Missing(String),
    /// It breaks off before the end.
    #[error("the text ends here, and the game is not over: only finished games are taken")]
    NotOver,
    /// A note says how it ended, and it cannot have.
    #[error("a note says how the game ended, and it did not end so")]
    End,
    /// It names nobody who plays.
    #[error("a note says that {0:?} has won, who does not play")]
    Winner(String),
    /// Points that no rule for challenges gives, or not beside those before.
    #[error("challenges have one price in a game: 5 points or 10 for the challenged player, or the challenger's turn")]
    ChallengePoints,
    /// Further below zero than any clock.
    #[error("{minutes} minutes of overtime are more than {LATE_MIN_MAX}, the most that a clock has")]
    Late {
        /// How many there are.
        minutes: u32,
    },
    /// A challenge was upheld that was in vain.
    #[error("the play comes off, but all of its words are in {list}")]
    Words {
        /// What the list is called.
        list: String,
    },
    /// A challenge was in vain that was right.
    #[error("the play stays after a challenge, but {word} is not in {list}")]
    NoWord {
        /// The word that is none.
        word: String,
        /// What the list is called.
        list: String,
    },
}

/// The log of a game that is over, from its text: [`fn@export`] makes the same text of it, less titles, names and notes,
/// and with whole racks. What players drew that the text does not say is chosen, the same each time. Nobody's rating
/// depends on the game, and no time passes in it beside what overtime needs.
///
/// # Errors
/// With the first line that cannot be by the rules.
pub fn import(game: &Gcg, origin: &Origin<'_>) -> Result<Vec<Event>, NotImported> {
    let replay = game.replay(TileSet::of(origin.language));
    if let Some(difference) = replay.differences.first() {
        return Err(NotImported { line: difference.line, why: difference.wrong.clone().into() });
    }
    let terms = Terms::of(game, &replay, origin)?;
    let mut why = None;
    for rule in &terms.rules {
        let play = |begins| record(game, &replay, origin, &terms, *rule, begins);
        // How long it takes is known once it has been played.
        let took = |log: &[Event]| log.last().map_or(0, |event| event.at.0);
        let played = play(UnixMs(0)).and_then(|log| play(UnixMs(origin.ended_at.0.saturating_sub(took(&log)))));
        match played.and_then(|log| compared(game, &replay, origin, log)) {
            Ok(log) => return Ok(log),
            Err(other) => why = why.or(Some(other)),
        }
    }
    Err(why.unwrap_or_else(|| game.refused_at_end(WhyNot::NotOver)))
}

/// The log, if it makes the text that it was made of.
fn compared(game: &Gcg, replay: &Replay, origin: &Origin<'_>, log: Vec<Event>) -> Result<Vec<Event>, NotImported> {
    let Ok(written) = export(&log) else { return Err(game.refused_at_end(WhyNot::NotOver)) };
    let is_swapped = written.players[0].nick != origin.seats[0].as_str();
    let line = |turn: &Turn| written.line(turn);
    let mut ours = written.turns.iter().peekable();
    let mut theirs: Vec<_> = game.turns.iter().zip(&replay.played).collect();
    // Which player's points come first at the end is all the same.
    let acts = theirs.partition_point(|(turn, _)| !turn.is_adjustment());
    theirs[acts..].sort_by_key(|(turn, _)| (turn.kind == TurnKind::Time, turn.player != usize::from(is_swapped)));
    for (turn, played) in theirs {
        // Few programs write that the other one passes when somebody has gone out.
        if matches!(turn.kind, TurnKind::WentOut(_)) {
            ours.next_if(|ours| ours.kind == TurnKind::Pass);
        }
        let Some(follows) = ours.next() else { return Err(turn.refused(WhyNot::Over)) };
        let kind = match (&turn.kind, &follows.kind) {
            (TurnKind::Play(_), TurnKind::Play(play)) => played.play.as_ref() == Some(play),
            (TurnKind::Exchange(Handful::Count(count)), TurnKind::Exchange(Handful::Tiles(tiles))) => {
                tiles.len() == *count
            }
            (told, follows) => told == follows,
        };
        let player = if is_swapped { 1 - follows.player } else { follows.player };
        let points = (turn.score, turn.total) == (follows.score, follows.total);
        let rack = turn.rack.beyond(&follows.rack).is_empty() || turn.rack.is_empty();
        if !(kind && points && rack && player == turn.player) {
            return Err(turn.refused(WhyNot::Otherwise(line(follows))));
        }
    }
    match ours.next() {
        Some(follows) => Err(game.refused_at_end(WhyNot::Missing(line(follows)))),
        None => Ok(log),
    }
}
