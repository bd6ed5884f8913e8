//! Public keys in PEM (RFC 7468) and DER: `SubjectPublicKeyInfo` of Ed25519 (RFC 8410) and RSA (RFC 3279), and the older
//! `RSAPublicKey` (RFC 8017).

use crate::BadKey;
use crate::key::Material;
use crate::text;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
/// Object identifiers with tag and length.
const OID_ED25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];
const OID_RSA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Whether the file is PEM of any kind.
pub(crate) fn is_pem(file: &[u8]) -> bool {
    text::printable(file).is_some_and(|text| text.contains(BEGIN))
}

/// Every key of a PEM file; text between them does not count.
pub(crate) fn from_pem(text: &str) -> Result<Vec<Material>, BadKey> {
    let blocks = text.split(BEGIN).skip(1);
    (1..).zip(blocks).map(|(number, block)| from_block(number, block)).collect()
}

fn from_block(number: usize, block: &str) -> Result<Material, BadKey> {
    let (label, rest) = block.split_once("-----").ok_or(BadKey::NotPublic { number })?;
    if label.ends_with("PRIVATE KEY") {
        return Err(BadKey::Private { number });
    }
    let is_public = matches!(label, "PUBLIC KEY" | "RSA PUBLIC KEY");
    let (body, _) = rest.split_once(END).filter(|_| is_public).ok_or(BadKey::NotPublic { number })?;
    let body: String = body.split_ascii_whitespace().collect();
    from_der(number, &text::from_base64(&body).ok_or(BadKey::NotPublic { number })?)
}

/// Whether the file is a public key in DER.
pub(crate) fn is_public_der(file: &[u8]) -> bool {
    !matches!(from_der(1, file), Err(BadKey::NotPublic { .. } | BadKey::Private { .. }))
}

/// One public key.
pub(crate) fn from_der(number: usize, der: &[u8]) -> Result<Material, BadKey> {
    let bad = BadKey::NotPublic { number };
    let inside = whole(SEQUENCE, der).ok_or(bad)?;
    match inside.first() {
        Some(&SEQUENCE) => from_info(number, inside),
        Some(&INTEGER) => from_rsa(number, inside),
        Some(_) | None => Err(bad),
    }
}

/// The inside of a `SubjectPublicKeyInfo`: algorithm and bit string.
fn from_info(number: usize, inside: &[u8]) -> Result<Material, BadKey> {
    let bad = BadKey::NotPublic { number };
    let (algorithm, rest) = element(SEQUENCE, inside).ok_or(bad)?;
    let [0, key @ ..] = whole(BIT_STRING, rest).ok_or(bad)? else {
        return Err(bad);
    };
    if algorithm == OID_ED25519 {
        return key.try_into().map(Material::ed25519).map_err(|_| bad);
    }
    if algorithm.starts_with(OID_RSA) {
        return from_rsa(number, whole(SEQUENCE, key).ok_or(bad)?);
    }
    Err(BadKey::Kind { number })
}

/// The inside of an `RSAPublicKey`: modulus and exponent. Private keys of every kind begin with a version, 0 or 1, where
/// the modulus would be.
fn from_rsa(number: usize, inside: &[u8]) -> Result<Material, BadKey> {
    let bad = BadKey::NotPublic { number };
    let (modulus, rest) = element(INTEGER, inside).ok_or(bad)?;
    if let [0 | 1] = modulus {
        return Err(BadKey::Private { number });
    }
    Material::rsa(number, modulus, whole(INTEGER, rest).ok_or(bad)?)
}

/// The inside of an element that is all there is.
fn whole(tag: u8, der: &[u8]) -> Option<&[u8]> {
    element(tag, der).filter(|(_, rest)| rest.is_empty()).map(|(inside, _)| inside)
}

/// The inside of the first element, and what comes behind it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (length, rest) = match rest {
        [short @ 0..=0x7f, rest @ ..] => (usize::from(*short), rest),
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        _ => return None,
    };
    rest.split_at_checked(length).filter(|_| *found == tag)
}
