//! `hubbub crossword selfplay`: bots play each other, to see how strong they are.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, iter};

use anyhow::{Context, bail};
use clap::Args;
use crossword::{Gcg, Level, Pair, Setup, Shelf, export, selfplay};
use game::Luck;
use serde::Serialize;

use super::words::Words;
use crate::table;

pub(super) const EXAMPLES: &str = "\
Examples:
  hubbub crossword selfplay --games 100
  hubbub crossword selfplay --games 1000 --levels 5,4 --seed 7 --json
  hubbub crossword selfplay --games 3 --levels 3,3 --out games

Levels are 1 to 5. The two take turns to begin. The same seed plays the same games.";

/// Who plays whom.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// How many games
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    games: u32,
    /// The levels of both
    #[arg(long, value_name = "A,B", default_value = "5,4", value_delimiter = ',')]
    levels: Vec<Level>,
    /// Where luck begins
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A folder for the games, as GCG; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    words: Words,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How one of the two has done.
#[derive(Serialize)]
struct Side {
    level: String,
    wins: u32,
    ties: u32,
    mean: f64,
    deviation: f64,
}

#[derive(Serialize)]
struct Answer {
    games: u32,
    seed: u64,
    lexicon: String,
    first_mover_wins: u32,
    sides: Vec<Side>,
}

pub(super) fn run(asked: &Asked) -> anyhow::Result<ExitCode> {
    let [one, other] = asked.levels.as_slice() else {
        bail!("--levels wants two levels, as in 5,4");
    };
    let lexicon = asked.words.load()?;
    let (name, language) = (lexicon.name().to_owned(), lexicon.language());
    Shelf::fill(vec![lexicon])?;
    let lexicon = Shelf::lists().next().context("the words are there")?;
    if let Some(folder) = &asked.out {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut luck = Luck::of(asked.seed);
    let mut scores = Vec::new();
    for number in 0..asked.games {
        // Who has the first seat begins, and that is each of the two in turn.
        let swapped = number % 2 == 1;
        let levels = Pair(if swapped { [*other, *one] } else { [*one, *other] });
        let first = Some(crossword::Side::First);
        let setup = Setup { first, language: language.name().to_owned(), ..Setup::default() };
        let log = selfplay::<Shelf>(lexicon, levels, setup, &mut luck).with_context(|| format!("game {number}"))?;
        let game = export(&log)?;
        keep(asked, number, &game)?;
        scores.push((totals(&game), swapped));
    }
    let first_mover_wins = scores.iter().filter(|([first, second], _)| first > second).count() as u32;
    let both: Vec<[i32; 2]> =
        scores.iter().map(|([a, b], swapped)| if *swapped { [*b, *a] } else { [*a, *b] }).collect();
    let sides = [(one, 0), (other, 1)].map(|(level, index)| side(*level, &both, index)).into();
    let answer = Answer { games: asked.games, seed: asked.seed, lexicon: name, first_mover_wins, sides };
    if asked.json {
        table::json(&answer)?
    } else {
        print(&answer)?
    }
    Ok(ExitCode::SUCCESS)
}

fn keep(asked: &Asked, number: u32, game: &Gcg) -> anyhow::Result<()> {
    let Some(folder) = &asked.out else {
        return Ok(());
    };
    let file = folder.join(format!("game_{}.gcg", number + 1));
    fs::write(&file, game.to_string()).with_context(|| format!("cannot write {}", file.display()))
}

/// What both have at the end, who began first.
fn totals(game: &Gcg) -> [i32; 2] {
    [0, 1].map(|player| game.turns.iter().rfind(|turn| turn.player == player).map_or(0, |turn| turn.total))
}

fn side(level: Level, scores: &[[i32; 2]], index: usize) -> Side {
    let count = |is: fn(i32, i32) -> bool| scores.iter().filter(|both| is(both[index], both[1 - index])).count() as u32;
    let own = || scores.iter().map(|both| f64::from(both[index]));
    let games = scores.len() as f64;
    let mean = own().sum::<f64>() / games;
    let deviation = (own().map(|score| (score - mean).powi(2)).sum::<f64>() / games).sqrt();
    let wins = count(|own, other| own > other);
    let ties = count(|own, other| own == other);
    Side { level: level.to_string(), wins, ties, mean, deviation }
}

fn print(answer: &Answer) -> anyhow::Result<()> {
    let share = |wins: u32| format!("{:.1} %", 100.0 * f64::from(wins) / f64::from(answer.games));
    let row = |side: &Side| {
        let (mean, deviation) = (format!("{:.1}", side.mean), format!("{:.1}", side.deviation));
        vec![side.level.clone(), side.wins.to_string(), share(side.wins), side.ties.to_string(), mean, deviation]
    };
    let first = answer.first_mover_wins;
    let mover = vec!["(first mover)".to_owned(), first.to_string(), share(first)];
    let mover = iter::once(mover.into_iter().chain(iter::repeat_n("-".to_owned(), 3)).collect());
    let columns =
        [("LEVEL", false), ("WINS", true), ("SHARE", true), ("TIES", true), ("MEAN", true), ("DEVIATION", true)];
    table::rows(&columns, answer.sides.iter().map(row).chain(mover))
}
