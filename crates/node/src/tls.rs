//! The certificate of the players' listeners: loaded before anything starts, and again when its files change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use config::Server;
use edge::{Certificates, Checked, FileStamp, LoadError, Reloadable, Stamps};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use types::UnixMs;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A certificate, and where it comes from.
#[derive(Clone)]
pub(crate) struct Tls {
    pub(crate) certificates: Arc<Reloadable>,
    certificate: PathBuf,
    key: PathBuf,
}

impl Tls {
    /// Loads what the settings name; `None` if they want no TLS.
    pub(crate) fn load(settings: &Server) -> Result<Option<Self>, LoadError> {
        let (Some(certificate), Some(key)) = (&settings.tls_certificate_file, &settings.tls_key_file) else {
            return Ok(None);
        };
        let (certificate, key) = (certificate.clone(), key.clone());
        let reloadable = Reloadable::open(certificate.clone(), key.clone(), look(&certificate, &key))?;
        warn_of(&reloadable.current());
        Ok(Some(Self { certificates: Arc::new(reloadable), certificate, key }))
    }

    /// Loads again what has changed, and everything at SIGHUP, for as long as the node lives. Open conns keep what they
    /// have; files that cannot be used change nothing.
    pub(crate) async fn watch(self) {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut hangups = signal(SignalKind::hangup())
            .inspect_err(
                |error| tracing::warn!(%error, "SIGHUP cannot be heard: the certificate's files are looked at"),
            )
            .ok();
        loop {
            let is_told = tokio::select! {
                _ = ticks.tick() => false,
                () = hangup(hangups.as_mut()) => true,
            };
            let tls = self.clone();
            if spawn_blocking(move || tls.reload(is_told)).await.is_err() {
                tracing::error!("the certificate could not be looked at");
            }
        }
    }

    fn reload(&self, is_told: bool) {
        let outcome = match self.certificates.reload_if_changed(look(&self.certificate, &self.key)) {
            Ok(Checked::Same) if is_told => self.certificates.reload(),
            Ok(Checked::Same) => return,
            Ok(Checked::Reloaded(certificates)) => Ok(certificates),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(certificates) => {
                tracing::info!(path = %self.certificate.display(), "new conns get the certificate as it is now");
                warn_of(&certificates);
            }
            Err(error) => {
                let error = chain(&error);
                tracing::error!(error, "the new certificate cannot be used: new conns still get the old one");
            }
        }
    }
}

/// The next SIGHUP; never, if it cannot be heard.
async fn hangup(hangups: Option<&mut Signal>) {
    let heard = match hangups {
        Some(hangups) => hangups.recv().await,
        None => None,
    };
    if heard.is_none() {
        std::future::pending().await
    }
}

fn look(certificate: &Path, key: &Path) -> Stamps {
    Stamps { certificate: stamp(certificate), key: stamp(key) }
}

/// What a file looks like; one that is gone looks like nothing, so that it is seen to have changed.
fn stamp(path: &Path) -> FileStamp {
    path.metadata().map_or(FileStamp { modified: None, bytes: 0 }, |metadata| FileStamp::from(&metadata))
}

/// What clients will not like.
fn warn_of(certificates: &Certificates) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    for warning in certificates.warnings(UnixMs(i64::try_from(now).unwrap_or(i64::MAX))) {
        tracing::warn!("{warning}");
    }
}

/// An error with what it comes from.
fn chain(error: &LoadError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
