//! What operators ask of a server, as far as players need it: games to play.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// The server gives up after ten seconds by itself.
const ANSWER_TIME: Duration = Duration::from_secs(12);
/// The most bytes of an answer.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// The server API of one node.
#[derive(Clone, Debug)]
pub struct Api {
    address: SocketAddr,
    token: String,
}

impl Api {
    /// The API at this address, with the token that stands in a file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn new(address: SocketAddr, token_file: &Path) -> anyhow::Result<Self> {
        let token = fs::read_to_string(token_file);
        let token = token.with_context(|| format!("cannot read the token of the API in {}", token_file.display()))?;
        Ok(Self { address, token: token.trim().to_owned() })
    }

    /// Begins a game of the crossword between two users; gives its id.
    ///
    /// # Errors
    /// If nobody answers, or the server has no such game. It may have begun all the same.
    pub fn begin(&self, seats: [&str; 2], setup: &Value) -> anyhow::Result<String> {
        let asked = json!({ "rules": "crossword", "seats": seats, "setup": setup });
        let begun = self.post("/api/games", &asked)?;
        let game = begun["game"].as_str().with_context(|| format!("the API names no game: {begun}"))?;
        Ok(game.to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut stream = TcpStream::connect_timeout(&self.address, ANSWER_TIME)
            .with_context(|| format!("cannot reach the API at {}", self.address))?;
        stream.set_read_timeout(Some(ANSWER_TIME))?;
        stream.set_nodelay(true)?;
        let (body, address, token) = (body.to_string(), self.address, &self.token);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        let mut answer = String::new();
        stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer).context("the API has not answered")?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the API has answered no HTTP")?;
        if head.split(' ').nth(1) != Some("200") {
            bail!("the API has refused: {body}");
        }
        serde_json::from_str(body).with_context(|| format!("the API has answered no JSON: {body}"))
    }
}
