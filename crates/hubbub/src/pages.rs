//! What is generated from the command line itself: completions and manual pages.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::print;

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "hubbub", &mut script);
    print(String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page of one command, named by its words; of `hubbub` itself if there are none.
pub(crate) fn man(words: &[String]) -> anyhow::Result<ExitCode> {
    let mut root = Cli::command();
    root.build();
    let mut command = &root;
    for word in words {
        let Some(next) = command.find_subcommand(word) else {
            let names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
            bail!("no command `{word}` in {}; there are: {}", command.get_name(), names.join(", "));
        };
        command = next;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).context("cannot write the page")?;
    print(String::from_utf8(page)?)?;
    Ok(ExitCode::SUCCESS)
}
