//! The repository's own chores: `cargo xtask codegen`, `cargo xtask test`, `cargo xtask bench`,
//! `cargo xtask torture`, `cargo xtask wordlist`.
//!
//! Everything here can be run by hand, and continuous integration runs nothing else. No part of the product depends on
//! this crate.
#![expect(clippy::print_stdout, reason = "a chore talks to whoever started it")]

mod bench;
mod cargo;
mod codegen;
mod job;
mod node;
mod process;
mod test;
mod tools;
mod torture;
mod wordlist;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Chores of the Hubbub repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Generate the Rust and GDScript codecs from proto/client/v1/packets.proto.
    Codegen(codegen::Options),
    /// Run the tests: all of them, or the parts that are named.
    Test(test::Options),
    /// Compare Hubbub with other servers and write bench/RESULTS.md.
    Bench(bench::Options),
    /// Kill a fleet piece by piece while games are played, and hold what players were told against the log.
    Torture(torture::Options),
    /// Make the word lists in lexicons from packages of Debian.
    Wordlist(wordlist::Options),
}

fn main() -> ExitCode {
    run(Cli::parse().chore).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(chore: Chore) -> Result<ExitCode> {
    let repository = repository();
    process::end_children_on_signals()?;
    match chore {
        Chore::Codegen(options) => codegen::run(&options, &repository).map(|()| ExitCode::SUCCESS),
        Chore::Test(options) => test::run(&options, &repository),
        Chore::Bench(options) => bench::run(&options, &repository).map(|()| ExitCode::SUCCESS),
        Chore::Torture(options) => torture::run(&options, &repository).map(|()| ExitCode::SUCCESS),
        Chore::Wordlist(options) => wordlist::run(&options, &repository).map(|()| ExitCode::SUCCESS),
    }
}

/// The top folder of the checkout that this xtask was built from.
fn repository() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}
