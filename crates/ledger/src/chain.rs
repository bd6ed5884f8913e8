//! What holds a log together: each entry's checksum covers the one before.

use bytes::Bytes;
use types::{Fence, GameId, Offset};

use crate::{Entry, Loaded, Stored, Unsealed};

/// A place in a log, and the checksum of all before it. Whoever writes seals with it, whoever reads checks with it.
/// CRC32C: it finds flipped bits, torn, swapped, missing and foreign entries; it is no defence against who means harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    last: Offset,
    checksum: u32,
    fence: Fence,
}

/// The first place where a log is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {} is damaged: {damage}", offset.0)]
pub struct Broken {
    /// The entry that is damaged or missing.
    pub offset: Offset,
    /// In what way.
    pub damage: Damage,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Another one stands in its place, or none although the log's row counts it.
    #[error("it is missing")]
    Missing,
    /// It is shorter than any entry.
    #[error("it is cut off")]
    CutOff,
    /// Its checksum does not fit it and those before it.
    #[error("its checksum does not fit")]
    Checksum,
    /// The log's row does not count it.
    #[error("it is there although the log ends before it")]
    Beyond,
    /// It was written in an earlier term than the entry before it.
    #[error("its fence is lower than that of the entry before it")]
    Fence,
}

impl Chain {
    /// Before the first entry of a game's log.
    #[must_use]
    pub fn start(game: &GameId) -> Self {
        Self { last: Offset(0), checksum: crc32c::crc32c(game.as_str().as_bytes()), fence: Fence(0) }
    }

    /// Behind an entry that is believed as it stands, for who reads a log from its middle on: what follows is checked as
    /// ever. `None` if it is cut off.
    #[must_use]
    pub fn from_entry(stored: &Stored) -> Option<Self> {
        let Unsealed { checksum, .. } = Unsealed::read(&stored.sealed)?;
        Some(Self::behind(stored.offset, checksum, stored.fence))
    }

    /// Behind an entry whose checksum is known.
    pub(crate) fn behind(last: Offset, checksum: u32, fence: Fence) -> Self {
        Self { last, checksum, fence }
    }

    /// The last entry that was sealed or checked; 0 before the first.
    #[must_use]
    pub fn last(&self) -> Offset {
        self.last
    }

    /// The checksum of all entries so far.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        self.checksum
    }

    /// The term of the last entry that was checked. Sealing does not change it.
    #[must_use]
    pub fn fence(&self) -> Fence {
        self.fence
    }

    /// Makes the bytes that are stored for the next entry.
    #[must_use]
    pub fn seal(&mut self, entry: &Entry) -> Bytes {
        self.step(entry);
        entry.with_checksum(self.checksum)
    }

    /// Checks the next entry. After an error the chain stands where it stood.
    ///
    /// # Errors
    /// When it is not the next, or not what was written.
    pub fn open(&mut self, stored: &Stored) -> Result<Entry, Broken> {
        let offset = self.last.next();
        let broken = |damage| Broken { offset, damage };
        if stored.offset != offset {
            return Err(broken(Damage::Missing));
        }
        if stored.fence < self.fence {
            return Err(broken(Damage::Fence));
        }
        let Unsealed { entry, checksum } = Unsealed::read(&stored.sealed).ok_or(broken(Damage::CutOff))?;
        let mut next = *self;
        next.step(&entry);
        if next.checksum != checksum {
            return Err(broken(Damage::Checksum));
        }
        *self = Self { fence: stored.fence, ..next };
        Ok(entry)
    }

    /// Checks a page that was loaded from behind [`Chain::last`] on.
    ///
    /// # Errors
    /// At the first entry that is damaged; also when nothing is left of a log whose head lies further on.
    pub fn page(&mut self, page: &Loaded) -> Result<Vec<Entry>, Broken> {
        if page.entries.is_empty() && page.head > self.last {
            return Err(Broken { offset: self.last.next(), damage: Damage::Missing });
        }
        if let Some(beyond) = page.entries.iter().find(|stored| stored.offset > page.head) {
            return Err(Broken { offset: beyond.offset, damage: Damage::Beyond });
        }
        page.entries.iter().map(|stored| self.open(stored)).collect()
    }

    fn step(&mut self, entry: &Entry) {
        self.last = self.last.next();
        let length = u64::try_from(entry.body.len()).unwrap_or(u64::MAX);
        let mut checksum = crc32c::crc32c_append(self.checksum, &self.last.0.to_le_bytes());
        checksum = crc32c::crc32c_append(checksum, &entry.version.to_le_bytes());
        checksum = crc32c::crc32c_append(checksum, &entry.at.0.to_le_bytes());
        checksum = crc32c::crc32c_append(checksum, &length.to_le_bytes());
        self.checksum = crc32c::crc32c_append(checksum, &entry.body);
    }
}

impl Loaded {
    /// Whether the log goes on behind this page, which was loaded from behind `after` on.
    #[must_use]
    pub fn has_more(&self, after: Offset) -> bool {
        self.entries.last().map_or(after, |last| last.offset) < self.head
    }
}
