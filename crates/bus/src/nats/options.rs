//! How to reach a NATS server.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use types::{Name, Secret};

/// How to reach a NATS server or cluster, and as whom. Holds secrets and prints none.
#[derive(Clone, Debug)]
pub struct NatsOptions {
    /// The servers of one cluster; a connection goes to any one of them.
    pub urls: Vec<NatsUrl>,
    /// What the server calls this connection in its own logs and listings; the node's name. Default `hubbub`.
    pub name: String,
    /// As whom. Default: nobody.
    pub login: Login,
    /// `Some`: only over TLS. Default `None`: over TLS if the server asks for it, trusting the system's authorities.
    pub tls: Option<Tls>,
    /// A name before every subject, for fleets that share a server. Default: none.
    pub prefix: Option<Name>,
    /// How long the first connection may take, all tries together. Default 10 s.
    pub connect_within: Duration,
    /// How long one try to connect to one server may take. Default 2 s.
    pub connect_time: Duration,
    /// Silence of the server after which it is sent a ping; it counts as dead when two were not answered, at the time
    /// of the third. Default 2 s.
    pub ping_every: Duration,
    /// How long to wait before a lost connection is tried again.
    pub back_off: BackOff,
}

impl NatsOptions {
    /// For these servers, everything else by default.
    #[must_use]
    pub fn new(urls: Vec<NatsUrl>) -> Self {
        Self {
            urls,
            name: "hubbub".to_owned(),
            login: Login::Nobody,
            tls: None,
            prefix: None,
            connect_within: Duration::from_secs(10),
            connect_time: Duration::from_secs(2),
            ping_every: Duration::from_secs(2),
            back_off: BackOff::default(),
        }
    }
}

/// As whom to log in.
#[derive(Clone, Debug, Default)]
pub enum Login {
    /// Without any login.
    #[default]
    Nobody,
    /// By name and password.
    User {
        /// The name.
        name: String,
        /// The password.
        password: Secret,
    },
    /// By a token.
    Token(Secret),
    /// By a key: the file holds the seed of a user nkey (`SU...`).
    NkeySeedFile(PathBuf),
    /// By a signed user JWT and its key: a `.creds` file.
    CredsFile(PathBuf),
}

/// Which certificates to trust and to show.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    /// The authorities to trust, in PEM. Default: the system's.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate and its key, in PEM, for servers that ask for one. Default: none.
    pub identity: Option<(PathBuf, PathBuf)>,
}

/// Waits that double from the first to the longest, each cut by luck to between a half and the whole, so that the nodes
/// of a fleet do not come back at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackOff {
    /// Before the first try. Default 50 ms.
    pub first: Duration,
    /// Between later ones. Default 2 s.
    pub longest: Duration,
}

impl Default for BackOff {
    fn default() -> Self {
        Self { first: Duration::from_millis(50), longest: Duration::from_secs(2) }
    }
}

impl BackOff {
    /// The wait after so many tries without success; `luck` is from 0 to 1.
    pub(super) fn wait(self, tries: u32, luck: f64) -> Duration {
        let whole = self.first.saturating_mul(2_u32.saturating_pow(tries)).min(self.longest);
        whole.mul_f64(0.5 + luck.clamp(0.0, 1.0) / 2.0)
    }
}

/// Where a server is: `nats://host:port`, or `tls://host:port`; the port is 4222 unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatsUrl(async_nats::ServerAddr);

/// Why a text is no [`NatsUrl`]. Does not repeat the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// No URL, or another scheme.
    #[error("not the URL of a NATS server: expected `nats://host:port` or `tls://host:port`")]
    Unreadable,
    /// It names a user or a password, which would be seen in process listings and logs.
    #[error(
        "the URL of the NATS server holds a login: remove what stands before the `@`, and set user and password, or the token, by their own settings"
    )]
    HoldsLogin,
}

impl FromStr for NatsUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let address: async_nats::ServerAddr = text.parse().map_err(|_| BadUrl::Unreadable)?;
        if address.has_user_pass() || address.password().is_some() || text.contains('@') {
            return Err(BadUrl::HoldsLogin);
        }
        let is_ours = matches!(address.scheme(), "nats" | "tls") && !address.host().is_empty();
        if is_ours { Ok(Self(address)) } else { Err(BadUrl::Unreadable) }
    }
}

impl NatsUrl {
    pub(super) fn address(&self) -> async_nats::ServerAddr {
        self.0.clone()
    }
}

impl fmt::Display for NatsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_url_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_server_and_nobody_else() {
        for (text, expected) in [
            ("nats://127.0.0.1:4222", Ok("nats://127.0.0.1:4222")),
            ("bus.example", Ok("nats://bus.example")),
            ("tls://[::1]:4443", Ok("tls://[::1]:4443")),
            ("nats://ann:s3cret@bus.example", Err(BadUrl::HoldsLogin)),
            ("nats://:s3cret@bus.example", Err(BadUrl::HoldsLogin)),
            ("nats://t0ken@bus.example", Err(BadUrl::HoldsLogin)),
            ("ws://bus.example", Err(BadUrl::Unreadable)),
            ("http://bus.example", Err(BadUrl::Unreadable)),
            ("nats://bus.example:99999", Err(BadUrl::Unreadable)),
            ("", Err(BadUrl::Unreadable)),
        ] {
            let url = text.parse::<NatsUrl>().map(|url| url.to_string());
            assert_eq!(url, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn waits_double_up_to_the_longest_and_differ_by_luck() {
        let back_off = BackOff::default();
        let waits: Vec<u128> = (0..8).map(|tries| back_off.wait(tries, 1.0).as_millis()).collect();
        assert_eq!(waits, [50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
        assert_eq!(back_off.wait(u32::MAX, 0.0).as_millis(), 1_000);
    }
}
