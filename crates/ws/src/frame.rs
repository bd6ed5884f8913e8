//! One frame: its header in both directions, and the mask (RFC 6455 section 5.2 and 5.3).

use crate::Violation;

/// The longest frame header: two bytes, a 64-bit length and a mask.
pub const HEAD_BYTES_MAX: usize = 14;

/// The most payload bytes of a control frame (section 5.5).
pub(crate) const CONTROL_BYTES_MAX: usize = 125;

/// Which end of the conn we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Peers mask, we do not.
    Server,
    /// We mask, the peer does not.
    Client,
}

/// What a message is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Any bytes.
    Binary,
}

/// What a frame is (section 11.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    /// More of the message before.
    Continuation = 0,
    /// A text message, or its first part.
    Text = 1,
    /// A binary message, or its first part.
    Binary = 2,
    /// The end.
    Close = 8,
    /// Asks for a pong.
    Ping = 9,
    /// Answers a ping.
    Pong = 10,
}

impl Opcode {
    fn parse(nibble: u8) -> Result<Self, Violation> {
        Ok(match nibble {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return Err(Violation::ReservedOpcode),
        })
    }

    pub(crate) fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

impl From<Kind> for Opcode {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Binary => Self::Binary,
        }
    }
}

/// A frame header, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) fin: bool,
    pub(crate) opcode: Opcode,
    pub(crate) mask: [u8; 4],
    pub(crate) payload_bytes: u64,
    /// Bytes of the header itself.
    pub(crate) size: usize,
}

impl Head {
    /// Reads a header from the front of `bytes`; `None` if it is not all there yet. Whatever can be refused from the
    /// bytes at hand is refused at once.
    #[inline]
    pub(crate) fn parse(role: Role, bytes: &[u8]) -> Result<Option<Self>, Violation> {
        let Some(&first) = bytes.first() else {
            return Ok(None);
        };
        if first & 0x70 != 0 {
            return Err(Violation::ReservedBit);
        }
        let opcode = Opcode::parse(first & 0x0f)?;
        let fin = first & 0x80 != 0;
        if opcode.is_control() && !fin {
            return Err(Violation::FragmentedControl);
        }
        let Some(&second) = bytes.get(1) else {
            return Ok(None);
        };
        let masked = second & 0x80 != 0;
        match role {
            Role::Server if !masked => return Err(Violation::Unmasked),
            Role::Client if masked => return Err(Violation::Masked),
            Role::Server | Role::Client => {}
        }
        let short = second & 0x7f;
        if opcode.is_control() && usize::from(short) > CONTROL_BYTES_MAX {
            return Err(Violation::LongControl);
        }
        let Some((payload_bytes, length_size)) = parse_length(short, &bytes[2..])? else {
            return Ok(None);
        };
        let at = 2 + length_size;
        if !masked {
            return Ok(Some(Self { fin, opcode, mask: [0; 4], payload_bytes, size: at }));
        }
        let Some(&mask) = bytes[at..].first_chunk::<4>() else {
            return Ok(None);
        };
        Ok(Some(Self { fin, opcode, mask, payload_bytes, size: at + 4 }))
    }
}

/// The payload length and how many extra bytes it took.
#[inline]
fn parse_length(short: u8, bytes: &[u8]) -> Result<Option<(u64, usize)>, Violation> {
    match short {
        126 => {
            let Some(&wide) = bytes.first_chunk::<2>() else {
                return Ok(None);
            };
            let length = u16::from_be_bytes(wide);
            if length < 126 {
                return Err(Violation::LongLength);
            }
            Ok(Some((length.into(), 2)))
        }
        127 => {
            if bytes.first().is_some_and(|top| top & 0x80 != 0) {
                return Err(Violation::LengthTopBit);
            }
            let Some(&wide) = bytes.first_chunk::<8>() else {
                return Ok(None);
            };
            let length = u64::from_be_bytes(wide);
            if length <= u16::MAX.into() {
                return Err(Violation::LongLength);
            }
            Ok(Some((length, 8)))
        }
        short => Ok(Some((short.into(), 0))),
    }
}

/// XORs `bytes` with `mask`, of which `phase` bytes have been used before. Its own inverse.
#[inline]
pub(crate) fn apply_mask(bytes: &mut [u8], mut mask: [u8; 4], phase: usize) {
    mask.rotate_left(phase % 4);
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (chunks, rest) = bytes.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ wide).to_ne_bytes();
    }
    for (at, byte) in rest.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
}

/// Appends the header of an unmasked, unfragmented frame with `payload_bytes` to follow.
#[inline]
pub fn put_head(out: &mut Vec<u8>, opcode: Opcode, payload_bytes: usize) {
    let (head, size) = head(opcode, payload_bytes);
    out.extend_from_slice(&head[..size]);
}

/// The header of an unmasked, unfragmented frame: the first so many of these bytes.
#[inline]
#[must_use]
pub fn head(opcode: Opcode, payload_bytes: usize) -> ([u8; 10], usize) {
    let first = 0x80 | opcode as u8;
    let mut head = [first, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let size = match payload_bytes {
        0..=125 => {
            head[1] = payload_bytes as u8;
            2
        }
        126..=0xffff => {
            head[1] = 126;
            head[2..4].copy_from_slice(&(payload_bytes as u16).to_be_bytes());
            4
        }
        _ => {
            head[1] = 127;
            head[2..].copy_from_slice(&(payload_bytes as u64).to_be_bytes());
            10
        }
    };
    (head, size)
}

/// Appends a whole frame as a server sends it. Built once, its bytes go to any number of sockets.
pub fn put_frame(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    put_head(out, opcode, payload.len());
    out.extend_from_slice(payload);
}

/// Appends a whole frame as a client sends it. `mask` should be fresh luck for each frame (section 10.3).
pub fn put_masked_frame(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], mask: [u8; 4]) {
    let (mut head, size) = head(opcode, payload.len());
    head[1] |= 0x80;
    out.extend_from_slice(&head[..size]);
    out.extend_from_slice(&mask);
    let at = out.len();
    out.extend_from_slice(payload);
    apply_mask(&mut out[at..], mask, 0);
}
