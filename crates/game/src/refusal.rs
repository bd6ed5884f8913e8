//! The rules say no.

use std::borrow::Cow;

/// A normal answer to a command: it leaves no event, and only the conn that asked hears of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {text}")]
pub struct Refusal {
    /// A stable name for programs, in small letters and underscores.
    pub code: &'static str,
    /// A sentence for people: what was wrong, where, and what was expected. It may tell what the one who asked knows,
    /// and nothing else.
    pub text: Cow<'static, str>,
}

impl Refusal {
    /// What could not be read as a command of this game.
    pub const BAD_COMMAND: &'static str = "bad_command";

    /// A refusal by the rules.
    pub fn new(code: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into() }
    }
}
