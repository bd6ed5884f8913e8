//! The commands for the store of games: they open it themselves, whether a server runs or not.
//!
//! Read `store/cli.rs` for what can be said.

mod cli;
mod games;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ::store::{Postgres, Report, Sqlite, Store, ask};
use anyhow::{Context, bail};
use config::Config;
use indicatif::{ProgressBar, ProgressStyle};
use ledger::RaiseEpoch;
use serde_json::json;
use tokio::runtime::Builder;
use types::Epoch;

#[cfg(test)]
pub(crate) use cli::EXAMPLES;
pub(crate) use cli::StoreCommand;
use cli::{Backup, Check, Export, Import, Pardon, Place};

use crate::cli::Told;
use crate::{FAILED, print, settings};

/// Stdin or stdout.
const STANDARD: &str = "-";

/// Carries out one command.
pub(crate) fn run(command: StoreCommand) -> anyhow::Result<ExitCode> {
    let runtime = Builder::new_current_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(async {
        match command {
            StoreCommand::Check(asked) => check(asked).await,
            StoreCommand::Backup(asked) => backup(asked),
            StoreCommand::Export(asked) => export(asked).await,
            StoreCommand::Import(asked) => import(asked).await,
            StoreCommand::ImportGcg(asked) => games::import_gcg(asked).await,
            StoreCommand::Restored(place) => restored(place).await,
            StoreCommand::Pardon(asked) => pardon(asked).await,
        }
    })
}

enum Where {
    Folder(PathBuf),
    Database(String),
}

impl Place {
    fn read(self) -> anyhow::Result<Where> {
        match self.database {
            Some(url) => Ok(Where::Database(url)),
            None => Self::of_settings(settings::load(&Told::of_store(self.data, self.config))?.config),
        }
    }

    /// Where a server with these settings keeps its games.
    fn of_settings(config: Config) -> anyhow::Result<Where> {
        let config::Store { folder, database, database_file } = config.store;
        if let Some(path) = database_file {
            let url = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            return Ok(Where::Database(url.trim().to_owned()));
        }
        let database = database.map(|url| Where::Database(url.to_string()));
        Ok(database.unwrap_or_else(|| Where::Folder(folder.unwrap_or(config.server.data))))
    }
}

impl Where {
    async fn to_read(&self) -> anyhow::Result<Arc<dyn Store>> {
        match self {
            Self::Folder(folder) => Ok(Arc::new(Sqlite::open_to_read(folder)?)),
            Self::Database(url) => Ok(Arc::new(Postgres::open(url).await?)),
        }
    }

    async fn to_write(&self) -> anyhow::Result<Arc<dyn Store>> {
        match self {
            Self::Folder(folder) => Ok(Arc::new(Sqlite::open(folder)?)),
            Self::Database(url) => Ok(Arc::new(Postgres::open(url).await?)),
        }
    }
}

async fn check(asked: Check) -> anyhow::Result<ExitCode> {
    let place = asked.place.read()?;
    let file = match &place {
        Where::Folder(folder) => ::store::check_file(folder)?,
        Where::Database(_) => Vec::new(),
    };
    let store = place.to_read().await?;
    let shown = spinner("games checked");
    let report = ::store::check(&*store, &mut |report| shown.set_position(report.games)).await;
    shown.finish_and_clear();
    store.close().await;
    let report = report?;
    if asked.json {
        let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
        let (games, entries, bytes, faulty) = (report.games, report.entries, report.bytes, report.faulty);
        let document = json!({ "games": games, "entries": entries, "bytes": bytes, "faulty": faulty,
                               "faults": faults, "file": file });
        print(format_args!("{document}\n"))?;
    } else {
        print(in_words(&report, &file))?;
    }
    let is_whole = report.faulty == 0 && file.is_empty();
    Ok(if is_whole { ExitCode::SUCCESS } else { FAILED.into() })
}

fn in_words(report: &Report, file: &[String]) -> String {
    let mut lines = vec![format!("games {}, entries {}, bytes {}", report.games, report.entries, report.bytes)];
    lines.extend(file.iter().map(|fault| format!("damaged: the file: {fault}")));
    lines.extend(report.faults.iter().map(|fault| format!("damaged: {fault}")));
    match report.faulty {
        0 if file.is_empty() => lines.push("all of it is as it was written".to_owned()),
        0 => {}
        faulty => lines.push(format!("{faulty} of {} games are damaged", report.games)),
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn backup(asked: Backup) -> anyhow::Result<ExitCode> {
    match asked.place.read()? {
        Where::Folder(folder) => {
            let bytes = ::store::back_up(&folder, &asked.file)?;
            print(format_args!("{} has the store, in {bytes} bytes\n", asked.file.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Where::Database(_) => bail!(
            "PostgreSQL has its own tools for copies: `pg_dump --schema=hubbub`, or base backups; after going back to one, \
             run `hubbub store restored`. `hubbub store export` writes what any kind of store reads"
        ),
    }
}

async fn export(asked: Export) -> anyhow::Result<ExitCode> {
    let store = asked.place.read()?.to_read().await?;
    let mut out: Box<dyn Write + Send> = if asked.file == Path::new(STANDARD) {
        Box::new(BufWriter::new(io::stdout()))
    } else {
        // Games have secrets.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&asked.file);
        Box::new(BufWriter::new(file.with_context(|| format!("cannot create {}", asked.file.display()))?))
    };
    let shown = spinner("rows written");
    let rows = ::store::export(&*store, &mut *out, &mut |rows| shown.set_position(rows)).await;
    shown.finish_and_clear();
    store.close().await;
    let rows = rows?;
    if asked.file != Path::new(STANDARD) {
        File::open(&asked.file)?.sync_all()?;
        print(format_args!("{} has the store, in {rows} rows\n", asked.file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(asked: Import) -> anyhow::Result<ExitCode> {
    let mut from: Box<dyn BufRead + Send> = if asked.file == Path::new(STANDARD) {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let file = File::open(&asked.file).with_context(|| format!("cannot read {}", asked.file.display()))?;
        Box::new(BufReader::new(file))
    };
    let store = asked.place.read()?.to_write().await?;
    let shown = spinner("rows read");
    let rows = ::store::import(&*store, &mut *from, &mut |rows| shown.set_position(rows)).await;
    shown.finish_and_clear();
    store.close().await;
    let rows = rows.with_context(|| format!("{} was not imported whole", asked.file.display()))?;
    print(format_args!("the store has {rows} rows\n"))?;
    Ok(ExitCode::SUCCESS)
}

async fn restored(place: Place) -> anyhow::Result<ExitCode> {
    let store = place.read()?.to_write().await?;
    let epoch = ask(&*store, RaiseEpoch { above: Epoch(0) }).await;
    store.close().await;
    print(format_args!("the store's epoch is {}\n", epoch?.0))?;
    Ok(ExitCode::SUCCESS)
}

async fn pardon(asked: Pardon) -> anyhow::Result<ExitCode> {
    let store = asked.place.read()?.to_write().await?;
    let pardoned = ask(&*store, ledger::Pardon { game: asked.game.clone() }).await;
    store.close().await;
    let game = asked.game;
    if !pardoned? {
        bail!("game {game} has ended no process that this store knows of, or is not there");
    }
    print(format_args!("game {game} can be run again\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Shows on a terminal how far it is; nowhere else.
fn spinner(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {human_pos} {msg}, {elapsed}");
    ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())).with_message(what)
}
