//! What a peer can do wrong, and the close code that it earns.

use types::CloseCode;

/// The first thing in a peer's bytes that RFC 6455 or a limit forbids. The conn is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// RSV1, RSV2 or RSV3 without a negotiated extension (section 5.2).
    #[error("reserved bit set")]
    ReservedBit,
    /// Opcodes 3–7 and B–F (section 5.2).
    #[error("reserved opcode")]
    ReservedOpcode,
    /// A client must mask (section 5.1).
    #[error("client frame without a mask")]
    Unmasked,
    /// A server must not (section 5.1).
    #[error("server frame with a mask")]
    Masked,
    /// A control frame of more than 125 bytes (section 5.5).
    #[error("control frame over 125 bytes")]
    LongControl,
    /// A control frame without FIN (section 5.5).
    #[error("control frame in fragments")]
    FragmentedControl,
    /// A continuation with nothing to continue (section 5.4).
    #[error("continuation without a message")]
    LoneContinuation,
    /// A new message inside a fragmented one (section 5.4).
    #[error("new message inside a fragmented one")]
    Interleaved,
    /// A length in more bytes than it needs (section 5.2).
    #[error("length not in its shortest form")]
    LongLength,
    /// A 64-bit length with the top bit set (section 5.2).
    #[error("length with the top bit set")]
    LengthTopBit,
    /// The message would pass [`DecodeLimits::message_bytes`](crate::DecodeLimits).
    #[error("message too big")]
    TooBig,
    /// The message came in more frames than [`DecodeLimits::message_fragments`](crate::DecodeLimits).
    #[error("too many fragments")]
    TooManyFragments,
    /// Text, or a close reason, that is not UTF-8 (section 8.1).
    #[error("not utf-8")]
    NotUtf8,
    /// A close frame of one byte, or with a code that must not be on the wire (section 7.4).
    #[error("bad close frame")]
    BadClose,
}

impl Violation {
    /// The code to close the conn with.
    #[must_use]
    pub fn close_code(self) -> CloseCode {
        match self {
            Self::TooBig => CloseCode::TooBig,
            Self::TooManyFragments => CloseCode::Policy,
            Self::NotUtf8 => CloseCode::NotUtf8,
            Self::ReservedBit
            | Self::ReservedOpcode
            | Self::Unmasked
            | Self::Masked
            | Self::LongControl
            | Self::FragmentedControl
            | Self::LoneContinuation
            | Self::Interleaved
            | Self::LongLength
            | Self::LengthTopBit
            | Self::BadClose => CloseCode::ProtocolError,
        }
    }
}
