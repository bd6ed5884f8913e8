//! Guest tokens, session secrets and tickets, from making to refusing.

use std::time::Duration;

use auth::{
    Guest, Login, NotSpent, Refused, Secret, Session, SessionId, SessionSecret, Signer, Ticket, TicketId, Tickets,
    UserId, Why,
};
use ring::hmac;
use types::{Millis, UnixMs};

use crate::sample::{NOW, base64url, from_base64url, now};

const HOUR: Duration = Duration::from_secs(3600);

pub(crate) fn signer(byte: u8) -> Signer {
    Signer::from_key_file(&[byte | 0x80; 32]).unwrap()
}

pub(crate) fn guest() -> Guest {
    Guest { user: UserId::guest([7; 16]), issued: now() }
}

pub(crate) fn session_secret() -> SessionSecret {
    SessionSecret {
        user: "ann".parse().unwrap(),
        session: SessionId([1; 16]),
        generation: 1,
        node: 2,
        expires: Some(seconds(3600)),
        issued: now(),
    }
}

pub(crate) fn ticket() -> Ticket {
    let login =
        Login { user: "ann".parse().unwrap(), name: Some("Ann".to_owned()), expires: None, issued: Some(now()) };
    Ticket::new(TicketId([2; 16]), login, 2, now())
}

/// So many seconds from now.
fn seconds(later: i64) -> UnixMs {
    UnixMs((NOW + later) * 1000)
}

/// What each kind of verifying says to `token`.
pub(crate) fn verdicts(token: &str, signer: &Signer, now: UnixMs) -> [Result<(), Refused>; 3] {
    [
        Guest::verify(token, signer, now, None).map(|_| ()),
        SessionSecret::verify(token, signer, now).map(|_| ()),
        Ticket::verify(token, signer, now).map(|_| ()),
    ]
}

fn one_of_each(signer: &Signer) -> [Secret; 3] {
    [guest().sign(signer), session_secret().sign(signer), ticket().sign(signer)]
}

#[test]
fn a_token_is_taken_as_what_it_is_and_nothing_else() {
    let signer = signer(1);
    for (kind, token) in one_of_each(&signer).iter().enumerate() {
        for (other, verdict) in verdicts(token.expose(), &signer, now()).into_iter().enumerate() {
            let expected = if kind == other { Ok(()) } else { Err(Refused::Failed(Why::Shape)) };
            assert_eq!(verdict, expected);
        }
        for prefix in ["hbg1_", "hbs1_", "hbt1_"].into_iter().filter(|prefix| !token.expose().starts_with(prefix)) {
            let renamed = format!("{prefix}{}", &token.expose()[5..]);
            let refused = verdicts(&renamed, &signer, now());
            assert!(refused.iter().all(Result::is_err) && refused.contains(&Err(Refused::Failed(Why::Signature))));
        }
    }
}

#[test]
fn what_was_cut_changed_or_lengthened_is_refused() {
    let signer = signer(1);
    for token in one_of_each(&signer) {
        let token = token.expose();
        for end in 0..token.len() {
            assert!(verdicts(&token[..end], &signer, now()).iter().all(Result::is_err));
        }
        for at in 0..token.len() {
            for other in ["A", "B", "g", "_", "=", ".", " ", "\0", "é"] {
                let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                let as_it_was = changed == token;
                assert!(verdicts(&changed, &signer, now()).iter().all(Result::is_err) || as_it_was);
            }
        }
        for longer in
            [format!("{token}A"), format!("{token}="), format!("{token}\n"), format!(" {token}"), token.repeat(1000)]
        {
            assert!(verdicts(&longer, &signer, now()).iter().all(Result::is_err));
        }
    }
}

#[test]
fn keys_can_be_rotated_without_a_log_out() {
    let file = |keys: &[u8]| keys.iter().map(|key| format!("{key:02x}").repeat(32)).collect::<Vec<_>>().join("\n");
    let signer = |keys: &[u8]| Signer::from_key_file(file(keys).as_bytes()).unwrap();
    for (kind, token) in one_of_each(&signer(&[1])).iter().enumerate() {
        let verdict = |keys: &[u8]| verdicts(token.expose(), &signer(keys), now())[kind];
        assert_eq!(verdict(&[1, 2]), Ok(()));
        assert_eq!(verdict(&[2, 1]), Ok(()));
        assert_eq!(verdict(&[2]), Err(Refused::Failed(Why::Signature)));
    }
    let signed_by_first = guest().sign(&signer(&[2, 1]));
    assert!(Guest::verify(signed_by_first.expose(), &signer(&[2]), now(), None).is_ok());
    assert!(Guest::verify(signed_by_first.expose(), &signer(&[1]), now(), None).is_err());
}

