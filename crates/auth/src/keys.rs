//! The keys of login services.

use ring::hmac::{self, HMAC_SHA256};

use crate::jwt::Header;
use crate::key::{Algorithm, Key, Material};
use crate::{BadKey, Why, der, jwks, text};

/// The most keys at a time, and so the most that are tried for a token that does not name its key.
const KEYS_MAX: usize = 32;
const FILE_BYTES_MAX: usize = 256 << 10;
/// RFC 7518 section 3.2: as long as the hash.
const SHARED_BYTES_MIN: usize = 32;

/// The keys with which login services sign. At most 32 at a time; an empty set believes nobody, which is where a node
/// starts that has yet to fetch its keys.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// A secret that we share with the login service (HS256), from a file: at least 32 bytes, as they are, but for a line
    /// break at the end of text. Several services want several sets, [`joined`](Keys::joined).
    pub fn shared(file: &[u8]) -> Result<Self, BadKey> {
        let secret = text::printable(file).map_or(file, |text| text.trim_end_matches(['\r', '\n']).as_bytes());
        let looks_like_json =
            secret.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(secret).is_ok();
        if der::is_pem(secret) || looks_like_json || der::is_public_der(secret) {
            return Err(BadKey::PublicAsShared);
        }
        match secret.len() {
            0 => Err(BadKey::Empty),
            bytes @ 1..SHARED_BYTES_MIN => Err(BadKey::TooShort { number: 1, bytes, bytes_min: SHARED_BYTES_MIN }),
            _ => Self::of(vec![Key { kid: None, material: Material::Shared(hmac::Key::new(HMAC_SHA256, secret)) }]),
        }
    }

    /// The login service's public keys (EdDSA with Ed25519, RS256), from a file of at most 256 KiB: PEM with one or more
    /// keys, one key in DER, or a JWK or a set of them in JSON. In a set, keys that are for something else are passed
    /// over; a key that is for signatures and cannot be right makes the whole set an error.
    pub fn public(file: &[u8]) -> Result<Self, BadKey> {
        if file.len() > FILE_BYTES_MAX {
            return Err(BadKey::TooLarge { bytes_max: FILE_BYTES_MAX });
        }
        let unnamed = |material| Key { kid: None, material };
        match text::printable(file).filter(|_| der::is_pem(file)) {
            Some(pem) => Self::of(der::from_pem(pem)?.into_iter().map(unnamed).collect()),
            None if file.trim_ascii().is_empty() => Err(BadKey::Empty),
            None if file.trim_ascii_start().starts_with(b"{") => Self::of(jwks::from_json(file)?),
            None => Self::of(vec![unnamed(der::from_der(1, file)?)]),
        }
    }

    /// These keys and those.
    pub fn joined(mut self, others: Self) -> Result<Self, BadKey> {
        self.0.extend(others.0);
        Self::of(self.0)
    }

    /// How many keys these are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(keys: Vec<Key>) -> Result<Self, BadKey> {
        if keys.len() > KEYS_MAX {
            return Err(BadKey::TooMany { keys_max: KEYS_MAX });
        }
        let is_again = |at: usize, key: &Key| key.kid.is_some() && keys[..at].iter().any(|other| other.kid == key.kid);
        match keys.iter().enumerate().find(|(at, key)| is_again(*at, key)) {
            Some((at, _)) => Err(BadKey::SameKid { number: at + 1 }),
            None => Ok(Self(keys)),
        }
    }

    /// The keys that may have signed a token with this header: of those for its algorithm the one that it names, or else
    /// all that have no name; every one, if it names none.
    pub(crate) fn candidates(&self, header: &Header, allowed: &[Algorithm]) -> Result<Vec<&Key>, Why> {
        let algorithm = Algorithm::named(&header.alg).filter(|algorithm| allowed.contains(algorithm));
        let algorithm = algorithm.ok_or(Why::Algorithm)?;
        let fitting = || self.0.iter().filter(move |key| key.material.algorithm() == algorithm);
        let Some(kid) = header.kid.as_deref() else {
            return Some(fitting().collect::<Vec<_>>()).filter(|keys| !keys.is_empty()).ok_or(Why::UnknownKey);
        };
        let named: Vec<_> = fitting().filter(|key| key.kid.as_deref() == Some(kid)).collect();
        let unnamed = || fitting().filter(|key| key.kid.is_none()).collect::<Vec<_>>();
        let keys = if named.is_empty() { unnamed() } else { named };
        if keys.is_empty() { Err(Why::UnknownKey) } else { Ok(keys) }
    }

    /// Checks a signature that cannot be right: the work that a token would have cost if more of it had been right.
    pub(crate) fn check_in_vain(&self, token: &[u8]) {
        if let Some(key) = self.0.first() {
            std::hint::black_box(key.material.has_signed(token, &[]));
        }
    }
}
