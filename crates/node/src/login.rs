//! What the node's door is made of: its keys, read from files.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use auth::{BadKey, Door, DoorSettings, Expects, Keys, Signer, Verifier};
use config::Config;
use desk::NodeNumber;
use tokio::sync::mpsc;
use types::UnixMs;

use crate::clerk::Event;

/// How often a file of keys is looked at for a change.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Tickets that are spent at a time.
const TICKETS_MAX: usize = 100_000;

/// The door cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// A file that a setting names.
    #[error("cannot read {path}, which {setting} names")]
    Read {
        /// Which setting.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What stands in it is no key.
    #[error("{path}, which {setting} names, is of no use")]
    Key {
        /// Which setting.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: BadKey,
    },
    /// Nobody could log in.
    #[error("auth.policy is \"required\", and neither auth.secret_file nor auth.keys_file says whose tokens are good")]
    NoKeys,
}

/// Builds the door.
pub(crate) fn door(config: &Config, node: NodeNumber, now: UnixMs) -> Result<Door, LoginError> {
    let keeps_key = config.auth.key_file.is_some();
    let signer = match &config.auth.key_file {
        Some(path) => read("auth.key_file", path, Signer::from_key_file)?,
        None => key_of_this_process(),
    };
    let verifier = keys(config)?.map(|keys| {
        let expects = Expects {
            issuer: config.auth.issuer.clone(),
            audience: config.auth.audience.clone(),
            token_bytes: config.limits.token_bytes,
            ..Expects::default()
        };
        Verifier::new(keys, expects)
    });
    if verifier.is_none() && config.auth.policy == types::LoginPolicy::Required {
        return Err(LoginError::NoKeys);
    }
    if !keeps_key && !config.nats.urls.is_empty() {
        tracing::warn!("without auth.key_file, guests and sessions are unknown to the other nodes of the fleet");
    }
    Ok(Door::new(DoorSettings {
        policy: config.auth.policy,
        node: node.0,
        signer,
        keeps_key,
        verifier,
        user_conns: config.limits.user_conns,
        sessions: config.limits.sessions,
        tickets: TICKETS_MAX,
        started: now,
    }))
}

/// A key that nobody keeps: what it signs is good for as long as the process lives.
fn key_of_this_process() -> Signer {
    // Random bytes could be text by chance, and be read as that; hexadecimal is always the key that it spells.
    let text: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    Signer::from_key_file(text.as_bytes()).unwrap_or_else(|_| unreachable!("64 hexadecimal digits are a key"))
}

/// The keys of the login service, if the settings name any.
fn keys(config: &Config) -> Result<Option<Keys>, LoginError> {
    let shared = config.auth.secret_file.as_deref().map(|path| read("auth.secret_file", path, Keys::shared));
    let public = config.auth.keys_file.as_deref().map(|path| read("auth.keys_file", path, Keys::public));
    match (shared.transpose()?, public.transpose()?) {
        (Some(shared), Some(public)) => {
            let path = config.auth.keys_file.clone().unwrap_or_default();
            let joined = shared.joined(public);
            joined.map(Some).map_err(|source| LoginError::Key { setting: "auth.keys_file", path, source })
        }
        (shared, public) => Ok(shared.or(public)),
    }
}

fn read<T>(
    setting: &'static str,
    path: &Path,
    parse: impl FnOnce(&[u8]) -> Result<T, BadKey>,
) -> Result<T, LoginError> {
    let bytes = std::fs::read(path).map_err(|source| LoginError::Read { setting, path: path.into(), source })?;
    parse(&bytes).map_err(|source| LoginError::Key { setting, path: path.into(), source })
}

/// Reads the login service's keys again whenever their file changes. Keys that are of no use change nothing.
pub(crate) async fn watch_keys(config: Config, events: mpsc::Sender<Event>) {
    let Some(path) = config.auth.keys_file.clone() else { return };
    let changed = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    let mut seen: Option<SystemTime> = changed(&path);
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        let now = changed(&path);
        if now == seen || now.is_none() {
            continue;
        }
        seen = now;
        match keys(&config) {
            Ok(Some(keys)) => {
                tracing::info!(keys = keys.len(), "the keys of the login service have changed");
                if events.send(Event::Keys(keys)).await.is_err() {
                    return;
                }
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the keys of the login service stay as they were"),
        }
    }
}
