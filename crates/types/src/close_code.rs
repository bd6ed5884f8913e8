//! Why a conn ends.

/// Every close code that this server sends (RFC 6455 section 7.4; ours are 4000 to 4999). Codes 4000–4499 mean "come
/// back", 4500–4999 "do not". 1012 and 1013 are never sent: native Godot reports them as 1002.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum CloseCode {
    /// The client closed, or asked to be closed.
    Done = 1000,
    /// The client broke RFC 6455.
    ProtocolError = 1002,
    /// A text frame on the protobuf route.
    WrongType = 1003,
    /// Text that is not UTF-8.
    NotUtf8 = 1007,
    /// Something that no client has a reason to do, like a message in 65 fragments.
    Policy = 1008,
    /// A message over the limit.
    TooBig = 1009,
    /// Our own fault, caught.
    OurFault = 1011,
    /// No byte for a long time, or a message begun and not ended.
    Silent = 4001,
    /// Login is required, and `hello` did not come in time.
    HelloLate = 4002,
    /// The conn did not read what it was sent: its outbox is over its limit in bytes or age.
    TooSlow = 4008,
    /// The server is going down for a restart.
    Restarting = 4012,
    /// The node has no room for another conn.
    Full = 4013,
    /// The inbound budget was used up for too long.
    TooFast = 4029,
    /// The login was good and has ended: with a new token the client may come back.
    TokenExpired = 4401,
    /// The token, ticket or session secret is not good: bad, foreign, revoked or used up.
    LoginFailed = 4501,
    /// Login is required, and the conn said something else first or gave no token.
    LoginRequired = 4502,
    /// An operator or a service has put the conn out.
    Removed = 4503,
    /// The conn's session goes on in another conn.
    Replaced = 4504,
    /// `hello` asks for a version that is not spoken here.
    Version = 4505,
    /// Too many messages that could not be read.
    TooManyErrors = 4506,
    /// The user has as many conns as he may.
    TooManyConns = 4507,
}

impl CloseCode {
    /// Every code, in order.
    pub const ALL: [Self; 21] = [
        Self::Done,
        Self::ProtocolError,
        Self::WrongType,
        Self::NotUtf8,
        Self::Policy,
        Self::TooBig,
        Self::OurFault,
        Self::Silent,
        Self::HelloLate,
        Self::TooSlow,
        Self::Restarting,
        Self::Full,
        Self::TooFast,
        Self::TokenExpired,
        Self::LoginFailed,
        Self::LoginRequired,
        Self::Removed,
        Self::Replaced,
        Self::Version,
        Self::TooManyErrors,
        Self::TooManyConns,
    ];

    /// The number in the close frame.
    #[must_use]
    pub fn number(self) -> u16 {
        self as u16
    }

    /// The stable name: the reason in the close frame, the metric's label, the word in logs and docs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::ProtocolError => "protocol error",
            Self::WrongType => "wrong frame type",
            Self::NotUtf8 => "not utf-8",
            Self::Policy => "policy",
            Self::TooBig => "too big",
            Self::OurFault => "our fault",
            Self::Silent => "silent",
            Self::HelloLate => "hello late",
            Self::TooSlow => "too slow",
            Self::Restarting => "restarting",
            Self::Full => "full",
            Self::TooFast => "too fast",
            Self::TokenExpired => "token expired",
            Self::LoginFailed => "login failed",
            Self::LoginRequired => "login required",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::Version => "version",
            Self::TooManyErrors => "too many errors",
            Self::TooManyConns => "too many conns",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_sent_that_native_godot_misreads() {
        for code in CloseCode::ALL {
            let number = code.number();
            assert!(matches!(number, 1000..=1003 | 1007..=1011 | 4000..=4999), "{number}");
        }
    }

    #[test]
    fn codes_and_names_are_distinct() {
        let mut names: Vec<_> = CloseCode::ALL.iter().map(|code| code.name()).collect();
        names.dedup();
        assert_eq!(names.len(), CloseCode::ALL.len());
        assert!(CloseCode::ALL.is_sorted());
    }
}
