//! What a request that cannot be served is told.

use std::borrow::Cow;

/// The HTTP status codes with which a handshake is refused (RFC 9110 section 15, RFC 6585).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Status {
    /// The request makes no sense.
    BadRequest = 400,
    /// The page may not connect.
    Forbidden = 403,
    /// Nothing is served there.
    NotFound = 404,
    /// Not by this method.
    MethodNotAllowed = 405,
    /// The request line is too long.
    UriTooLong = 414,
    /// The request is for another server.
    Misdirected = 421,
    /// Here one speaks WebSocket, version 13.
    UpgradeRequired = 426,
    /// Too many conns from one address.
    TooManyRequests = 429,
    /// The header block is too large.
    HeadersTooLarge = 431,
    /// The node is full.
    Unavailable = 503,
    /// Not in this version of HTTP.
    Version = 505,
}

impl Status {
    fn reason(self) -> &'static str {
        match self {
            Self::BadRequest => "Bad Request",
            Self::Forbidden => "Forbidden",
            Self::NotFound => "Not Found",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::UriTooLong => "URI Too Long",
            Self::Misdirected => "Misdirected Request",
            Self::UpgradeRequired => "Upgrade Required",
            Self::TooManyRequests => "Too Many Requests",
            Self::HeadersTooLarge => "Request Header Fields Too Large",
            Self::Unavailable => "Service Unavailable",
            Self::Version => "HTTP Version Not Supported",
        }
    }

    /// The header that goes with the status.
    fn header(self, retry_after: u64) -> Cow<'static, str> {
        match self {
            Self::BadRequest => "Sec-WebSocket-Version: 13\r\n".into(),
            Self::UpgradeRequired => "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n".into(),
            Self::MethodNotAllowed => "Allow: GET\r\n".into(),
            Self::TooManyRequests | Self::Unavailable => format!("Retry-After: {retry_after}\r\n").into(),
            Self::Forbidden
            | Self::NotFound
            | Self::UriTooLong
            | Self::Misdirected
            | Self::HeadersTooLarge
            | Self::Version => "".into(),
        }
    }
}

/// A status and a sentence: what was wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: Status,
    /// The sentence, without the request's own text unless that has been checked.
    pub text: Cow<'static, str>,
    /// When to come again, in seconds, for those statuses that say it.
    retry_after: u64,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(status: Status, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into(), retry_after: 5 }
    }

    /// The same, with another time to come again than 5 s.
    #[must_use]
    pub fn after_seconds(self, retry_after: u64) -> Self {
        Self { retry_after, ..self }
    }

    /// The whole response; the connection ends after it.
    #[must_use]
    pub fn response(&self) -> Vec<u8> {
        let (status, text) = (self.status, &self.text);
        format!(
            "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{text}\n",
            status as u16,
            status.reason(),
            text.len() + 1,
            status.header(self.retry_after),
        )
        .into_bytes()
    }
}
