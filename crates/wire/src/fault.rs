//! What was wrong with a client's message.

use std::borrow::Cow;

/// The stable names of `error.code`; docs/protocol.md says what a client does about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// The message cannot be parsed.
    Unreadable,
    /// The message is none that a client may send now.
    UnknownKind,
    /// A text is over its limit.
    TooLong,
    /// What stands where an id should is none.
    BadId,
    /// No such realm or conn, or not theirs to know.
    NotFound,
    /// The conn may not do that there.
    NotAllowed,
    /// The conn is in as many realms as it may be.
    TooManyRealms,
    /// Too often; later it may work.
    Busy,
    /// Who would have to answer cannot be reached; later it may work.
    Unavailable,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 9] = [
        Self::Unreadable,
        Self::UnknownKind,
        Self::TooLong,
        Self::BadId,
        Self::NotFound,
        Self::NotAllowed,
        Self::TooManyRealms,
        Self::Busy,
        Self::Unavailable,
    ];

    /// The name on the wire, in metrics and in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownKind => "unknown_kind",
            Self::TooLong => "too_long",
            Self::BadId => "bad_id",
            Self::NotFound => "not_found",
            Self::NotAllowed => "not_allowed",
            Self::TooManyRealms => "too_many_realms",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A client's message had no effect: the code and a sentence that says what was wrong and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which fault.
    pub code: ErrorCode,
    /// For the developer of the client; never holds more than a bounded piece of what the client wrote.
    pub text: Cow<'static, str>,
}

impl Fault {
    /// A fault with its sentence.
    pub fn new(code: ErrorCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into() }
    }
}
