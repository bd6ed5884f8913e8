//! `hubbub crossword score`: what a play is worth, or why it cannot be.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use crossword::{Play, Position, Scored, Tiles, score};
use serde::Serialize;

use super::position::Where;
use crate::{complain, table};

pub(super) const EXAMPLES: &str = "\
Examples:
  hubbub crossword score --play '8D BANJO'
  hubbub crossword score --play 'D8 BaNJO' --position '15/15/15/15/15/15/15/7C7/7A7/7T7/15/15/15/15/15 BNJO?/ 0/0 0'
  hubbub crossword score --play '8D BANJO' --json

A play is its start and its tiles. 8D (row first) is across, D8 is down; small letters are blanks,
and . stands for a tile that lies there already. Ends with 1 if the play is not possible.
Whether its words are words is not asked: for that there is `hubbub crossword lexicon check`.";

/// What to score.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The play, as in `8D BANJO`
    #[arg(long, value_name = "PLAY")]
    play: String,
    #[command(flatten)]
    place: Where,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What is said of the play.
#[derive(Serialize)]
struct Answer {
    play: String,
    legal: bool,
    score: Option<i32>,
    words: Vec<WordScore>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct WordScore {
    word: String,
    at: String,
    score: i32,
}

pub(super) fn run(asked: &Asked) -> anyhow::Result<ExitCode> {
    let position = asked.place.position()?;
    let play: Play = asked.play.parse().with_context(|| format!("play {:?}", asked.play))?;
    let scored = score(&position.board, position.set, &play).map_err(|illegal| illegal.to_string());
    let scored = scored.and_then(|scored| held(&position, scored));
    let code = if scored.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if asked.json {
        table::json(&answer(&play, scored))?;
        return Ok(code);
    }
    match scored {
        Ok(scored) => print_words(&scored)?,
        Err(reason) => complain(&format_args!("{play} is not possible: {reason}\n")),
    }
    Ok(code)
}

/// The rack decides too, where the position says what it is.
fn held(position: &Position, scored: Scored) -> Result<Scored, String> {
    let (rack, used) = (&position.racks[0], scored.used());
    if *rack == Tiles::default() || rack.minus(&used).is_some() {
        return Ok(scored);
    }
    Err(format!("{} are not all on the rack {}", used.letters(), rack.letters()))
}

fn answer(play: &Play, scored: Result<Scored, String>) -> Answer {
    let play = play.to_string();
    match scored {
        Ok(scored) => {
            let words = word_scores(&scored).collect();
            Answer { play, legal: true, score: Some(scored.score), words, reason: None }
        }
        Err(reason) => Answer { play, legal: false, score: None, words: Vec::new(), reason: Some(reason) },
    }
}

fn word_scores(scored: &Scored) -> impl Iterator<Item = WordScore> {
    scored.words.iter().map(|word| WordScore {
        word: word.to_string(),
        at: word.at.notation(word.direction),
        score: word.score,
    })
}

fn print_words(scored: &Scored) -> anyhow::Result<()> {
    let words = word_scores(scored).map(|word| vec![word.word, word.at, word.score.to_string()]);
    let bonus = scored.score - scored.words.iter().map(|word| word.score).sum::<i32>();
    let bonus = (bonus > 0).then(|| vec!["(all seven)".to_owned(), "-".to_owned(), bonus.to_string()]);
    let total = vec!["total".to_owned(), "-".to_owned(), scored.score.to_string()];
    table::rows(&[("WORD", false), ("AT", false), ("SCORE", true)], words.chain(bonus).chain([total]))
}
