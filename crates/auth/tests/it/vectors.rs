//! Tokens that others have made: the examples of RFC 7515 and RFC 8037, and tokens of ours as computed with nothing but
//! `hmac`, `struct` and `base64` of Python's standard library, from the tables in `signer.rs`, `guest.rs`, `session.rs`
//! and `ticket.rs`.

use auth::{
    Expects, Guest, Keys, Login, Refused, SessionId, SessionSecret, Signer, Ticket, TicketId, UserId, Verifier, Why,
};
use types::UnixMs;

use crate::sample::*;

const HS256_KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RS256: &str = "eyJhbGciOiJSUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t\
    1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwu\
    sC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// Signs a text that is no claims.
const EDDSA: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
    .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

const GUEST: &str = "hbg1_AAABoe5WXgAcZ3Vlc3RfN0tlakVCMmhvTW55VkMzTW9PbUxXaEWMsgdRi3_rRuZi9JBXfLAfF9GMq9HWPyCqVFzb8DY_";
const SESSION: &str =
    "hbs1_AAABoe5WXgABAAABoe6NTIAAAQIDBAUGBwgJCgsMDQ4PAAAABwIBA2Fubvw8Z-pCUfb71LYgtZqAgu6T_yJ7GlSjSLAHrz7mDzJY";
const SESSION_FOR_EVER: &str =
    "hbs1_AAABoe5WXgAAAAECAwQFBgcICQoLDA0ODwAAAAcCAQNhbm7OGUKq8F2PJoVTJJiSM_LuphK5GxNaPuNfoYH4OPbxCg";
const TICKET: &str = "hbt1_AAABoe5W0zAQERITFBUWFxgZGhscHR4fAgEBAAABoe6NTIAAA2FubgTDhG5uJOokV8Q18d3hln10Y40b7If\
    yV7toZPA8kE3SJ6L1wQk";

/// Python's `bytes(range(32))`.
fn signer() -> Signer {
    Signer::from_key_file(&std::array::from_fn::<u8, 32, _>(|at| at as u8)).unwrap()
}

fn bytes_from(first: u8) -> [u8; 16] {
    std::array::from_fn(|at| first + at as u8)
}

/// The examples have no `sub`, so their signatures are known to be good by what is refused: nobody is named.
#[test]
fn rfc_7515_and_rfc_8037_examples_are_signed_as_they_say() {
    let nobody = Err(Refused::Failed(Why::Subject));
    let then = UnixMs(1_300_819_000_000);
    let shared = Verifier::new(Keys::shared(&from_base64url(HS256_KEY)).unwrap(), Expects::default());
    assert_eq!(shared.verify(HS256, then), nobody);
    let issuer = Expects { issuer: Some("joe".to_owned()), ..Expects::default() };
    assert_eq!(Verifier::new(By::Rsa.keys(), issuer).verify(RS256, then), nobody);
    assert_eq!(By::Ed25519.verifier().verify(EDDSA, then), Err(Refused::Failed(Why::Claims)));

    for (by, token) in [(By::Ed25519, EDDSA), (By::Rsa, RS256)] {
        let other = format!("{}.{}", token.rsplit_once('.').unwrap().0, base64url(by.signature(b"something else")));
        assert_eq!(by.verifier().verify(&other, then), Err(Refused::Failed(Why::Signature)));
    }
}

#[test]
fn user_ids_are_made_as_documented() {
    assert_eq!(UserId::guest(bytes_from(0xf0)).as_str(), "guest_7KejEB2hoMnyVC3MoOmLWh");
    assert_eq!(UserId::guest([0; 16]).as_str(), "guest_0000000000000000000000");
    assert_eq!(UserId::guest([0xff; 16]).as_str(), "guest_7n42DGM5Tflk9n8mt7Fhc7");
    for (issuer, subject, id) in [
        ("https://login.example", "ann", "ann"),
        ("https://login.example", "ann@example.com", "sub_8e75216ddd5c61602848c00d2480172c"),
        ("", "guest_1", "sub_8ec31bbf7c02c3f5bc74d42aa0067720"),
    ] {
        assert_eq!(UserId::of_subject(issuer, subject).as_str(), id);
    }
}

#[test]
fn a_guest_token_is_what_another_implementation_makes() {
    let guest = Guest { user: UserId::guest(bytes_from(0xf0)), issued: now() };
    assert_eq!(guest.sign(&signer()).expose(), GUEST);
    assert_eq!(Guest::verify(GUEST, &signer(), now(), None), Ok(guest));
}

#[test]
fn a_session_secret_is_what_another_implementation_makes() {
    let in_an_hour = Some(UnixMs((NOW + 3600) * 1000));
    for (expires, text) in [(in_an_hour, SESSION), (None, SESSION_FOR_EVER)] {
        let secret = SessionSecret {
            user: "ann".parse().unwrap(),
            session: SessionId(bytes_from(0)),
            generation: 7,
            node: 513,
            expires,
            issued: now(),
        };
        assert_eq!(secret.sign(&signer()).expose(), text);
        assert_eq!(SessionSecret::verify(text, &signer(), now()), Ok(secret));
    }
}

#[test]
fn a_ticket_is_what_another_implementation_makes() {
    let login = Login {
        user: "ann".parse().unwrap(),
        name: Some("Änn".to_owned()),
        expires: Some(UnixMs((NOW + 3600) * 1000)),
        issued: None,
    };
    let ticket = Ticket::new(TicketId(bytes_from(16)), login, 513, now());
    assert_eq!(ticket.sign(&signer()).expose(), TICKET);
    assert_eq!(Ticket::verify(TICKET, &signer(), now()), Ok(ticket));
}
