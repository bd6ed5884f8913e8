//! A range of addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Addresses that begin alike: `10.0.0.0/8` (RFC 4632), or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    /// How many leading bits are alike; at most 32 or 128.
    bits: u32,
}

/// The text is no network, or bits are set in it that the prefix does not cover, or it is one of IPv4 in the clothes of
/// IPv6 (`::ffff:10.0.0.0/104`): addresses are compared without these, so it would never match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadNetwork;

impl Network {
    /// Whether the address is one of these. An IPv4 address that came in over an IPv6 socket counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(address.to_canonical(), self.bits) == Some(self.first)
    }

    /// What somebody meant who wrote an address of the network instead of its first, or IPv4 as IPv6.
    pub(crate) fn nearest(text: &str) -> Option<Self> {
        let (address, bits) = split(text)?;
        let (address, bits) = match address.to_canonical() {
            IpAddr::V4(v4) if address.is_ipv6() => (v4.into(), bits.checked_sub(MAPPED_BITS)?),
            IpAddr::V4(_) | IpAddr::V6(_) => (address, bits),
        };
        Some(Self { first: masked(address, bits)?, bits })
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (first, bits) = split(text).ok_or(BadNetwork)?;
        let is_right = masked(first, bits) == Some(first) && first.to_canonical() == first;
        if is_right { Ok(Self { first, bits }) } else { Err(BadNetwork) }
    }
}

/// How many bits stand before an IPv4 address that is written as IPv6.
const MAPPED_BITS: u32 = 96;

/// An address and how many bits of it count: all, where nothing is said.
fn split(text: &str) -> Option<(IpAddr, u32)> {
    match text.split_once('/') {
        Some((address, bits)) => Some((address.parse().ok()?, bits.parse().ok()?)),
        None => text.parse().ok().map(|address: IpAddr| (address, if address.is_ipv4() { 32 } else { 128 })),
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = if self.first.is_ipv4() { 32 } else { 128 };
        if self.bits == width { write!(f, "{}", self.first) } else { write!(f, "{}/{}", self.first, self.bits) }
    }
}

/// The address with all but its first `bits` bits cleared; `None` if it has not that many.
fn masked(address: IpAddr, bits: u32) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => {
            let rest = 32_u32.checked_sub(bits)?;
            let mask = u32::MAX.checked_shl(rest).unwrap_or(0);
            Some(Ipv4Addr::from_bits(v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let rest = 128_u32.checked_sub(bits)?;
            let mask = u128::MAX.checked_shl(rest).unwrap_or(0);
            Some(Ipv6Addr::from_bits(v6.to_bits() & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_is_written_as_it_is_read() {
        for text in ["10.0.0.7", "10.0.0.0/8", "0.0.0.0/0", "::1", "fd00::/8", "::/0"] {
            assert_eq!(network(text).to_string(), text);
        }
        assert_eq!(network("10.0.0.7/32").to_string(), "10.0.0.7");
    }

    #[test]
    fn what_is_inside_is_inside() {
        let inside = |net: &str, ip: &str| network(net).contains(ip.parse().unwrap());
        assert!(inside("10.0.0.0/8", "10.255.0.1"));
        assert!(inside("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(!inside("10.0.0.0/8", "11.0.0.0"));
        assert!(!inside("10.0.0.0/8", "fd00::1"));
        assert!(inside("fd00::/8", "fdff::1"));
        assert!(!inside("::1", "::2"));
        assert!(inside("0.0.0.0/0", "255.255.255.255"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "/8", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0", "::/129", "localhost"] {
            assert_eq!(text.parse::<Network>(), Err(BadNetwork), "{text:?}");
        }
        assert_eq!(Network::nearest("10.1.2.3/8"), Some(network("10.0.0.0/8")));
    }

    #[test]
    fn ipv4_is_written_as_ipv4() {
        for (text, meant) in [
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:10.0.0.7", "10.0.0.7"),
            ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
        ] {
            assert_eq!(text.parse::<Network>(), Err(BadNetwork), "{text}");
            assert_eq!(Network::nearest(text), Some(network(meant)), "{text}");
        }
        assert_eq!(Network::nearest("::ffff:10.0.0.0/64"), None);
    }
}