#[test]
fn a_guest_stays_for_ever_unless_there_is_an_age() {
    let signer = signer(1);
    let token = guest().sign(&signer);
    assert!(Guest::looks_like(token.expose()) && !Guest::looks_like("eyJhbGciOiJIUzI1NiJ9.e30.AA"));
    let verdict =
        |later, age_max| Guest::verify(token.expose(), &signer, seconds(later), age_max).map(|guest| guest.user);
    assert_eq!(verdict(100 * 365 * 24 * 3600, None), Ok(guest().user));
    assert_eq!(verdict(3599, Some(HOUR)), Ok(guest().user));
    assert_eq!(verdict(3600, Some(HOUR)), Err(Refused::Expired));
    assert_eq!(verdict(-60, None), Ok(guest().user), "another node's clock");
    assert_eq!(verdict(-61, None), Err(Refused::Failed(Why::NotYet)));
}

#[test]
fn an_account_is_no_guest() {
    let signer = signer(1);
    let token = Guest { user: "ann".parse().unwrap(), issued: now() }.sign(&signer);
    assert_eq!(Guest::verify(token.expose(), &signer, now(), None), Err(Refused::Failed(Why::Claims)));
}

#[test]
fn fields_that_are_signed_but_make_no_sense_are_refused() {
    let sealed = |prefix: &str, fields: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[0x81; 32]);
        let mac = hmac::sign(&key, &[prefix.as_bytes(), fields].concat());
        format!("{prefix}{}", base64url([fields, mac.as_ref()].concat()))
    };
    let signer = signer(1);
    for (kind, token) in one_of_each(&signer).iter().enumerate() {
        let (prefix, text) = token.expose().split_at(5);
        let whole = from_base64url(text);
        let fields = &whole[..whole.len() - 32];
        let verdict = |fields: &[u8]| verdicts(&sealed(prefix, fields), &signer, now())[kind];
        assert_eq!(verdict(fields), Ok(()));
        assert_eq!(verdict(&[fields, &[0]].concat()), Err(Refused::Failed(Why::Claims)));
        for end in 0..fields.len() {
            assert_eq!(verdict(&fields[..end]), Err(Refused::Failed(Why::Claims)), "{prefix} {end}");
        }
    }
    let ends_maybe = [&[0; 8][..], &[2], &[0; 30], &[3], b"ann"].concat();
    let ends_maybe = SessionSecret::verify(&sealed("hbs1_", &ends_maybe), &signer, now());
    assert_eq!(ends_maybe, Err(Refused::Failed(Why::Claims)));
}

#[test]
fn a_session_secret_ends_with_its_login() {
    let signer = signer(1);
    let secret = session_secret().sign(&signer);
    let verdict = |later| SessionSecret::verify(secret.expose(), &signer, seconds(later));
    assert_eq!(verdict(3599), Ok(session_secret()));
    assert_eq!(verdict(3600), Err(Refused::Expired));
    assert_eq!(verdict(-61), Err(Refused::Failed(Why::NotYet)));
    let for_ever = SessionSecret { expires: None, ..session_secret() };
    assert_eq!(SessionSecret::verify(for_ever.sign(&signer).expose(), &signer, UnixMs(i64::MAX)), Ok(for_ever));
}

#[test]
fn t58_each_resume_hands_out_a_new_generation() {
    let mut session = Session::default();
    for generation in 1..100 {
        assert_eq!(session.resume(generation), Ok(generation + 1));
    }
}

