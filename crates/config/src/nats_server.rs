//! Where a NATS server is.

use std::fmt;
use std::str::FromStr;

/// The URL of a NATS server: `nats://host:port`, or `tls://host:port` for TLS. Never with a login in it: addresses stand
/// in logs and process listings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatsServer(Box<str>);

/// The text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadNatsServer;

impl NatsServer {
    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What somebody meant who left out the scheme, or wrote a login.
    pub(crate) fn nearest(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("nats", text));
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        format!("{scheme}://{}", rest.trim_end_matches('/')).parse().ok()
    }
}

impl FromStr for NatsServer {
    type Err = BadNatsServer;

    fn from_str(text: &str) -> Result<Self, BadNatsServer> {
        let (scheme, host) = text.split_once("://").ok_or(BadNatsServer)?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        let is_right = matches!(scheme, "nats" | "tls") && !host.is_empty() && host.bytes().all(is_host);
        if is_right { Ok(Self(text.into())) } else { Err(BadNatsServer) }
    }
}

impl fmt::Display for NatsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_no_part_of_an_address() {
        for text in ["nats://127.0.0.1:4222", "tls://bus.example", "nats://[::1]:4222"] {
            assert_eq!(text.parse::<NatsServer>().unwrap().as_str(), text);
        }
        for (text, meant) in [
            ("127.0.0.1:4222", Some("nats://127.0.0.1:4222")),
            ("nats://ann:secret@bus.example:4222", Some("nats://bus.example:4222")),
            ("nats://bus.example/", Some("nats://bus.example")),
            ("http://bus.example", None),
            ("", None),
        ] {
            assert!(text.parse::<NatsServer>().is_err(), "{text}");
            assert_eq!(NatsServer::nearest(text).as_ref().map(NatsServer::as_str), meant, "{text}");
        }
    }
}
