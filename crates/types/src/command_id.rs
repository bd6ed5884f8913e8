//! Which command.

use std::fmt;

use crate::Offset;

/// What makes a command happen at most once: whoever sends it again sends the same id, over any conn and any node.
/// Kept in the log's books for as long as the log is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandId {
    /// Made by a client, once for each thing that it wants: 16 random bytes.
    Client([u8; 16]),
    /// Made by the host when a game's deadline has passed: the offset of the game's log at that time, so that two
    /// owners that see the same deadline pass make one event.
    Timer(Offset),
}

/// What stands before the offset of a timer's id when it is stored. No client can make one: theirs are 16 bytes long.
const TIMER: &[u8] = b"timer-";

impl CommandId {
    /// The bytes that are stored, at most 26.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Client(id) => id.to_vec(),
            // Padded, so that it is never 16 bytes long.
            Self::Timer(offset) => [TIMER, format!("{:020}", offset.0).as_bytes()].concat(),
        }
    }

    /// Reads a client's id: `None` unless it is 16 bytes long.
    #[must_use]
    pub fn of_client(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::Client)
    }

    /// Reads what [`CommandId::to_bytes`] has made.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if let Some(id) = Self::of_client(bytes) {
            return Some(id);
        }
        let offset = std::str::from_utf8(bytes.strip_prefix(TIMER)?).ok()?;
        offset.parse().ok().map(Offset).map(Self::Timer)
    }
}

impl fmt::Debug for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(id) => id.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Self::Timer(offset) => write!(f, "timer-{}", offset.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_stored_and_no_client_makes_one_of_ours() {
        for id in [CommandId::Client([7; 16]), CommandId::Timer(Offset(0)), CommandId::Timer(Offset(u64::MAX))] {
            assert_eq!(CommandId::from_bytes(&id.to_bytes()), Some(id));
        }
        for offset in [0, 9_999_999_999, u64::MAX] {
            assert_eq!(CommandId::of_client(&CommandId::Timer(Offset(offset)).to_bytes()), None);
        }
        for bytes in [&b""[..], b"timer-", b"timer-x", b"123456789012345"] {
            assert_eq!(CommandId::from_bytes(bytes), None);
        }
    }
}
