//! Goes through every log, and says what is damaged.

use ledger::{Broken, Chain, Failed, Games, GamesAfter, LOAD_BYTES_MAX, LastSnapshot, Load, PAGE_MAX, Snapshot, Which};
use types::GameId;

use crate::{Store, ask};

/// The most faults that are told one by one.
const FAULTS_MAX: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many games there are.
    pub games: u64,
    /// How many entries were checked.
    pub entries: u64,
    /// How many bytes of entries were checked.
    pub bytes: u64,
    /// How many faults there are.
    pub faulty: u64,
    /// The first hundred of them.
    pub faults: Vec<Fault>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("game {game}: {what}")]
pub struct Fault {
    /// In which game.
    pub game: GameId,
    /// What.
    pub what: What,
}

/// What is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// The game cannot be gone on with.
    #[error(transparent)]
    Log(#[from] Broken),
    /// The log is read instead; the next snapshot mends it.
    #[error("the snapshot is damaged, and the log will be read instead")]
    Snapshot,
    /// The store itself cannot read it.
    #[error("{0}")]
    Unreadable(Failed),
}

/// Goes through every log of a store, which may be in use; calls `progress` after each game.
///
/// # Errors
/// When the games cannot even be listed.
pub async fn check(store: &dyn Store, progress: &mut (dyn FnMut(&Report) + Send)) -> Result<Report, Failed> {
    let mut report = Report::default();
    let mut after: Option<GamesAfter> = None;
    loop {
        let page = ask(store, Games { which: Which::All, after: after.take(), limit: PAGE_MAX }).await?;
        let Some(last) = page.last() else { return Ok(report) };
        after = Some(last.place());
        for row in &page {
            report.games += 1;
            if let Err(what) = check_game(store, &row.game, &mut report).await {
                report.faulty += 1;
                if report.faults.len() < FAULTS_MAX {
                    report.faults.push(Fault { game: row.game.clone(), what });
                }
            }
            progress(&report);
        }
    }
}

async fn check_game(store: &dyn Store, game: &GameId, report: &mut Report) -> Result<(), What> {
    let mut chain = Chain::start(game);
    loop {
        let after = chain.last();
        let load = Load { game: game.clone(), after, bytes_max: LOAD_BYTES_MAX };
        let Some(page) = ask(store, load).await.map_err(What::Unreadable)? else { break };
        chain.page(&page)?;
        report.entries += count(page.entries.len());
        report.bytes += page.entries.iter().map(|entry| count(entry.sealed.len())).sum::<u64>();
        if !page.has_more(after) {
            break;
        }
    }
    let snapshot = ask(store, LastSnapshot { game: game.clone() }).await.map_err(What::Unreadable)?;
    match snapshot.map(|(offset, sealed)| Snapshot::open(game, offset, &sealed)) {
        Some(Err(_)) => Err(What::Snapshot),
        Some(Ok(_)) | None => Ok(()),
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
