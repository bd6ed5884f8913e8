//! The tutorials, typed in as they are written.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use nats_server::NatsServer;

use super::{
    folders,
    godot::{Engine, HEARING_LIMIT},
    server::Server,
    watch::Watched,
};
use crate::job::Job;

const GODOT: &str = "docs/tutorial-godot.md";
const ADDON: &str = "clients/godot/addons";
/// Play the person at the keyboard: in the chat, and at the table.
const NEWCOMER: &str = "clients/godot/tests/newcomer.gd";
const CARD_PLAYER: &str = "clients/godot/tests/card_player.gd";
const NEWCOMER_LOADED: &str = "[autoload]\n\nNewcomer=\"*res://newcomer.gd\"\n";
/// The addresses in the text, instead of which a test has its own.
const WRITTEN_ADDRESS: &str = "ws://127.0.0.1:8080/ws";
const WRITTEN_NATS: &str = "nats://127.0.0.1:4222";
/// How the text starts a server with its own arguments.
const WRITTEN_SERVER: &str = "cargo run --release -- serve";
/// The tutorial's promise.
const OWN_LINES_MAX: usize = 10;
const LIMIT: Duration = Duration::from_mins(5);

/// Two players of the Godot tutorial's project read each other's lines; then two hold a card each.
pub(super) fn godot(job: &Job, engine: &Engine, server: &Server) -> Result<()> {
    let text = fs::read_to_string(job.repository().join(GODOT)).with_context(|| format!("{GODOT} cannot be read"))?;
    let project = Typed { job, engine, text: &text };
    project.chat(server)?;
    project.cards()
}

/// A project into which everything is typed that a text says.
struct Typed<'test> {
    job: &'test Job<'test>,
    engine: &'test Engine,
    text: &'test str,
}

impl Typed<'_> {
    /// Two players read each other's lines.
    fn chat(&self, server: &Server) -> Result<()> {
        let files = files(self.text);
        let script = files.iter().find(|(name, _)| name.ends_with(".gd")).context("the tutorial has no script")?;
        let own_lines = script.1.lines().filter(|line| !line.trim().is_empty()).count();
        ensure!(
            own_lines <= OWN_LINES_MAX,
            "the tutorial's script has {own_lines} lines, {OWN_LINES_MAX} are promised"
        );
        let project = self.project(server, NEWCOMER)?;
        let players = [("anna", "ben"), ("ben", "anna")].map(|(own, other)| {
            let mut player = self.engine.headless(self.job, &project);
            player.args(["--", &format!("--say={own} is here"), &format!("--expect={other} is here"), HEARING_LIMIT]);
            self.job.start(&mut player)
        });
        for player in players {
            let status = player?.wait(LIMIT)?;
            ensure!(status.success(), "a player of the tutorial did not read the other's line: {status}");
        }
        Ok(())
    }

    /// Two players show their cards: the higher one wins, and neither was told the other's.
    fn cards(&self) -> Result<()> {
        let (nats, folder) = (NatsServer::start(), self.job.scratch("tutorial-server")?.display().to_string());
        let flags = command(self.text, WRITTEN_SERVER)?.split_off(WRITTEN_SERVER.split(' ').count());
        let flags = flags.iter().map(|flag| if flag == WRITTEN_NATS { nats.url() } else { flag.clone() });
        let flags: Vec<String> = flags.chain(["--data".to_owned(), folder]).collect();
        let server = Server::start(self.job, &flags.iter().map(String::as_str).collect::<Vec<_>>())?;
        let _service = self.service(&nats)?;
        let project = self.project(&server, CARD_PLAYER)?;
        let players = ["one", "other"].map(|_| {
            let mut player = self.engine.headless(self.job, &project);
            Watched::start(self.job, player.args(["res://table.tscn", "--", HEARING_LIMIT]))
        });
        let ends = players.into_iter().map(|player| player?.find("end of the game", LIMIT, end));
        let ends = ends.collect::<Result<Vec<(u32, bool)>>>()?;
        let highest = ends.iter().map(|(card, _)| *card).max();
        ensure!(
            ends.iter().all(|(card, has_won)| *has_won == (Some(*card) == highest)),
            "the cards and who has won do not agree: {ends:?}"
        );
        Ok(())
    }

    /// Starts the rules, as the text says.
    fn service(&self, nats: &NatsServer) -> Result<Watched> {
        let written = command(self.text, "python3 ")?;
        let mut service = Command::new(&written[0]);
        service.args(written[1..].iter().map(|word| if word == WRITTEN_NATS { nats.url() } else { word.clone() }));
        service.current_dir(self.job.repository()).env("PYTHONPATH", nats_server::python_library());
        let service = Watched::start(self.job, &mut service)?;
        service.find("`ready` of the service", LIMIT, |line| (line == "ready").then_some(()))?;
        Ok(service)
    }

    /// The project, for a server, with `person` at the keyboard.
    fn project(&self, server: &Server, person: &str) -> Result<PathBuf> {
        let project = self.job.scratch("tutorial")?;
        for (name, content) in files(self.text) {
            if name.contains('/') {
                ensure!(
                    fs::read_to_string(self.job.repository().join(&name))?.contains(&content),
                    "what {GODOT} shows of {name} is not there"
                );
                continue;
            }
            let content = content.replace(WRITTEN_ADDRESS, &server.protobuf());
            fs::write(project.join(name), content.replace("[autoload]\n", NEWCOMER_LOADED))?;
        }
        folders::copy(&self.job.repository().join(ADDON), &project.join("addons"))?;
        fs::copy(self.job.repository().join(person), project.join("newcomer.gd"))?;
        self.job.run(self.engine.headless(self.job, &project).arg("--import"), LIMIT)?;
        Ok(project)
    }
}

/// A player's card, and whether he has won.
fn end(line: &str) -> Option<(u32, bool)> {
    let (card, said) = line.strip_prefix("held ")?.split_once(": ")?;
    Some((card.parse().ok()?, said == "You win."))
}

/// The words of the first command in a text that begins so.
fn command(markdown: &str, beginning: &str) -> Result<Vec<String>> {
    let line = markdown.lines().find(|line| line.starts_with(beginning));
    let line = line.with_context(|| format!("{GODOT} has no command `{beginning}`"))?;
    Ok(line.split_whitespace().map(str::to_owned).collect())
}

/// The files that a text shows: a block behind a paragraph that ends with the file's name and a colon. A name with a
/// folder is a file of this checkout, of which the block is a part.
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

    #[test]
    fn a_player_says_what_it_held_and_whether_it_has_won() {
        assert_eq!(end("held 16: The other one wins."), Some((16, false)));
        assert_eq!(end("held 19: You win."), Some((19, true)));
        assert_eq!(end("held ?: You win."), None);
    }

    #[test]
    fn a_command_is_found_by_how_it_begins() {
        let words = command("Run\n\n```sh\nserve\nserve --nats x\n```\n", "serve --").unwrap();
        assert_eq!(words, ["serve", "--nats", "x"]);
        assert!(command("serve", "serve --").is_err());
    }
}
