//! Why somebody is not believed.

/// The answer to a token that gives no login. Towards the client there are only these two; the reason behind the second
/// is for the operator's counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Good in every respect, but old: the client should fetch another (4401).
    #[error("token expired")]
    Expired,
    /// Not good, and trying again is no use (4501).
    #[error("login failed: {}", .0.name())]
    Failed(Why),
}

/// What was wrong with a token. Never told to the client, and says nothing of what stood in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// More bytes than a token may have.
    TooLong,
    /// Not of the form of a token, or cut off.
    Shape,
    /// The header of a JWT is no JSON object with an `alg`, or demands (`crit`) what is not known here.
    Header,
    /// `alg` is none that is allowed here; `none` never is.
    Algorithm,
    /// No key here has this `kid`, or is for this `alg`. If the keys come from a service: time to fetch them anew.
    UnknownKey,
    /// Signed by nobody whom we know, or changed since.
    Signature,
    /// Signed, but what is signed makes no sense.
    Claims,
    /// From another issuer.
    Issuer,
    /// For another audience.
    Audience,
    /// Begins later, or was issued in the future: some clock is wrong.
    NotYet,
    /// Names nobody: `sub` is missing or empty.
    Subject,
    /// A session secret or ticket that had its use.
    UsedUp,
    /// A session secret that is newer than the session known here: the session is an old copy.
    Ahead,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 13] = [
        Self::TooLong,
        Self::Shape,
        Self::Header,
        Self::Algorithm,
        Self::UnknownKey,
        Self::Signature,
        Self::Claims,
        Self::Issuer,
        Self::Audience,
        Self::NotYet,
        Self::Subject,
        Self::UsedUp,
        Self::Ahead,
    ];

    /// The stable name, for a metric's label.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Shape => "shape",
            Self::Header => "header",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::NotYet => "not_yet",
            Self::Subject => "subject",
            Self::UsedUp => "used_up",
            Self::Ahead => "ahead",
        }
    }
}

impl From<Why> for Refused {
    fn from(why: Why) -> Self {
        Self::Failed(why)
    }
}
