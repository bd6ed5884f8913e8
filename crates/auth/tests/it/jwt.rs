//! T13 and its neighbours: what is taken of a login service's tokens, and what is not.

use auth::{Algorithm, Expects, Keys, Login, Refused, UserId, Verifier, Why};
use serde_json::{Value, json};
use types::UnixMs;

use crate::sample::*;

fn failed<T>(why: Why) -> Result<T, Refused> {
    Err(Refused::Failed(why))
}

fn expects(issuer: Option<&str>, audience: Option<&str>) -> Expects {
    Expects { issuer: issuer.map(str::to_owned), audience: audience.map(str::to_owned), ..Expects::default() }
}

#[test]
fn a_good_token_is_a_login() {
    let named = with(claims(), "name", json!("Ann"));
    let ann = Login {
        user: "ann".parse().unwrap(),
        name: Some("Ann".to_owned()),
        expires: Some(UnixMs((NOW + 3660) * 1000)),
        issued: Some(UnixMs((NOW - 10) * 1000)),
    };
    for by in By::ALL {
        assert_eq!(by.verifier().verify(&by.token(&named), now()), Ok(ann.clone()), "{by:?}");
    }
    let bare = verdict(&json!({ "sub": "ann" }), Expects::default()).unwrap();
    assert_eq!(bare, Login { name: None, expires: None, issued: None, ..ann });
}

#[test]
fn t13_a_token_without_signature_is_nobodys() {
    let parts = |header: &str| format!("{}.{}", base64url(header), base64url(claims().to_string()));
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = parts(&json!({ "alg": alg }).to_string());
        for by in By::ALL {
            let signature = base64url(by.signature(unsigned.as_bytes()));
            for token in [format!("{unsigned}."), format!("{unsigned}.{signature}")] {
                assert_eq!(by.verifier().verify(&token, now()), failed(Why::Algorithm), "{alg} {by:?}");
            }
            assert_eq!(by.verifier().verify(&unsigned, now()), failed(Why::Shape));
        }
    }
}

#[test]
fn t13_a_key_is_good_for_its_own_algorithm_only() {
    for signer in By::ALL {
        for keyed in By::ALL {
            let verdict = keyed.verifier().verify(&signer.token(&claims()), now());
            match signer.alg() == keyed.alg() {
                true => assert!(verdict.is_ok()),
                false => assert_eq!(verdict, failed(Why::UnknownKey), "{signer:?} against {keyed:?}"),
            }
        }
    }
    // The header says one thing, the signature is another: nobody looks at the key as the header would have it.
    for (by, claimed) in [(By::Ed25519, "RS256"), (By::Rsa, "EdDSA"), (By::Shared(SHARED), "RS256")] {
        let token = by.token_of(&json!({ "alg": claimed }).to_string(), &claims().to_string());
        assert_eq!(by.verifier().verify(&token, now()), failed(Why::UnknownKey));
    }
}

#[test]
fn t13_a_public_key_is_no_shared_secret() {
    let everything = By::ALL.into_iter().fold(Keys::default(), |keys, by| keys.joined(by.keys()).unwrap());
    let all = Verifier::new(everything, Expects::default());
    for public in [RSA_PEM.as_bytes(), ED25519_PEM.as_bytes(), &from_base64url(ED25519_X)] {
        assert_eq!(all.verify(&By::Shared(public).token(&claims()), now()), failed(Why::Signature));
    }
    for by in By::ALL {
        assert!(all.verify(&by.token(&claims()), now()).is_ok());
    }
}

#[test]
fn t13_tokens_of_other_keys_are_refused() {
    let other = Verifier::new(Keys::shared(&[7; 32]).unwrap(), Expects::default());
    assert_eq!(other.verify(&By::Shared(SHARED).token(&claims()), now()), failed(Why::Signature));
    let nobody = Verifier::new(Keys::default(), Expects::default());
    for by in By::ALL {
        assert_eq!(nobody.verify(&by.token(&claims()), now()), failed(Why::UnknownKey));
    }
}

#[test]
fn algorithms_that_are_not_allowed_are_refused_even_with_their_key() {
    let eddsa = || Expects { algorithms: vec![Algorithm::EdDsa], ..Expects::default() };
    for by in By::ALL {
        let verdict = Verifier::new(by.keys(), eddsa()).verify(&by.token(&claims()), now());
        assert_eq!(verdict.is_ok(), by.alg() == "EdDSA");
    }
}

