//! What must have been agreed on for a game to go as its text says.

use lexicon::Words;

use super::remark::Remark;
use super::{Gcg, NotImported, Origin, Played, Replay, Turn, TurnKind, WhyNot};
use crate::turns::is_word;
use crate::{Challenges, Pair, Reason, Side};

/// The rules under which a game can have gone so, how late the players were, and why it ended.
pub(super) struct Terms {
    /// At least one, the likeliest first.
    pub(super) rules: Vec<Challenges>,
    /// Minutes of overtime that each has lost points for.
    pub(super) late_min: Pair<u32>,
    /// `None` if it ended with its last turn.
    pub(super) end: Option<(Reason, Option<Side>)>,
}

/// No clock of a server goes further below zero.
pub(super) const LATE_MIN_MAX: u32 = 10;
const LATE_POINTS: u32 = 10;

impl Terms {
    /// What the text shows of it.
    pub(super) fn of(game: &Gcg, replay: &Replay, origin: &Origin<'_>) -> Result<Self, NotImported> {
        let end = end_of(game)?;
        let mut late_min = Pair::default();
        for turn in game.turns.iter().filter(|turn| turn.kind == TurnKind::Time) {
            let minutes = turn.score.unsigned_abs() / LATE_POINTS;
            if minutes > LATE_MIN_MAX {
                return Err(turn.refused(WhyNot::Late { minutes }));
            }
            late_min[turn.side()] = minutes;
        }
        if let Some(words) = origin.words {
            let mut turns = (0..).zip(&game.turns).zip(&replay.played);
            turns.try_for_each(|((number, turn), played)| judged(game, number, turn, phony(played, words), origin))?;
        }
        let has_phony = origin.words.is_some_and(|words| replay.played.iter().any(|one| phony(one, words).is_some()));
        let rules = match (end, rule_of(game)?) {
            (Some((Reason::TripleChallenge, _)), _) => vec![Challenges::Triple],
            (_, Some(rule)) => vec![rule],
            // It could have been challenged.
            (_, None) if has_phony => vec![Challenges::Single],
            (_, None) => vec![Challenges::Void, Challenges::Single],
        };
        Ok(Self { rules, late_min, end })
    }
}

/// Why the game ended, where a note says it: behind its last turn, or before any.
fn end_of(game: &Gcg) -> Result<Option<(Reason, Option<Side>)>, NotImported> {
    let facts = game.facts.iter().filter(|(name, _)| game.turns.is_empty() && name == "note").map(|(_, note)| note);
    let notes = game.turns.last().into_iter().flat_map(|turn| &turn.notes);
    let mut ends = facts.chain(notes).filter_map(|note| match Remark::read(note)? {
        Remark::Ended { reason, winner } => Some((reason, winner)),
        Remark::LostTurn | Remark::InVain => None,
    });
    let Some((reason, winner)) = ends.next_back() else { return Ok(None) };
    let side = |nick| Side::BOTH.into_iter().zip(&game.players).find(|(_, player)| player.nick == nick);
    match winner.map(|nick| side(nick).ok_or(nick)) {
        None => Ok(Some((reason, None))),
        Some(Ok((side, _))) => Ok(Some((reason, Some(side)))),
        Some(Err(nick)) => Err(game.refused_at_end(WhyNot::Winner(nick.to_owned()))),
    }
}

/// The one rule that what challenges have cost is by; `None` if there were none.
fn rule_of(game: &Gcg) -> Result<Option<Challenges>, NotImported> {
    let mut known = None;
    for turn in &game.turns {
        let shown = match (&turn.kind, turn.score) {
            (TurnKind::TakenOff, _) => Some(Challenges::Single),
            (TurnKind::Challenge, 5) => Some(Challenges::Five),
            (TurnKind::Challenge, 10) => Some(Challenges::Ten),
            (TurnKind::Challenge, _) => return Err(turn.refused(WhyNot::ChallengePoints)),
            _ if turn.says(Remark::LostTurn) => Some(Challenges::Double),
            _ if turn.says(Remark::InVain) => Some(Challenges::Single),
            _ => None,
        };
        known = match (known, shown) {
            // A play comes off by any of the rules.
            (known, None) | (known @ Some(_), Some(Challenges::Single)) => known,
            (None | Some(Challenges::Single), shown) => shown,
            (known, shown) if known == shown => known,
            (Some(_), Some(_)) => return Err(turn.refused(WhyNot::ChallengePoints)),
        };
    }
    Ok(known)
}

/// A word of a play that is none.
fn phony(played: &Played, words: &dyn Words) -> Option<String> {
    played.words().map(ToString::to_string).find(|word| !is_word(words, word))
}

/// Refuses a play that has come off although its words are words, and one that has stayed after a challenge although one
/// of them is none.
fn judged(
    game: &Gcg,
    number: usize,
    turn: &Turn,
    phony: Option<String>,
    origin: &Origin<'_>,
) -> Result<(), NotImported> {
    if !matches!(turn.kind, TurnKind::Play(_)) {
        return Ok(());
    }
    let list = || origin.list.name.clone();
    let next = game.turns.get(number + 1);
    let stays = turn.says(Remark::InVain)
        || next.is_some_and(|next| next.kind == TurnKind::Challenge || next.says(Remark::LostTurn));
    match (phony, next) {
        (None, Some(next)) if game.comes_off(number) => Err(next.refused(WhyNot::Words { list: list() })),
        (Some(word), _) if stays => Err(turn.refused(WhyNot::NoWord { word, list: list() })),
        (Some(_) | None, _) => Ok(()),
    }
}
