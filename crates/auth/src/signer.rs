//! What a fleet signs itself: guest tokens, session secrets, tickets.
//!
//! All three are written alike, so that a service in another language that is given the fleet's key can read them and
//! make them:
//!
//! ```text
//! token   = prefix base64url(fields mac)         no padding; one text for one token
//! prefix  = "hbg1_" guest | "hbs1_" session secret | "hbt1_" ticket
//! mac     = HMAC-SHA-256(key, prefix fields)     all 32 bytes
//! ```
//!
//! The prefix names kind and version and is signed with the fields, so that a token of one kind is never taken for one
//! of another. The fields stand in `guest.rs`, `session.rs` and `ticket.rs`, one behind the other: integers big-endian,
//! `time` an i64 of milliseconds since 1970, `time?` a byte 0 or a byte 1 and a time, `text` a byte with the length and
//! so many bytes of UTF-8.

use std::fmt;

use ring::hmac::{self, HMAC_SHA256};

use crate::{BadKey, Secret, Why, base64url, text};

/// The longest token of ours is a ticket with the longest name, about 450 characters.
const TOKEN_CHARS_MAX: usize = 512;
const MAC_BYTES: usize = 32;
/// The most keys at a time: one that signs, and those before it.
const KEYS_MAX: usize = 8;
const KEY_BYTES_MIN: usize = 32;
const FILE_BYTES_MAX: usize = 4096;

/// The fleet's secret: whoever has it can make guests, sessions and tickets. Every node of a fleet has the same.
#[derive(Clone)]
pub struct Signer {
    /// The first signs, all verify.
    keys: Vec<hmac::Key>,
}

impl Signer {
    /// Reads a key file of at most 4 KiB: either one key a line (hexadecimal, or base64 in either alphabet), of which
    /// the first signs and all verify, so that a new first line changes the key without a log-out; empty lines and
    /// those that begin with `#` do not count. Or the bytes of one key, if they are not text. At most 8 keys, each of
    /// at least 32 bytes.
    pub fn from_key_file(file: &[u8]) -> Result<Self, BadKey> {
        if file.len() > FILE_BYTES_MAX {
            return Err(BadKey::TooLarge { bytes_max: FILE_BYTES_MAX });
        }
        match text::printable(file) {
            Some(text) => Self::from_lines(text),
            None => Ok(Self { keys: vec![key(1, file)?] }),
        }
    }

    fn from_lines(text: &str) -> Result<Self, BadKey> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let keys = lines.map(|(number, line)| key(number, &written(number, line)?)).collect::<Result<Vec<_>, _>>()?;
        match keys.len() {
            0 => Err(BadKey::Empty),
            1..=KEYS_MAX => Ok(Self { keys }),
            _ => Err(BadKey::TooMany { keys_max: KEYS_MAX }),
        }
    }

    /// Whether `token` is of this kind, by its looks alone.
    pub(crate) fn is_of(prefix: &str, token: &str) -> bool {
        token.starts_with(prefix)
    }

    /// Signs fields.
    pub(crate) fn seal(&self, prefix: &'static str, mut fields: Vec<u8>) -> Secret {
        let mac = mac_of(&self.keys[0], prefix, &fields).sign();
        fields.extend_from_slice(mac.as_ref());
        let mut token = prefix.to_owned();
        base64url::put(&mut token, &fields);
        Secret::new(token)
    }

    /// The fields of a token that one of our keys has signed.
    pub(crate) fn open(&self, prefix: &'static str, token: &str) -> Result<Vec<u8>, Why> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(Why::TooLong);
        }
        let signed = token.strip_prefix(prefix).and_then(|text| base64url::read(text.as_bytes())).ok_or(Why::Shape)?;
        let (fields, mac) = signed.split_last_chunk::<MAC_BYTES>().ok_or(Why::Shape)?;
        let message = [prefix.as_bytes(), fields].concat();
        // `hmac::verify` takes the same time wherever two codes differ.
        match self.keys.iter().any(|key| hmac::verify(key, &message, mac).is_ok()) {
            true => Ok(fields.to_vec()),
            false => Err(Why::Signature),
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({} keys)", self.keys.len())
    }
}

fn mac_of(key: &hmac::Key, prefix: &str, fields: &[u8]) -> hmac::Context {
    let mut mac = hmac::Context::with_key(key);
    mac.update(prefix.as_bytes());
    mac.update(fields);
    mac
}

fn written(number: usize, line: &str) -> Result<Vec<u8>, BadKey> {
    // What is all digits of base 16 is meant so, though base64 could read it too.
    text::from_hex(line).or_else(|| text::from_base64(line)).ok_or(BadKey::Unreadable { number })
}

fn key(number: usize, bytes: &[u8]) -> Result<hmac::Key, BadKey> {
    match bytes.len() {
        0 => Err(BadKey::Empty),
        1..KEY_BYTES_MIN => Err(BadKey::TooShort { number, bytes: bytes.len(), bytes_min: KEY_BYTES_MIN }),
        _ => Ok(hmac::Key::new(HMAC_SHA256, bytes)),
    }
}
