//! The two kinds that arrive thousands of times a second, read without an allocation.
//!
//! Only the shape that every generator writes is read here: known fields, once each, nothing else. Whatever differs
//! is left to the full decoder, which stays the judge; a property test holds the two to the same answer. It is worth
//! having: the full decoder takes about ten times as long for a chat, a third of what the whole message costs.

use std::borrow::Cow;

use crate::FromClient;

const SENDER_ID: u64 = 1 << 3;
const CHAT: u64 = 2 << 3 | 2;
const REALM: u64 = 64 << 3 | 2;
const DIRECT: u64 = 72 << 3 | 2;
const CHAT_MSG: u64 = 1 << 3 | 2;
const DIRECT_CONN: u64 = 1 << 3;
const DIRECT_MSG: u64 = 3 << 3 | 2;
const DIRECT_BODY: u64 = 4 << 3 | 2;

/// The packet, if it is a chat or a direct in its usual shape.
#[inline(always)]
pub(crate) fn decode(payload: &[u8]) -> Option<FromClient<'_>> {
    let mut rest = payload;
    let mut tag = varint(&mut rest)?;
    if tag == SENDER_ID {
        varint(&mut rest)?;
        tag = varint(&mut rest)?;
    }
    let body = bytes(&mut rest)?;
    match tag {
        CHAT => {
            let text = chat(body)?;
            let realm = match rest {
                [] => "",
                _ => only_text(rest, REALM)?,
            };
            Some(FromClient::Chat { realm: Cow::Borrowed(realm), text: Cow::Borrowed(text) })
        }
        DIRECT if rest.is_empty() => direct(body),
        _ => None,
    }
}

fn chat(body: &[u8]) -> Option<&str> {
    match body {
        [] => Some(""),
        _ => only_text(body, CHAT_MSG),
    }
}

#[inline(always)]
fn direct(mut rest: &[u8]) -> Option<FromClient<'_>> {
    let (mut to, mut text, mut body) = (0, "", &[][..]);
    let mut last = 0;
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        if tag <= last {
            return None;
        }
        last = tag;
        match tag {
            DIRECT_CONN => to = varint(&mut rest)?,
            DIRECT_MSG => text = std::str::from_utf8(bytes(&mut rest)?).ok()?,
            DIRECT_BODY => body = bytes(&mut rest)?,
            _ => return None,
        }
    }
    Some(FromClient::Direct { to, text: Cow::Borrowed(text), body: Cow::Borrowed(body) })
}

/// The text of a message whose only field has this tag.
fn only_text(mut rest: &[u8], expected: u64) -> Option<&str> {
    let tag = varint(&mut rest)?;
    let text = bytes(&mut rest)?;
    (tag == expected && rest.is_empty()).then(|| std::str::from_utf8(text).ok())?
}

#[inline(always)]
fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(varint(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

/// A varint of at most nine bytes; the tenth byte's overflow rules are the full decoder's business.
#[inline(always)]
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let (&first, after) = rest.split_first()?;
    *rest = after;
    let mut value = u64::from(first & 0x7f);
    let mut more = first & 0x80 != 0;
    let mut shift = 7;
    while more && shift < 63 {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        more = byte & 0x80 != 0;
        shift += 7;
    }
    (!more).then_some(value)
}