#[test]
fn t58_the_one_before_is_good_until_the_new_one_is_used() {
    let mut session = Session::default();
    assert_eq!(session.resume(1), Ok(2));
    assert_eq!(session.resume(1), Ok(3), "the answer with 2 was lost");
    assert_eq!(session.resume(1), Ok(4), "so was the one with 3");
    assert_eq!(session, Session { current: 4, previous: Some(1) });
    assert_eq!(session.resume(4), Ok(5));
    for used_up in [0, 1, 2, 3] {
        assert_eq!(session.resume(used_up), Err(Refused::Failed(Why::UsedUp)));
    }
    assert_eq!(session.resume(6), Err(Refused::Failed(Why::Ahead)));
    assert_eq!(session, Session { current: 5, previous: Some(4) }, "who is refused changes nothing");
}

#[test]
fn t58_of_two_with_the_same_secret_one_is_soon_refused() {
    let mut session = Session::default();
    let (mut owner, mut thief) = (session.resume(1).unwrap(), 1);
    let mut refused = Vec::new();
    for turn in 0..6 {
        let holder = if turn % 2 == 0 { &mut thief } else { &mut owner };
        match session.resume(*holder) {
            Ok(next) => *holder = next,
            Err(why) => refused.push(why),
        }
    }
    assert!(refused.contains(&Refused::Failed(Why::UsedUp)));
}

#[test]
fn a_session_that_was_resumed_four_billion_times_ends() {
    let mut session = Session { current: u32::MAX, previous: None };
    assert_eq!(session.resume(u32::MAX), Err(Refused::Failed(Why::UsedUp)));
}

#[test]
fn a_ticket_lives_half_a_minute() {
    let signer = signer(1);
    let text = ticket().sign(&signer);
    let verdict = |later| Ticket::verify(text.expose(), &signer, seconds(later));
    assert_eq!(verdict(29), Ok(ticket()));
    assert_eq!(verdict(30), Err(Refused::Expired));
    assert_eq!(verdict(-60), Ok(ticket()));
    assert_eq!(verdict(-61), Err(Refused::Failed(Why::NotYet)));
    let login = Login { expires: Some(seconds(5)), ..ticket().login };
    let text = Ticket { login, ..ticket() }.sign(&signer);
    assert!(Ticket::verify(text.expose(), &signer, seconds(4)).is_ok());
    assert_eq!(Ticket::verify(text.expose(), &signer, seconds(5)), Err(Refused::Expired), "no longer than its login");
}

#[test]
fn the_largest_ticket_is_taken() {
    let signer = signer(1);
    let login = Login { user: "x".repeat(64).parse().unwrap(), name: Some("🎲".repeat(32)), ..ticket().login };
    let largest = Ticket { login: Login { expires: Some(seconds(60)), ..login }, ..ticket() };
    let text = largest.sign(&signer);
    assert!(text.expose().len() < 512, "{}", text.expose().len());
    assert_eq!(Ticket::verify(text.expose(), &signer, now()), Ok(largest));
}

#[test]
fn a_ticket_is_spent_once_and_the_memory_of_it_is_bounded() {
    let numbered = |number: u8| Ticket { id: TicketId([number; 16]), ..ticket() };
    let mut tickets = Tickets::new(2, now());
    assert!(tickets.is_empty());
    assert_eq!(tickets.spend(&numbered(1), Millis(0)), Ok(()));
    assert_eq!(tickets.spend(&numbered(1), Millis(1)), Err(NotSpent::Before));
    assert_eq!(tickets.spend(&numbered(2), Millis(60_000)), Ok(()));
    assert_eq!(tickets.spend(&numbered(3), Millis(150_000)), Err(NotSpent::Busy));
    assert_eq!(tickets.spend(&numbered(1), Millis(150_000)), Err(NotSpent::Before), "longer than any ticket lives");
    assert_eq!(tickets.spend(&numbered(3), Millis(150_001)), Ok(()), "the first is forgotten");
    assert_eq!(tickets.len(), 2);
    assert_eq!(tickets.spend(&numbered(2), Millis(150_002)), Err(NotSpent::Before));
}

#[test]
fn a_ticket_from_before_a_restart_is_refused_for_it_may_be_spent() {
    let spend = |started| Tickets::new(9, started).spend(&ticket(), Millis(0));
    assert_eq!(spend(now()), Ok(()));
    assert_eq!(spend(UnixMs(now().0 + 1)), Err(NotSpent::Before));
}
