//! The repository's own chores: `cargo xtask codegen`, `cargo xtask test`.
//!
//! Everything here can be run by hand, and continuous integration runs nothing else. No part of the product depends on
//! this crate.
#![expect(clippy::print_stdout, reason = "a chore talks to whoever started it")]

mod codegen;

use std::{path::PathBuf, process::ExitCode};

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
}

fn main() -> ExitCode {
    let chore = match Cli::parse().chore {
        Chore::Codegen(options) => codegen::run(&options, &repository()),
    };
    match chore {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The top folder of the checkout that this xtask was built from.
fn repository() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}
