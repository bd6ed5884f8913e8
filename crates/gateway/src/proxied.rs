//! Whose conn it is: the address that counts, behind proxies of ours the one that they name.

use std::fmt;
use std::net::IpAddr;

use edge::proxy::{Header, Step, parse};
use hub::ConnKey;

use crate::conn::Phase;
use crate::shard::Shard;
use crate::stats::LimitHit;
use crate::{Head, Refusal, Status};

impl Shard {
    /// Counts a conn for its address, if it has a place left there. Loopback has no limit, and neither have proxies:
    /// whom they name is counted instead.
    pub(crate) fn count_address(&mut self, key: ConnKey, address: IpAddr) -> Result<(), Refusal> {
        if address.to_canonical().is_loopback() || self.policy.is_trusted_proxy(address) {
            return Ok(());
        }
        if !self.shared.addresses.admit(address, self.now.mono, &self.limits) {
            self.stats().add_limit(LimitHit::AddressConns);
            return Err(too_many());
        }
        match self.conns.get_mut(key.0) {
            Some(conn) => conn.address = Some(Box::new(address)),
            None => self.shared.addresses.leave(address),
        }
        Ok(())
    }

    /// Behind a trusted proxy, the address that counts stands in the head.
    pub(crate) fn count_forwarded(&mut self, key: ConnKey, head: &Head<'_>) -> Result<(), Refusal> {
        if !self.policy.has_proxies() {
            return Ok(());
        }
        let peer = self.conns.get_mut(key.0).and_then(|conn| conn.socket.peer_addr().ok());
        match peer.and_then(|peer| self.policy.forwarded_address(peer.ip(), head)) {
            Some(address) => self.count_address(key, address),
            None => Ok(()),
        }
    }

    /// The begin of a connection on which a trusted proxy has to say for whom it connects.
    #[cold]
    pub(crate) fn on_proxy_bytes(&mut self, key: ConnKey, bytes: &[u8]) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Phase::Proxied { bytes: held, .. } = &mut conn.phase else { return };
        held.extend_from_slice(bytes);
        match parse(held) {
            Step::Needs => {}
            Step::Is(header, used) => self.on_proxy_header(key, header, used),
            Step::Not => self.refuse(key, &no_header("there is none")),
            Step::Bad(why) => self.refuse(key, &no_header(why)),
        }
    }

    /// The header is whole, in so many bytes.
    fn on_proxy_header(&mut self, key: ConnKey, header: Header, bytes: usize) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Phase::Proxied { since, bytes: held } = &mut conn.phase else { return };
        let mut rest = held.split_off(bytes);
        conn.phase = Phase::head(*since);
        if let Header::For { source, .. } = header
            && let Err(refusal) = self.count_address(key, source.ip())
        {
            return self.refuse(key, &refusal);
        }
        if !rest.is_empty() {
            self.on_bytes(key, &mut rest);
        }
    }
}

fn no_header(why: impl fmt::Display) -> Refusal {
    let text = format!(
        "connections from your address begin with a PROXY header ({why}): let the proxy send it, or change \
         `server.proxy_header`"
    );
    Refusal::new(Status::BadRequest, text)
}

fn too_many() -> Refusal {
    Refusal::new(Status::TooManyRequests, "too many connections from your address: try again in a few seconds")
}
