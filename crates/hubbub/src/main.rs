//! The `hubbub` command. It reads arguments, files and the environment, prints, and leaves the work to `node`.
//!
//! Read [`cli`] for what can be said, [`serve`] for what a server does from its start to its end, [`operate`] for how a
//! running one is asked, [`store`] for what can be done with the games that it keeps.

mod cli;
mod codegen;
mod crossword;
mod log;
mod new;
mod operate;
mod own_files;
mod pages;
mod serve;
mod settings;
mod signals;
mod store;
mod table;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::settings::Misconfigured;

/// What the caller's shell sees of a failure; 0 is success, and clap itself ends with 2 on wrong arguments.
const FAILED: u8 = 1;
/// `EX_CONFIG` of sysexits.h.
const CONFIGURATION: u8 = 78;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command.unwrap_or_default()) {
        Ok(code) => code,
        Err(error) if error.is::<Misconfigured>() => {
            complain(&error);
            CONFIGURATION.into()
        }
        Err(error) => {
            complain(&format_args!("error: {error:#}\n"));
            FAILED.into()
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(told) => serve::run(&told),
        Command::New(asked) => new::run(&asked),
        Command::Config(command) => settings::run(&command),
        Command::Bench(args) => bench::cli::run(args),
        Command::Operate(command) => operate::run(command),
        Command::Crossword(command) => crossword::run(&command),
        Command::Codegen(command) => codegen::run(&command),
        Command::Store(command) => store::run(command),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { command } => pages::man(&command),
    }
}

/// Writes what was asked for to stdout. A reader who has seen enough, like `head`, is no failure.
fn print(text: impl Display) -> anyhow::Result<()> {
    match write!(io::stdout(), "{text}").and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Says what went wrong. If even stderr is closed, the exit code must do.
fn complain(text: &dyn Display) {
    let _ = write!(io::stderr(), "{text}");
}
