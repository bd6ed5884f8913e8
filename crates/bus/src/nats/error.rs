//! Why there is no connection.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::{ConnectErrorKind, rustls};

/// Why [`super::NatsBus::connect`] failed. Holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No server was named.
    #[error("no NATS server is set: expected at least one URL like `nats://host:4222`")]
    NoServer,
    /// A file of the login or of TLS cannot be used.
    #[error("cannot use {what} `{}`", path.display())]
    File {
        /// What the file is for.
        what: &'static str,
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server does not know us.
    #[error("{servers} refused the login: check user and password, token, key or credentials")]
    Refused {
        /// Which were tried.
        servers: String,
    },
    /// The server's certificate is not trusted, or ours is not.
    #[error("no TLS with {servers}: check the authority that is trusted, the host's name and our own certificate")]
    Tls {
        /// Which were tried.
        servers: String,
        /// What rustls says.
        source: async_nats::ConnectError,
    },
    /// Nobody answered.
    #[error("no NATS server at {servers} within {} ms: is it running, and is the address right?", within.as_millis())]
    Unreachable {
        /// Which were tried.
        servers: String,
        /// How long.
        within: Duration,
        /// What happened at the last try.
        source: async_nats::ConnectError,
    },
    /// It connects, and then does not do what it should.
    #[error("{servers}: {why}. May this node's user publish to `_INBOX.>` and subscribe to it?")]
    Unusable {
        /// Which were tried.
        servers: String,
        /// What happened.
        why: String,
    },
    /// The system gives no thread or no event loop.
    #[error("cannot start the thread of the NATS link")]
    Thread(#[source] io::Error),
    /// The bus was closed meanwhile.
    #[error("the bus was closed while it connected")]
    Stopped,
}

/// What a failed try means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The login is wrong.
    Login,
    /// A certificate is.
    Certificate,
    /// It may work the next time.
    TryAgain,
}

pub(super) fn judge(error: &async_nats::ConnectError) -> Verdict {
    match error.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => Verdict::Login,
        ConnectErrorKind::Tls => Verdict::Certificate,
        ConnectErrorKind::Io if is_tls(error) => Verdict::Certificate,
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => Verdict::TryAgain,
    }
}

/// Whether rustls stands at the root of it.
fn is_tls(error: &async_nats::ConnectError) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) || error.is::<rustls::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}
