//! Connections, and what a server must promise before it is used.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};

use crate::desk::ASK_TIME;
use crate::postgres::failure::reason;
use crate::tls;

/// How long a connection may take to come about.
const CONNECT_TIME: Duration = Duration::from_secs(3);

/// Why there is no store.
#[derive(Debug, thiserror::Error)]
pub enum NotConnected {
    /// The URL cannot be read.
    #[error(transparent)]
    Url(#[from] BadDatabaseUrl),
    /// The server cannot be reached, refuses the login, or would forget what it has committed.
    #[error("no connection to the database {place}: {why}")]
    Refused {
        /// Which, without its password.
        place: String,
        /// What it says.
        why: String,
    },
    /// A newer program has made it.
    #[error("the database has version {found} of its tables, and this program knows {known}: use a newer hubbub")]
    Newer {
        /// Of the database.
        found: i64,
        /// Of the program.
        known: usize,
    },
}

/// What is wrong with the URL of a database. Says nothing of the password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDatabaseUrl {
    /// It is none.
    #[error("not the URL of a database: expected something like postgres://user:password@host:5432/name")]
    Unreadable,
    /// It does not say whether to encrypt.
    #[error(
        "the database is on another machine: add `sslmode=require` to its URL to encrypt what goes there, or \
         `sslmode=disable` if the network between is yours alone"
    )]
    NoSslMode,
}

/// The way to a database.
#[derive(Clone)]
pub(super) struct Link {
    pool: Pool,
    /// Which, without its password.
    pub(super) place: String,
}

impl Link {
    pub(super) fn new(url: &str, connections: usize) -> Result<Self, NotConnected> {
        let mut config = Config::from_str(url).map_err(|_| BadDatabaseUrl::Unreadable)?;
        if config.get_ssl_mode() == SslMode::Prefer {
            // Taking what comes would let whoever is between choose.
            if !config.get_hosts().iter().all(is_here) {
                return Err(BadDatabaseUrl::NoSslMode.into());
            }
            config.ssl_mode(SslMode::Disable);
        }
        let place = place(&config);
        let pool = pool(config, connections).map_err(|why| NotConnected::Refused { place: place.clone(), why })?;
        Ok(Self { pool, place })
    }

    pub(super) async fn client(&self) -> Result<Object, PoolError> {
        self.pool.get().await
    }

    pub(super) fn refused(&self, error: &(dyn std::error::Error + 'static)) -> NotConnected {
        NotConnected::Refused { place: self.place.clone(), why: reason(error) }
    }
}

fn pool(mut config: Config, connections: usize) -> Result<Pool, String> {
    config.connect_timeout(CONNECT_TIME).application_name("hubbub");
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = if config.get_ssl_mode() == SslMode::Disable {
        Manager::from_config(config, NoTls, recycling)
    } else {
        Manager::from_config(config, tls::Connector::new()?, recycling)
    };
    let pool = Pool::builder(manager)
        .max_size(connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(ASK_TIME))
        .create_timeout(Some(CONNECT_TIME * 2))
        .post_create(Hook::async_fn(|client: &mut ClientWrapper, _| {
            Box::pin(async move { check(client).await.map_err(HookError::message) })
        }))
        .build();
    pool.map_err(|error| error.to_string())
}

fn place(config: &Config) -> String {
    let hosts: Vec<String> = config.get_hosts().iter().map(host).collect();
    format!("`{}` on {}", config.get_dbname().unwrap_or("postgres"), hosts.join(", "))
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        Host::Unix(_) => true,
    }
}

/// What a new connection must show; after a fail-over it may be to another server than before.
async fn check(client: &ClientWrapper) -> Result<(), String> {
    let row = client
        .query_one(
            "select current_setting('fsync'), current_setting('full_page_writes'),
                    current_setting('synchronous_commit'), pg_is_in_recovery()",
            &[],
        )
        .await
        .map_err(|error| reason(&error))?;
    for (column, setting) in ["fsync", "full_page_writes", "synchronous_commit"].into_iter().enumerate() {
        let value: String = row.try_get(column).map_err(|error| reason(&error))?;
        if value == "off" {
            return Err(format!(
                "the server has `{setting} = off` and would forget what it has committed when it loses power: set it \
                 to `on` in postgresql.conf and reload"
            ));
        }
    }
    if row.try_get(3).map_err(|error| reason(&error))? {
        return Err("the server is a replica that follows another, and takes no writes: name the primary".to_owned());
    }
    client.batch_execute("set statement_timeout = 3000").await.map_err(|error| reason(&error))?;
    read_back(client).await
}

/// Sets what each of our transactions sets, and looks whether it is so: something between us and the server may keep
/// it from arriving.
async fn read_back(client: &ClientWrapper) -> Result<(), String> {
    let failed = |error: tokio_postgres::Error| reason(&error);
    client.batch_execute(super::pipeline::BEGIN).await.map_err(failed)?;
    let row = client.query_one("select current_setting('synchronous_commit')", &[]).await.map_err(failed)?;
    client.batch_execute("rollback").await.map_err(failed)?;
    let value: String = row.try_get(0).map_err(failed)?;
    if value == "on" { Ok(()) } else { Err(format!("`set local synchronous_commit = on` leaves it at `{value}`")) }
}

/// Says aloud what is allowed and may hurt.
pub(super) async fn warn(client: &ClientWrapper) -> Result<(), tokio_postgres::Error> {
    let row = client
        .query_one(
            "select current_setting('data_checksums') = 'off',
                    current_setting('synchronous_standby_names') = ''
                        and exists (select from pg_stat_replication)",
            &[],
        )
        .await?;
    if row.try_get(0)? {
        tracing::warn!(
            "the database's pages have no checksums (data_checksums = off): `pg_checksums --enable` adds them"
        );
    }
    if row.try_get(1)? {
        tracing::warn!(
            "the database has a replica and no synchronous_standby_names: when it fails over, the last moves are lost"
        );
    }
    Ok(())
}
