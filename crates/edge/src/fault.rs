//! Why a TLS conn is refused or ends.

use rustls::{Error, PeerIncompatible, PeerMisbehaved};

/// Why a TLS conn cannot go on. What tells the peer, an alert or a line of HTTP, is among the conn's unsent bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// An HTTP request without TLS.
    #[error("plain HTTP at a TLS port: the client wants https:// or wss://")]
    PlainHttp,
    /// Anything else that does not begin as TLS does.
    #[error("the first byte is none of TLS")]
    NotTls,
    /// TLS 1.1 or older, or a TLS 1.2 that knows only the signatures of those.
    #[error("the client is too old: it should offer TLS 1.3, or TLS 1.2 with its choice of signatures")]
    OldVersion,
    /// No cipher suite, group, signature scheme or application protocol that both know.
    #[error("nothing in common with the client: {0}")]
    NothingInCommon(String),
    /// The handshake, or one message of it, is larger than it may be.
    #[error("the handshake is larger than {0} bytes")]
    TooBig(usize),
    /// Too much that carries nothing: empty records, key updates, warnings, renegotiations.
    #[error("the client keeps us busy: {0}")]
    Flood(String),
    /// The peer ended it with an alert: often a client that does not trust the certificate.
    #[error("the client gave up: {0}")]
    Alert(String),
    /// What came breaks the protocol, or was changed on its way.
    #[error("the client broke the protocol: {0}")]
    Broken(String),
    /// It is not the peer's doing.
    #[error("TLS failed on our side: {0}")]
    Ours(String),
}

impl TlsFault {
    /// A stable name, for logs and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::PlainHttp => "plain_http",
            Self::NotTls => "not_tls",
            Self::OldVersion => "old_version",
            Self::NothingInCommon(_) => "nothing_in_common",
            Self::TooBig(_) => "too_big",
            Self::Flood(_) => "flood",
            Self::Alert(_) => "alert",
            Self::Broken(_) => "broken",
            Self::Ours(_) => "ours",
        }
    }

    pub(crate) fn of(error: &Error) -> Self {
        if let Error::AlertReceived(alert) = error {
            return Self::Alert(format!("{alert:?}"));
        }
        let text = error.to_string();
        if is_old_version(error) {
            Self::OldVersion
        } else if matches!(error, Error::PeerIncompatible(_) | Error::NoApplicationProtocol) {
            Self::NothingInCommon(text)
        } else if is_flood(error) {
            Self::Flood(text)
        } else if is_ours(error) {
            Self::Ours(text)
        } else {
            Self::Broken(text)
        }
    }
}

fn is_old_version(error: &Error) -> bool {
    matches!(
        error,
        Error::PeerIncompatible(
            PeerIncompatible::Tls12NotOffered
                | PeerIncompatible::Tls12NotOfferedOrEnabled
                | PeerIncompatible::SupportedVersionsExtensionRequired
                | PeerIncompatible::SignatureAlgorithmsExtensionRequired
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
        )
    )
}

fn is_flood(error: &Error) -> bool {
    matches!(
        error,
        Error::PeerMisbehaved(
            PeerMisbehaved::TooManyEmptyFragments
                | PeerMisbehaved::TooManyKeyUpdateRequests
                | PeerMisbehaved::TooManyRenegotiationRequests
                | PeerMisbehaved::TooManyWarningAlertsReceived
        )
    )
}

fn is_ours(error: &Error) -> bool {
    matches!(
        error,
        Error::EncryptError
            | Error::FailedToGetCurrentTime
            | Error::FailedToGetRandomBytes
            | Error::BadMaxFragmentSize
            | Error::NoCertificatesPresented
            | Error::InconsistentKeys(_)
            | Error::General(_)
            | Error::Other(_)
    )
}
