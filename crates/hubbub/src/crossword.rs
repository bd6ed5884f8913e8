//! The commands that use the crossword game without a server.

mod lexicon;
mod words;

use std::process::ExitCode;

use clap::Subcommand;

use self::lexicon::LexiconCommand;

/// A command about the crossword game.
#[derive(Debug, Subcommand)]
pub(crate) enum Crossword {
    /// Make and ask the file in which a list of words is quick to search
    #[command(subcommand)]
    Lexicon(LexiconCommand),
}

/// Carries out one command.
pub(crate) fn run(command: &Crossword) -> anyhow::Result<ExitCode> {
    match command {
        Crossword::Lexicon(command) => lexicon::run(command),
    }
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 2] = lexicon::EXAMPLES;
