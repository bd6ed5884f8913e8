//! The login service's public keys, fetched from where it publishes them (RFC 7517), and fetched again.

use std::sync::Arc;
use std::time::Duration;

use auth::{BadKey, Keys};
use bytes::Bytes;
use config::JwksUrl;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::Request;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::clerk::Event;

/// How often keys are fetched although nobody misses one.
const FETCH_EVERY: Duration = Duration::from_secs(300);

/// Between two fetches, whatever is missing: a stranger's tokens must not make this server hammer on another.
const FETCH_PAUSE: Duration = Duration::from_secs(10);

/// How long one fetch may take.
const FETCH_TIME: Duration = Duration::from_secs(10);

/// The largest set of keys, in bytes.
const BYTES_MAX: usize = 256 << 10;

/// The keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("{0} cannot be reached")]
    Unreachable(JwksUrl, #[source] std::io::Error),
    #[error("{0} does not answer within {FETCH_TIME:?}")]
    Silent(JwksUrl),
    #[error("{0} does not speak HTTP")]
    Http(JwksUrl, #[source] hyper::Error),
    #[error("{0} answers {1}, expected 200")]
    Status(JwksUrl, u16),
    #[error("{0} answers with more than {BYTES_MAX} bytes, or breaks off")]
    Body(JwksUrl),
    #[error("what {0} answers is no set of keys")]
    Keys(JwksUrl, #[source] BadKey),
}

/// Fetches the keys at once, every five minutes, and soon after somebody has shown a token of a key that is not known.
pub(crate) async fn keep(url: JwksUrl, missed: Arc<Notify>, others: Keys, events: mpsc::Sender<Event>) {
    let tls = url.is_https().then(connector);
    loop {
        let fetched_at = Instant::now();
        match fetch(&url, tls.as_ref()).await {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "fetched the keys of the login service");
                match others.clone().joined(keys) {
                    Ok(keys) => {
                        if events.send(Event::Keys(keys)).await.is_err() {
                            return;
                        }
                    }
                    Err(error) => tracing::error!(%error, %url, "the keys of the login service stay as they were"),
                }
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, "the keys of the login service stay as they were");
            }
        }
        tokio::time::sleep_until(fetched_at + FETCH_PAUSE).await;
        let next = tokio::time::sleep_until(fetched_at + FETCH_EVERY);
        tokio::select! {
            () = next => {}
            () = missed.notified() => {}
        }
    }
}

/// TLS as the system trusts it.
fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::warn!(%error, "a certificate of the system cannot be read");
    }
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap_or_else(|_| unreachable!("the provider has suites for the default versions"));
    TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

async fn fetch(url: &JwksUrl, tls: Option<&TlsConnector>) -> Result<Keys, FetchError> {
    let fetched = tokio::time::timeout(FETCH_TIME, fetch_bytes(url, tls)).await;
    let bytes = fetched.map_err(|_| FetchError::Silent(url.clone()))??;
    Keys::public(&bytes).map_err(|error| FetchError::Keys(url.clone(), error))
}

async fn fetch_bytes(url: &JwksUrl, tls: Option<&TlsConnector>) -> Result<Bytes, FetchError> {
    let unreachable = |error| FetchError::Unreachable(url.clone(), error);
    let stream = TcpStream::connect((url.host(), url.port())).await.map_err(unreachable)?;
    let Some(tls) = tls else { return ask(url, stream).await };
    let name = ServerName::try_from(url.host().to_owned());
    let name = name.map_err(|error| unreachable(std::io::Error::other(error)))?;
    ask(url, tls.connect(name, stream).await.map_err(unreachable)?).await
}

async fn ask(url: &JwksUrl, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Result<Bytes, FetchError> {
    let failed = |error| FetchError::Http(url.clone(), error);
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // Ends with the answer, or with who asks.
    tokio::spawn(connection);
    let request = Request::get(url.path()).header(HOST, url.authority()).body(Empty::<Bytes>::new());
    let request = request.unwrap_or_default();
    let answer = sender.send_request(request).await.map_err(failed)?;
    if answer.status() != hyper::StatusCode::OK {
        return Err(FetchError::Status(url.clone(), answer.status().as_u16()));
    }
    let body = Limited::new(answer.into_body(), BYTES_MAX).collect().await;
    Ok(body.map_err(|_| FetchError::Body(url.clone()))?.to_bytes())
}
