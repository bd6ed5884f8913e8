//! The node's place among others: its bus, and its number.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bus::{Bus, BusLimits, ConnectError, LocalBus, Login, NatsBus, NatsOptions, NatsUrl, Tls};
use config::Nats;
use desk::NodeNumber;
use types::{ConnIds, Secret, UnixMs};

use crate::desk_bus::{Claim, claim};

/// How long the bus may take to send what is left.
const LEAVE_TIME: Duration = Duration::from_millis(500);

/// The node cannot join its fleet.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// A file that a setting names.
    #[error("cannot read {path}, which {setting} names")]
    Secret {
        /// Which setting.
        setting: &'static str,
        /// The file.
        path: Box<Path>,
        /// Why not.
        source: std::io::Error,
    },
    /// `nats.user` without `nats.password_file`, or more than one way to log in.
    #[error("{0}")]
    Login(&'static str),
    /// An address that is none.
    #[error("cannot use a server of nats.urls")]
    Url(#[from] bus::BadUrl),
    /// No server answers as it should.
    #[error("cannot connect to NATS")]
    Connect(#[from] ConnectError),
    /// More nodes than numbers, or the bus ended meanwhile.
    #[error("no number is free for this node: the fleet has {} others", NodeNumber::COUNT - 1)]
    NoNumber,
}

/// A node's place.
pub(crate) struct Fleet {
    pub(crate) bus: Arc<dyn Bus>,
    /// Kept for as long as the node lives; a node that is alone needs none.
    claim: Option<Claim>,
}

impl Fleet {
    /// Connects, if the settings name somebody to connect to.
    pub(crate) async fn join(settings: &Nats, name: &str) -> Result<Self, FleetError> {
        if settings.urls.is_empty() {
            return Ok(Self { bus: Arc::new(LocalBus::new(BusLimits::default(), None)), claim: None });
        }
        let bus: Arc<dyn Bus> = Arc::new(NatsBus::connect(options(settings, name)?, BusLimits::default()).await?);
        let claim = claim(&bus).await.ok_or(FleetError::NoNumber)?;
        Ok(Self { bus, claim: Some(claim) })
    }

    /// Sends what was published, and lets go of the bus.
    pub(crate) async fn leave(self) {
        if let Err(error) = self.bus.drain(LEAVE_TIME).await {
            tracing::debug!(%error, "something was left on the bus");
        }
    }

    /// Whether there may be other nodes.
    pub(crate) fn has_others(&self) -> bool {
        self.claim.is_some()
    }

    pub(crate) fn node(&self) -> NodeNumber {
        self.claim.as_ref().map_or(NodeNumber::default(), |claim| claim.node)
    }

    /// The ids of this node's conns: from 1 up if it is alone.
    pub(crate) fn conn_ids(&self) -> ConnIds {
        let Some(claim) = &self.claim else { return ConnIds::default() };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        ConnIds::of_node(claim.node.0, UnixMs(i64::try_from(now.as_millis()).unwrap_or(i64::MAX)))
    }
}

fn options(settings: &Nats, name: &str) -> Result<NatsOptions, FleetError> {
    let urls = settings.urls.iter().map(|url| url.as_str().parse::<NatsUrl>()).collect::<Result<_, _>>()?;
    let mut options = NatsOptions::new(urls);
    name.clone_into(&mut options.name);
    options.prefix.clone_from(&settings.prefix);
    options.login = login(settings)?;
    options.tls = settings.ca_file.clone().map(|file| Tls { ca_file: Some(file), identity: None });
    Ok(options)
}

fn login(settings: &Nats) -> Result<Login, FleetError> {
    let Nats { user, password_file, token_file, nkey_file, creds_file, .. } = settings;
    match (user, password_file, token_file, nkey_file, creds_file) {
        (None, None, None, None, None) => Ok(Login::Nobody),
        (Some(user), Some(password), None, None, None) => {
            let password = secret("nats.password_file", password)?;
            Ok(Login::User { name: user.as_str().to_owned(), password })
        }
        (None, None, Some(token), None, None) => Ok(Login::Token(secret("nats.token_file", token)?)),
        (None, None, None, Some(seed), None) => Ok(Login::NkeySeedFile(seed.clone())),
        (None, None, None, None, Some(creds)) => Ok(Login::CredsFile(creds.clone())),
        (Some(_), None, ..) | (None, Some(_), ..) => {
            Err(FleetError::Login("`nats.user` and `nats.password_file` belong together: set both or neither"))
        }
        _ => Err(FleetError::Login(
            "there is more than one way to log in to NATS: set `nats.user` and `nats.password_file`, or one of \
             `nats.token_file`, `nats.nkey_file` and `nats.creds_file`",
        )),
    }
}

fn secret(setting: &'static str, path: &Path) -> Result<Secret, FleetError> {
    let read = std::fs::read_to_string(path);
    let text = read.map_err(|source| FleetError::Secret { setting, path: path.into(), source })?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}
