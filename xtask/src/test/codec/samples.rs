//! What `docs/codegen.md` shows, done as it stands there.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result};

use super::emit;
use crate::{
    job::Job,
    node::Node,
    test::{godot::Engine, watch::Watched},
};

const PAGE: &str = "docs/codegen.md";
/// The name of the schema and of the program in the page's commands.
const SCHEMA: &str = "game.proto";
const PROGRAM: &str = "hubbub";
/// Where the commands put what they make, and the root of the Godot project for which it is.
const GODOT: &str = "client";
const TYPESCRIPT: &str = "src";
const WEB: &str = "web";
/// What the samples print: how high the jump is that they encode and decode.
const HEIGHT: &str = "3";
const LIMIT: Duration = Duration::from_mins(2);

/// Runs the page's commands on its schema, then each sample with what they made.
pub(super) fn run(job: &Job, node: &Node, engine: &Engine) -> Result<()> {
    let page = fs::read_to_string(job.repository().join(PAGE)).with_context(|| format!("{PAGE} cannot be read"))?;
    let folder = job.scratch("codegen-samples")?;
    write(&folder.join(SCHEMA), block(&page, "proto")?)?;
    for line in block(&page, "sh")?.lines() {
        let command = line.split('#').next().unwrap_or(line);
        let arguments = command.trim().strip_prefix(PROGRAM).with_context(|| format!("{PAGE}: `{line}`"))?;
        let mut generate = Command::new(job.hubbub()?);
        job.run(generate.args(arguments.split_whitespace()).current_dir(&folder), LIMIT)?;
    }
    shows(job, &mut godot(job, engine, &folder.join(GODOT), block(&page, "gdscript")?)?, HEIGHT)?;
    let sample = block(&page, "ts")?;
    let made = folder.join("made");
    write(&folder.join(TYPESCRIPT).join("sample.ts"), sample)?;
    let sources = [folder.join(TYPESCRIPT).join("sample.ts"), folder.join(TYPESCRIPT).join("game.ts")];
    job.run(emit(job, node, &made, &folder.join(TYPESCRIPT)).args(sources).args(["--lib", "es2022,dom"]), LIMIT)?;
    write(&folder.join("package.json"), "{\"type\": \"module\"}\n")?;
    // With types taken away the sample is JavaScript, which runs with both.
    fs::copy(made.join("sample.js"), folder.join(WEB).join("sample.js"))?;
    for modules in [made, folder.join(WEB)] {
        shows(job, node.node(&modules).arg("sample.js"), HEIGHT)?;
    }
    Ok(())
}

/// A script of the engine that does what the sample does; what stands before the first variable is the script's own.
fn godot(job: &Job, engine: &Engine, project: &Path, sample: &str) -> Result<Command> {
    let (head, body) = sample.split_at(sample.find("\nvar ").context("the GDScript has no variable")? + 1);
    let body: String = body.lines().map(|line| format!("\t{line}\n")).collect();
    write(&project.join("project.godot"), "config_version=5\n")?;
    write(
        &project.join("sample.gd"),
        &format!("extends SceneTree\n{head}\nfunc _initialize() -> void:\n{body}\tquit()\n"),
    )?;
    let mut run = engine.headless(job, project);
    run.args(["--script", "res://sample.gd"]);
    Ok(run)
}

fn shows(job: &Job, command: &mut Command, wanted: &str) -> Result<()> {
    Watched::start(job, command)?.find(&format!("line `{wanted}`"), LIMIT, |line| (line == wanted).then_some(()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The first block of the page in this language.
fn block<'page>(page: &'page str, language: &str) -> Result<&'page str> {
    let start = format!("\n```{language}\n");
    let (_, behind) = page.split_once(&start).with_context(|| format!("{PAGE} shows no {language}"))?;
    let (block, _) = behind.split_once("\n```").with_context(|| format!("{PAGE}: the {language} does not end"))?;
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_block_of_a_language_is_found() {
        let page = "# T\n\n```sh\nrun # this\n```\n\n```ts\nlet x;\nx\n```\n\n```ts\nlast\n```\n";
        assert_eq!(block(page, "ts").unwrap(), "let x;\nx");
        assert_eq!(block(page, "sh").unwrap(), "run # this");
        assert!(block(page, "proto").is_err());
    }
}
