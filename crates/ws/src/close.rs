//! How a conn ends (RFC 6455 section 7).

use crate::frame::CONTROL_BYTES_MAX;
use crate::{Opcode, Violation, put_head};

/// The most bytes of a close reason: a control frame less the code.
pub const REASON_BYTES_MAX: usize = CONTROL_BYTES_MAX - 2;

/// What a peer's close frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseFrame<'a> {
    /// The code; `None` if the frame was empty.
    pub code: Option<u16>,
    /// The reason, without the NUL that Godot 3 appends.
    pub reason: &'a str,
}

impl<'a> CloseFrame<'a> {
    pub(crate) fn parse(payload: &'a [u8]) -> Result<Self, Violation> {
        let (code, reason) = match payload {
            [] => return Ok(Self { code: None, reason: "" }),
            [_] => return Err(Violation::BadClose),
            [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
        };
        // Section 7.4.1 and 7.4.2: 1004–1006 and 1015 are never on the wire, 1016–2999 are not given out.
        if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
            return Err(Violation::BadClose);
        }
        let reason = std::str::from_utf8(reason).map_err(|_| Violation::NotUtf8)?;
        Ok(Self { code: Some(code), reason: reason.trim_end_matches('\0') })
    }
}

/// Appends a server's close frame. A reason over [`REASON_BYTES_MAX`] is cut, never inside a character.
pub fn put_close(out: &mut Vec<u8>, code: u16, reason: &str) {
    let reason = &reason[..reason.floor_char_boundary(REASON_BYTES_MAX)];
    put_head(out, Opcode::Close, 2 + reason.len());
    out.extend_from_slice(&code.to_be_bytes());
    out.extend_from_slice(reason.as_bytes());
}

/// The close handshake of one end. A close frame is sent at most once and answered at most once.
///
/// ```text
///          start                    received
///   Open ─────────▶ Sent ──────────────────────▶ Done
///     └──────────────────received──────────────▶ Done  (the answer is to be sent)
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloseHandshake {
    /// Messages flow.
    #[default]
    Open,
    /// We have sent a close frame; what still comes is ignored until the peer's.
    Sent,
    /// Both have: nothing more is sent or heeded.
    Done,
}

/// What to do about a close frame that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnClose {
    /// Send a close frame back, then end the connection.
    Answer,
    /// It answers ours: end the connection.
    End,
    /// A second one: nothing.
    Ignore,
}

impl CloseHandshake {
    /// We want to close; whether a close frame is to be sent for it.
    pub fn start(&mut self) -> bool {
        let first = *self == Self::Open;
        if first {
            *self = Self::Sent;
        }
        first
    }

    /// A close frame came.
    pub fn received(&mut self) -> OnClose {
        match std::mem::replace(self, Self::Done) {
            Self::Open => OnClose::Answer,
            Self::Sent => OnClose::End,
            Self::Done => OnClose::Ignore,
        }
    }

    /// Whether messages still flow.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}
