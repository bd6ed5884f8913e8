//! A state of a game, kept beside its log.

use bytes::{BufMut, Bytes, BytesMut};
use types::{Fence, GameId, Offset};

use crate::Chain;

/// A state of a game, and where in its log it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The log up to and with the last entry that the state includes.
    pub chain: Chain,
    /// Which version of the rules' states `body` is in. Who does not know it reads the log instead.
    pub version: u16,
    /// The state, in the rules' own encoding.
    pub body: Bytes,
}

/// What was kept is no snapshot of that game at that offset. The log is read instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot is damaged")]
pub struct BadSnapshot;

/// Before the body stand, little-endian: its checksum (4 bytes), the chain's (4), the last entry's fence (8), the
/// version (2).
const SEAL_BYTES: usize = 18;

impl Snapshot {
    /// The bytes for [`crate::KeepSnapshot`].
    #[must_use]
    pub fn seal(&self, game: &GameId) -> Bytes {
        let mut sealed = BytesMut::with_capacity(SEAL_BYTES + self.body.len());
        sealed.put_u32_le(0);
        sealed.put_u32_le(self.chain.checksum());
        sealed.put_u64_le(self.chain.fence().0);
        sealed.put_u16_le(self.version);
        sealed.put_slice(&self.body);
        let checksum = checksum(game, self.chain.last(), &sealed[4..]);
        sealed[..4].copy_from_slice(&checksum.to_le_bytes());
        sealed.freeze()
    }

    /// Reads what [`Snapshot::seal`] made.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn open(game: &GameId, offset: Offset, sealed: &Bytes) -> Result<Self, BadSnapshot> {
        let (written, rest) = sealed.split_first_chunk::<4>().ok_or(BadSnapshot)?;
        if u32::from_le_bytes(*written) != checksum(game, offset, rest) {
            return Err(BadSnapshot);
        }
        let (chain, rest) = rest.split_first_chunk::<4>().ok_or(BadSnapshot)?;
        let (fence, rest) = rest.split_first_chunk::<8>().ok_or(BadSnapshot)?;
        let (version, _) = rest.split_first_chunk::<2>().ok_or(BadSnapshot)?;
        Ok(Self {
            chain: Chain::behind(offset, u32::from_le_bytes(*chain), Fence(u64::from_le_bytes(*fence))),
            version: u16::from_le_bytes(*version),
            body: sealed.slice(SEAL_BYTES..),
        })
    }
}

fn checksum(game: &GameId, offset: Offset, rest: &[u8]) -> u32 {
    let checksum = crc32c::crc32c(game.as_str().as_bytes());
    crc32c::crc32c_append(crc32c::crc32c_append(checksum, &offset.0.to_le_bytes()), rest)
}
