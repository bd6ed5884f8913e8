//! Asks the API, one request a connection.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::cli::Server;
use super::failure::Failure;

/// The token that a server makes which is started in this folder.
const MADE_TOKEN_FILE: &str = "data/admin-token";

const DEFAULT_SERVER: &str = "http://127.0.0.1:8081";

/// How long a server may take to answer. It gives up by itself after ten seconds.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// The most bytes of one answer; a full page of conns has about a megabyte.
const ANSWER_BYTES_MAX: usize = 16 << 20;

/// A server to ask, and the right to.
pub(super) struct Client {
    /// As the user wrote it, for errors.
    server: String,
    /// `HOST:PORT`.
    authority: String,
    token: String,
    token_file: PathBuf,
}

impl Client {
    /// The server that the flags, or else the environment, name.
    pub(super) fn of(told: &Server) -> Result<Self, Failure> {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        let server =
            told.server.clone().or_else(|| variable("HUBBUB_SERVER").and_then(|value| value.into_string().ok()));
        let server = server.unwrap_or_else(|| DEFAULT_SERVER.to_owned());
        let authority = authority(&server).ok_or_else(|| Failure::BadServer(server.clone()))?;
        let token_file = told.token_file.clone().or_else(|| variable("HUBBUB_TOKEN_FILE").map(PathBuf::from));
        let made = || Some(PathBuf::from(MADE_TOKEN_FILE)).filter(|file| file.is_file());
        let token_file = token_file.or_else(made).ok_or(Failure::NoTokenFile)?;
        let token = read_token(&token_file)?;
        Ok(Self { server, authority, token, token_file })
    }

    /// The server, for people.
    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// Asks for something.
    pub(super) async fn get<R: DeserializeOwned>(&self, path: &str) -> Result<R, Failure> {
        self.whole(self.send(Method::GET, path, Bytes::new()).await?).await
    }

    /// Asks to do something.
    pub(super) async fn post<R: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<R, Failure> {
        // What is sent is made of our own types, all of which can be written.
        let body = serde_json::to_vec(body).map_err(|error| Failure::Refused { text: error.to_string() })?;
        self.whole(self.send(Method::POST, path, body.into()).await?).await
    }

    /// Asks for something that goes on.
    pub(super) async fn stream(&self, path: &str) -> Result<Incoming, Failure> {
        Ok(self.send(Method::GET, path, Bytes::new()).await?.into_body())
    }

    /// Sends a request, and comes back with the head of an answer that is no error.
    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, Failure> {
        let answer = async {
            let connected = TcpStream::connect(&self.authority).await;
            let stream = connected.map_err(|error| self.unreachable(error))?;
            let (mut sender, connection) =
                http1::handshake(TokioIo::new(stream)).await.map_err(|error| self.broke_off(error))?;
            // Its end shows at the answer, too.
            tokio::spawn(async { drop(connection.await) });
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(HOST, &self.authority)
                .header(AUTHORIZATION, format!("Bearer {}", self.token))
                .header(CONTENT_TYPE, "application/json")
                .body(Full::new(body))
                .map_err(|_| Failure::BadToken(self.token_file.clone()))?;
            sender.send_request(request).await.map_err(|error| self.broke_off(error))
        };
        let answer = timeout(ANSWER_TIME, answer).await.map_err(|_| Failure::Silent(self.server.clone()))??;
        if answer.status().is_success() { Ok(answer) } else { Err(self.refused(answer).await) }
    }

    async fn whole<R: DeserializeOwned>(&self, answer: Response<Incoming>) -> Result<R, Failure> {
        let status = answer.status();
        let body = self.body(answer).await?;
        serde_json::from_slice(&body).map_err(|_| self.not_hubbub(status))
    }

    async fn body(&self, answer: Response<Incoming>) -> Result<Bytes, Failure> {
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect();
        let body = timeout(ANSWER_TIME, body).await.map_err(|_| Failure::Silent(self.server.clone()))?;
        Ok(body.map_err(|_| self.not_hubbub(status))?.to_bytes())
    }

    async fn refused(&self, answer: Response<Incoming>) -> Failure {
        let status = answer.status();
        let body = match self.body(answer).await {
            Ok(body) => body,
            Err(failure) => return failure,
        };
        match serde_json::from_slice::<api::Error>(&body) {
            Ok(_) if status == StatusCode::UNAUTHORIZED => {
                Failure::WrongToken { server: self.server.clone(), file: self.token_file.clone() }
            }
            Ok(error) => Failure::Refused { text: error.text },
            Err(_) => self.not_hubbub(status),
        }
    }

    fn unreachable(&self, source: io::Error) -> Failure {
        let server = self.server.clone();
        if source.kind() == io::ErrorKind::ConnectionRefused {
            return Failure::NobodyListens(server);
        }
        Failure::Unreachable { server, source }
    }

    pub(super) fn broke_off(&self, source: hyper::Error) -> Failure {
        Failure::BrokeOff { server: self.server.clone(), source }
    }

    fn not_hubbub(&self, status: StatusCode) -> Failure {
        Failure::NotHubbub { server: self.server.clone(), status: status.as_u16() }
    }
}

/// The host and port of an address without TLS and path.
fn authority(server: &str) -> Option<String> {
    let uri: Uri = server.parse().ok()?;
    let is_bare = uri.scheme_str() == Some("http") && matches!(uri.path(), "" | "/") && uri.query().is_none();
    let authority = uri.authority().filter(|authority| is_bare && !authority.as_str().contains('@'))?;
    Some(format!("{}:{}", authority.host(), authority.port_u16().unwrap_or(80)))
}

fn read_token(file: &PathBuf) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(|source| Failure::TokenFile { file: file.clone(), source })?;
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::BadToken(file.clone()));
    }
    Ok(token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_and_a_port_without_tls() {
        assert_eq!(authority("http://127.0.0.1:9000").as_deref(), Some("127.0.0.1:9000"));
        assert_eq!(authority("http://[::1]:9000/").as_deref(), Some("[::1]:9000"));
        assert_eq!(authority("http://game.example").as_deref(), Some("game.example:80"));
        for wrong in ["", "127.0.0.1:9000", "https://127.0.0.1:9000", "http://127.0.0.1/api", "http://a:b@127.0.0.1"] {
            assert_eq!(authority(wrong), None, "{wrong}");
        }
    }
}
