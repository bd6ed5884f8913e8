//! Keys in JSON (RFC 7517): one, or a set as login services publish it.

use serde_json::{Map, Value};

use crate::key::{Algorithm, Key, Material};
use crate::{BadKey, base64url};

/// The most characters of a key's name.
const KID_CHARS_MAX: usize = 256;

/// The keys of a JWK or a set of them that can check a signature for us. Those of other kinds, for other algorithms or
/// for encryption are passed over, as RFC 7517 section 5 asks; so are shared secrets (`oct`), which have no place in a
/// file that is published.
pub(crate) fn from_json(json: &[u8]) -> Result<Vec<Key>, BadKey> {
    let json: Value = serde_json::from_slice(json)
        .map_err(|error| BadKey::Json { line: error.line(), column: error.column().max(1) })?;
    let keys = match json.get("keys") {
        Some(Value::Array(keys)) => keys.as_slice(),
        Some(_) => return Err(BadKey::NotPublic { number: 1 }),
        None => std::slice::from_ref(&json),
    };
    let usable = (1..).zip(keys).filter_map(|(number, key)| from_jwk(number, key).transpose());
    let keys = usable.collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(BadKey::NoneUsable) } else { Ok(keys) }
}

fn from_jwk(number: usize, jwk: &Value) -> Result<Option<Key>, BadKey> {
    let jwk = jwk.as_object().ok_or(BadKey::NotPublic { number })?;
    let text = |member| jwk.get(member).and_then(Value::as_str);
    let algorithm = match (text("kty"), text("crv")) {
        (Some("OKP"), Some("Ed25519")) => Algorithm::EdDsa,
        (Some("RSA"), _) => Algorithm::Rs256,
        (_, _) => return Ok(None),
    };
    if !is_for(jwk, algorithm) {
        return Ok(None);
    }
    if jwk.contains_key("d") {
        return Err(BadKey::Private { number });
    }
    let kid = match jwk.get("kid") {
        None => None,
        Some(Value::String(kid)) if kid.len() <= KID_CHARS_MAX => Some(kid.as_str().into()),
        Some(_) => return Err(BadKey::Member { number, member: "kid" }),
    };
    let bytes = |member| {
        let bytes = text(member).and_then(|text| base64url::read(text.as_bytes()));
        bytes.ok_or(BadKey::Member { number, member })
    };
    let material = match algorithm {
        Algorithm::Rs256 => Material::rsa(number, &bytes("n")?, &bytes("e")?)?,
        Algorithm::EdDsa | Algorithm::Hs256 => {
            let point = bytes("x")?.try_into().map_err(|_| BadKey::Member { number, member: "x" })?;
            Material::ed25519(point)
        }
    };
    Ok(Some(Key { kid, material }))
}

/// Whether a key says that it is for signatures of this kind, or says nothing of the sort.
fn is_for(jwk: &Map<String, Value>, algorithm: Algorithm) -> bool {
    let says = |member, fits: &dyn Fn(&Value) -> bool| jwk.get(member).is_none_or(fits);
    says("use", &|used| used == "sig")
        && says("alg", &|alg| alg.as_str().and_then(Algorithm::named) == Some(algorithm))
        && says("key_ops", &|operations| operations.as_array().is_some_and(|all| all.iter().any(|one| one == "verify")))
}
