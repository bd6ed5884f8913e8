//! Version 2: binary.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::crc32c::crc32c;
use super::{BadHeader, HEADER_BYTES_MAX, Header, Step};

pub(super) const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// Signature, version and command, family and transport, length.
const FIXED_BYTES: usize = 16;
const IPV4_BYTES: usize = 12;
const IPV6_BYTES: usize = 36;
const UNIX_BYTES: usize = 216;

/// The type of the one extension that is looked at.
const CRC32C: u8 = 3;
/// An extension's type and length.
const EXTENSION_BYTES: usize = 3;

pub(super) fn parse(bytes: &[u8]) -> Result<Step, BadHeader> {
    // Each byte is judged as soon as it is there, in order: so the verdict is the same however they come.
    let Some(&command) = bytes.get(12) else { return Ok(Step::Needs) };
    let is_local = is_local(command)?;
    let Some(&family) = bytes.get(13) else { return Ok(Step::Needs) };
    let address_bytes = if is_local { 0 } else { address_bytes(family)? };
    let &[high, low, ref rest @ ..] = &bytes[14..] else { return Ok(Step::Needs) };
    let length = u16::from_be_bytes([high, low]);
    let all = FIXED_BYTES + usize::from(length);
    if all > HEADER_BYTES_MAX || usize::from(length) < address_bytes {
        return Err(BadHeader::Length(length));
    }
    let Some(block) = rest.get(..usize::from(length)) else { return Ok(Step::Needs) };
    if address_bytes > 0 {
        check_extensions(&bytes[..all], FIXED_BYTES + address_bytes)?;
    }
    Ok(Step::Is(if is_local { Header::Own } else { header(family, block) }, all))
}

fn is_local(byte: u8) -> Result<bool, BadHeader> {
    match (byte >> 4, byte & 15) {
        (2, 0) => Ok(true),
        (2, 1) => Ok(false),
        (2, command) => Err(BadHeader::Command(command)),
        (version, _) => Err(BadHeader::Version(version)),
    }
}

/// What the addresses of a family take; 0 for what is skipped whole, whatever it is.
fn address_bytes(family: u8) -> Result<usize, BadHeader> {
    match (family >> 4, family & 15) {
        (0, 0..=2) | (1..=3, 0) => Ok(0),
        (1, 1 | 2) => Ok(IPV4_BYTES),
        (2, 1 | 2) => Ok(IPV6_BYTES),
        (3, 1 | 2) => Ok(UNIX_BYTES),
        _ => Err(BadHeader::Family(family)),
    }
}

/// TCP over IPv4 or IPv6; what else there may be has no address that we could count by.
fn header(family: u8, block: &[u8]) -> Header {
    match family {
        0x11 => ends(block, |bytes: [u8; 4]| Ipv4Addr::from(bytes)),
        0x21 => ends(block, |bytes: [u8; 16]| Ipv6Addr::from(bytes)),
        _ => None,
    }
    .unwrap_or(Header::Own)
}

/// Source and destination address, source and destination port.
fn ends<const N: usize, A: Into<std::net::IpAddr>>(block: &[u8], address: fn([u8; N]) -> A) -> Option<Header> {
    let (source, rest) = block.split_first_chunk::<N>()?;
    let (destination, rest) = rest.split_first_chunk::<N>()?;
    let (from, rest) = rest.split_first_chunk()?;
    let (to, _) = rest.split_first_chunk()?;
    Some(Header::For {
        source: SocketAddr::new(address(*source).into(), u16::from_be_bytes(*from)),
        destination: SocketAddr::new(address(*destination).into(), u16::from_be_bytes(*to)),
    })
}

/// Walks over the extensions from `at` on. They tell nothing that we use; a checksum among them must fit.
fn check_extensions(header: &[u8], mut at: usize) -> Result<(), BadHeader> {
    while at < header.len() {
        let &[kind, high, low, ref rest @ ..] = &header[at..] else { return Err(BadHeader::Extension) };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let value = rest.get(..length).ok_or(BadHeader::Extension)?;
        at += EXTENSION_BYTES;
        if kind == CRC32C {
            let said = u32::from_be_bytes(value.try_into().map_err(|_| BadHeader::Checksum)?);
            // Counted as if the checksum's own bytes were zero.
            if crc32c([&header[..at], &[0; 4], &header[at + length..]]) != said {
                return Err(BadHeader::Checksum);
            }
        }
        at += length;
    }
    Ok(())
}
