//! The players' `Packet`, as far as load needs it, written and read without an allocation.
//!
//! A reader of its own: a checker that shared the server's would share its faults. A test holds it to `wire`.

/// What a server may send, and what of it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard<'a> {
    /// The conn's own id.
    Id(u64),
    /// A text, and the id of who is said to have sent it; 0 if nobody is named.
    Chat { sender: u64, text: &'a [u8] },
    /// Bytes for this conn alone.
    Direct { sender: u64, body: &'a [u8] },
    /// The server will now send everything it knows.
    Welcome,
    /// The server says that a message had no effect: the `error`'s code and text.
    Error { code: &'a [u8], text: &'a [u8] },
    /// Another kind.
    Other,
}

const HELLO: u32 = 65;
const WELCOME: u32 = 66;
const DIRECT: u32 = 72;
const ERROR: u32 = 73;

/// One field of a message.
#[derive(Clone, Copy)]
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Bytes(_) => None,
        }
    }

    fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Number(_) => None,
            Self::Bytes(bytes) => Some(bytes),
        }
    }
}

/// Reads a `Packet`; `None` if it is none. The newline that the tutorial's own server adds is let pass.
pub(crate) fn read(packet: &[u8]) -> Option<Heard<'_>> {
    read_strictly(packet).or_else(|| read_strictly(packet.strip_suffix(b"\n")?))
}

fn read_strictly(packet: &[u8]) -> Option<Heard<'_>> {
    let (mut sender, mut kind) = (0, None);
    let mut rest = packet;
    while !rest.is_empty() {
        match take_field(&mut rest)? {
            (1, field) => sender = field.number()?,
            (number @ (2..=19 | HELLO..=99), field) => kind = Some((number, field.bytes()?)),
            _ => {}
        }
    }
    let (number, body) = kind?;
    Some(match number {
        2 => Heard::Chat { sender, text: bytes_field(body, 1)? },
        3 => Heard::Id(number_field(body, 1)?),
        WELCOME => Heard::Welcome,
        DIRECT => Heard::Direct { sender, body: bytes_field(body, 4)? },
        ERROR => Heard::Error { code: bytes_field(body, 1)?, text: bytes_field(body, 2)? },
        _ => Heard::Other,
    })
}

/// The last field of this number; empty if there is none.
fn bytes_field(mut message: &[u8], wanted: u32) -> Option<&[u8]> {
    let mut found: &[u8] = &[];
    while !message.is_empty() {
        let (number, field) = take_field(&mut message)?;
        if number == wanted {
            found = field.bytes()?;
        }
    }
    Some(found)
}

fn number_field(mut message: &[u8], wanted: u32) -> Option<u64> {
    let mut found = 0;
    while !message.is_empty() {
        let (number, field) = take_field(&mut message)?;
        if number == wanted {
            found = field.number()?;
        }
    }
    Some(found)
}

#[inline]
fn take_field<'a>(rest: &mut &'a [u8]) -> Option<(u32, Field<'a>)> {
    let tag = take_varint(rest)?;
    let number = u32::try_from(tag >> 3).ok().filter(|&number| number > 0)?;
    let field = match tag & 7 {
        0 => Field::Number(take_varint(rest)?),
        1 => Field::Bytes(take(rest, 8)?),
        2 => {
            let length = usize::try_from(take_varint(rest)?).ok()?;
            Field::Bytes(take(rest, length)?)
        }
        5 => Field::Bytes(take(rest, 4)?),
        _ => return None,
    };
    Some((number, field))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

#[inline]
fn take_varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for (index, &byte) in rest.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            *rest = &rest[index + 1..];
            return Some(value);
        }
    }
    None
}

/// Appends a chat as a client writes it.
pub(crate) fn put_chat(out: &mut Vec<u8>, text: &[u8]) {
    put_bytes(out, 2, 1 + varint_size(text.len() as u64) + text.len());
    put_bytes(out, 1, text.len());
    out.extend_from_slice(text);
}

/// Appends a `direct` to one conn.
pub(crate) fn put_direct(out: &mut Vec<u8>, conn: u64, body: &[u8]) {
    let size = 1 + varint_size(conn) + 1 + varint_size(body.len() as u64) + body.len();
    put_bytes(out, DIRECT, size);
    put_number(out, 1, conn);
    put_bytes(out, 4, body.len());
    out.extend_from_slice(body);
}

/// Appends the `hello` that asks for kinds beyond the tutorial's.
pub(crate) fn put_hello(out: &mut Vec<u8>) {
    const NAME: &[u8] = b"hubbub bench";
    put_bytes(out, HELLO, 2 + 2 + NAME.len());
    put_number(out, 1, 1);
    put_bytes(out, 4, NAME.len());
    out.extend_from_slice(NAME);
}

/// Appends the packet that tells a conn its id.
pub(crate) fn put_id(out: &mut Vec<u8>, id: u64) {
    put_number(out, 1, id);
    put_bytes(out, 3, 1 + varint_size(id));
    put_number(out, 1, id);
}

/// Appends a number field.
pub(crate) fn put_number(out: &mut Vec<u8>, field: u32, number: u64) {
    put_varint(out, u64::from(field) << 3);
    put_varint(out, number);
}

/// Appends the tag and length of a bytes field.
fn put_bytes(out: &mut Vec<u8>, field: u32, length: usize) {
    put_varint(out, u64::from(field) << 3 | 2);
    put_varint(out, length as u64);
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes a number takes.
pub(crate) fn varint_size(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(put: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out);
        out
    }

    #[test]
    fn reads_what_the_tutorials_server_sends_newline_included() {
        let id = [0x08, 0x0a, 0x1a, 0x02, 0x08, 0x0a];
        assert_eq!(read(&id), Some(Heard::Id(10)));
        assert_eq!(read(&[&id[..], b"\n"].concat()), Some(Heard::Id(10)));
        let chat = [0x08, 0x96, 0x01, 0x12, 0x04, 0x0a, 0x02, b'h', b'i'];
        assert_eq!(read(&chat), Some(Heard::Chat { sender: 150, text: b"hi" }));
    }

    #[test]
    fn what_is_no_packet_is_not_read() {
        for bytes in [&b""[..], b"hello", &[0xff; 12], &[0x08, 0x01], &[0x12, 0x05, 0x0a]] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn wire_reads_what_is_written_here() {
        use wire::{Dialect, FromClient, decode};
        let chat = written(|out| put_chat(out, b"hello"));
        let expected = FromClient::Chat { realm: "".into(), text: "hello".into() };
        assert_eq!(decode(Dialect::Protobuf, &chat, 8), Ok(expected));
        let direct = written(|out| put_direct(out, 300, b"ping"));
        let expected = FromClient::Direct { to: 300, text: "".into(), body: b"ping"[..].into() };
        assert_eq!(decode(Dialect::Protobuf, &direct, 8), Ok(expected));
        let hello = written(put_hello);
        let expected = FromClient::Hello(Box::new(wire::Hello {
            version: 1,
            token: None,
            session: None,
            client: "hubbub bench".to_owned(),
            resume: Vec::new(),
        }));
        assert_eq!(decode(Dialect::Protobuf, &hello, 8), Ok(expected));
    }
}