#[test]
fn t13_issuer_and_audience_must_be_ours() {
    let claims = |issuer: Value, audience: Value| with(with(claims(), "iss", issuer), "aud", audience);
    for (issuer, audience, expects, why) in [
        (json!("us"), json!("game"), expects(Some("us"), Some("game")), None),
        (json!("us"), json!(["site", "game"]), expects(Some("us"), Some("game")), None),
        (json!("us"), json!(null), expects(None, None), None),
        (json!("them"), json!("game"), expects(Some("us"), Some("game")), Some(Why::Issuer)),
        (json!(null), json!("game"), expects(Some("us"), Some("game")), Some(Why::Issuer)),
        (json!("us"), json!("site"), expects(Some("us"), Some("game")), Some(Why::Audience)),
        (json!("us"), json!([]), expects(Some("us"), Some("game")), Some(Why::Audience)),
        (json!("us"), json!(null), expects(Some("us"), Some("game")), Some(Why::Audience)),
        (json!("us"), json!("game"), expects(Some("us"), None), Some(Why::Audience)),
        (json!(["us"]), json!("game"), expects(Some("us"), Some("game")), Some(Why::Claims)),
        (json!("us"), json!({ "game": 1 }), expects(Some("us"), Some("game")), Some(Why::Claims)),
    ] {
        let claims = claims(issuer, audience);
        let verdict = verdict(&claims, expects).map(|_| ());
        assert_eq!(verdict, why.map_or(Ok(()), failed), "{claims}");
    }
}

#[test]
fn t13_t82_times_are_kept_within_a_minute() {
    let expired = Err(Refused::Expired);
    for (claim, at, expected) in [
        ("exp", json!(NOW - 59), Ok(())),
        ("exp", json!(NOW - 60), expired),
        ("exp", json!(NOW as f64 - 60.5), expired),
        ("exp", json!(NOW as f64 - 59.5), Ok(())),
        ("exp", json!(0), expired),
        ("exp", json!(-1), expired),
        ("exp", json!(1e300), Ok(())),
        ("exp", json!(u64::MAX), Ok(())),
        ("exp", json!(i64::MIN), expired),
        ("exp", json!("soon"), failed(Why::Claims)),
        ("exp", json!(true), failed(Why::Claims)),
        ("nbf", json!(NOW + 60), Ok(())),
        ("nbf", json!(NOW + 61), failed(Why::NotYet)),
        ("nbf", json!(1e300), failed(Why::NotYet)),
        ("iat", json!(NOW + 60), Ok(())),
        ("iat", json!(NOW + 61), failed(Why::NotYet)),
        ("iat", json!("now"), failed(Why::Claims)),
    ] {
        let claims = with(claims(), claim, at);
        assert_eq!(verdict(&claims, Expects::default()).map(|_| ()), expected, "{claims}");
    }
}

#[test]
fn only_a_token_that_is_good_otherwise_is_called_expired() {
    let old = with(claims(), "exp", json!(NOW - 3600));
    let by = By::Shared(SHARED);
    assert_eq!(verdict(&old, Expects::default()), Err(Refused::Expired));
    assert_eq!(verdict(&old, expects(Some("us"), None)), failed(Why::Issuer));
    assert_eq!(verdict(&old, expects(None, Some("game"))), failed(Why::Audience));
    assert_eq!(verdict(&with(old.clone(), "sub", json!(null)), Expects::default()), failed(Why::Subject));
    assert_eq!(By::Shared(&[7; 32]).verifier().verify(&by.token(&old), now()), failed(Why::Signature));
}

#[test]
fn a_login_that_is_taken_ends_later() {
    for late in [-3600, 0, 59] {
        let login = verdict(&with(claims(), "exp", json!(NOW - late)), Expects::default()).unwrap();
        assert!(login.expires > Some(now()));
    }
}

#[test]
fn t52_names_are_short_and_plain() {
    let long = "é".repeat(40);
    for (name, taken) in [
        (json!("Ann"), Some("Ann")),
        (json!("  Ann "), Some("Ann")),
        (json!(long), Some(&long[..64])),
        (json!(""), None),
        (json!("  "), None),
        (json!("a\nb"), None),
        (json!("a\u{0}"), None),
        (json!(7), None),
        (json!({ "first": "Ann" }), None),
    ] {
        let login = verdict(&with(claims(), "name", name.clone()), Expects::default()).unwrap();
        assert_eq!(login.name.as_deref(), taken, "{name}");
    }
}

#[test]
fn t44_every_subject_becomes_a_legal_id_and_nobody_elses() {
    let user = |issuer: &str, subject: &str| {
        let claims = with(with(claims(), "sub", json!(subject)), "iss", json!(issuer));
        verdict(&claims, Expects::default()).unwrap().user
    };
    assert_eq!(user("us", "Ann_7").as_str(), "Ann_7");
    let guest = UserId::guest([3; 16]);
    let taken = user("us", "ann@x").as_str().to_owned();
    let long = "x".repeat(65);
    let odd = ["a.b", "user.>", "auth0|5f7c8ec7c33c6c004bbafe82", "é", "a b", guest.as_str(), &taken, "guest_", &long];
    for subject in odd {
        let id = user("us", subject);
        assert!(id.as_str().starts_with("sub_") && id.as_str().len() == 36, "{subject}: {id}");
        assert!(!id.is_guest());
        assert_ne!(id, user("them", subject), "of another issuer");
        assert_ne!(id.as_str(), taken);
    }
    for subject in [json!(""), json!(null)] {
        assert_eq!(verdict(&with(claims(), "sub", subject), Expects::default()), failed(Why::Subject));
    }
    assert_eq!(verdict(&with(claims(), "sub", json!(7)), Expects::default()), failed(Why::Claims));
}

