//! What holds for every token and for every row of bytes.

use auth::{
    Expects, Guest, Keys, Login, Refused, SessionId, SessionSecret, Signer, Ticket, TicketId, UserId, Verifier,
};
use proptest::prelude::*;
use serde_json::json;
use types::UnixMs;

use crate::own::{signer, verdicts};
use crate::sample::*;

fn user() -> impl Strategy<Value = UserId> {
    "[A-Za-z0-9_]{1,64}".prop_map(|id| id.parse().unwrap())
}

fn time() -> impl Strategy<Value = Option<UnixMs>> {
    proptest::option::of(any::<i64>().prop_map(UnixMs))
}

fn by() -> impl Strategy<Value = By<'static>> {
    prop_oneof![Just(By::Shared(SHARED)), Just(By::Ed25519)]
}

proptest! {
    #[test]
    fn what_is_signed_is_read(user in user(), id: [u8; 16], generation: u32, node: u16, expires in time(), luck: [u8; 16]) {
        let signer = signer(1);
        let guest = Guest { user: UserId::guest(luck), issued: now() };
        prop_assert_eq!(Guest::verify(guest.sign(&signer).expose(), &signer, now(), None), Ok(guest));

        let secret = SessionSecret { user: user.clone(), session: SessionId(id), generation, node, expires, issued: now() };
        let good = if expires.is_some_and(|expires| expires <= now()) { Err(Refused::Expired) } else { Ok(secret.clone()) };
        prop_assert_eq!(SessionSecret::verify(secret.sign(&signer).expose(), &signer, now()), good);

        let ticket = Ticket::new(TicketId(id), Login { user, name: None, expires, issued: expires }, node, now());
        let good = if expires.is_some_and(|expires| expires <= now()) { Err(Refused::Expired) } else { Ok(ticket.clone()) };
        prop_assert_eq!(Ticket::verify(ticket.sign(&signer).expose(), &signer, now()), good);
    }

    #[test]
    fn a_login_services_token_is_read(by in by(), subject in "[a-z]{1,20}", left in 1i64..1_000_000) {
        let token = by.token(&json!({ "sub": subject, "exp": NOW + left }));
        let login = by.verifier().verify(&token, now()).unwrap();
        prop_assert_eq!(login.user.as_str(), subject);
        prop_assert_eq!(login.expires, Some(UnixMs((NOW + left + 60) * 1000)));
    }

    #[test]
    fn every_subject_has_one_legal_id(issuer: String, subject: String, luck: [u8; 16]) {
        let id = UserId::of_subject(&issuer, &subject);
        prop_assert_eq!(&id, &id.as_str().parse().unwrap());
        prop_assert!(!id.is_guest() && UserId::guest(luck).is_guest());
        prop_assert_eq!(UserId::guest(luck).as_str().len(), 28);
        prop_assert!(id.as_str() == subject || id.as_str().starts_with("sub_"));
    }

    #[test]
    fn another_byte_is_another_token(by in by(), at: prop::sample::Index, byte in 1u8..0x80) {
        let token = by.token(&claims());
        let mut other = token.clone().into_bytes();
        other[at.index(token.len())] ^= byte;
        prop_assume!(other.is_ascii());
        prop_assert!(by.verifier().verify(str::from_utf8(&other).unwrap(), now()).is_err());
    }

    #[test]
    fn no_text_is_a_token(text in prop_oneof![any::<String>(), "([A-Za-z0-9_-]{0,40}\\.){0,4}[A-Za-z0-9_-]{0,40}", "hb[gst]1_[A-Za-z0-9_-]{0,300}"]) {
        let keys = By::ALL.into_iter().fold(Keys::default(), |keys, by| keys.joined(by.keys()).unwrap());
        prop_assert!(Verifier::new(keys, Expects::default()).verify(&text, now()).is_err());
        prop_assert!(verdicts(&text, &signer(1), now()).iter().all(Result::is_err));
    }

    #[test]
    fn signed_nonsense_is_refused_or_a_login(by in by(), header: String, text: String) {
        for token in [by.token_of(&header, &text), by.token_of(&json!({ "alg": by.alg() }).to_string(), &text)] {
            let _either = by.verifier().verify(&token, now());
        }
    }

    #[test]
    fn any_file_is_keys_or_an_error(file in prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), any::<String>().prop_map(String::into_bytes)]) {
        let _either = (Keys::public(&file), Keys::shared(&file), Signer::from_key_file(&file));
    }
}
