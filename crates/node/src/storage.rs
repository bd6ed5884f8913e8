//! Where this node keeps its games, as the settings say.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use config::Config;
use desk::NodeNumber;
use ledger::{EpochAsk, Failed};
use store::{NotConnected, NotOpened, Postgres, Sqlite, Store};
use types::{Epoch, Name};

use crate::clerk::unix_now;
use crate::crumb::{self, Crumb};
use crate::lobby;

/// The node cannot keep games.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Both a folder and a database.
    #[error(
        "more than one of `store.folder`, `store.database` and `store.database_file` is set: games are kept in one place"
    )]
    Two,
    /// The file with the database's URL.
    #[error("cannot read {path}, which store.database_file names")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// SQLite.
    #[error(transparent)]
    Folder(#[from] NotOpened),
    /// PostgreSQL.
    #[error(transparent)]
    Database(#[from] NotConnected),
    /// It is there and does not answer.
    #[error("the store does not answer")]
    Silent(#[source] Failed),
}

/// A store, and which life of it this is.
pub(crate) struct Storage {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) epoch: Epoch,
    /// Where the next process finds what this one ran.
    pub(crate) crumb: Option<Crumb>,
}

impl Storage {
    /// Opens what the settings name; `None` if they name nothing: then the node runs no games.
    pub(crate) async fn open(config: &Config) -> Result<Option<Self>, StoreError> {
        let places = &config.store;
        let store: Arc<dyn Store> = match (&places.folder, &places.database, &places.database_file) {
            _ if config.limits.games == 0 => return Ok(None),
            (None, None, None) => return Ok(None),
            (Some(folder), None, None) => Arc::new(Sqlite::open(folder)?),
            (None, Some(url), None) => Arc::new(Postgres::open(url.as_str()).await?),
            (None, None, Some(path)) => {
                let url = fs::read_to_string(path);
                let url = url.map_err(|source| StoreError::File { path: path.clone(), source })?;
                Arc::new(Postgres::open(url.trim()).await?)
            }
            (Some(_), ..) | (None, Some(_), Some(_)) => return Err(StoreError::Two),
        };
        let epoch = store::ask(&*store, EpochAsk).await.map_err(StoreError::Silent)?;
        let folder = places.folder.as_ref().unwrap_or(&config.server.data);
        let crumb = crumb::begin(folder, &*store).await.map_err(StoreError::Silent)?;
        Ok(Some(Self { store, epoch, crumb }))
    }

    /// What the host of a node is made with.
    pub(crate) fn host_settings(&self, config: &Config, node: NodeNumber) -> host::Settings {
        let limits = &config.limits;
        host::Settings {
            owner: owner_name(node),
            epoch: self.epoch,
            lease: limits.game_lease,
            inbox_max: limits.game_inbox,
            games_max: limits.games,
            idle: limits.game_idle,
            gap_max: limits.gap_views,
            lobby: lobby::id(),
        }
    }
}

/// Under which name this node owns games: its number, and when it began, so that it is never taken for one before it.
fn owner_name(node: NodeNumber) -> Name {
    let name = format!("node_{}_{}", node.0, unix_now().0);
    name.parse().unwrap_or_else(|_| unreachable!("letters and digits are a name"))
}
