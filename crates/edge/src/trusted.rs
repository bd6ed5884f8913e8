//! Whose word about a client's address counts.

use std::net::{IpAddr, SocketAddr};

use config::Network;

/// The proxies that are ours. Empty, nobody's word counts.
#[derive(Clone, Debug, Default)]
pub struct Trusted(Vec<Network>);

/// The header in which a proxy tells for whom it asks. Which of the two counts must stand in the settings: a proxy
/// writes one and lets the other pass as the client sent it.
#[derive(Clone, Copy, Debug)]
pub enum Hops<'a> {
    /// Every `X-Forwarded-For` of a head, in order.
    XForwardedFor(&'a [&'a str]),
    /// Every `Forwarded` of a head (RFC 7239), in order.
    Forwarded(&'a [&'a str]),
}

impl Trusted {
    /// Trusts the addresses of these networks.
    #[must_use]
    pub fn new(proxies: Vec<Network>) -> Self {
        Self(proxies)
    }

    /// Whether the address is a proxy of ours. An IPv4 address that came in over an IPv6 socket counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The address that a request comes from: behind trusted proxies, the right-most hop that is none of them.
    ///
    /// Every proxy adds whom it saw on the right, so a hop is believed as long as all to its right are trusted; what a
    /// client wrote itself lies further to the left. What is no address ends the walk at the hop before it. `peer` is
    /// the socket's peer, or the source that a trusted PROXY header names.
    #[must_use]
    pub fn client_address(&self, peer: IpAddr, hops: Hops<'_>) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let mut from_the_right = hops.addresses();
        while self.contains(nearest)
            && let Some(Some(address)) = from_the_right.next()
        {
            nearest = address;
        }
        nearest
    }
}

impl<'a> Hops<'a> {
    /// The hops from right to left; `None` for what is no address.
    fn addresses(self) -> Box<dyn Iterator<Item = Option<IpAddr>> + 'a> {
        match self {
            Self::XForwardedFor(values) => {
                Box::new(values.iter().rev().flat_map(|value| value.rsplit(',')).map(address))
            }
            Self::Forwarded(values) => {
                Box::new(values.iter().rev().flat_map(|value| elements(value)).map(|element| address(node(element)?)))
            }
        }
    }
}

/// An address as proxies write it: with or without a port, IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches([' ', '\t']);
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|with_port: SocketAddr| with_port.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

/// The elements of a `Forwarded`, from right to left. Read from the right, for a quotation mark that a client left open
/// must not swallow what a proxy has put behind it.
fn elements(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let left = rest?;
        let comma = unquoted_comma(left);
        rest = comma.map(|at| &left[..at]);
        Some(comma.map_or(left, |at| &left[at + 1..]))
    })
}

/// Where the last comma stands that is in no quotation, seen from the right.
fn unquoted_comma(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    text.bytes().enumerate().rev().find_map(|(at, byte)| {
        is_quoted ^= byte == b'"';
        (byte == b',' && !is_quoted).then_some(at)
    })
}

