//! What services say to players.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::Name;

use crate::{Base64, Code, Error, Text};

/// Something to say: a text for people, a body for programs, or both.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// What it is, for the clients' programs. A message without one is a chat line from the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Text<Name>>,
    /// For people.
    #[serde(default)]
    pub text: String,
    /// For programs; only clients that have said `hello` are sent it.
    #[serde(default)]
    pub body: Base64,
}

impl std::fmt::Debug for Message {
    /// What is said to players is no business of a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of text, {:?}", self.text.len(), self.body)
    }
}

impl Message {
    /// A chat line.
    #[must_use]
    pub fn chat(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Refuses what says nothing.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !self.text.is_empty() {
            return Ok(());
        }
        match (&self.kind, self.body.0.is_empty()) {
            (None, _) => {
                Err(Error::new(Code::BadRequest, "`text` is missing: a message without `kind` is a chat line"))
            }
            (Some(_), true) => Err(Error::new(Code::BadRequest, "the message is empty: give `text`, `body` or both")),
            (Some(_), false) => Ok(()),
        }
    }
}
