//! Addresses cannot be made from hostile names.

use bus::{Group, Part, Pattern, Subject};
use proptest::prelude::*;
use types::{Name, Realm};

fn is_plain(token: &str) -> bool {
    (1..=64).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Text that would mean something else if it got into a subject.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9_.*> $\r\n\t\u{0}-]{0,80}",
        "[a-z]{1,5}[.*> \r\n][a-z]{0,5}",
        Just("a".repeat(65)),
        Just("x\r\nPUB user.u 1\r\n1".to_owned()),
    ]
}

proptest! {
    #[test]
    fn t44_whatever_becomes_a_name_stays_one_token(text in hostile()) {
        let name = text.parse::<Name>();
        prop_assert_eq!(name.is_ok(), is_plain(&text));
        let Ok(name) = name else {
            return Ok(());
        };
        for realm in [Realm::Room, Realm::Game, Realm::GameTv, Realm::User].map(|kind| kind(name.clone())) {
            let subject = Subject::realm(&realm);
            prop_assert_eq!(subject.tokens().count(), 2);
            prop_assert!(subject.tokens().all(is_plain));
        }
        let subjects = [
            Subject::seat(&name, &name),
            Subject::backend(&name, &name),
            Subject::game_owner(&name),
            Subject::room_owner(&name),
            Subject::node(&name),
            Subject::from_names([&name, &name]),
        ];
        for subject in &subjects {
            prop_assert!(subject.tokens().all(is_plain), "{}", subject);
            prop_assert_eq!(Pattern::exactly(subject).to_string(), subject.to_string());
            prop_assert_eq!(Pattern::children(subject).to_string(), format!("{subject}.*"));
            prop_assert_eq!(Pattern::below(subject).to_string(), format!("{subject}.>"));
        }
        let pattern = Pattern::from_parts([Part::Name(&name), Part::Any]);
        prop_assert_eq!(pattern.to_string(), format!("{}.*", name.as_str()));
        prop_assert!(is_plain(Group::named(&name).as_str()));
    }
}

#[test]
fn every_fixed_address_is_the_documented_one() {
    let name = |text: &str| text.parse::<Name>().unwrap();
    let (x, y) = (name("x"), name("y"));
    for (subject, expected) in [
        (Subject::realm(&Realm::Lobby), "lobby"),
        (Subject::realm(&Realm::Room(x.clone())), "room.x"),
        (Subject::realm(&Realm::Game(x.clone())), "game.x"),
        (Subject::realm(&Realm::GameTv(x.clone())), "gametv.x"),
        (Subject::realm(&Realm::User(x.clone())), "user.x"),
        (Subject::seat(&x, &y), "user.x.game.y"),
        (Subject::register_realm(), "ipc.request.registerRealm"),
        (Subject::backend(&x, &y), "ipc.pb.x.y"),
        (Subject::game_owner(&x), "ipc.game.x"),
        (Subject::room_owner(&x), "ipc.room.x"),
        (Subject::node(&x), "ipc.node.x"),
        (Subject::activate(), "ipc.activate"),
    ] {
        assert_eq!(subject.to_string(), expected);
    }
    assert_eq!((Group::backends().as_str(), Group::nodes().as_str()), ("backends", "nodes"));
}
