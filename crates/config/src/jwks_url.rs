//! Where a login service publishes its keys.

use std::fmt;
use std::str::FromStr;

/// An `https://` URL, or `http://` on this machine: keys that somebody on the way can change let anybody in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwksUrl {
    text: Box<str>,
    is_https: bool,
    host: Box<str>,
    port: u16,
}

/// The text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadJwksUrl;

impl JwksUrl {
    /// Whether it is asked over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host alone, an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, 443 or 80 unless the URL says otherwise.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as they are written.
    #[must_use]
    pub fn authority(&self) -> &str {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        rest.split_once('/').map_or(rest, |(authority, _)| authority)
    }

    /// Path and query.
    #[must_use]
    pub fn path(&self) -> &str {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }
}

impl FromStr for JwksUrl {
    type Err = BadJwksUrl;

    fn from_str(text: &str) -> Result<Self, BadJwksUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(BadJwksUrl)?;
        let is_https = scheme == "https";
        let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
        let is_legal = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>@#\\".contains(&byte));
        if !(is_https || scheme == "http") || authority.is_empty() || !is_legal(rest) {
            return Err(BadJwksUrl);
        }
        let (host, port) = match authority.rsplit_once(':').filter(|(host, _)| !host.ends_with(':')) {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| BadJwksUrl)?),
            Some(_) | None => (authority, if is_https { 443 } else { 80 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_here = host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        if host.is_empty() || !(is_https || is_here) {
            return Err(BadJwksUrl);
        }
        Ok(Self { text: text.into(), is_https, host: host.into(), port })
    }
}

impl fmt::Display for JwksUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (text, is_https, host, port, path) in [
            ("https://login.example/.well-known/jwks.json", true, "login.example", 443, "/.well-known/jwks.json"),
            ("https://login.example:8443", true, "login.example", 8443, "/"),
            ("http://127.0.0.1:9/keys?a=b", false, "127.0.0.1", 9, "/keys?a=b"),
            ("http://[::1]:9/keys", false, "::1", 9, "/keys"),
            ("https://[2001:db8::1]/keys", true, "2001:db8::1", 443, "/keys"),
        ] {
            let url: JwksUrl = text.parse().unwrap();
            assert_eq!((url.is_https(), url.host(), url.port(), url.path()), (is_https, host, port, path), "{text}");
            assert_eq!(url.to_string(), text);
        }
    }

    #[test]
    fn keys_come_over_tls_or_from_this_machine() {
        for bad in
            ["", "login.example", "http://login.example/keys", "https://", "https://a b", "ftp://a", "https://u:p@a"]
        {
            assert_eq!(bad.parse::<JwksUrl>(), Err(BadJwksUrl), "{bad}");
        }
    }
}
