//! One thing that happened in a game, and its bytes.

use bytes::{BufMut, Bytes, BytesMut};
use types::UnixMs;

/// One thing that happened in a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which version of the rules' events `body` is in. Who does not know it does not take the game.
    pub version: u16,
    /// When, by the owner's clock.
    pub at: UnixMs,
    /// The event, in the rules' own encoding.
    pub body: Bytes,
}

/// A stored entry, taken apart but not yet checked: version (2 bytes), time (8), checksum (4), all little-endian, body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// What it says.
    pub entry: Entry,
    /// The checksum that stands in it.
    pub checksum: u32,
}

impl Entry {
    /// How many bytes longer a sealed entry is than its body.
    pub const SEAL_BYTES: usize = 14;

    /// The stored bytes.
    pub(crate) fn with_checksum(&self, checksum: u32) -> Bytes {
        let mut sealed = BytesMut::with_capacity(Self::SEAL_BYTES + self.body.len());
        sealed.put_u16_le(self.version);
        sealed.put_i64_le(self.at.0);
        sealed.put_u32_le(checksum);
        sealed.put_slice(&self.body);
        sealed.freeze()
    }
}

impl Unsealed {
    /// Takes stored bytes apart; `None` if they are too few.
    #[must_use]
    pub fn read(sealed: &Bytes) -> Option<Self> {
        let (version, rest) = sealed.split_first_chunk::<2>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (checksum, _) = rest.split_first_chunk::<4>()?;
        let entry = Entry {
            version: u16::from_le_bytes(*version),
            at: UnixMs(i64::from_le_bytes(*at)),
            body: sealed.slice(Entry::SEAL_BYTES..),
        };
        Some(Self { entry, checksum: u32::from_le_bytes(*checksum) })
    }
}
