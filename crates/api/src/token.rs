//! Who may ask.

use std::fmt;

use auth::Secret;
use ring::hmac;

/// The fewest characters of an admin token: whoever guesses it rules the node.
const CHARS_MIN: usize = 16;
const CHARS_MAX: usize = 1_024;

/// The one token that opens the API. Kept as a code made from it, and compared in constant time.
#[derive(Clone)]
pub struct AdminToken {
    key: hmac::Key,
    tag: hmac::Tag,
}

/// The text cannot be an admin token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It could be guessed.
    #[error("the admin token has {chars} characters, and needs at least {CHARS_MIN}; `openssl rand -hex 32` makes one")]
    Short {
        /// How many it has.
        chars: usize,
    },
    /// Nobody could send it.
    #[error("the admin token must be one line of at most {CHARS_MAX} ASCII letters, digits and signs, without spaces")]
    Unsendable,
}

impl AdminToken {
    /// The token that `secret` is; spaces and line ends around it do not count.
    ///
    /// # Errors
    /// When it could be guessed, or never be sent in a header.
    pub fn new(secret: &Secret) -> Result<Self, BadToken> {
        let text = secret.expose().trim();
        if text.len() > CHARS_MAX || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadToken::Unsendable);
        }
        if text.len() < CHARS_MIN {
            return Err(BadToken::Short { chars: text.len() });
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"hubbub admin token");
        let tag = hmac::sign(&key, text.as_bytes());
        Ok(Self { key, tag })
    }

    /// Whether somebody has brought it.
    pub(crate) fn is(&self, given: &str) -> bool {
        hmac::verify(&self.key, given.as_bytes(), self.tag.as_ref()).is_ok()
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_opens() {
        let token = AdminToken::new(&Secret::new(" 0123456789abcdef\n")).unwrap();
        assert!(token.is("0123456789abcdef"));
        for given in ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", " 0123456789abcdef\n"] {
            assert!(!token.is(given), "{given:?}");
        }
        assert_eq!(format!("{token:?}"), "[secret]");
    }

    #[test]
    fn what_could_be_guessed_or_never_sent_is_no_token() {
        for text in
            ["", "hunter2", "two words are too much for it", "pässwörterpässwörter", "line\nline line line line"]
        {
            assert!(AdminToken::new(&Secret::new(text)).is_err(), "{text:?}");
        }
    }
}