#[test]
fn headers_that_demand_or_hide_something_are_refused() {
    let by = By::Shared(SHARED);
    let claims = claims().to_string();
    for (header, why) in [
        (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, Why::Header),
        (r#"{"alg":"none","alg":"HS256"}"#, Why::Header),
        (r#"{"alg":["HS256"]}"#, Why::Header),
        (r#"{"alg":"HS256","kid":7}"#, Why::Header),
        (r#"{"typ":"JWT"}"#, Why::Header),
        (r#"["HS256"]"#, Why::Header),
        (r#"["HS256",null,null]"#, Why::Header),
        ("", Why::Header),
        (r#"{"alg":"HS256"} {}"#, Why::Header),
        (r#"{"alg":"hs256"}"#, Why::Algorithm),
        (r#"{"alg":"HS512"}"#, Why::Algorithm),
        (r#"{"alg":"ES256"}"#, Why::Algorithm),
    ] {
        assert_eq!(by.verifier().verify(&by.token_of(header, &claims), now()), failed(why), "{header}");
    }
    // Keys and addresses of keys that a token brings along are not even looked at.
    let own_key =
        json!({ "alg": "HS256", "jku": "https://evil.example", "jwk": { "kty": "oct", "k": "AA" }, "x5c": 1 });
    assert!(by.verifier().verify(&by.token_of(&own_key.to_string(), &claims), now()).is_ok());
}

#[test]
fn claims_that_make_no_sense_are_refused() {
    let by = By::Shared(SHARED);
    let nested = |claim: &str| format!(r#"{{"sub":"ann","{claim}":{}{}}}"#, "[".repeat(2000), "]".repeat(2000));
    let deep = nested("name");
    for text in [
        "",
        "null",
        "[]",
        r#"[null,"ann",null,null,null,null,null]"#,
        "7",
        "ann",
        r#"{"sub":"ann","sub":"bob"}"#,
        r#"{"sub":"ann"}{}"#,
        "\u{feff}{}",
        &deep,
    ] {
        assert_eq!(
            by.verifier().verify(&by.token_of(r#"{"alg":"HS256"}"#, text), now()),
            failed(Why::Claims),
            "{text}"
        );
    }
    let harmless = by.token_of(r#"{"alg":"HS256"}"#, &nested("x"));
    assert!(by.verifier().verify(&harmless, now()).is_ok(), "what means nothing here may be as deep as it likes");
}

#[test]
fn t13_a_large_token_is_not_even_read() {
    let by = By::Shared(SHARED);
    let sized = |bytes: usize| by.token(&with(claims(), "x", json!("x".repeat(bytes))));
    assert_eq!(by.verifier().verify(&sized(1 << 20), now()), failed(Why::TooLong));
    assert_eq!(by.verifier().verify(&"a.".repeat(1 << 19), now()), failed(Why::TooLong));
    let small = Expects { token_bytes: 200, ..Expects::default() };
    let just = (0..200).map(sized).find(|token| token.len() > 200).unwrap();
    assert_eq!(Verifier::new(by.keys(), small.clone()).verify(&just, now()), failed(Why::TooLong));
    let fits = (0..200).map(sized).rfind(|token| token.len() <= 200).unwrap();
    assert!(Verifier::new(by.keys(), small).verify(&fits, now()).is_ok());
}

#[test]
fn t13_a_token_cut_anywhere_is_refused() {
    for by in By::ALL {
        let (token, verifier) = (by.token(&claims()), by.verifier());
        for end in 0..token.len() {
            let why =
                if token[..end].matches('.').count() < 2 { [Why::Shape; 2] } else { [Why::Shape, Why::Signature] };
            let verdict = verifier.verify(&token[..end], now());
            assert!(matches!(verdict, Err(Refused::Failed(said)) if why.contains(&said)), "{by:?} {end}: {verdict:?}");
        }
        for longer in
            [format!("{token}A"), format!("{token}="), format!("{token}."), format!(" {token}"), format!("{token}\n")]
        {
            assert!(matches!(verifier.verify(&longer, now()), Err(Refused::Failed(_))), "{longer:?}");
        }
    }
}

#[test]
fn t13_a_signature_with_one_bit_changed_is_refused() {
    for by in By::ALL {
        let token = by.token(&claims());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = from_base64url(signature);
        for bit in 0..signature.len() * 8 {
            let mut other = signature.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            let other = format!("{signed}.{}", base64url(other));
            assert_eq!(by.verifier().verify(&other, now()), failed(Why::Signature), "{by:?}, bit {bit}");
        }
    }
}

#[test]
fn a_text_of_the_signature_that_is_not_the_one_is_refused() {
    // The last character of 32 bytes has two bits that mean nothing; only zeros are taken.
    let token = By::Shared(SHARED).token(&claims());
    let (rest, last) = token.split_at(token.len() - 1);
    for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
        let verdict = By::Shared(SHARED).verifier().verify(&format!("{rest}{other}"), now());
        assert_eq!(verdict.is_ok(), last.starts_with(other), "{other}");
    }
}
