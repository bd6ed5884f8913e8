//! How many conns one address may have and make.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use types::{Bucket, Limits, Millis, Rate};

/// More addresses than this are not remembered once they have no conn.
const REMEMBERED_MAX: usize = 65_536;

/// Conns by address, for all shards of a node. Locked once at an accept and once at an end, never for a message.
#[derive(Debug, Default)]
pub(crate) struct Addresses(Mutex<BTreeMap<IpAddr, Entry>>);

#[derive(Debug, Default)]
struct Entry {
    conns: u32,
    made: Bucket,
    last: Millis,
}

impl Addresses {
    /// Counts a new conn; `false` if its address has too many or makes them too fast.
    pub(crate) fn admit(&self, address: IpAddr, now: Millis, limits: &Limits) -> bool {
        let rate = Rate { per_second: limits.address_rate, burst: limits.address_burst };
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= REMEMBERED_MAX {
            entries.retain(|_, entry| entry.conns > 0 || now.since(entry.last).as_secs() < 10);
        }
        let entry = entries.entry(counted_as(address)).or_default();
        entry.last = now;
        let admitted = entry.conns < limits.address_conns && entry.made.take(now, 1, rate);
        entry.conns += u32::from(admitted);
        admitted
    }

    /// A counted conn has ended.
    pub(crate) fn leave(&self, address: IpAddr) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get_mut(&counted_as(address)) {
            entry.conns = entry.conns.saturating_sub(1);
        }
    }
}

/// One subscriber of IPv6 has a whole /64.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t16_conns_and_their_rate_are_counted_by_address() {
        let limits = Limits { address_conns: 3, address_rate: 1, address_burst: 4, ..Limits::default() };
        let addresses = Addresses::default();
        let admit = |address: &str, at| addresses.admit(address.parse().unwrap(), Millis(at), &limits);
        assert_eq!(
            [admit("9.9.9.9", 0), admit("9.9.9.9", 0), admit("9.9.9.9", 0), admit("9.9.9.9", 0)],
            [true, true, true, false]
        );
        assert!(admit("9.9.9.8", 0));
        addresses.leave("9.9.9.9".parse().unwrap());
        addresses.leave("9.9.9.9".parse().unwrap());
        let admit = |address: &str, at| addresses.admit(address.parse().unwrap(), Millis(at), &limits);
        assert!(admit("9.9.9.9", 0));
        assert!(!admit("9.9.9.9", 0), "the burst is used up");
        assert!(admit("9.9.9.9", 1_000));
    }

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        let limits = Limits { address_conns: 1, ..Limits::default() };
        let addresses = Addresses::default();
        assert!(addresses.admit("2001:db8::1".parse().unwrap(), Millis(0), &limits));
        assert!(!addresses.admit("2001:db8::2".parse().unwrap(), Millis(0), &limits));
        assert!(addresses.admit("2001:db8:0:1::1".parse().unwrap(), Millis(0), &limits));
        assert!(addresses.admit("::ffff:1.2.3.4".parse().unwrap(), Millis(0), &limits));
        assert!(!addresses.admit("1.2.3.4".parse().unwrap(), Millis(0), &limits));
    }
}
