//! `hubbub crossword replay` and `review`: what a game's text says, beside what the rules say and what was best.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Args;
use crossword::{Gcg, Replay, Reviewed, TileSet, Turn};
use lexicon::Language;
use serde::Serialize;

use super::words::{self, Words};
use crate::{complain, table};

pub(super) const REPLAY: &str = "\
Examples:
  hubbub crossword replay game.gcg
  hubbub crossword replay partij.gcg --language dutch --json

Plays the game again and names every line whose play, score or total is not what the rules say; then it ends with 1.";

pub(super) const REVIEW: &str = "\
Examples:
  hubbub crossword review game.gcg
  hubbub crossword review game.gcg --lexicon words.txt --json

Shows, beside each turn whose rack is known, the play that scores most.";

/// A game to play again.
#[derive(Debug, Args)]
pub(crate) struct Replayed {
    /// The game, as GCG
    file: PathBuf,
    /// The language of the tiles
    #[arg(long, default_value_t, value_parser = words::language_parser())]
    language: Language,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A game to look at again.
#[derive(Debug, Args)]
pub(crate) struct ReviewAsked {
    /// The game, as GCG
    file: PathBuf,
    #[command(flatten)]
    words: Words,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// No game's text is larger, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

#[derive(Serialize)]
struct ReplayAnswer {
    players: Vec<String>,
    turns: Vec<TurnAnswer>,
    differences: Vec<DifferenceAnswer>,
}

#[derive(Serialize)]
struct TurnAnswer {
    line: usize,
    player: String,
    rack: String,
    turn: String,
    words: Vec<String>,
    /// By the rules, where they say it.
    score: Option<i32>,
    told_score: i32,
    told_total: i32,
}

#[derive(Serialize)]
struct DifferenceAnswer {
    line: usize,
    text: String,
}

pub(super) fn replay(asked: &Replayed) -> anyhow::Result<ExitCode> {
    let game = read(&asked.file).with_context(|| asked.file.display().to_string())?;
    let replay = game.replay(TileSet::of(asked.language));
    let turns: Vec<TurnAnswer> = turns(&game, &replay).collect();
    let is_right = replay.differences.is_empty();
    if asked.json {
        let difference = |one: &crossword::Difference| DifferenceAnswer { line: one.line, text: one.wrong.to_string() };
        let differences = replay.differences.iter().map(difference).collect();
        let players = game.players.iter().map(|player| player.name.clone()).collect();
        table::json(&ReplayAnswer { players, turns, differences })?;
    } else {
        print_turns(turns)?;
        replay.differences.iter().for_each(|difference| complain(&format_args!("{difference}\n")));
    }
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn turns(game: &Gcg, replay: &Replay) -> impl Iterator<Item = TurnAnswer> {
    game.turns.iter().zip(&replay.played).map(|(turn, played)| TurnAnswer {
        line: turn.line,
        player: nick(game, turn),
        rack: turn.rack.letters(),
        turn: played.play.as_ref().map_or_else(|| turn.kind.to_string(), ToString::to_string),
        words: played.words().map(ToString::to_string).collect(),
        score: played.scored.as_ref().map(|scored| scored.score),
        told_score: turn.score,
        told_total: turn.total,
    })
}

fn nick(game: &Gcg, turn: &Turn) -> String {
    game.players.get(turn.player).map(|player| player.nick.clone()).unwrap_or_default()
}

fn print_turns(turns: Vec<TurnAnswer>) -> anyhow::Result<()> {
    let row = |turn: TurnAnswer| {
        let (line, score, total) = (turn.line.to_string(), turn.told_score.to_string(), turn.told_total.to_string());
        vec![line, turn.player, turn.rack, turn.turn, score, total, turn.words.join(" ")]
    };
    let columns = [
        ("LINE", true),
        ("PLAYER", false),
        ("RACK", false),
        ("TURN", false),
        ("SCORE", true),
        ("TOTAL", true),
        ("WORDS", false),
    ];
    table::rows(&columns, turns.into_iter().map(row))
}

#[derive(Serialize)]
struct ReviewAnswer<'a> {
    lexicon: &'a str,
    turns: Vec<TurnReview>,
}

#[derive(Serialize)]
struct TurnReview {
    line: usize,
    player: String,
    rack: String,
    turn: String,
    score: i32,
    best: Option<String>,
    best_score: i32,
}

pub(super) fn review(asked: &ReviewAsked) -> anyhow::Result<ExitCode> {
    let game = read(&asked.file).with_context(|| asked.file.display().to_string())?;
    let lexicon = asked.words.load()?;
    let set = TileSet::of(lexicon.language());
    let replay = game.replay(set);
    let of_turn = |reviewed: &Reviewed| {
        let turn = game.turns.get(reviewed.turn)?;
        let best = reviewed.best.as_ref();
        Some(TurnReview {
            line: turn.line,
            player: nick(&game, turn),
            rack: turn.rack.letters(),
            turn: turn.kind.to_string(),
            score: turn.score,
            best: best.map(|best| best.play().to_string()),
            best_score: best.map_or(0, |best| best.score),
        })
    };
    let turns: Vec<TurnReview> = game.review(&replay, set, &lexicon).iter().filter_map(of_turn).collect();
    if asked.json {
        table::json(&ReviewAnswer { lexicon: lexicon.name(), turns })?;
    } else {
        print_review(turns)?;
        replay.differences.iter().for_each(|difference| complain(&format_args!("{difference}\n")));
    }
    Ok(ExitCode::SUCCESS)
}

fn print_review(turns: Vec<TurnReview>) -> anyhow::Result<()> {
    let row = |turn: TurnReview| {
        let (line, score, best_score) = (turn.line.to_string(), turn.score.to_string(), turn.best_score.to_string());
        vec![line, turn.player, turn.rack, turn.turn, score, table::or_dash(turn.best), best_score]
    };
    let columns = [
        ("LINE", true),
        ("PLAYER", false),
        ("RACK", false),
        ("TURN", false),
        ("SCORE", true),
        ("BEST", false),
        ("SCORE", true),
    ];
    table::rows(&columns, turns.into_iter().map(row))
}

/// The game in a file.
pub(crate) fn read(file: &Path) -> anyhow::Result<Gcg> {
    let mut bytes = Vec::new();
    let opened = File::open(file).context("cannot be read")?;
    opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).context("cannot be read")?;
    ensure!(bytes.len() as u64 <= FILE_BYTES_MAX, "larger than 1 MiB, which no game is");
    Ok(Gcg::read(&bytes)?)
}
