//! Why a certificate cannot be used.

use std::io;
use std::path::PathBuf;

/// The certificate or its key cannot be used. Says which file, what was expected, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is not there, or not for us.
    #[error("cannot read {}: it should be readable for the user that runs the server", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is too large to be what it should be.
    #[error("{} is larger than {max} bytes: it should hold a certificate chain or a key, and nothing else", path.display())]
    TooBig {
        /// The file.
        path: PathBuf,
        /// The most that is read.
        max: u64,
    },
    /// A file has a block that is no PEM.
    #[error("{} is damaged ({why}): it should hold blocks between `-----BEGIN …-----` and `-----END …-----`", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// No certificate in the certificate's file.
    #[error("{} has no certificate: it should hold `-----BEGIN CERTIFICATE-----`, the server's own first, then those \
        that vouch for it", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// No key in the key's file.
    #[error("{} has no private key: it should hold `-----BEGIN PRIVATE KEY-----`, `RSA PRIVATE KEY` or `EC PRIVATE \
        KEY`", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The key wants a pass phrase.
    #[error("the key in {} is encrypted, and there is nobody to ask for its pass phrase: store it without (`openssl \
        pkey -in FILE -out NEW`)", path.display())]
    EncryptedKey {
        /// The file.
        path: PathBuf,
    },
    /// A certificate block holds no certificate.
    #[error("certificate {number} in {} is no X.509 certificate ({why})", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Which one, from 1 up.
        number: usize,
        /// What is wrong.
        why: String,
    },
    /// A key that we cannot sign with.
    #[error("the key in {} cannot be used ({why}): it should be ECDSA (P-256, P-384), Ed25519 or RSA (2,048 bits and \
        more)", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Certificate and key belong to others.
    #[error("the key in {} does not belong to the first certificate in {}: give both of the same pair, the server's \
        own certificate first", key.display(), certificate.display())]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// The system gives no luck.
    #[error("TLS cannot start ({0})")]
    Start(String),
}