/// Whom an element of `Forwarded` is `for`; `None` without exactly one such.
fn node(element: &str) -> Option<&str> {
    let mut nodes = element.split(';').filter_map(|pair| {
        let (name, value) = pair.trim_matches([' ', '\t']).split_once('=')?;
        name.eq_ignore_ascii_case("for").then_some(value)
    });
    let value = nodes.next().filter(|_| nodes.next().is_none())?;
    Some(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted() -> Trusted {
        let networks = ["10.0.0.0/8", "192.0.2.7", "fd00::/8"];
        Trusted::new(networks.map(|text| text.parse().expect("networks")).to_vec())
    }

    /// One row: the peer, its headers, and whom the request comes from.
    type Row<'a> = (&'a str, &'a [&'a str], &'a str);

    fn check(rows: &[Row<'_>], hops: for<'a> fn(&'a [&'a str]) -> Hops<'a>) {
        for (peer, values, expected) in rows {
            let found = trusted().client_address(peer.parse().unwrap(), hops(values));
            assert_eq!(found.to_string(), *expected, "{peer} says {values:?}");
        }
    }

    #[test]
    fn t17_x_forwarded_for_counts_from_the_right_as_far_as_it_is_trusted() {
        check(
            &[
                // A stranger may say what he likes.
                ("203.0.113.9", &["1.1.1.1"], "203.0.113.9"),
                ("203.0.113.9", &["10.0.0.1"], "203.0.113.9"),
                ("11.0.0.1", &["127.0.0.1"], "11.0.0.1"),
                // A proxy says whom it saw.
                ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
                ("192.0.2.7", &["203.0.113.9"], "203.0.113.9"),
                ("192.0.2.8", &["203.0.113.9"], "192.0.2.8"),
                ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
                ("fd00::1", &["2001:db8::5"], "2001:db8::5"),
                // What the client wrote itself stands to the left of that.
                ("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
                ("10.0.0.1", &["127.0.0.1", "203.0.113.9"], "203.0.113.9"),
                ("10.0.0.1", &["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
                ("10.0.0.1", &["203.0.113.9, 10.2.2.2"], "203.0.113.9"),
                ("10.0.0.1", &["203.0.113.9", "10.2.2.2", "192.0.2.7"], "203.0.113.9"),
                ("10.0.0.1", &["1.1.1.1, 203.0.113.9, ::ffff:10.2.2.2"], "203.0.113.9"),
                // Only proxies: the furthest of them.
                ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
                ("10.0.0.1", &[], "10.0.0.1"),
                // What is no address ends the walk.
                ("10.0.0.1", &[""], "10.0.0.1"),
                ("10.0.0.1", &["unknown"], "10.0.0.1"),
                ("10.0.0.1", &["203.0.113.9, x, 10.0.0.2"], "10.0.0.2"),
                ("10.0.0.1", &["203.0.113.9,"], "10.0.0.1"),
                ("10.0.0.1", &["256.1.1.1"], "10.0.0.1"),
                ("10.0.0.1", &["0x7f.1"], "10.0.0.1"),
                ("10.0.0.1", &["1.2.3.04"], "10.0.0.1"),
                ("10.0.0.1", &["203.0.113.9 10.0.0.2"], "10.0.0.1"),
                ("10.0.0.1", &["fe80::1%eth0"], "10.0.0.1"),
                // With ports, brackets and spaces, as some write them.
                ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
                ("10.0.0.1", &["[2001:db8::5]:4711"], "2001:db8::5"),
                ("10.0.0.1", &["[2001:db8::5]"], "2001:db8::5"),
                ("10.0.0.1", &[" \t203.0.113.9\t "], "203.0.113.9"),
                ("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            ],
            |values| Hops::XForwardedFor(values),
        );
    }

    #[test]
    fn t17_forwarded_counts_the_same_way() {
        check(
            &[
                ("203.0.113.9", &["for=1.1.1.1"], "203.0.113.9"),
                ("10.0.0.1", &["for=203.0.113.9"], "203.0.113.9"),
                ("10.0.0.1", &["For=\"203.0.113.9:4711\";proto=https;by=10.0.0.1"], "203.0.113.9"),
                ("10.0.0.1", &["proto=https; for=\"[2001:db8::5]:4711\""], "2001:db8::5"),
                ("10.0.0.1", &["for=1.1.1.1, for=203.0.113.9, for=10.0.0.2"], "203.0.113.9"),
                ("10.0.0.1", &["for=1.1.1.1", "for=203.0.113.9"], "203.0.113.9"),
                // A quotation that the client left open takes nothing with it.
                ("10.0.0.1", &["for=\"1.1.1.1, for=203.0.113.9"], "203.0.113.9"),
                ("10.0.0.1", &["for=\"1.1.1.1\\\", for=203.0.113.9;x=\"a,b\""], "203.0.113.9"),
                // No address, or more than one.
                ("10.0.0.1", &["for=unknown"], "10.0.0.1"),
                ("10.0.0.1", &["for=_hidden, for=10.0.0.2"], "10.0.0.2"),
                ("10.0.0.1", &["for=1.1.1.1;for=203.0.113.9"], "10.0.0.1"),
                ("10.0.0.1", &["proto=https"], "10.0.0.1"),
                ("10.0.0.1", &["203.0.113.9"], "10.0.0.1"),
                ("10.0.0.1", &["for=\"203.0.113.9"], "10.0.0.1"),
                ("10.0.0.1", &["for=203.0.113.9,,"], "10.0.0.1"),
            ],
            |values| Hops::Forwarded(values),
        );
    }

    #[test]
    fn t17_without_proxies_of_ours_nobody_is_believed() {
        let nobody = Trusted::default();
        let loopback = "127.0.0.1".parse().unwrap();
        assert_eq!(nobody.client_address(loopback, Hops::XForwardedFor(&["1.1.1.1"])), loopback);
    }
}
