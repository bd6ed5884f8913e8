//! A stranger's token is refused, in whatever way it is broken; one that is signed makes a login whose parts keep their
//! limits, or is refused; a stranger's key set is keys or an error.
//!
//! The first byte of the input chooses what the rest is.
#![no_main]

use std::sync::LazyLock;

use auth::{Expects, Guest, Keys, Login, Refused, SessionSecret, Signer, Ticket, Verifier};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use libfuzzer_sys::fuzz_target;
use ring::hmac::{self, HMAC_SHA256};
use types::UnixMs;

const NOW: UnixMs = UnixMs(1_795_000_000_000);
const SHARED: &[u8] = b"a shared secret of more than 32 bytes";
/// RFC 8037 appendix A.2.
const PUBLIC: &[u8] = br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let keys = Keys::shared(SHARED).and_then(|keys| keys.joined(Keys::public(PUBLIC)?));
    Verifier::new(keys.expect("keys of an RFC and of ours"), Expects::default())
});
static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::from_key_file(&[0xab; 32]).expect("32 bytes are a key"));

fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else {
        return;
    };
    match choice {
        0 => strangers_token(&String::from_utf8_lossy(rest)),
        1 => signed_claims(rest),
        2 => signed_header(rest),
        _ => key_file(rest),
    }
});

/// Nobody guesses a code of 32 bytes.
fn strangers_token(token: &str) {
    assert!(VERIFIER.verify(token, NOW).is_err());
    assert!(Guest::verify(token, &SIGNER, NOW, None).is_err());
    assert!(SessionSecret::verify(token, &SIGNER, NOW).is_err());
    assert!(Ticket::verify(token, &SIGNER, NOW).is_err());
}

fn signed_claims(claims: &[u8]) {
    if let Ok(login) = VERIFIER.verify(&token(br#"{"alg":"HS256"}"#, claims), NOW) {
        keeps_its_limits(&login);
    }
}

fn signed_header(header: &[u8]) {
    match VERIFIER.verify(&token(header, br#"{"sub":"ann"}"#), NOW) {
        Ok(login) => assert_eq!(login.user.as_str(), "ann"),
        Err(refused) => assert!(matches!(refused, Refused::Failed(_))),
    }
}

fn token(header: &[u8], claims: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let code = hmac::sign(&hmac::Key::new(HMAC_SHA256, SHARED), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(code))
}

fn keeps_its_limits(login: &Login) {
    assert!(!login.user.is_guest() && login.user.as_str().len() <= 64);
    assert!(login.name.iter().all(|name| (1..=32).contains(&name.chars().count())));
    assert!(login.expires.is_none_or(|expires| expires > NOW));
}

fn key_file(file: &[u8]) {
    if let Ok(keys) = Keys::public(file) {
        assert!((1..=32).contains(&keys.len()));
    }
    if let Ok(keys) = Keys::shared(file) {
        assert!(file.len() >= 32 && keys.len() == 1);
    }
    if let Ok(signer) = Signer::from_key_file(file) {
        assert!(file.len() >= 32);
        let guest = Guest { user: auth::UserId::guest([1; 16]), issued: NOW };
        assert_eq!(Guest::verify(guest.sign(&signer).expose(), &signer, NOW, None), Ok(guest));
    }
}
