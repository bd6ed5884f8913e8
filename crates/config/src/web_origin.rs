//! Which web pages and names are ours.

use std::fmt;
use std::str::FromStr;

/// A page's origin as browsers send it (RFC 6454 section 6.2): scheme, host, and the port unless it is the scheme's
/// own; in lower case. Or `*`, every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(Box<str>);

/// The text is no origin that can be allowed. `null` is none: it is what every page from a file sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadWebOrigin;

impl WebOrigin {
    /// Whether this is `*`.
    #[must_use]
    pub fn is_any(&self) -> bool {
        &*self.0 == "*"
    }

    /// `*`, or the origin in lower case without the scheme's own port: equal, byte by byte, to what a browser sends.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What somebody meant who wrote a whole address, or a host alone.
    pub(crate) fn nearest(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let scheme = match scheme {
            "wss" => "https",
            "ws" => "http",
            other => other,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        if authority.contains('.') || authority.contains(':') {
            format!("{scheme}://{authority}").parse().ok()
        } else {
            None
        }
    }
}

impl FromStr for WebOrigin {
    type Err = BadWebOrigin;

    fn from_str(text: &str) -> Result<Self, BadWebOrigin> {
        if text == "*" {
            return Ok(Self(text.into()));
        }
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(BadWebOrigin)?;
        let own_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(BadWebOrigin),
        };
        let (host, port) = split_port(authority).ok_or(BadWebOrigin)?;
        if !is_host(host) {
            return Err(BadWebOrigin);
        }
        let origin = match port {
            Some(port) if port != own_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        };
        Ok(Self(origin.into()))
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name, or an address (IPv6 in brackets), as it stands in a `Host` header before the port; in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(Box<str>);

/// The text is no host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadHostName;

impl HostName {
    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What somebody meant who wrote a whole address.
    pub(crate) fn nearest(text: &str) -> Option<Self> {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = rest.split('/').next()?;
        split_port(authority)?.0.parse().ok()
    }
}

impl FromStr for HostName {
    type Err = BadHostName;

    fn from_str(text: &str) -> Result<Self, BadHostName> {
        let text = text.to_ascii_lowercase();
        if is_host(&text) { Ok(Self(text.into())) } else { Err(BadHostName) }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let host_end = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[host_end..].find(':') {
        None => Some((authority, None)),
        Some(at) => {
            let (host, port) = authority.split_at(host_end + at);
            let port = port[1..].parse().ok()?;
            Some((host, Some(port)))
        }
    }
}

fn is_host(text: &str) -> bool {
    if let Some(v6) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return v6.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=253).contains(&text.len()) && text.bytes().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<String> {
        text.parse().ok().map(|origin: WebOrigin| origin.to_string())
    }

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        assert_eq!(origin("HTTPS://Game.Example:443").as_deref(), Some("https://game.example"));
        assert_eq!(origin("http://a:8080").as_deref(), Some("http://a:8080"));
        assert_eq!(origin("http://[::1]:80").as_deref(), Some("http://[::1]"));
        assert_eq!(origin("*").as_deref(), Some("*"));
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for text in [
            "",
            "null",
            "game.example",
            "https://",
            "https://a/",
            "https://a:x",
            "https://a:70000",
            "ftp://a",
            "https://*.a",
            "https://a b",
            "https://[::1",
            "https://u@a",
        ] {
            assert_eq!(origin(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_was_meant_is_guessed() {
        let meant = |text| WebOrigin::nearest(text).map(|origin| origin.to_string());
        assert_eq!(meant("https://a.b/play/"), Some("https://a.b".into()));
        assert_eq!(meant("game.example"), Some("https://game.example".into()));
        assert_eq!(meant("wss://a.b:9/ws"), Some("https://a.b:9".into()));
        assert_eq!(meant("null"), None);
        let host = |text| HostName::nearest(text).map(|host| host.to_string());
        assert_eq!(host("https://Game.Example:8080/x"), Some("game.example".into()));
        assert_eq!(host("[::1]:80"), Some("[::1]".into()));
    }
}
