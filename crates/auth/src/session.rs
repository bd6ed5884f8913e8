//! What survives a reconnect, and who may take it up again.
//!
//! Every resume hands out the next generation of the secret. The one before stays good until the new one is first
//! used, for the answer that carries the new one can be lost with its conn:
//!
//! ```text
//! start ──▶ {current 1}
//! {current n, previous p} ── n is used ──▶ {current n+1, previous n}    p has had its use
//! {current n, previous p} ── p is used ──▶ {current n+1, previous p}    n was lost, and is good no more
//! {current n, previous p} ── any other ──▶ refused; nothing changes
//! ```
//!
//! So of two who hold the same secret one soon shows a generation that is used up, and is refused.

use std::fmt;

use types::UnixMs;

use crate::fields::{Reader, Writer};
use crate::leeway::{LEEWAY, later};
use crate::{Refused, Secret, Signer, UserId, Why, text};

/// `fields = issued:time expires:time? session:16 bytes generation:u32 node:u16 user:text`
const PREFIX: &str = "hbs1_";

/// Names one session: 16 bytes of luck. No address, and without a signature it gives no right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 16]);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::to_hex(&self.0))
    }
}

/// What a session secret says: good for one resume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSecret {
    /// Whose session.
    pub user: UserId,
    /// Which.
    pub session: SessionId,
    /// Which of its secrets this is, from 1 up.
    pub generation: u32,
    /// The number of the node that knows the session's [`Session`].
    pub node: u16,
    /// When the login ends; `None` is never.
    pub expires: Option<UnixMs>,
    /// When this secret was made.
    pub issued: UnixMs,
}

impl SessionSecret {
    /// The secret to give to the client.
    #[must_use]
    pub fn sign(&self, signer: &Signer) -> Secret {
        let mut fields = Writer::default();
        fields.time(self.issued);
        fields.time_or_never(self.expires);
        fields.bytes(&self.session.0);
        fields.bytes(&self.generation.to_be_bytes());
        fields.bytes(&self.node.to_be_bytes());
        fields.text(self.user.as_str());
        signer.seal(PREFIX, fields.0)
    }

    /// What a secret says that we have signed. Whether it has had its use already, only [`Session::resume`] knows.
    pub fn verify(secret: &str, signer: &Signer, now: UnixMs) -> Result<Self, Refused> {
        let secret = Self::read(&signer.open(PREFIX, secret)?).ok_or(Why::Claims)?;
        if secret.issued > later(now, LEEWAY) {
            return Err(Why::NotYet.into());
        }
        match secret.expires {
            Some(expires) if expires <= now => Err(Refused::Expired),
            Some(_) | None => Ok(secret),
        }
    }

    fn read(fields: &[u8]) -> Option<Self> {
        let mut fields = Reader(fields);
        let (issued, expires) = (fields.time()?, fields.time_or_never()?);
        let session = SessionId(fields.bytes()?);
        let generation = u32::from_be_bytes(fields.bytes()?);
        let node = u16::from_be_bytes(fields.bytes()?);
        let user = fields.user()?;
        fields.0.is_empty().then_some(Self { user, session, generation, node, expires, issued })
    }
}

/// Which secrets of a session are still good. Plain data, so that it can be kept and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The generation that was handed out last.
    pub current: u32,
    /// The generation that was used last, good until `current` is used. `None` until the first resume.
    pub previous: Option<u32>,
}

impl Default for Session {
    fn default() -> Self {
        Self { current: 1, previous: None }
    }
}

impl Session {
    /// Takes the session up again with a secret of this generation; gives the generation to hand out now. Refused, and
    /// nothing changes, if the secret has had its use ([`Why::UsedUp`], worth a line in the log: it was copied, or an
    /// old copy of it was kept) or if it is newer than all that is known here ([`Why::Ahead`]).
    pub fn resume(&mut self, generation: u32) -> Result<u32, Refused> {
        if generation > self.current {
            return Err(Why::Ahead.into());
        }
        let is_good = generation == self.current || Some(generation) == self.previous;
        // After four billion resumes the session ends.
        let next = self.current.checked_add(1).filter(|_| is_good).ok_or(Why::UsedUp)?;
        *self = Self { current: next, previous: Some(generation) };
        Ok(next)
    }
}
