//! Who somebody is, as everybody else knows him.

use std::fmt;
use std::str::FromStr;

use ring::digest;
use types::Name;

use crate::text;

const GUEST: &str = "guest_";
const SUBJECT: &str = "sub_";
/// How many digits of base 62 hold 128 bits.
const GUEST_DIGITS: usize = 22;
const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// How much of a subject's SHA-256 names its user, in bytes.
const SUBJECT_BYTES: usize = 16;

/// The id of an account or of a guest: 1 to 64 of `[A-Za-z0-9_]`, so that it can become part of a subject, a log line
/// or a file name without escaping. An address, no secret: it is shown to other players.
///
/// | begins with | who |
/// |---|---|
/// | `guest_` | a guest of this fleet: 22 digits of base 62 (`0-9A-Za-z`), made from 128 bits of luck |
/// | `sub_` | somebody whose `sub` at the login service is no legal id: 32 hexadecimal digits, see [`UserId::of_subject`] |
/// | anything else | somebody whose `sub` is his id |
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(Name);

/// The text is no user id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a user id: expected 1 to 64 of A-Z a-z 0-9 _")]
pub struct BadUserId;

impl UserId {
    /// The id of a new guest. Nobody else gets it as long as `luck` is 128 random bits.
    #[must_use]
    pub fn guest(luck: [u8; 16]) -> Self {
        let mut rest = u128::from_be_bytes(luck);
        let mut digits = [0; GUEST_DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit = BASE_62[(rest % 62) as usize];
            rest /= 62;
        }
        Self::made_of(GUEST, &String::from_utf8_lossy(&digits))
    }

    /// The id of somebody whom a login service calls `subject`: the subject itself if it is a legal id that neither
    /// begins with `guest_` nor with `sub_`; else `sub_` and the first 16 bytes, in lower-case hexadecimal, of
    /// SHA-256(issuer, one zero byte, subject). `issuer` is the token's `iss`, empty if it has none.
    #[must_use]
    pub fn of_subject(issuer: &str, subject: &str) -> Self {
        match subject.parse::<Self>() {
            Ok(id) if !subject.starts_with(GUEST) && !subject.starts_with(SUBJECT) => id,
            Ok(_) | Err(BadUserId) => Self::hashed(issuer, subject),
        }
    }

    fn hashed(issuer: &str, subject: &str) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        [issuer.as_bytes(), &[0], subject.as_bytes()].iter().for_each(|part| hash.update(part));
        Self::made_of(SUBJECT, &text::to_hex(&hash.finish().as_ref()[..SUBJECT_BYTES]))
    }

    /// Both parts are made above, of letters and digits, and short.
    fn made_of(prefix: &str, rest: &str) -> Self {
        Self([prefix, rest].concat().parse().expect("an id of ours is legal"))
    }

    /// Whether this is a guest of this fleet.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.as_str().starts_with(GUEST)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The id as the name of the user's own realm.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.0
    }
}

impl FromStr for UserId {
    type Err = BadUserId;

    /// Reads an id that somebody else has made: any legal one, a guest's included.
    fn from_str(text: &str) -> Result<Self, BadUserId> {
        text.parse().map(Self).map_err(|_| BadUserId)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
