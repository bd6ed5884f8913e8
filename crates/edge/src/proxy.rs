//! The PROXY protocol, versions 1 and 2, as haproxy's document has it: a header with which a proxy says for whom it
//! opened the connection.
//!
//! Whether there is a header must stand in the settings, and only a trusted peer's is believed: whoever could choose to
//! send one could be anybody. [`parse`] answers [`Step::Not`] for anything else; where a header is expected, that too is
//! a reason to hang up.

mod crc32c;
mod v1;
mod v2;

use std::net::SocketAddr;

/// The longest header that is read, in bytes. The protocol would allow 64 KiB; addresses take 232 at most, and what
/// proxies add is a few hundred.
pub const HEADER_BYTES_MAX: usize = 4096;

/// What the first bytes of a connection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A header so far: come back with more bytes behind these. Never said of more than [`HEADER_BYTES_MAX`].
    Needs,
    /// A whole header; so many bytes of it, and what the client says begins behind them.
    Is(Header, usize),
    /// No header.
    Not,
    /// A header that breaks the rules: the connection must be dropped.
    Bad(BadHeader),
}

/// Whom the connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// The proxy speaks for itself (a health check), or does not tell: the socket's own addresses count.
    Own,
    /// Somebody beyond the proxy.
    For {
        /// Who connected to the proxy.
        source: SocketAddr,
        /// Where he connected to.
        destination: SocketAddr,
    },
}

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// Version 1: no CR LF within 107 bytes.
    #[error("the PROXY line is longer than 107 bytes")]
    LineTooLong,
    /// Version 1: a CR or LF that does not stand with the other.
    #[error("the PROXY line does not end in CR LF")]
    LineEnd,
    /// Version 1: anything but the six words or `UNKNOWN`.
    #[error("the PROXY line is not `PROXY TCP4|TCP6 source destination source-port destination-port`")]
    Line,
    /// Version 2: another version.
    #[error("the PROXY header is of version {0}; 1 and 2 are known")]
    Version(u8),
    /// Version 2: neither LOCAL nor PROXY.
    #[error("the PROXY header has the unassigned command {0}")]
    Command(u8),
    /// Version 2: an unassigned address family or transport.
    #[error("the PROXY header has the unassigned family and transport {0:#04x}")]
    Family(u8),
    /// Version 2: longer than we read, or too short for its addresses.
    #[error("the PROXY header announces {0} bytes, which do not fit")]
    Length(u16),
    /// Version 2: an extension reaches beyond the header.
    #[error("an extension of the PROXY header is longer than the header")]
    Extension,
    /// Version 2: the checksum is there and wrong.
    #[error("the PROXY header's checksum does not fit")]
    Checksum,
}

/// Looks for a header at the front of a connection's bytes. The answer does not depend on how they were cut.
#[must_use]
pub fn parse(bytes: &[u8]) -> Step {
    let parse: fn(&[u8]) -> Result<Step, BadHeader> = match (starts(bytes, v1::START), starts(bytes, v2::SIGNATURE)) {
        (Starts::With, _) => v1::parse,
        (_, Starts::With) => v2::parse,
        (Starts::Perhaps, _) | (_, Starts::Perhaps) => return Step::Needs,
        (Starts::Otherwise, Starts::Otherwise) => return Step::Not,
    };
    parse(bytes).unwrap_or_else(Step::Bad)
}

enum Starts {
    With,
    Perhaps,
    Otherwise,
}

fn starts(bytes: &[u8], with: &[u8]) -> Starts {
    if bytes.starts_with(with) {
        Starts::With
    } else if with.starts_with(bytes) {
        Starts::Perhaps
    } else {
        Starts::Otherwise
    }
}

#[cfg(test)]
mod tests;
