//! `cargo xtask test`: every check of the repository, one part after the other.
//!
//! A part is a function from a [`Job`] to a [`Verdict`]; an error is a failure, and then all that its programs said is
//! shown. What a part needs it installs itself, as root on Debian, or it says what is missing.

mod autobahn;
mod checks;
mod codec;
mod cross;
mod cut;
mod drip;
mod export;
mod fleet;
mod folders;
mod fuzz;
mod godot;
mod new;
mod proxy;
mod readme;
mod relay;
mod report;
mod server;
mod sim;
mod stamp;
mod tidy;
mod torture;
mod tutorial;
mod watch;
mod web;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, builder::PossibleValuesParser};

use crate::job::{FUZZ_SECONDS, Job, Places, Setup};

use report::Report;

/// What `cargo xtask test` can be told.
#[derive(Args)]
#[command(
    after_help = "Exit code: 0 when nothing failed, 1 when a part failed, 2 when the command was not understood."
)]
pub(crate) struct Options {
    /// The parts to run; all of them when none is named.
    #[arg(value_name = "PART", value_parser = PossibleValuesParser::new(PARTS.iter().map(|part| part.name)))]
    parts: Vec<String>,
    /// Name the parts and what each does, and run nothing.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    places: Places,
    /// The server to test, instead of one that is built from this checkout.
    #[arg(long, value_name = "PROGRAM")]
    hubbub: Option<PathBuf>,
    /// How long each fuzz target runs.
    #[arg(long, value_name = "SECONDS", default_value_t = FUZZ_SECONDS)]
    fuzz_seconds: u32,
}

/// How a part ended that did not fail.
enum Verdict {
    /// It passed; the text says what was seen.
    Passed(String),
    /// It could not run here, for this reason. Counts neither as passed nor as failed.
    Skipped(String),
}

struct Part {
    name: &'static str,
    about: &'static str,
    run: fn(&Job) -> Result<Verdict>,
}

/// In the order in which they run: what fails fast comes first, and what was built is used before other things are.
const PARTS: &[Part] = &[
    Part { name: "fmt", about: "every crate is formatted by rustfmt", run: checks::fmt },
    Part { name: "tidy", about: "the house rules: layers, purity, sizes, documents", run: tidy::run },
    Part { name: "codegen", about: "generated code is what the schema generates", run: checks::codegen },
    Part { name: "deny", about: "licences, banned crates and sources of what we depend on", run: checks::deny },
    Part { name: "clippy", about: "all targets, warnings are errors", run: checks::clippy },
    Part { name: "unit", about: "unit, property and integration tests of all crates", run: checks::unit },
    Part { name: "doc", about: "examples in the documentation run, and it builds", run: checks::doc },
    Part {
        name: "sim",
        about: "seeded fleets, with games and without, the same without each guard, seeded hubs",
        run: sim::run,
    },
    Part { name: "torture", about: "10 kills and pauses of a fleet whose games go on", run: torture::run },
    Part { name: "readme", about: "the README's first command serves", run: readme::run },
    Part { name: "autobahn", about: "Autobahn's WebSocket cases, whole and one byte at a time", run: autobahn::run },
    Part { name: "web", about: "the chat page and the admin page in headless Chromium", run: web::run },
    Part { name: "codec", about: "what `hubbub codegen` writes agrees with Rust on every byte", run: codec::run },
    Part {
        name: "godot",
        about: "the Godot 4 addon in the editor's engine, as a release and in a browser; its scripts are strict",
        run: godot::godot4,
    },
    Part { name: "godot3", about: "the JSON client in a real Godot 3", run: godot::godot3 },
    Part {
        name: "new",
        about: "what `hubbub new` makes runs as its README says, in engines and browsers",
        run: new::run,
    },
    Part { name: "cross", about: "clients of each kind hear each other, in the lobby and in a room", run: cross::run },
    Part { name: "fuzz", about: "each fuzz target for --fuzz-seconds", run: fuzz::run },
];

/// Runs the parts that were asked for and says how many passed and failed.
pub(crate) fn run(options: &Options, repository: &Path) -> Result<ExitCode> {
    if options.list {
        PARTS.iter().for_each(|part| println!("{:9} {}", part.name, part.about));
        return Ok(ExitCode::SUCCESS);
    }
    let setup = Setup::new(repository, &options.places)?;
    let setup = setup.testing(options.hubbub.as_deref(), options.fuzz_seconds)?;
    let mut report = Report::default();
    for part in PARTS.iter().filter(|part| options.wants(part.name)) {
        let job = Job::new(&setup, part.name)?;
        report.part(part.name, job.log_path(), || (part.run)(&job));
    }
    Ok(report.finish())
}

impl Options {
    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}
