//! What a message of ours says: who speaks, the how-manieth message it is, and when it should have left.
//!
//! Hexadecimal digits of fixed width, then dots up to the payload's size: text, so that any server takes it.

/// The characters of a stamp; no payload is shorter.
pub(crate) const STAMP_CHARS: usize = SPEAKER + SEQUENCE + TIME;
const SPEAKER: usize = 6;
const SEQUENCE: usize = 8;
const TIME: usize = 12;

/// The stamp of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The number of the conn that speaks, from 0; below 2^24.
    pub(crate) speaker: u32,
    /// Its messages before this one.
    pub(crate) sequence: u32,
    /// When it should have left, in nanoseconds since the run began; below 2^48, which is three days.
    pub(crate) due: u64,
}

impl Stamp {
    /// Writes the stamp over the front of `text`, which has room for it.
    pub(crate) fn write(self, text: &mut [u8]) {
        let (speaker, rest) = text.split_at_mut(SPEAKER);
        let (sequence, rest) = rest.split_at_mut(SEQUENCE);
        put_hex(speaker, self.speaker.into());
        put_hex(sequence, self.sequence.into());
        put_hex(&mut rest[..TIME], self.due);
    }

    /// Reads the stamp at the front of `text`; `None` if this is no text of ours.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        let (speaker, rest) = text.split_at_checked(SPEAKER)?;
        let (sequence, rest) = rest.split_at_checked(SEQUENCE)?;
        let (due, _) = rest.split_at_checked(TIME)?;
        let stamp = Self { speaker: hex(speaker)? as u32, sequence: hex(sequence)? as u32, due: hex(due)? };
        Some(stamp)
    }
}

fn put_hex(out: &mut [u8], mut value: u64) {
    for digit in out.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(value & 0xf) as usize];
        value >>= 4;
    }
}

#[inline]
fn hex(digits: &[u8]) -> Option<u64> {
    let mut value = 0;
    for &digit in digits {
        let nibble = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u64::from(nibble);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_comes_back_as_it_was_written() {
        let stamp = Stamp { speaker: 0xff_fffe, sequence: u32::MAX, due: (1 << 48) - 1 };
        let mut text = [b'.'; STAMP_CHARS + 7];
        stamp.write(&mut text);
        assert!(text.is_ascii());
        assert_eq!(Stamp::read(&text), Some(stamp));
    }

    #[test]
    fn other_texts_have_no_stamp() {
        assert_eq!(Stamp::read(b"hello, everybody who is in this room"), None);
        assert_eq!(Stamp::read(b"00000000"), None);
    }
}
