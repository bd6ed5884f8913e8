//! Logins that may stand in a URL.

use std::time::Duration;

use types::UnixMs;

use crate::fields::{Reader, Writer};
use crate::leeway::{LEEWAY, later};
use crate::{Login, Refused, Secret, Signer, Why};

/// `fields = expires:time ticket:16 bytes node:u16 login_expires:time? login_issued:time? user:text name:text`, an empty
/// name being none.
const PREFIX: &str = "hbt1_";

/// Names one ticket: 16 bytes of luck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId(pub [u8; 16]);

/// A login for those who can send nothing but a URL: lives 30 s and is spent once, so that it does not matter which log
/// on the way has written it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Which.
    pub id: TicketId,
    /// For whom.
    pub login: Login,
    /// The number of the node that issued the ticket, and counts it as spent in its [`Tickets`](crate::Tickets).
    pub node: u16,
    /// When the ticket ends: [`Ticket::LIFE`] after it was issued.
    pub expires: UnixMs,
}

impl Ticket {
    /// How long a ticket lives: 30 s.
    pub const LIFE: Duration = Duration::from_secs(30);

    /// A ticket issued now.
    #[must_use]
    pub fn new(id: TicketId, login: Login, node: u16, now: UnixMs) -> Self {
        Self { id, login, node, expires: later(now, Self::LIFE) }
    }

    /// Whether `token` is a ticket, by its looks alone.
    #[must_use]
    pub fn looks_like(token: &str) -> bool {
        Signer::is_of(PREFIX, token)
    }

    /// The ticket as it stands in the URL.
    #[must_use]
    pub fn sign(&self, signer: &Signer) -> Secret {
        let mut fields = Writer::default();
        fields.time(self.expires);
        fields.bytes(&self.id.0);
        fields.bytes(&self.node.to_be_bytes());
        fields.time_or_never(self.login.expires);
        fields.time_or_never(self.login.issued);
        fields.text(self.login.user.as_str());
        fields.text(self.login.name.as_deref().unwrap_or_default());
        signer.seal(PREFIX, fields.0)
    }

    /// What a ticket says that we have signed. Whether it is spent, only [`Tickets::spend`](crate::Tickets::spend) of
    /// the node that issued it knows.
    pub fn verify(ticket: &str, signer: &Signer, now: UnixMs) -> Result<Self, Refused> {
        let ticket = Self::read(&signer.open(PREFIX, ticket)?).ok_or(Why::Claims)?;
        if ticket.expires > later(now, Self::LIFE + LEEWAY) {
            return Err(Why::NotYet.into());
        }
        let ends = ticket.login.expires.map_or(ticket.expires, |login_ends| login_ends.min(ticket.expires));
        if ends <= now { Err(Refused::Expired) } else { Ok(ticket) }
    }

    fn read(fields: &[u8]) -> Option<Self> {
        let mut fields = Reader(fields);
        let (expires, id) = (fields.time()?, TicketId(fields.bytes()?));
        let node = u16::from_be_bytes(fields.bytes()?);
        let (login_expires, issued) = (fields.time_or_never()?, fields.time_or_never()?);
        let user = fields.user()?;
        let name = Some(fields.text()?.to_owned()).filter(|name| !name.is_empty());
        let login = Login { user, name, expires: login_expires, issued };
        fields.0.is_empty().then_some(Self { id, login, node, expires })
    }
}
