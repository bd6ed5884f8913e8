//! `hubbub crossword lexicon …`: makes the file of a word list, and asks whether something is a word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use lexicon::{Class, Language, Lexicon, WordList, build};
use serde::Serialize;

use super::words::{self, Words};
use crate::{complain, print, table};

/// A command about words.
#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Make a file of a word list that is quick to load and to search
    #[command(after_help = BUILD)]
    Build(Build),
    /// Say which of some texts are words; ends with 1 if one is not
    #[command(after_help = CHECK)]
    Check(Check),
}

const BUILD: &str = "\
Examples:
  hubbub crossword lexicon build words.txt --out words.lexicon
  hubbub crossword lexicon build woorden.txt --out club.lexicon --name Club2026 --language dutch

The list is UTF-8 with one word of 2 to 15 letters a line, small or capital.
Empty lines and lines that begin with # are skipped.";

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The list of words
    file: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What players are told that the list is called [default: the list's file name]
    #[arg(long)]
    name: Option<String>,
    /// The language of the words
    #[arg(long, default_value_t, value_parser = words::language_parser())]
    language: Language,
}

const CHECK: &str = "\
Examples:
  hubbub crossword lexicon check QI ZA
  hubbub crossword lexicon check ijsje --language dutch
  hubbub crossword lexicon check muzjiks --lexicon words.lexicon --json";

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What may be a word
    #[arg(required = true, value_name = "WORD")]
    texts: Vec<String>,
    #[command(flatten)]
    words: Words,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 2] = [BUILD, CHECK];

/// Carries out one command.
pub(crate) fn run(command: &LexiconCommand) -> anyhow::Result<ExitCode> {
    match command {
        LexiconCommand::Build(asked) => write(asked),
        LexiconCommand::Check(asked) => check(asked),
    }
}

fn write(asked: &Build) -> anyhow::Result<ExitCode> {
    let file = asked.file.display();
    complain(&format_args!("reading {file}\n"));
    let text = words::read(&asked.file).with_context(|| file.to_string())?;
    let list = WordList::read(asked.language, &text).with_context(|| file.to_string())?;
    complain(&format_args!("building the graph of {}\n", table::count(list.words().len() as u64, "word")));
    let name = asked.name.clone().unwrap_or_else(|| words::name(&asked.file));
    let image = build(&list, &name)?;
    replace(&asked.out, &image).with_context(|| format!("cannot write {}", asked.out.display()))?;
    let (out, bytes) = (asked.out.display(), image.len());
    let lexicon = Lexicon::load(image)?;
    print(format_args!("{out}: {name}, {} words, {} arcs, {bytes} bytes\n", lexicon.words(), lexicon.arcs_total()))?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a whole file in its place at once, so that nobody loads half of it.
fn replace(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, content)?;
    fs::rename(&new, file)
}

/// What is said of the words that were asked about.
#[derive(Serialize)]
struct Checked<'a> {
    lexicon: &'a str,
    language: &'static str,
    words: Vec<CheckedWord<'a>>,
}

#[derive(Serialize)]
struct CheckedWord<'a> {
    word: &'a str,
    is_word: bool,
    /// The size of dictionary in which it first appears, if it is a word and the list says so.
    size: Option<u8>,
}

fn check(asked: &Check) -> anyhow::Result<ExitCode> {
    let lexicon = asked.words.load()?;
    let words: Vec<CheckedWord<'_>> = asked.texts.iter().map(|text| checked(&lexicon, text)).collect();
    let code = if words.iter().all(|word| word.is_word) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if asked.json {
        table::json(&Checked { lexicon: lexicon.name(), language: lexicon.language().name(), words })?;
        return Ok(code);
    }
    let columns = [("TEXT", false), ("WORD", false), ("SIZE", true)];
    table::rows(
        &columns,
        words.into_iter().map(|word| {
            let is_word = if word.is_word { "yes" } else { "no" };
            vec![word.word.to_owned(), is_word.to_owned(), table::or_dash(word.size)]
        }),
    )?;
    Ok(code)
}

fn checked<'a>(lexicon: &Lexicon, text: &'a str) -> CheckedWord<'a> {
    let word = lexicon.language().alphabet().word(text);
    let class = word.and_then(|word| lexicon.class_of(&word));
    CheckedWord { word: text, is_word: class.is_some(), size: class.filter(|_| lexicon.has_classes()).map(Class::size) }
}
