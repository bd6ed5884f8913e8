//! What is taken as a key, and what is said of the rest.

use auth::{BadKey, Expects, Keys, Refused, Signer, Verifier, Why};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::sample::*;

const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
const EC_PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3I6cst0LIWp/kdSNve72DLlYJGbu\n\
    tLGeNL1mnkfcIarWDaG1CYRoetFc4JJMGE+UlC6UJqvpl4f1TnCYcSve6Q==\n-----END PUBLIC KEY-----\n";

fn der_of(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

fn set(keys: &[Value]) -> Result<Keys, BadKey> {
    Keys::public(json!({ "keys": keys }).to_string().as_bytes())
}

fn believes(keys: Keys, by: By<'_>) -> bool {
    Verifier::new(keys, Expects::default()).verify(&by.token(&claims()), now()).is_ok()
}

#[test]
fn a_public_key_is_read_in_every_form() {
    for (file, by) in [
        (ED25519_PEM.as_bytes().to_vec(), By::Ed25519),
        (ED25519_PEM.replace('\n', "\r\n").into_bytes(), By::Ed25519),
        (format!("our key\n{ED25519_PEM}\n").into_bytes(), By::Ed25519),
        (der_of(ED25519_PEM), By::Ed25519),
        (ed25519_jwk("a").to_string().into_bytes(), By::Ed25519),
        (json!({ "keys": [ed25519_jwk("a")] }).to_string().into_bytes(), By::Ed25519),
        (RSA_PEM.as_bytes().to_vec(), By::Rsa),
        (RSA_PKCS1_PEM.as_bytes().to_vec(), By::Rsa),
        (der_of(RSA_PEM), By::Rsa),
        (der_of(RSA_PKCS1_PEM), By::Rsa),
        (format!("\n {}", rsa_jwk("a")).into_bytes(), By::Rsa),
    ] {
        assert!(believes(Keys::public(&file).unwrap(), by), "{}", String::from_utf8_lossy(&file));
    }
    let both = Keys::public(format!("{RSA_PEM}{ED25519_PEM}").as_bytes()).unwrap();
    assert_eq!(both.len(), 2);
    assert!(believes(both.clone(), By::Rsa) && believes(both, By::Ed25519));
}

#[test]
fn what_is_no_public_key_is_named() {
    let rsa = |n: Vec<u8>, e: &str| json!({ "kty": "RSA", "n": base64url(n), "e": e }).to_string();
    for (file, says) in [
        (String::new(), "there is no key in it"),
        (" \n".to_owned(), "there is no key in it"),
        (PRIVATE_PEM.to_owned(), "key 1 is a private key"),
        (format!("{ED25519_PEM}{PRIVATE_PEM}"), "key 2 is a private key"),
        (RSA_JWK.to_owned(), "key 1 is a private key"),
        (EC_PEM.to_owned(), "key 1 is of a kind"),
        (ED25519_PEM.replace("PUBLIC KEY", "CERTIFICATE"), "key 1 is no public key"),
        (ED25519_PEM.replace("MCow", "MC*w"), "key 1 is no public key"),
        (ED25519_PEM.replace("PcHURo=", "PcHU"), "key 1 is no public key"),
        (ED25519_PEM.replace("-----END", ""), "key 1 is no public key"),
        ("hello".to_owned(), "key 1 is no public key"),
        ("{\"keys\":\n7".to_owned(), "not JSON: line 2"),
        ("{\"keys\":7}".to_owned(), "key 1 is no public key"),
        ("{}".to_owned(), "no key of the set"),
        ("{\"keys\":[]}".to_owned(), "no key of the set"),
        ("{\"keys\":[7]}".to_owned(), "key 1 is no public key"),
        (r#"{"kty":"OKP","crv":"Ed25519"}"#.to_owned(), "key 1 of the set lacks `x`"),
        (r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#.to_owned(), "key 1 of the set lacks `x`"),
        (r#"{"kty":"RSA","n":"AQ"}"#.to_owned(), "key 1 of the set lacks `e`"),
        (r#"{"kty":"RSA","n":"+/","e":"AQAB"}"#.to_owned(), "key 1 of the set lacks `n`"),
        (with(ed25519_jwk("a"), "kid", json!("x".repeat(257))).to_string(), "key 1 of the set lacks `kid`"),
        (rsa(vec![0xff; 128], "AQAB"), "key 1 is RSA with 1024 bits"),
        (rsa(vec![0xff; 1025], "AQAB"), "key 1 is RSA with 8200 bits"),
        (rsa(vec![0xfe; 256], "AQAB"), "key 1 is RSA with 2048 bits"),
        (rsa(vec![0xff; 256], "AQ"), "key 1 is RSA with 2048 bits"),
        (rsa(vec![0xff; 256], "AAAAAAAA"), "key 1 is RSA with 2048 bits"),
        (rsa(vec![0xff; 256], "__________8"), "key 1 is RSA with 2048 bits"),
        (" ".repeat(300 << 10), "more than 262144 bytes"),
    ] {
        let error = Keys::public(file.as_bytes()).map(|keys| keys.len()).unwrap_err().to_string();
        assert!(error.starts_with(says) || error.contains(says), "{file}: {error}");
    }
    for pem in [ED25519_PEM, RSA_PEM, RSA_PKCS1_PEM] {
        assert!(Keys::public(&[&der_of(pem)[..], &[0]].concat()).is_err(), "something behind the key");
    }
    for end in 0..der_of(RSA_PEM).len() {
        assert!(Keys::public(&der_of(RSA_PEM)[..end]).is_err());
    }
    assert_eq!(Keys::public(&der_of(PRIVATE_PEM)).unwrap_err(), BadKey::Private { number: 1 });
}

#[test]
fn keys_of_a_set_that_are_for_something_else_are_passed_over() {
    let keys = set(&[
        json!({ "kty": "EC", "crv": "P-256", "kid": "ec", "x": "AA", "y": "AA" }),
        json!({ "kty": "oct", "kid": "oct", "k": base64url(SHARED) }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AA" }),
        json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA" }),
        json!({}),
        with(rsa_jwk("enc"), "use", json!("enc")),
        with(rsa_jwk("pss"), "alg", json!("PS256")),
        with(rsa_jwk("wrap"), "key_ops", json!(["wrapKey"])),
        with(with(ed25519_jwk("a"), "use", json!("sig")), "key_ops", json!(["verify"])),
        with(ed25519_jwk("b"), "alg", json!("Ed25519")),
    ])
    .unwrap();
    assert_eq!(keys.len(), 2);
    assert!(believes(keys.clone(), By::Ed25519));
    assert!(!believes(keys.clone(), By::Rsa));
    assert!(!believes(keys, By::Shared(SHARED)));
}

#[test]
fn the_key_that_a_token_names_is_the_one_that_counts() {
    let named =
        |kid: Value| By::Ed25519.token_of(&json!({ "alg": "EdDSA", "kid": kid }).to_string(), &claims().to_string());
    let other = with(ed25519_jwk("new"), "x", json!(base64url([9; 32])));
    let set = set(&[ed25519_jwk("old"), other, rsa_jwk("rsa")]).unwrap();
    let pem = Keys::public(ED25519_PEM.as_bytes()).unwrap();
    let verdict = |keys: &Keys, token: &str| Verifier::new(keys.clone(), Expects::default()).verify(token, now());
    assert!(verdict(&set, &named(json!("old"))).is_ok());
    assert_eq!(verdict(&set, &named(json!("new"))), Err(Refused::Failed(Why::Signature)));
    assert_eq!(verdict(&set, &named(json!("rsa"))), Err(Refused::Failed(Why::UnknownKey)));
    assert_eq!(verdict(&set, &named(json!("newer"))), Err(Refused::Failed(Why::UnknownKey)));
    assert!(verdict(&set, &By::Ed25519.token(&claims())).is_ok(), "without a name all are tried");
    assert!(verdict(&pem, &named(json!("any"))).is_ok(), "a key without a name goes by any");
}

#[test]
fn keys_can_be_joined_up_to_a_limit_and_without_namesakes() {
    let same = set(&[ed25519_jwk("a"), rsa_jwk("a")]);
    assert_eq!(same.unwrap_err(), BadKey::SameKid { number: 2 });
    let pem = || Keys::public(ED25519_PEM.as_bytes()).unwrap();
    assert_eq!(pem().joined(pem()).unwrap().len(), 2);
    let joined = set(&[ed25519_jwk("a")]).unwrap().joined(set(&[ed25519_jwk("a")]).unwrap());
    assert_eq!(joined.unwrap_err(), BadKey::SameKid { number: 2 });
    let many: Vec<_> = (0..33).map(|number| ed25519_jwk(&number.to_string())).collect();
    assert_eq!(set(&many[..32]).unwrap().len(), 32);
    assert_eq!(set(&many).unwrap_err(), BadKey::TooMany { keys_max: 32 });
}

#[test]
fn after_a_rotation_only_the_new_keys_count() {
    let mut verifier = By::Shared(SHARED).verifier();
    verifier.replace_keys(By::Ed25519.keys());
    assert!(verifier.verify(&By::Ed25519.token(&claims()), now()).is_ok());
    assert!(verifier.verify(&By::Shared(SHARED).token(&claims()), now()).is_err());
}

#[test]
fn t13_a_shared_secret_is_long_and_not_public() {
    let text = str::from_utf8(SHARED).unwrap();
    for file in [text.to_owned(), format!("{text}\n"), format!("{text}\r\n")] {
        assert!(believes(Keys::shared(file.as_bytes()).unwrap(), By::Shared(SHARED)));
    }
    let raw = [&[0xff; 32][..], b"\n"].concat();
    assert!(believes(Keys::shared(&raw).unwrap(), By::Shared(&raw)), "raw bytes may end in anything");
    for public in [ED25519_PEM, RSA_PEM, RSA_PKCS1_PEM, EC_PEM, PRIVATE_PEM, &rsa_jwk("a").to_string()] {
        assert_eq!(Keys::shared(public.as_bytes()).unwrap_err(), BadKey::PublicAsShared);
    }
    for public in [ED25519_PEM, RSA_PEM, RSA_PKCS1_PEM, EC_PEM] {
        assert_eq!(Keys::shared(&der_of(public)).unwrap_err(), BadKey::PublicAsShared);
    }
    assert_eq!(Keys::shared(b"\n").unwrap_err(), BadKey::Empty);
    let short = Keys::shared(&[b'x'; 31]).unwrap_err();
    assert_eq!(short, BadKey::TooShort { number: 1, bytes: 31, bytes_min: 32 });
    assert!(short.to_string().contains("31 bytes, expected at least 32"));
}

#[test]
fn a_fleets_key_file_has_one_key_a_line_in_base64_or_hexadecimal_or_one_raw() {
    let key = [0x5a; 32];
    let hex = "5a".repeat(32);
    let signed_by =
        |file: &[u8]| Signer::from_key_file(file).map(|signer| crate::own::guest().sign(&signer).expose().to_owned());
    let token = signed_by(hex.as_bytes()).unwrap();
    let [padded, bare] = [STANDARD.encode(key), STANDARD.encode(key).trim_end_matches('=').to_owned()];
    for file in [
        hex.to_uppercase(),
        padded.clone(),
        bare,
        format!("  {padded}\r\n"),
        format!("# the fleet's key\n\n{hex}\n{}\n", "77".repeat(32)),
    ] {
        assert_eq!(signed_by(file.as_bytes()).unwrap(), token, "{file}");
    }
    let odd = [0xfb; 33];
    assert_eq!(signed_by(&odd).unwrap(), signed_by(base64url(odd).as_bytes()).unwrap(), "raw, and base64 for URLs");
    for (file, says) in [
        (String::new(), "there is no key"),
        ("# nothing\n\n".to_owned(), "there is no key"),
        (format!("{hex}\nnot a key!"), "line 2 is neither"),
        (format!("#\n{}", "5a".repeat(31)), "key 2 has 31 bytes, expected at least 32"),
        ("5a".repeat(2500), "more than 4096 bytes"),
        (format!("{hex}\n").repeat(9), "more than 8 keys"),
    ] {
        let error = signed_by(file.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(says), "{file}: {error}");
    }
    assert_eq!(signed_by(&[0xff; 31]).unwrap_err(), BadKey::TooShort { number: 1, bytes: 31, bytes_min: 32 });
}
