//! The inside of what a fleet signs: fields one behind the other, integers big-endian, nothing between them.

use types::UnixMs;

use crate::UserId;

/// Appends fields.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    /// Bytes of a length that the reader knows.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Eight bytes.
    pub(crate) fn time(&mut self, time: UnixMs) {
        self.bytes(&time.0.to_be_bytes());
    }

    /// A byte 0 for "never", or a byte 1 and the time.
    pub(crate) fn time_or_never(&mut self, time: Option<UnixMs>) {
        self.bytes(&[u8::from(time.is_some())]);
        time.into_iter().for_each(|time| self.time(time));
    }

    /// A byte with the length, and so many bytes of UTF-8. What is over 255 bytes is left out: no field of ours is.
    pub(crate) fn text(&mut self, text: &str) {
        let length = u8::try_from(text.len()).unwrap_or(0);
        self.bytes(&[length]);
        self.bytes(&text.as_bytes()[..length.into()]);
    }
}

/// Takes fields off the front. `None` where they end too early or make no sense.
pub(crate) struct Reader<'b>(pub(crate) &'b [u8]);

impl Reader<'_> {
    pub(crate) fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    pub(crate) fn time(&mut self) -> Option<UnixMs> {
        self.bytes().map(i64::from_be_bytes).map(UnixMs)
    }

    pub(crate) fn time_or_never(&mut self) -> Option<Option<UnixMs>> {
        match self.bytes()? {
            [0] => Some(None),
            [1] => self.time().map(Some),
            _ => None,
        }
    }

    pub(crate) fn text(&mut self) -> Option<&str> {
        let [length] = self.bytes()?;
        let (text, rest) = self.0.split_at_checked(length.into())?;
        self.0 = rest;
        str::from_utf8(text).ok()
    }

    pub(crate) fn user(&mut self) -> Option<UserId> {
        self.text()?.parse().ok()
    }
}
