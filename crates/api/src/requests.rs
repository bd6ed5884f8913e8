//! What can be asked. Every field that is not in the path of a route is a query parameter of a GET and a member of the
//! JSON object in a POST.

use std::num::NonZeroU16;

use auth::{Secret, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CloseCode, ConnId, Realm};

use crate::{Code, Conn, Error, Message, Text};

/// The most entries of one page.
pub(crate) const PAGE_MAX: u16 = 1_000;

/// What can be wrong with a request beyond its types.
pub(crate) trait Checked {
    /// Refuses what no backend should see.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Asks for everything there is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// Says something in a realm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RealmMessage {
    /// Who hears it.
    pub realm: Text<Realm>,
    /// What is said.
    #[serde(flatten)]
    pub message: Message,
}

/// Says something to everybody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AllMessage {
    /// What is said.
    #[serde(flatten)]
    pub message: Message,
}

/// Says something to a user.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct UserMessage {
    /// Who hears it, on all of his conns.
    pub user: Text<UserId>,
    /// What is said.
    #[serde(flatten)]
    pub message: Message,
}

/// Says something to a conn.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConnMessage {
    /// Which hears it, at whatever node it is.
    pub conn: Conn,
    /// What is said.
    #[serde(flatten)]
    pub message: Message,
}

/// Closes a conn.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Kick {
    /// Which, at whatever node it is.
    pub conn: Conn,
    /// The close code. 4000 to 4499 mean "come back", 4500 to 4999 "do not"; 4503 is "removed".
    #[serde(default = "removed")]
    #[schemars(range(min = 1000, max = 4999))]
    pub code: u16,
}

fn removed() -> u16 {
    CloseCode::Removed.number()
}

impl Kick {
    /// The close code as one of this server's own.
    #[must_use]
    pub fn close_code(&self) -> Option<CloseCode> {
        CloseCode::ALL.into_iter().find(|known| known.number() == self.code)
    }
}

/// Ends all that a user has open.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Revoke {
    /// Whose sessions and conns end.
    pub user: Text<UserId>,
}

/// Asks for realms.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListRealms {
    /// Only realms that begin so, as in `room-`.
    #[serde(default)]
    #[schemars(length(max = 71))]
    pub prefix: String,
    /// Only realms behind this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Text<Realm>>,
    /// At most so many.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Asks who is in a realm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ListMembers {
    /// Whose members.
    pub realm: Text<Realm>,
    /// Only conns behind this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Conn>,
    /// At most so many.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Asks what a realm keeps.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReadHistory {
    /// Which realm.
    pub realm: Text<Realm>,
    /// The epoch of `after`. Without it, the stream that is counted now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Only views behind this offset. Without it, from the first that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// At most so many.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Asks for conns.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListConns {
    /// Only conns of this user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Text<UserId>>,
    /// Only conns behind this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Conn>,
    /// At most so many.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Asks for one conn.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OneConn {
    /// Which.
    pub conn: Conn,
}

impl OneConn {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> ConnId {
        self.conn.0
    }
}

/// How many entries a page has at most: 1 to 1,000, by default 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct PageLimit(#[schemars(range(max = 1000))] pub NonZeroU16);

impl PageLimit {
    /// `count`, or what is nearest to it and allowed.
    #[must_use]
    pub fn nearest(count: usize) -> Self {
        let count = u16::try_from(count).unwrap_or(u16::MAX).clamp(1, PAGE_MAX);
        NonZeroU16::new(count).map_or_else(Self::default, Self)
    }

    /// The number.
    #[must_use]
    pub fn count(self) -> usize {
        self.0.get().into()
    }
}

impl Default for PageLimit {
    fn default() -> Self {
        Self(NonZeroU16::MIN.saturating_add(99))
    }
}

/// Begins to drain.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Drain {
    /// How long conns may take to leave, in milliseconds; `limits.drain_time` if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 3_600_000))]
    pub within_ms: Option<u32>,
}

/// Asks to be told what happens at this node.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Tail {
    /// Only what happens in this realm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realm: Option<Text<Realm>>,
    /// Only what happens to this conn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conn: Option<Conn>,
    /// Whether to be told also what is said, word for word.
    #[serde(default)]
    pub contents: bool,
}

/// Asks for a ticket.
#[derive(Clone, Debug)]
pub struct TakeTicket {
    /// The login service's token.
    pub token: Secret,
}

impl Checked for Nothing {}
impl Checked for Revoke {}
impl Checked for OneConn {}
impl Checked for Tail {}

impl Checked for RealmMessage {
    fn check(&self) -> Result<(), Error> {
        self.message.check()
    }
}

impl Checked for AllMessage {
    fn check(&self) -> Result<(), Error> {
        self.message.check()
    }
}

impl Checked for UserMessage {
    fn check(&self) -> Result<(), Error> {
        self.message.check()
    }
}

impl Checked for ConnMessage {
    fn check(&self) -> Result<(), Error> {
        self.message.check()
    }
}

impl Checked for Kick {
    fn check(&self) -> Result<(), Error> {
        if self.close_code().is_none() {
            let codes: Vec<_> =
                CloseCode::ALL.iter().map(|code| format!("{} ({})", code.number(), code.name())).collect();
            let text = format!("`code`: {} is no close code of this server; it has {}", self.code, codes.join(", "));
            return Err(Error::new(Code::BadRequest, text));
        }
        Ok(())
    }
}

impl Checked for ListRealms {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}

impl Checked for ListMembers {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}

impl Checked for ReadHistory {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}

impl Checked for ListConns {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}

impl Checked for PageLimit {
    fn check(&self) -> Result<(), Error> {
        if self.0.get() <= PAGE_MAX {
            return Ok(());
        }
        Err(Error::new(Code::BadRequest, format!("`limit`: {} is more than {PAGE_MAX}; ask for pages", self.0)))
    }
}

impl Checked for Drain {
    fn check(&self) -> Result<(), Error> {
        const HOUR_MS: u32 = 3_600_000;
        match self.within_ms {
            Some(within) if within > HOUR_MS => {
                Err(Error::new(Code::BadRequest, format!("`within_ms`: {within} is more than an hour ({HOUR_MS})")))
            }
            Some(_) | None => Ok(()),
        }
    }
}
