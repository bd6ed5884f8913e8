//! An event as it is kept.

use bytes::Bytes;

/// What the log keeps of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The version of the rules' events in which it is written.
    pub version: u16,
    /// The event in the rules' own form.
    pub body: Bytes,
}

/// A record is not one that these rules can read: they are older than it, or it is damaged. Nothing is skipped: who
/// cannot read an event does not run the game.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event of version {version} cannot be read by rules of version {known}: {why}")]
pub struct Unreadable {
    /// The version of the record.
    pub version: u16,
    /// The newest version that the rules know.
    pub known: u16,
    /// What was wrong. Says nothing of the contents.
    pub why: &'static str,
}
