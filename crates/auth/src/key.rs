//! One key of a login service, and for what it is good.

use ring::hmac;
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Exponents that `ring` takes: odd, from 3 up, below 2^33.
const RSA_EXPONENT_BITS_MAX: usize = 33;

/// How a token is signed. Each kind of key is good for exactly one, whatever a token's header says, and there is no
/// `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256, over a secret that we share with the login service (RFC 7518 section 3.2).
    Hs256,
    /// Ed25519 (RFC 8037); `alg` is `EdDSA`, or `Ed25519` as RFC 9864 has it.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3), keys of 2048 to 8192 bits.
    Rs256,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 3] = [Self::Hs256, Self::EdDsa, Self::Rs256];

    /// The one with this name in a header or key set.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "HS256" => Some(Self::Hs256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            "RS256" => Some(Self::Rs256),
            _ => None,
        }
    }
}

/// A file or set of keys that cannot be used. Never shows what stood in it; `number` counts lines of a fleet's key file,
/// and keys in all others, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Nothing in it.
    #[error("there is no key in it; `openssl rand -base64 32` makes one for a fleet or a shared secret")]
    Empty,
    /// Larger than any such file.
    #[error("it has more than {bytes_max} bytes, too many for keys; is it another file?")]
    TooLarge {
        /// The most that is read.
        bytes_max: usize,
    },
    /// More keys than are tried for one token.
    #[error("it has more than {keys_max} keys; take out those that sign no longer")]
    TooMany {
        /// The most that are taken.
        keys_max: usize,
    },
    /// A line of a fleet's key file.
    #[error("line {number} is neither hexadecimal nor base64; `openssl rand -base64 32` makes a good one")]
    Unreadable {
        /// Which.
        number: usize,
    },
    /// Easy to guess.
    #[error(
        "key {number} has {bytes} bytes, expected at least {bytes_min}; `openssl rand -base64 32` makes a good one"
    )]
    TooShort {
        /// Which.
        number: usize,
        /// Its size.
        bytes: usize,
        /// The least size.
        bytes_min: usize,
    },
    /// Everybody knows it, so everybody could sign with it.
    #[error("a public key cannot be a shared secret; give it as the login service's public key instead")]
    PublicAsShared,
    /// It can sign, and we never need to.
    #[error("key {number} is a private key, which belongs to the login service alone; give its public key instead")]
    Private {
        /// Which.
        number: usize,
    },
    /// Neither PEM nor DER nor a JWK.
    #[error("key {number} is no public key: expected PEM (`BEGIN PUBLIC KEY`), DER, or a JWK or set of them in JSON")]
    NotPublic {
        /// Which.
        number: usize,
    },
    /// A public key of another kind.
    #[error("key {number} is of a kind that is not taken here: expected Ed25519 or RSA")]
    Kind {
        /// Which.
        number: usize,
    },
    /// An RSA key that is too small, too large or odd.
    #[error("key {number} is RSA with {bits} bits or an unusual exponent: expected 2048 to 8192 bits and 65537")]
    Rsa {
        /// Which.
        number: usize,
        /// The size of its modulus.
        bits: usize,
    },
    /// A JWK without a part that its kind has.
    #[error("key {number} of the set lacks `{member}`, or it is not what RFC 7517 and 8037 say")]
    Member {
        /// Which.
        number: usize,
        /// The part.
        member: &'static str,
    },
    /// Not JSON.
    #[error("not JSON: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A set in which no key is for signatures that we know.
    #[error("no key of the set is for EdDSA with Ed25519 or for RS256")]
    NoneUsable,
    /// Two keys of one name: which is meant, nobody knows.
    #[error("two keys have the same `kid`, the second is key {number}")]
    SameKid {
        /// The later one.
        number: usize,
    },
}

/// A key and its name.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) kid: Option<Box<str>>,
    pub(crate) material: Material,
}

/// A key by its kind. `Debug` shows public keys only.
#[derive(Clone, Debug)]
pub(crate) enum Material {
    Shared(hmac::Key),
    Ed25519(UnparsedPublicKey<[u8; 32]>),
    Rsa(RsaPublicKeyComponents<Box<[u8]>>),
}

impl Material {
    pub(crate) fn ed25519(point: [u8; 32]) -> Self {
        Self::Ed25519(UnparsedPublicKey::new(&ED25519, point))
    }

    /// An RSA key from its modulus and exponent, big-endian; zeros in front do not count.
    pub(crate) fn rsa(number: usize, modulus: &[u8], exponent: &[u8]) -> Result<Self, BadKey> {
        let (n, e) = (without_zeros(modulus), without_zeros(exponent));
        let bits = bits(n);
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        let exponent_fits = (2..=RSA_EXPONENT_BITS_MAX).contains(&self::bits(e));
        if !RSA_BITS.contains(&bits) || !exponent_fits || !is_odd(n) || !is_odd(e) {
            return Err(BadKey::Rsa { number, bits });
        }
        Ok(Self::Rsa(RsaPublicKeyComponents { n: n.into(), e: e.into() }))
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Shared(_) => Algorithm::Hs256,
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::Rsa(_) => Algorithm::Rs256,
        }
    }

    /// Whether the holder of this key has signed the message. A signature of the wrong length costs as much as one of the
    /// right length, and codes are compared in constant time.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let fits = signature.len() == self.signature_bytes();
        let stand_in = if fits { Vec::new() } else { vec![1; self.signature_bytes()] };
        self.verify(message, if fits { signature } else { &stand_in }) && fits
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Shared(key) => hmac::verify(key, message, signature).is_ok(),
            Self::Ed25519(key) => key.verify(message, signature).is_ok(),
            Self::Rsa(key) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok(),
        }
    }

    /// The length of a signature under this key, in bytes.
    fn signature_bytes(&self) -> usize {
        match self {
            Self::Shared(_) => 32,
            Self::Ed25519(_) => 64,
            Self::Rsa(key) => key.n.len(),
        }
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The length in bits of a number without zeros in front.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}
