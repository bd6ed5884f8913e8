//! A login service to test with: its keys are the examples of the RFCs, which are no secret.

use auth::{Expects, Keys, Login, Refused, Verifier};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac::{self, HMAC_SHA256};
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use types::UnixMs;

/// November 2026, in seconds.
pub(crate) const NOW: i64 = 1_795_000_000;
/// RFC 8037 appendix A.1.
pub(crate) const ED25519_SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
pub(crate) const ED25519_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
pub(crate) const ED25519_PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
/// RFC 7515 appendix A.2, and the same public key in the two ways of PEM.
pub(crate) const RSA_JWK: &str = include_str!("../../testdata/rfc7515-rsa.json");
pub(crate) const RSA_PEM: &str = include_str!("../../testdata/rfc7515-rsa-public.pem");
pub(crate) const RSA_PKCS1_PEM: &str = include_str!("../../testdata/rfc7515-rsa-pkcs1.pem");
pub(crate) const SHARED: &[u8] = b"a shared secret of more than 32 bytes";

pub(crate) fn now() -> UnixMs {
    UnixMs(NOW * 1000)
}

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn from_base64url(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// With what a token is signed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By<'k> {
    Shared(&'k [u8]),
    Ed25519,
    Rsa,
}

impl By<'_> {
    pub(crate) const ALL: [By<'static>; 3] = [By::Shared(SHARED), By::Ed25519, By::Rsa];

    pub(crate) fn alg(self) -> &'static str {
        match self {
            Self::Shared(_) => "HS256",
            Self::Ed25519 => "EdDSA",
            Self::Rsa => "RS256",
        }
    }

    pub(crate) fn signature(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Shared(key) => hmac::sign(&hmac::Key::new(HMAC_SHA256, key), message).as_ref().to_vec(),
            Self::Ed25519 => ed25519().sign(message).as_ref().to_vec(),
            Self::Rsa => {
                let key = rsa_key();
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// What the server is given to believe tokens of this kind.
    pub(crate) fn keys(self) -> Keys {
        match self {
            Self::Shared(key) => Keys::shared(key).unwrap(),
            Self::Ed25519 => Keys::public(ED25519_PEM.as_bytes()).unwrap(),
            Self::Rsa => Keys::public(RSA_PEM.as_bytes()).unwrap(),
        }
    }

    pub(crate) fn verifier(self) -> Verifier {
        Verifier::new(self.keys(), Expects::default())
    }

    /// A token with these claims.
    pub(crate) fn token(self, claims: &Value) -> String {
        self.token_of(&json!({ "alg": self.alg(), "typ": "JWT" }).to_string(), &claims.to_string())
    }

    /// A token of these texts, whatever they are.
    pub(crate) fn token_of(self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", base64url(header), base64url(claims));
        format!("{signed}.{}", base64url(self.signature(signed.as_bytes())))
    }
}

pub(crate) fn ed25519() -> Ed25519KeyPair {
    let seed = from_base64url(ED25519_SEED);
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    assert_eq!(base64url(pair.public_key()), ED25519_X);
    pair
}

fn rsa_key() -> rsa::KeyPair {
    let jwk: Value = serde_json::from_str(RSA_JWK).unwrap();
    let part = |name: &str| from_base64url(jwk[name].as_str().unwrap());
    let public_key = rsa::PublicKeyComponents { n: part("n"), e: part("e") };
    let (dp, dq, qi) = (part("dp"), part("dq"), part("qi"));
    let components =
        rsa::KeyPairComponents { public_key, d: part("d"), p: part("p"), q: part("q"), dP: dp, dQ: dq, qInv: qi };
    rsa::KeyPair::from_components(&components).unwrap()
}

/// The public half of [`RSA_JWK`], under this name.
pub(crate) fn rsa_jwk(kid: &str) -> Value {
    let jwk: Value = serde_json::from_str(RSA_JWK).unwrap();
    json!({ "kty": "RSA", "kid": kid, "n": jwk["n"], "e": jwk["e"] })
}

pub(crate) fn ed25519_jwk(kid: &str) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": ED25519_X })
}

/// The claims of a token that is good now.
pub(crate) fn claims() -> Value {
    json!({ "sub": "ann", "iat": NOW - 10, "exp": NOW + 3600 })
}

/// `claims` with one of them changed; `null` takes it out.
pub(crate) fn with(mut claims: Value, name: &str, value: Value) -> Value {
    let members = claims.as_object_mut().unwrap();
    members.insert(name.to_owned(), value);
    members.retain(|_, value| !value.is_null());
    claims
}

/// What a server says to these claims that expects so much.
pub(crate) fn verdict(claims: &Value, expects: Expects) -> Result<Login, Refused> {
    let by = By::Shared(SHARED);
    Verifier::new(by.keys(), expects).verify(&by.token(claims), now())
}
