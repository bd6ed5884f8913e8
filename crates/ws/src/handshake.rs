//! The opening handshake (RFC 6455 section 4): the accept key, and what a client writes and checks.
//!
//! The server's side of the HTTP head is the gateway's: it has limits, origins and routes to look at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

/// Section 1.3.
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The value of `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
#[must_use]
pub fn accept_key(key: &[u8]) -> String {
    let mut sha1 = Sha1::new();
    sha1.update(key);
    sha1.update(GUID);
    STANDARD.encode(sha1.finalize())
}

/// Whether this is the base64 of 16 bytes, as a `Sec-WebSocket-Key` must be.
#[must_use]
pub fn is_key(key: &[u8]) -> bool {
    STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16)
}

/// Appends a client's request to upgrade. `nonce` is 16 bytes of fresh luck; `protocol` the subprotocol to ask for.
pub fn put_request(out: &mut Vec<u8>, host: &str, path: &str, nonce: [u8; 16], protocol: Option<&str>) {
    let key = STANDARD.encode(nonce);
    let protocol = protocol.map_or_else(String::new, |protocol| format!("Sec-WebSocket-Protocol: {protocol}\r\n"));
    out.extend_from_slice(
        format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{protocol}\r\n"
        )
        .as_bytes(),
    );
}

/// Why a server's answer is no upgrade.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// Another status than 101: its status line.
    #[error("no upgrade: {0:?}")]
    Status(String),
    /// `Sec-WebSocket-Accept` is missing or belongs to another key.
    #[error("wrong Sec-WebSocket-Accept")]
    Accept,
    /// More than 8 KiB and still no empty line.
    #[error("no end of the response head in 8 KiB")]
    Endless,
}

/// Looks at a server's answer to a request made with `nonce`: the number of bytes of its head once that is whole
/// (what follows are the first frames), `None` while it is not.
///
/// # Errors
/// See [`ResponseError`].
pub fn check_response(bytes: &[u8], nonce: [u8; 16]) -> Result<Option<usize>, ResponseError> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return if bytes.len() > 8192 { Err(ResponseError::Endless) } else { Ok(None) };
    };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 101") {
        return Err(ResponseError::Status(status.to_owned()));
    }
    let expected = accept_key(STANDARD.encode(nonce).as_bytes());
    let accepted = lines
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| name.eq_ignore_ascii_case("sec-websocket-accept") && value.trim() == expected);
    if accepted { Ok(Some(end + 4)) } else { Err(ResponseError::Accept) }
}
