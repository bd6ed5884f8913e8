//! `hubbub crossword moves`: how many plays a rack has, and the best of them.

use std::cmp::Reverse;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Args;
use crossword::{Move, Position, RACK, TileSet, Tiles, exchanges, moves, score};
use lexicon::Lexicon;
use serde::Serialize;

use super::position::Where;
use super::words::Words;
use crate::{print, table};

pub(super) const EXAMPLES: &str = "\
Examples:
  hubbub crossword moves --rack VIVIFIC
  hubbub crossword moves --rack AABDELT --top 3 --json
  hubbub crossword moves --position '15/15/15/15/15/15/15/7C7/7A7/7T7/15/15/15/15/15 AEINRS?/ 0/0 0'
  hubbub crossword moves --rack AEINRST --lexicon words.txt

A tile laid alone that makes two words is one play. On the empty board only plays across are counted.";

/// Which plays.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    place: Where,
    /// The tiles, ? for a blank [default: the first rack of the position]
    #[arg(long)]
    rack: Option<String>,
    /// How many of the best plays to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    words: Words,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    lexicon: &'a str,
    rack: String,
    plays: usize,
    exchanges: usize,
    best: Vec<Best>,
}

/// One of the best plays.
#[derive(Serialize)]
struct Best {
    play: String,
    score: i32,
    words: Vec<String>,
    /// What stays on the rack.
    keeps: String,
}

pub(super) fn run(asked: &Asked) -> anyhow::Result<ExitCode> {
    let mut position = asked.place.position()?;
    if let Some(rack) = &asked.rack {
        position.racks[0] = Tiles::read(&rack.to_uppercase()).with_context(|| format!("rack {rack:?}"))?;
    }
    let rack = position.racks[0];
    ensure!(!rack.is_empty(), "no rack: give --rack, or a position with one");
    ensure!(rack.len() <= RACK, "rack {} has {} tiles, and may have {RACK}", rack.letters(), rack.len());
    let lexicon = asked.words.load()?;
    position.set = tiles_of(&position, &lexicon)?;
    let mut all = moves(&position.board, position.set, &lexicon, &rack);
    all.sort_by_cached_key(|one| (Reverse(one.score), one.play()));
    let best = all.iter().take(asked.top).map(|one| best(&position, one)).collect();
    let exchanges = if can_exchange(&position) { exchanges(&rack) } else { 0 };
    let answer = Answer { lexicon: lexicon.name(), rack: rack.letters(), plays: all.len(), exchanges, best };
    if asked.json {
        table::json(&answer)?
    } else {
        print_best(answer)?
    }
    Ok(ExitCode::SUCCESS)
}

/// The tiles of the position, or of the words if it does not say.
pub(super) fn tiles_of(position: &Position, lexicon: &Lexicon) -> anyhow::Result<&'static TileSet> {
    let (said, words) = (position.set.language, lexicon.language());
    if Where::names_tiles(position) && said != words {
        bail!(
            "the position has {said} tiles (ld), and the words are {words}: name others with --language or --lexicon"
        );
    }
    Ok(TileSet::of(words))
}

/// Seven tiles must be in the bag, besides those on the other rack.
fn can_exchange(position: &Position) -> bool {
    let unseen = position.unseen().len();
    let other = position.racks[1].len();
    let other = if other == 0 { RACK } else { other };
    unseen >= other + RACK
}

fn best(position: &Position, one: &Move) -> Best {
    let play = one.play();
    let scored = score(&position.board, position.set, &play).ok();
    let words = scored.iter().flat_map(|scored| &scored.words).map(ToString::to_string).collect();
    let keeps = scored.and_then(|scored| position.racks[0].minus(&scored.used())).unwrap_or_default();
    Best { play: play.to_string(), score: one.score, words, keeps: keeps.letters() }
}

fn print_best(answer: Answer<'_>) -> anyhow::Result<()> {
    let (plays, exchanges) = (answer.plays as u64, answer.exchanges as u64);
    let (plays, exchanges) = (table::count(plays, "play"), table::count(exchanges, "exchange"));
    print(format_args!("{} with {}: {plays}, {exchanges}\n", answer.rack, answer.lexicon))?;
    if answer.best.is_empty() {
        return Ok(());
    }
    let row = |best: Best| vec![best.play, best.score.to_string(), best.keeps, best.words.join(" ")];
    let columns = [("PLAY", false), ("SCORE", true), ("KEEPS", false), ("WORDS", false)];
    table::rows(&columns, answer.best.into_iter().map(row))
}
