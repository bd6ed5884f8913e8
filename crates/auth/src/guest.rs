//! Guests that stay who they are.

use std::time::Duration;

use types::UnixMs;

use crate::fields::{Reader, Writer};
use crate::leeway::{LEEWAY, later};
use crate::{Refused, Secret, Signer, UserId, Why};

/// `fields = issued:time user:text`
const PREFIX: &str = "hbg1_";

/// What a guest token says: it makes the same user of a guest next time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Who: begins with `guest_`.
    pub user: UserId,
    /// When the guest was first here.
    pub issued: UnixMs,
}

impl Guest {
    /// Whether `token` is a guest token by its looks, rather than one of a login service. Believes nothing.
    #[must_use]
    pub fn looks_like(token: &str) -> bool {
        Signer::is_of(PREFIX, token)
    }

    /// The token to give to the guest.
    #[must_use]
    pub fn sign(&self, signer: &Signer) -> Secret {
        let mut fields = Writer::default();
        fields.time(self.issued);
        fields.text(self.user.as_str());
        signer.seal(PREFIX, fields.0)
    }

    /// What a token says that we have signed. `age_max` is how long a guest may come back, counted from `issued`;
    /// `None` is for ever.
    pub fn verify(token: &str, signer: &Signer, now: UnixMs, age_max: Option<Duration>) -> Result<Self, Refused> {
        let guest = Self::read(&signer.open(PREFIX, token)?).ok_or(Why::Claims)?;
        if guest.issued > later(now, LEEWAY) {
            return Err(Why::NotYet.into());
        }
        match age_max {
            Some(age_max) if later(guest.issued, age_max) <= now => Err(Refused::Expired),
            Some(_) | None => Ok(guest),
        }
    }

    fn read(fields: &[u8]) -> Option<Self> {
        let mut fields = Reader(fields);
        let guest = Self { issued: fields.time()?, user: fields.user()? };
        (fields.0.is_empty() && guest.user.is_guest()).then_some(guest)
    }
}
