//! T12, T13: nothing that gives a right, and nothing that stands in it, is seen in a `Debug`, a `Display` or an error.

use std::fmt::{Debug, Display};

use auth::{Expects, Guest, Keys, NotSpent, Secret, SessionSecret, Signer, Ticket, Verifier, Why};
use serde_json::json;
use types::UnixMs;

use crate::own;
use crate::sample::*;

const CANARY: &str = "CaNaRy0123456789CaNaRy0123456789CaNaRy";

/// Everything that was printed.
#[derive(Default)]
struct Seen(String);

impl Seen {
    fn debug(&mut self, value: impl Debug) {
        self.0 += &format!("{value:?}\n{value:#?}\n");
    }

    fn error(&mut self, value: impl Debug + Display) {
        self.0 += &format!("{value}\n");
        self.debug(value);
    }

    fn result<T, E: Debug + Display>(&mut self, result: Result<T, E>) {
        result.err().into_iter().for_each(|error| self.error(error));
    }

    /// Looks for a secret as text and in every way in which bytes are printed.
    #[track_caller]
    fn has_no(&self, secret: &str) {
        let bytes = secret.as_bytes();
        let numbers = format!("{:?}", &bytes[..4]);
        let hex: String = bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let folded = self.0.to_lowercase();
        for form in [secret, &base64url(secret)[..8], numbers.trim_matches(['[', ']']), &hex, &secret[..8]] {
            assert!(!folded.contains(&form.to_lowercase()), "{form} is seen in {}", self.0);
        }
    }
}

#[test]
fn no_token_is_seen_on_any_way_through_a_verifier() {
    let mut seen = Seen::default();
    let claims = json!({ "sub": "ann", "exp": NOW + 5, "secret": CANARY });
    let old = json!({ "sub": "ann", "exp": 1, "secret": CANARY });
    let wrong = [
        json!({ "sub": 7, "x": CANARY }),
        json!({ "exp": CANARY }),
        json!({ "aud": [CANARY] }),
        json!({ "iss": [CANARY] }),
    ];
    let header = |name: &str| json!({ "alg": "HS256", name: CANARY }).to_string();
    for by in By::ALL {
        let verifier = by.verifier();
        let mut tokens =
            vec![by.token(&claims), by.token(&old), CANARY.to_owned(), format!("{CANARY}.{CANARY}.{CANARY}")];
        tokens.extend(wrong.iter().map(|claims| by.token(claims)));
        tokens.extend(["alg", "kid", "crit"].map(|name| by.token_of(&header(name), &claims.to_string())));
        tokens.push(by.token_of(CANARY, CANARY));
        tokens.push(CANARY.repeat(1000));
        for token in &tokens {
            seen.result(verifier.verify(token, now()));
            seen.debug(Secret::new(token.as_str()));
            seen.0 += &Secret::new(token.as_str()).to_string();
            let signature = token.rsplit_once('.').map_or(CANARY, |(_, signature)| signature);
            seen.has_no(signature);
        }
        seen.debug(&verifier);
    }
    Why::ALL.iter().for_each(|why| seen.0 += why.name());
    seen.has_no(CANARY);
}

#[test]
fn no_token_of_ours_is_seen() {
    let mut seen = Seen::default();
    let signer = own::signer(1);
    seen.debug(&signer);
    for token in [own::guest().sign(&signer), own::session_secret().sign(&signer), own::ticket().sign(&signer)] {
        seen.0 += &token.to_string();
        seen.debug(&token);
        let text = token.expose();
        for at in [now(), UnixMs(0), UnixMs(i64::MAX)] {
            for token in [text, &text[..text.len() - 2], &text.repeat(9)] {
                own::verdicts(token, &signer, at).into_iter().for_each(|verdict| seen.result(verdict));
                own::verdicts(token, &own::signer(2), at).into_iter().for_each(|verdict| seen.result(verdict));
            }
        }
        // What is read from a token may be shown, but not what makes it one.
        seen.debug(Guest::verify(text, &signer, now(), None));
        seen.debug(SessionSecret::verify(text, &signer, now()));
        seen.debug(Ticket::verify(text, &signer, now()));
        seen.has_no(text);
        seen.has_no(&text[text.len() - 40..]);
    }
    seen.error(NotSpent::Before);
    seen.error(NotSpent::Busy);
}

#[test]
fn no_key_is_seen() {
    let mut seen = Seen::default();
    for file in [
        CANARY.to_owned(),
        base64url(CANARY),
        format!("{CANARY}\n{CANARY}!"),
        CANARY.repeat(1000),
        CANARY[..20].to_owned(),
    ] {
        seen.debug(Signer::from_key_file(file.as_bytes()));
        seen.result(Signer::from_key_file(file.as_bytes()));
        seen.debug(Keys::shared(file.as_bytes()));
        seen.result(Keys::shared(file.as_bytes()));
        for json in [
            file.clone(),
            json!({ "keys": file }).to_string(),
            json!({ "kty": "RSA", "n": file }).to_string(),
            format!("{{{file}"),
        ] {
            seen.result(Keys::public(json.as_bytes()));
            seen.result(Keys::shared(json.as_bytes()));
        }
    }
    seen.debug(Verifier::new(Keys::shared(CANARY.as_bytes()).unwrap(), Expects::default()));
    let private = json!({ "kty": "OKP", "crv": "Ed25519", "x": ED25519_X, "d": CANARY });
    seen.result(Keys::public(private.to_string().as_bytes()));
    seen.has_no(CANARY);
}
