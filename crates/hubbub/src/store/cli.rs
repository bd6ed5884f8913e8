//! What can be said about a store.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use types::{GameId, Name};

use crate::crossword::Words;

/// A command for the store of games.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Go through every game's log and say what is damaged; a server may run meanwhile
    #[command(after_help = CHECK)]
    Check(Check),
    /// Copy the store to one file; a server may run meanwhile
    #[command(after_help = BACKUP)]
    Backup(Backup),
    /// Write the store as lines of JSON, which any kind of store reads; a server may run meanwhile
    #[command(after_help = EXPORT)]
    Export(Export),
    /// Read what `export` wrote into an empty store
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Put crossword games that are over into the store, from their text (GCG)
    #[command(after_help = IMPORT_GCG)]
    ImportGcg(ImportGcg),
    /// Say that a database was restored from a copy, so that clients who know more than it start over
    #[command(after_help = RESTORED)]
    Restored(Place),
    /// Let a game be run again that was left alone because it ended the processes that ran it
    #[command(after_help = PARDON)]
    Pardon(Pardon),
}

/// Where the store is.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The data folder of a server that keeps its games itself [default: `server.data` of the settings]
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub(crate) data: Option<String>,
    /// The PostgreSQL database of a fleet, as postgres://USER:PASSWORD@HOST/NAME
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// The settings file [default: hubbub.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

const CHECK: &str = "\
Examples:
  hubbub store check
  hubbub store check --data /var/lib/hubbub --json

Ends with 1 when something is damaged.";

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const BACKUP: &str = "\
Examples:
  hubbub store backup monday.sqlite3
  hubbub store backup monday.sqlite3 --data /var/lib/hubbub

To go back to a copy, stop the server, empty its data folder of games.sqlite3 and the files named like it, and put the
copy there as games.sqlite3. A PostgreSQL database is copied by its own tools.";

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not exist
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

const EXPORT: &str = "\
Examples:
  hubbub store export games.jsonl
  hubbub store export - --data /var/lib/hubbub";

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file to write; it must not exist. `-` is stdout
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

const IMPORT: &str = "\
Examples:
  hubbub store import games.jsonl --database postgres://hubbub@127.0.0.1/games
  hubbub store import - --data fresh";

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file to read. `-` is stdin
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

const IMPORT_GCG: &str = "\
Examples:
  hubbub store import-gcg final.gcg
  hubbub store import-gcg final.gcg --seat 'Ann=ann_lee' --lexicon words.txt --data /var/lib/hubbub
  hubbub store import-gcg round1.gcg round2.gcg --database postgres://hubbub@127.0.0.1/games --json

Each game is played again by the rules. One that they do not allow, or that is not over, is refused with the line, and the
others are taken; then it ends with 1. The same game again is the same game, under the same id. `hubbub gcg GAME` gives the
text back, without titles, names and notes. Nobody's rating changes.

A server that keeps its games itself is to be ended first; a fleet may run.";

#[derive(Debug, Args)]
pub(crate) struct ImportGcg {
    /// The files to read
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) words: Words,
    /// Which user a player was, by what the moves name him; may be given more than once [default: the user of that name]
    #[arg(long = "seat", value_name = "NICK=USER", value_parser = seated)]
    pub(crate) seats: Vec<Seated>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which user a player was.
#[derive(Clone, Debug)]
pub(crate) struct Seated {
    /// What moves name him by.
    pub(crate) nick: String,
    /// Who he is.
    pub(crate) user: Name,
}

fn seated(text: &str) -> Result<Seated, String> {
    let (nick, user) =
        text.split_once('=').ok_or("write what the moves name him by, =, and the user, as in Ann=ann_lee")?;
    let user = user.parse().map_err(|_| format!("{user:?} is no user: write 1 to 64 of A-Z a-z 0-9 _"))?;
    Ok(Seated { nick: nick.to_owned(), user })
}

const RESTORED: &str = "\
Examples:
  hubbub store restored --database postgres://hubbub@127.0.0.1/games

Copies that `backup` and `export` made need this not: they say it themselves.";

const PARDON: &str = "\
Examples:
  hubbub store pardon 5f0c9a --data /var/lib/hubbub

The server says in its log which games it leaves alone, and for what. A server that keeps its games itself is to be ended
first.";

#[derive(Debug, Args)]
pub(crate) struct Pardon {
    /// The id of the game
    pub(crate) game: GameId,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 7] = [CHECK, BACKUP, EXPORT, IMPORT, IMPORT_GCG, RESTORED, PARDON];
