//! A certificate with its key, read and checked, and what is set up around it.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{Error, ServerConfig};
use types::UnixMs;

use crate::validity::Validity;
use crate::{LoadError, TlsConn, TlsFault, TlsLimits};

/// More is no chain that fits a handshake.
const FILE_BYTES_MAX: u64 = 64 << 10;

/// What is left for clients to say after a handshake, once: sessions are resumed without a store of ours.
const TICKETS: usize = 1;

/// A certificate chain with its key, ready to serve.
///
/// TLS 1.2 and 1.3, no client certificates, no early data, ALPN `http/1.1` for who asks. There is one certificate, so
/// the name that a client asks for (SNI) is not looked at. Sessions are resumed by tickets that the client keeps,
/// encrypted with keys of this load that change every 6 hours; the server stores nothing of them.
#[derive(Clone)]
pub struct Certificates {
    config: Arc<ServerConfig>,
    path: PathBuf,
    validity: Validity,
}

/// A certificate that serves, but that clients will refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Its time is over.
    Expired {
        /// The file.
        path: PathBuf,
        /// Since when.
        since: UnixMs,
    },
    /// Its time has not come.
    NotYetValid {
        /// The file.
        path: PathBuf,
        /// From when on.
        from: UnixMs,
    },
}

impl Certificates {
    /// Reads a certificate chain and its key, both PEM. The only function here that reads files.
    ///
    /// # Errors
    /// See [`LoadError`]. An expired certificate is none: see [`Certificates::warnings`].
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, LoadError> {
        let provider = Arc::new(ring::default_provider());
        let chain = chain(certificate, &read(certificate)?)?;
        let validity = validity(certificate, &chain)?;
        let private = private_key(key, &read(key)?)?;
        let pair = pair(certificate, key, chain, private, &provider)?;
        let config = config(pair, provider).map_err(|error| LoadError::Start(error.to_string()))?;
        Ok(Self { config: Arc::new(config), path: certificate.to_owned(), validity })
    }

    /// What clients will not like about it now.
    #[must_use]
    pub fn warnings(&self, now: UnixMs) -> Vec<Warning> {
        let Validity { from, until } = self.validity;
        let expired = (now > until).then(|| Warning::Expired { path: self.path.clone(), since: until });
        let early = (now < from).then(|| Warning::NotYetValid { path: self.path.clone(), from });
        expired.into_iter().chain(early).collect()
    }

    /// The last moment at which every certificate of the chain is valid.
    #[must_use]
    pub fn valid_until(&self) -> UnixMs {
        self.validity.until
    }

    /// A new conn of this certificate.
    ///
    /// # Errors
    /// [`TlsFault::Ours`] when the system gives no luck.
    pub fn accept(&self, limits: TlsLimits) -> Result<TlsConn, TlsFault> {
        TlsConn::new(Arc::clone(&self.config), limits)
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what is inside: there is a key.
        f.debug_struct("Certificates")
            .field("path", &self.path)
            .field("validity", &self.validity)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { path, since } => write!(
                f,
                "the certificate in {} was valid until {}: clients will refuse it, renew it",
                path.display(),
                crate::validity::date(*since)
            ),
            Self::NotYetValid { path, from } => write!(
                f,
                "the certificate in {} is valid from {} on: until then clients will refuse it, or this clock is slow",
                path.display(),
                crate::validity::date(*from)
            ),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    let count = file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if count as u64 > FILE_BYTES_MAX {
        return Err(LoadError::TooBig { path: path.to_owned(), max: FILE_BYTES_MAX });
    }
    Ok(bytes)
}

fn chain(path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, LoadError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(damaged(path))?;
    if chain.is_empty() { Err(LoadError::NoCertificate { path: path.to_owned() }) } else { Ok(chain) }
}

/// When the whole chain is valid.
fn validity(path: &Path, chain: &[CertificateDer<'_>]) -> Result<Validity, LoadError> {
    let of = |(number, der): (usize, &CertificateDer<'_>)| {
        let why = "no validity found".to_owned();
        Validity::of(der).ok_or(LoadError::Certificate { path: path.to_owned(), number, why })
    };
    (1..).zip(chain).map(of).try_fold(Validity::ALWAYS, |all, one| Ok(all.and(one?)))
}

fn private_key(path: &Path, pem: &[u8]) -> Result<PrivateKeyDer<'static>, LoadError> {
    match PrivateKeyDer::from_pem_slice(pem) {
        Err(PemError::NoItemsFound) if pem.windows(9).any(|word| word == b"ENCRYPTED") => {
            Err(LoadError::EncryptedKey { path: path.to_owned() })
        }
        Err(PemError::NoItemsFound) => Err(LoadError::NoKey { path: path.to_owned() }),
        result => result.map_err(damaged(path)),
    }
}

fn damaged(path: &Path) -> impl Fn(PemError) -> LoadError {
    move |error| LoadError::Pem { path: path.to_owned(), why: error.to_string() }
}

fn pair(
    certificate: &Path,
    key: &Path,
    chain: Vec<CertificateDer<'static>>,
    private: PrivateKeyDer<'static>,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, LoadError> {
    let unusable = |error: Error| LoadError::Key { path: key.to_owned(), why: error.to_string() };
    let pair = CertifiedKey::new(chain, provider.key_provider.load_private_key(private).map_err(unusable)?);
    match pair.keys_match() {
        Ok(()) => Ok(pair),
        Err(Error::InconsistentKeys(_)) => {
            Err(LoadError::Mismatch { certificate: certificate.to_owned(), key: key.to_owned() })
        }
        Err(error) => Err(LoadError::Certificate { path: certificate.to_owned(), number: 1, why: error.to_string() }),
    }
}

fn config(pair: CertifiedKey, provider: Arc<CryptoProvider>) -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(pair)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.ticketer = ring::Ticketer::new()?;
    config.send_tls13_tickets = TICKETS;
    Ok(config)
}
