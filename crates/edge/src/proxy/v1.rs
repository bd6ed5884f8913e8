//! Version 1: a line of ASCII.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use super::{BadHeader, Header, Step};

pub(super) const START: &[u8] = b"PROXY ";

/// With CR LF: two IPv6 addresses and two ports at their longest.
const LINE_BYTES_MAX: usize = 107;

pub(super) fn parse(bytes: &[u8]) -> Result<Step, BadHeader> {
    let within = &bytes[..bytes.len().min(LINE_BYTES_MAX)];
    let Some(end) = within.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
        return if within.len() < LINE_BYTES_MAX { Ok(Step::Needs) } else { Err(BadHeader::LineTooLong) };
    };
    match &within[end..] {
        [b'\r', b'\n', ..] => Ok(Step::Is(header(&within[..end])?, end + 2)),
        [b'\r'] if within.len() < LINE_BYTES_MAX => Ok(Step::Needs),
        [b'\r'] => Err(BadHeader::LineTooLong),
        _ => Err(BadHeader::LineEnd),
    }
}

fn header(line: &[u8]) -> Result<Header, BadHeader> {
    let line = str::from_utf8(line).map_err(|_| BadHeader::Line)?;
    let words: Vec<&str> = line.split(' ').collect();
    match *words {
        ["PROXY", "UNKNOWN", ..] => Ok(Header::Own),
        ["PROXY", "TCP4", source, destination, from, to] => both::<Ipv4Addr>(source, destination, from, to),
        ["PROXY", "TCP6", source, destination, from, to] => both::<Ipv6Addr>(source, destination, from, to),
        _ => Err(BadHeader::Line),
    }
}

fn both<A: FromStr + Into<IpAddr>>(source: &str, destination: &str, from: &str, to: &str) -> Result<Header, BadHeader> {
    let at = |address: &str, port: &str| {
        let address: A = address.parse().map_err(|_| BadHeader::Line)?;
        Ok(SocketAddr::new(address.into(), self::port(port)?))
    };
    Ok(Header::For { source: at(source, from)?, destination: at(destination, to)? })
}

/// Decimal, without sign and leading zeros.
fn port(text: &str) -> Result<u16, BadHeader> {
    let is_plain = text == "0" || (text.starts_with(|first: char| first.is_ascii_digit()) && !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain).ok_or(BadHeader::Line)
}
