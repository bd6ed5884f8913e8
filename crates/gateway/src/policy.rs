//! Which hosts, pages and proxies are ours.

use std::net::IpAddr;

use config::{ProxyHeader, Server};
use edge::{Hops, Trusted};

use crate::{Head, Refusal, Status};

/// The part of the settings that a handshake is held to.
#[derive(Clone, Debug)]
pub struct Policy {
    server: Server,
    trusted: Trusted,
    is_loopback: bool,
}

impl Policy {
    /// The policy of these settings.
    #[must_use]
    pub fn new(server: Server) -> Self {
        let is_loopback = server.addresses().all(|address| address.ip().is_loopback());
        let trusted = Trusted::new(server.trusted_proxies.clone());
        Self { server, trusted, is_loopback }
    }

    /// Whether `/conformance/echo` is served.
    #[must_use]
    pub fn has_conformance_echo(&self) -> bool {
        self.server.conformance_echo && self.is_loopback
    }

    /// The request's `Host`, if it means this server. A foreign name on loopback is a page whose own name was made to
    /// point here (DNS rebinding).
    ///
    /// # Errors
    /// 400 without exactly one, 421 for a foreign one.
    pub fn host<'a>(&self, head: &Head<'a>) -> Result<&'a str, Refusal> {
        let authority = head
            .single("host")?
            .filter(|host| !host.is_empty())
            .ok_or_else(|| Refusal::new(Status::BadRequest, "the request has no `Host` header"))?;
        let name = without_port(authority).to_ascii_lowercase();
        let is_ours = is_loopback_name(&name)
            || self.server.hosts.iter().any(|host| host.as_str() == name)
            || (self.server.hosts.is_empty() && !self.is_loopback);
        if is_ours {
            return Ok(authority);
        }
        Err(Refusal::new(
            Status::Misdirected,
            "this server does not go by that name: connect to a name of its own, or add this one to `server.hosts`",
        ))
    }

    /// Whether a page may connect: one of this host, of this machine, or one that is named in the settings. Without
    /// an `Origin` it is no page.
    ///
    /// # Errors
    /// 403 for any other page.
    pub fn check_origin(&self, head: &Head<'_>, host: &str) -> Result<(), Refusal> {
        let Some(origin) = head.single("origin")? else { return Ok(()) };
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        let is_ours = authority.is_some_and(|page| page == host || is_loopback_name(without_port(page)))
            || self.server.origins.iter().any(|known| known.is_any() || known.as_str() == origin);
        if is_ours {
            return Ok(());
        }
        Err(Refusal::new(
            Status::Forbidden,
            "pages of that origin may not connect here: add it to `server.origins` if they should",
        ))
    }

    /// Whether the address is one of our proxies: its conns are counted by the addresses that it names.
    #[must_use]
    pub fn is_trusted_proxy(&self, peer: IpAddr) -> bool {
        self.trusted.contains(peer)
    }

    /// Whether each connection of this peer begins with a PROXY header. From anybody else it is no request.
    #[must_use]
    pub fn demands_proxy_header(&self, peer: IpAddr) -> bool {
        self.server.proxy_header == ProxyHeader::ProxyProtocol && self.is_trusted_proxy(peer)
    }

    /// Whether anybody's word for another address counts.
    #[must_use]
    pub fn has_proxies(&self) -> bool {
        !self.server.trusted_proxies.is_empty()
    }

    /// The address that a request comes from: behind trusted proxies, the right-most hop that is none of them. `None` if
    /// its head does not tell.
    #[must_use]
    pub fn forwarded_address(&self, peer: IpAddr, head: &Head<'_>) -> Option<IpAddr> {
        let (name, hops): (_, for<'a> fn(&'a [&'a str]) -> Hops<'a>) = match self.server.proxy_header {
            ProxyHeader::XForwardedFor => ("x-forwarded-for", |values| Hops::XForwardedFor(values)),
            ProxyHeader::Forwarded => ("forwarded", |values| Hops::Forwarded(values)),
            ProxyHeader::ProxyProtocol => return None,
        };
        let values: Vec<&str> = head.values(name).collect();
        let is_told = !values.is_empty() && self.is_trusted_proxy(peer);
        is_told.then(|| self.trusted.client_address(peer, hops(&values)))
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !host.is_empty() => host,
        Some(_) | None => authority,
    }
}

fn is_loopback_name(name: &str) -> bool {
    if name == "localhost" {
        return true;
    }
    let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
