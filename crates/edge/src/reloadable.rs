//! A certificate that can be exchanged while conns are open.

use std::fs::Metadata;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use crate::{Certificates, LoadError, TlsConn, TlsFault, TlsLimits};

/// What a file looked like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// When it was last written, where the system tells.
    pub modified: Option<SystemTime>,
    /// Its size.
    pub bytes: u64,
}

impl From<&Metadata> for FileStamp {
    fn from(metadata: &Metadata) -> Self {
        Self { modified: metadata.modified().ok(), bytes: metadata.len() }
    }
}

/// What both files looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamps {
    /// The certificate's.
    pub certificate: FileStamp,
    /// The key's.
    pub key: FileStamp,
}

/// What a look at the files led to.
#[derive(Clone, Debug)]
pub enum Checked {
    /// They are as they were.
    Same,
    /// They were read again, and new conns get this.
    Reloaded(Arc<Certificates>),
}

/// The certificate of a listener, for all its shards. An open conn keeps the one with which it began.
#[derive(Debug)]
pub struct Reloadable {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<Certificates>>,
    seen: Mutex<Stamps>,
}

impl Reloadable {
    /// Loads for the first time. `seen` is what the files looked like before that.
    ///
    /// # Errors
    /// See [`LoadError`]. Whoever was told to speak TLS must not start without it then.
    pub fn open(certificate: PathBuf, key: PathBuf, seen: Stamps) -> Result<Self, LoadError> {
        let current = RwLock::new(Arc::new(Certificates::load(&certificate, &key)?));
        Ok(Self { certificate, key, current, seen: Mutex::new(seen) })
    }

    /// What new conns get: one short lock, once a connection.
    #[must_use]
    pub fn current(&self) -> Arc<Certificates> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A new conn.
    ///
    /// # Errors
    /// [`TlsFault::Ours`] when the system gives no luck.
    pub fn accept(&self, limits: TlsLimits) -> Result<TlsConn, TlsFault> {
        self.current().accept(limits)
    }

    /// Reads the files again, for new conns. Sessions of before are not resumed: their next handshake is a whole one,
    /// against the new certificate.
    ///
    /// # Errors
    /// See [`LoadError`]; the old certificate stays.
    pub fn reload(&self) -> Result<Arc<Certificates>, LoadError> {
        let loaded = Arc::new(Certificates::load(&self.certificate, &self.key)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&loaded);
        Ok(loaded)
    }

    /// Reads the files again if they do not look as they did at the last try, be it that it failed: so a bad file is
    /// complained of once, and a pair of which only one half is written is tried again with the other.
    ///
    /// # Errors
    /// See [`LoadError`]; the old certificate stays.
    pub fn reload_if_changed(&self, look: Stamps) -> Result<Checked, LoadError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == look {
            return Ok(Checked::Same);
        }
        *seen = look;
        self.reload().map(Checked::Reloaded)
    }
}
