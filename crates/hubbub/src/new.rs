//! `hubbub new`: a folder with a game that runs, to begin from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use rust_embed::RustEmbed;

use crate::print;

pub(crate) const EXAMPLES: &str = "\
Examples:
  hubbub new kitchen
  hubbub new cards --template turns
  hubbub new chase --template relay

The folder has a README.md that says in three steps how to run it. Nothing is ever written over.";

/// What the new game is called, and what it begins as.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The game's name and its folder's, which must not exist: 1 to 64 of `A-Z a-z 0-9 _ -`, a letter or digit first
    name: String,
    /// What it begins as
    #[arg(long, value_enum, default_value_t = Template::Chat)]
    template: Template,
}

/// What a game can begin as.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Template {
    /// A chatroom: Godot 4 and a page, ten lines of GDScript
    Chat,
    /// A game in turns with a secret: Godot 4, a page, and the rules in Python
    Turns,
    /// Godot's own multiplayer, with the server as its relay
    Relay,
}

impl Template {
    fn folder(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Turns => "turns",
            Self::Relay => "relay",
        }
    }

    /// Whether its players speak through our clients; Godot's own multiplayer needs none.
    fn has_clients(self) -> bool {
        match self {
            Self::Chat | Self::Turns => true,
            Self::Relay => false,
        }
    }
}

/// The folders as they will stand, but for the game's name; in a debug build read from here.
#[derive(RustEmbed)]
#[folder = "../../clients/templates/"]
struct Templates;

/// The client for Godot.
#[derive(RustEmbed)]
#[folder = "../../clients/godot/addons/"]
struct Addons;

/// The client for pages, and its types.
const SDK: [(&str, &str); 2] = [
    ("web/hubbub.js", include_str!("../../../clients/web/pages/hubbub.js")),
    ("web/hubbub.d.ts", include_str!("../../../clients/web/pages/hubbub.d.ts")),
];

/// What stands in a template's texts for the name of the game.
const NAME: &str = "__NAME__";
const NAME_CHARS_MAX: usize = 64;

/// Makes the folder and says what to do next.
pub(crate) fn run(asked: &New) -> anyhow::Result<ExitCode> {
    let New { name, template } = asked;
    check(name)?;
    let folder = Path::new(name);
    match fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{name} exists already, and nothing is written over: choose another name, or move it away")
        }
        Err(error) => return Err(error).with_context(|| format!("cannot make the folder {name}")),
    }
    let count = fill(folder, name, *template)?;
    print(format_args!(
        "{name} has {count} files; next:\n\n  cd {name}\n\nand do what README.md says in three steps\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A name that is good as a folder, on a page and in a project's file.
fn check(name: &str) -> anyhow::Result<()> {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    ensure!(
        name.len() <= NAME_CHARS_MAX && name.bytes().all(is_good) && !name.starts_with(['-', '_']) && !name.is_empty(),
        "`{name}` cannot be the name: expected 1 to {NAME_CHARS_MAX} of A-Z a-z 0-9 _ -, a letter or digit first, as in my-game"
    );
    Ok(())
}

/// Writes all files; gives how many.
fn fill(folder: &Path, name: &str, template: Template) -> anyhow::Result<usize> {
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let beginning = format!("{}/", template.folder());
    for path in Templates::iter() {
        if let (Some(file), Some(own)) = (Templates::get(&path), path.strip_prefix(&beginning)) {
            let text = std::str::from_utf8(&file.data).with_context(|| format!("{path} is not UTF-8"))?;
            files.push((folder.join(own), text.replace(NAME, name).into_bytes()));
        }
    }
    if template.has_clients() {
        files.extend(SDK.map(|(path, text)| (folder.join(path), text.as_bytes().to_owned())));
        let addons = folder.join("godot/addons");
        let file = |path: &str| Some((addons.join(path), Addons::get(path)?.data.into_owned()));
        files.extend(Addons::iter().filter_map(|path| file(&path)));
    }
    for (path, content) in &files {
        write(path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(files.len())
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_good_as_a_folder() {
        for good in ["a", "my-game", "My_2nd", &"x".repeat(64)] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "-x", "_x", "a b", "é", "a\"b", &"x".repeat(65)] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
