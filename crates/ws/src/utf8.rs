//! UTF-8 checked as the bytes arrive, so that a bad byte is found inside an unfinished frame.

/// What is held of a character that is not all there yet: at most three bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Utf8 {
    pending: [u8; 4],
    held: u8,
}

/// The bytes can be no part of any UTF-8 text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8;

impl Utf8 {
    /// Checks the next bytes of the text.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), NotUtf8> {
        let rest = self.complete_pending(bytes)?;
        match simdutf8::compat::from_utf8(rest) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_some() => Err(NotUtf8),
            Err(error) => {
                let tail = &rest[error.valid_up_to()..];
                self.pending[..tail.len()].copy_from_slice(tail);
                self.held = u8::try_from(tail.len()).map_err(|_| NotUtf8)?;
                Ok(())
            }
        }
    }

    /// Whether the text may end here.
    pub(crate) fn is_complete(self) -> bool {
        self.held == 0
    }

    /// Takes bytes until the character begun before is whole; gives back what is left.
    fn complete_pending<'a>(&mut self, mut bytes: &'a [u8]) -> Result<&'a [u8], NotUtf8> {
        while self.held > 0 {
            let Some((&next, rest)) = bytes.split_first() else {
                return Ok(bytes);
            };
            bytes = rest;
            let held = usize::from(self.held);
            self.pending[held] = next;
            self.held = match std::str::from_utf8(&self.pending[..=held]) {
                Ok(_) => 0,
                Err(error) if error.error_len().is_some() => return Err(NotUtf8),
                Err(_) => self.held + 1,
            };
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_slicing_of_good_text_is_good() {
        let text = "aé€😀z".as_bytes();
        for cut in 0..=text.len() {
            let mut utf8 = Utf8::default();
            assert_eq!(utf8.feed(&text[..cut]), Ok(()));
            assert_eq!(utf8.feed(&text[cut..]), Ok(()));
            assert!(utf8.is_complete());
        }
    }

    #[test]
    fn t30_a_bad_byte_is_found_at_that_byte() {
        for bad in [&b"\xce\xba\xff"[..], b"\xed\xa0", b"\xc0", b"\xf4\x90", b"\xce\xba\xe1\xbd\xb9\xf4\x90"] {
            let mut utf8 = Utf8::default();
            let (last, before) = bad.split_last().unwrap();
            for byte in before {
                assert_eq!(utf8.feed(&[*byte]), Ok(()), "{bad:x?}");
            }
            assert_eq!(utf8.feed(&[*last]), Err(NotUtf8), "{bad:x?}");
        }
    }

    #[test]
    fn half_a_character_is_not_complete() {
        let mut utf8 = Utf8::default();
        assert_eq!(utf8.feed(b"\xe2\x82"), Ok(()));
        assert!(!utf8.is_complete());
    }
}
