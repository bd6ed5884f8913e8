//! The tutorials, typed in as they are written.

use std::{fs, time::Duration};

use anyhow::{Context, Result, ensure};

use super::{folders, godot::Engine, server::Server};
use crate::job::Job;

const GODOT: &str = "docs/tutorial-godot.md";
const ADDON: &str = "clients/godot/addons";
/// Plays the person at the keyboard.
const NEWCOMER: &str = "clients/godot/tests/newcomer.gd";
const NEWCOMER_LOADED: &str = "[autoload]\n\nNewcomer=\"*res://newcomer.gd\"\n";
/// The address in the text, instead of which a test has its own.
const WRITTEN_ADDRESS: &str = "ws://127.0.0.1:8080/ws";
/// The tutorial's promise.
const OWN_LINES_MAX: usize = 10;
const LIMIT: Duration = Duration::from_mins(2);

/// Two players of the Godot tutorial's project read each other's lines.
pub(super) fn godot(job: &Job, engine: &Engine, server: &Server) -> Result<()> {
    let project = job.scratch("tutorial")?;
    let text = fs::read_to_string(job.repository().join(GODOT)).with_context(|| format!("{GODOT} cannot be read"))?;
    let files = files(&text);
    for (name, content) in &files {
        let content = content.replace(WRITTEN_ADDRESS, &server.protobuf());
        fs::write(project.join(name), content.replace("[autoload]\n", NEWCOMER_LOADED))?;
    }
    let script = files.iter().find(|(name, _)| name.ends_with(".gd")).context("the tutorial has no script")?;
    let own_lines = script.1.lines().filter(|line| !line.trim().is_empty()).count();
    ensure!(own_lines <= OWN_LINES_MAX, "the tutorial's script has {own_lines} lines, {OWN_LINES_MAX} are promised");
    folders::copy(&job.repository().join(ADDON), &project.join("addons"))?;
    fs::copy(job.repository().join(NEWCOMER), project.join("newcomer.gd"))?;
    job.run(engine.headless(job, &project).arg("--import"), LIMIT)?;
    let players = [("anna", "ben"), ("ben", "anna")].map(|(own, other)| {
        let mut player = engine.headless(job, &project);
        player.args(["--", &format!("--say={own} is here"), &format!("--expect={other} is here"), "--time-limit=60"]);
        job.start(&mut player)
    });
    for player in players {
        let status = player?.wait(LIMIT)?;
        ensure!(status.success(), "a player of the tutorial did not read the other's line: {status}");
    }
    Ok(())
}

/// The files that a text shows: a block behind a paragraph that ends with the file's name and a colon.
fn files(markdown: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut rest = markdown;
    while let Some((before, block)) = rest.split_once("\n```") {
        let Some((block, after)) = block.split_once("\n```") else { break };
        let name = before.trim_end().strip_suffix("`:").and_then(|said| said.rsplit('`').next());
        let content = block.split_once('\n').map(|(_language, content)| content);
        if let (Some(name), Some(content)) = (name, content) {
            files.push((name.to_owned(), format!("{content}\n")));
        }
        rest = after;
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_are_files_are_found_by_their_names() {
        let text =
            "# T\n\n```sh\nrun\n```\n\nThen `main.gd`:\n\n```gdscript\nextends Node\n\nfunc f():\n```\n\nEnd `x`.\n";
        assert_eq!(files(text), [("main.gd".to_owned(), "extends Node\n\nfunc f():\n".to_owned())]);
    }
}
