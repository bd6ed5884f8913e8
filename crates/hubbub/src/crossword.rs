//! The commands that use the crossword game without a server.

mod games;
mod lexicon;
mod moves;
mod position;
mod score;
mod selfplay;
mod words;

use std::process::ExitCode;

use clap::Subcommand;

pub(crate) use self::games::read as read_game;
use self::lexicon::LexiconCommand;
pub(crate) use self::words::Words;

/// A command about the crossword game.
#[derive(Debug, Subcommand)]
pub(crate) enum Crossword {
    /// Make and ask the file in which a list of words is quick to search
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Score a play, and show every word that it forms
    #[command(after_help = score::EXAMPLES)]
    Score(score::Asked),
    /// Count the plays of a rack, and show the best
    #[command(after_help = moves::EXAMPLES)]
    Moves(moves::Asked),
    /// Play a game's text again, and name what is wrong in it
    #[command(after_help = games::REPLAY)]
    Replay(games::Replayed),
    /// Show the best play beside each turn of a game's text
    #[command(after_help = games::REVIEW)]
    Review(games::ReviewAsked),
    /// Let bots play each other
    #[command(after_help = selfplay::EXAMPLES)]
    Selfplay(selfplay::Asked),
}

/// Carries out one command.
pub(crate) fn run(command: &Crossword) -> anyhow::Result<ExitCode> {
    match command {
        Crossword::Lexicon(command) => lexicon::run(command),
        Crossword::Score(asked) => score::run(asked),
        Crossword::Moves(asked) => moves::run(asked),
        Crossword::Replay(asked) => games::replay(asked),
        Crossword::Review(asked) => games::review(asked),
        Crossword::Selfplay(asked) => selfplay::run(asked),
    }
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 7] = [
    lexicon::EXAMPLES[0],
    lexicon::EXAMPLES[1],
    score::EXAMPLES,
    moves::EXAMPLES,
    games::REPLAY,
    games::REVIEW,
    selfplay::EXAMPLES,
];
