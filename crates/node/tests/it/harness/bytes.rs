//! What goes over the socket: requests, responses, frames.

use std::fmt;

/// The lines of an HTTP request, to be sent as they are.
#[derive(Clone)]
pub(crate) struct Request(Vec<String>);

impl Request {
    pub(crate) fn plain(method: &str, target: &str) -> Self {
        Self(vec![format!("{method} {target} HTTP/1.1"), "Host: localhost".into()])
    }

    pub(crate) fn upgrade(target: &str) -> Self {
        Self::plain("GET", target)
            .and("Upgrade: websocket")
            .and("Connection: Upgrade")
            .and("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .and("Sec-WebSocket-Version: 13")
    }

    pub(crate) fn and(mut self, line: &str) -> Self {
        self.0.push(line.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|line| !line.starts_with(&format!("{name}:")));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        format!("{}\r\n\r\n", self.0.join("\r\n")).into_bytes()
    }
}

/// What a request was answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    /// Empty after an upgrade.
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// A frame of the server.
#[derive(PartialEq, Eq)]
pub(crate) struct Frame {
    /// FIN, RSV bits and opcode.
    pub(crate) first: u8,
    pub(crate) payload: Vec<u8>,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x} {:?}", self.first, String::from_utf8_lossy(&self.payload))
    }
}

/// A binary message in one frame.
pub(crate) fn binary(payload: &[u8]) -> Vec<u8> {
    masked(0x82, payload)
}

/// A text message in one frame.
pub(crate) fn text(payload: &str) -> Vec<u8> {
    masked(0x81, payload.as_bytes())
}

/// A client's frame with this first byte.
pub(crate) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// A close frame.
pub(crate) fn close(code: u16, reason: &str) -> Vec<u8> {
    masked(0x88, &[&code.to_be_bytes(), reason.as_bytes()].concat())
}
