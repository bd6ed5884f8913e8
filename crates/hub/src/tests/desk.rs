//! Realms in which the desk has a hand.

use std::sync::Arc;

use ::desk::{Entered, No, Said, ToHub, View, What, Whom, Why};
use expect_test::expect;
use types::{Epoch, Offset, Place};

use super::*;

/// A stream for every room, none for the lobby.
pub(super) fn numbered() -> Settings {
    let shared = Shared { rooms_are_numbered: true, ..Shared::default() };
    Settings { shared, ..Settings::alone(limits()) }
}

/// No streams, but other nodes.
fn fleet() -> Settings {
    let shared = Shared { has_other_nodes: true, ..Shared::default() };
    Settings { shared, ..Settings::alone(limits()) }
}

/// The words that only these scripts use.
pub(super) fn input(words: &[&str]) -> Input<'static> {
    let id = |at: usize| ConnId::new(words[at].parse().unwrap()).unwrap();
    let realm = |at: usize| words[at].parse::<Realm>().unwrap();
    let told = match words[0] {
        "joinat" => {
            let said = FromClient::Join { realm: words[2].to_owned(), cursor: Some(place(words[3])) };
            return Input::Said(ConnKey(words[1].parse().unwrap()), said);
        }
        "resume" => {
            let resume = words[2..].chunks(2).map(|pair| (pair[0].to_owned(), place(pair[1]))).collect();
            let hello = FromClient::Hello(Box::new(hello(1, resume)));
            return Input::Said(ConnKey(words[1].parse().unwrap()), hello);
        }
        "entered" => {
            let place = place(words[3]);
            let missed = words[5..].chunks(2).zip(place.offset.0 + 1..);
            let missed = missed.map(|(pair, offset)| said(offset, pair[0], pair[1])).collect();
            let entered = Entered { realm: realm(2), place, why: why(words[4]), missed };
            ToHub::Entered { conn: id(1), entered }
        }
        "granted" => {
            let realms = Ok(words[2..].iter().map(|realm| realm.parse().unwrap()).collect());
            return Input::Node(Box::new(FromNode::Registered { conn: id(1), realms }));
        }
        "view" => {
            let view = View { kind: words[2].to_owned(), text: words[3].to_owned(), body: b"\x01".to_vec() };
            let said = Said { offset: Offset(0), from: None, user: None, what: What::View(view) };
            ToHub::Said { realm: realm(1), said: Arc::new(said) }
        }
        "call" => {
            let (kind, text) = (words[2].into(), words[3].into());
            return Input::Said(
                ConnKey(words[1].parse().unwrap()),
                FromClient::Call { kind, text, body: Box::default() },
            );
        }
        "who" => {
            let (realm, after) = (words[2].to_owned(), words[3].parse().unwrap());
            return Input::Said(ConnKey(words[1].parse().unwrap()), FromClient::Who { realm, after, limit: 0 });
        }
        "direct-user" => {
            let (to, text) = (words[2].into(), words[3].into());
            return Input::Said(
                ConnKey(words[1].parse().unwrap()),
                FromClient::DirectToUser { to, text, body: Box::default() },
            );
        }
        "put-out" => ToHub::PutOut { realm: realm(1), whom: Whom::Everybody },
        "kick" => ToHub::Kick { realm: realm(1), code: types::CloseCode::Removed },
        "not-entered" => ToHub::NotEntered { conn: id(1), realm: realm(2), why: No::Unavailable },
        "said" => ToHub::Said { realm: realm(1), said: said(words[2].parse().unwrap(), words[3], words[4]) },
        "unsaid" => ToHub::Unsaid { conn: id(1), why: No::Busy },
        "head" => ToHub::Head { realm: realm(1), place: place(words[2]) },
        "resync" => ToHub::Resync { realm: realm(1), place: place(words[2]), why: why(words[3]) },
        "doubt" => ToHub::Doubt { realm: realm(1) },
        "elsewhere" => ToHub::Elsewhere { realm: realm(1), members: words[2].parse().unwrap() },
        other => panic!("{other}"),
    };
    Input::Desk(told)
}

fn place(text: &str) -> Place {
    let (epoch, offset) = text.split_once('/').unwrap();
    Place { epoch: Epoch(epoch.parse().unwrap()), offset: Offset(offset.parse().unwrap()) }
}

fn why(name: &str) -> Why {
    Why::ALL.into_iter().find(|why| why.name() == name).unwrap()
}

fn said(offset: u64, from: &str, text: &str) -> Arc<Said> {
    let from = ConnId::new(from.parse().unwrap());
    Arc::new(Said { offset: Offset(offset), from, user: None, what: What::Chat(text.to_owned()) })
}

#[test]
fn a_conn_hears_a_numbered_room_from_where_the_desk_lets_it_in() {
    check_with(
        numbered(),
        "open 1 protobuf lobby
         hello 1 1
         join 1 room-x
         said room-x 6 9 early
         flush
         entered 1 room-x 70/6 new
         said room-x 7 9 hi
         flush
         chatin 1 room-x mine
         said room-x 8 1 mine
         flush
         leave 1 room-x
         said room-x 9 9 late
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > said room-x 6 9 early
            > flush
            > entered 1 room-x 70/6 new
              1 < {"joined":{"realm":"room-x","epoch":"70","offset":"6","recovered":true,"why":"new","members":"1"}}
              1 may go on
            > said room-x 7 9 hi
            > flush
              1 < {"senderId":"9","realm":"room-x","offset":"7","chat":{"msg":"hi"}}
              desk: Count { realm: Room(Name("x")), members: 1 }
            > chatin 1 room-x mine
              desk: Say(Room(Name("x")), Say { from: Some(ConnId(1)), user: Some(Name("u1")), what: Chat("mine") })
            > said room-x 8 1 mine
              1 < {"placed":{"realm":"room-x","offset":"8"}}
            > flush
            > leave 1 room-x
              1 < {"left":{"realm":"room-x"}}
            > said room-x 9 9 late
            > flush
              desk: Interest { realm: Room(Name("x")), is_wanted: false }
        "#]],
    );
}

#[test]
fn a_conn_that_comes_back_hears_what_it_has_missed() {
    check_with(
        numbered(),
        "open 1 json room-x
         flush
         resume 1 room-y 70/3 room-x 50/1 lobby 1/1 game-g 1/1 nonsense 1/1
         flush
         entered 1 room-x 50/1 ring 7 one 8 two
         entered 1 room-y 71/9 epoch
         flush
         said room-x 4 8 three
         flush",
        expect![[r#"
            > open 1 json room-x
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
              desk: Interest { realm: Room(Name("x")), is_wanted: true }
            > flush
              desk: Count { realm: Room(Name("x")), members: 1 }
            > resume 1 room-y 70/3 room-x 50/1 lobby 1/1 game-g 1/1 nonsense 1/1
              1 waits
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: Some(Place { epoch: Epoch(50), offset: Offset(1) }) }
            > flush
              desk: Count { realm: Room(Name("x")), members: 0 }
            > entered 1 room-x 50/1 ring 7 one 8 two
              1 < {"joined":{"realm":"room-x","epoch":"50","offset":"1","recovered":true,"why":"ring","members":"1"}}
              1 < {"type":0,"text":"one","sender":7,"realm":"room-x","offset":2}
              1 < {"type":0,"text":"two","sender":8,"realm":"room-x","offset":3}
              desk: Enter { conn: ConnId(1), realm: Room(Name("y")), cursor: Some(Place { epoch: Epoch(70), offset: Offset(3) }) }
            > entered 1 room-y 71/9 epoch
              1 < {"joined":{"realm":"room-y","epoch":"71","offset":"9","why":"epoch","members":"1"}}
              1 < {"joined":{"realm":"lobby","why":"open","members":"1"}}
              1 may go on
            > flush
              desk: Count { realm: Room(Name("x")), members: 1 }
              desk: Count { realm: Room(Name("y")), members: 1 }
            > said room-x 4 8 three
            > flush
              1 < {"type":0,"text":"three","sender":8,"realm":"room-x","offset":4}
        "#]],
    );
}

#[test]
fn a_conn_that_has_gone_is_not_let_in_and_the_desk_learns_of_it() {
    check_with(
        numbered(),
        "open 1 json lobby
         hello 1 1
         join 1 room-x
         close 1
         entered 1 room-x 70/0 new
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > close 1
            > entered 1 room-x 70/0 new
            > flush
              desk: Interest { realm: Room(Name("x")), is_wanted: false }
        "#]],
    );
}

#[test]
fn who_is_not_let_in_may_go_on() {
    check_with(
        numbered(),
        "open 1 json lobby
         hello 1 1
         joinat 1 room-x 70/2
         not-entered 1 room-x
         flush
         unsaid 1
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > joinat 1 room-x 70/2
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: Some(Place { epoch: Epoch(70), offset: Offset(2) }) }
            > not-entered 1 room-x
              1 < {"error":{"code":"unavailable","text":"who could say does not answer: try again; it may have been said"}}
              1 may go on
            > flush
            > unsaid 1
              1 < {"error":{"code":"busy","text":"too much waits there already: try again"}}
            > flush
        "#]],
    );
}

#[test]
fn a_member_that_asks_again_and_is_not_let_in_is_told_that_it_is_out() {
    check_with(
        numbered(),
        "open 1 protobuf lobby
         hello 1 1
         join 1 room-x
         entered 1 room-x 70/6 new
         joinat 1 room-x 70/2
         not-entered 1 room-x
         said room-x 7 9 hi
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > entered 1 room-x 70/6 new
              1 < {"joined":{"realm":"room-x","epoch":"70","offset":"6","recovered":true,"why":"new","members":"1"}}
              1 may go on
            > joinat 1 room-x 70/2
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: Some(Place { epoch: Epoch(70), offset: Offset(2) }) }
            > not-entered 1 room-x
              1 < {"error":{"code":"unavailable","text":"who could say does not answer: try again; it may have been said"}}
              1 < {"left":{"realm":"room-x"}}
              1 may go on
            > said room-x 7 9 hi
            > flush
              desk: Interest { realm: Room(Name("x")), is_wanted: false }
        "#]],
    );
}

#[test]
fn tutorial_clients_hear_a_numbered_room_without_its_numbers() {
    check_with(
        numbered(),
        "open 1 protobuf room-x
         open 2 json room-x
         chat 1 hi
         said room-x 1 1 hi
         head room-x 70/1
         doubt room-x
         flush
         close 1
         close 2
         flush",
        expect![[r#"
            > open 1 protobuf room-x
              1 < {"senderId":"1","id":{"id":"1"}}
              desk: Interest { realm: Room(Name("x")), is_wanted: true }
            > open 2 json room-x
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > chat 1 hi
              desk: Say(Room(Name("x")), Say { from: Some(ConnId(1)), user: None, what: Chat("hi") })
            > said room-x 1 1 hi
            > head room-x 70/1
            > doubt room-x
            > flush
              2 < {"type":0,"text":"hi","sender":1}
              desk: Count { realm: Room(Name("x")), members: 2 }
            > close 1
            > close 2
            > flush
              desk: Interest { realm: Room(Name("x")), is_wanted: false }
        "#]],
    );
}

#[test]
fn members_are_told_when_a_stream_begins_anew() {
    check_with(
        numbered(),
        "open 1 json lobby
         hello 1 1
         join 1 room-x
         entered 1 room-x 70/0 new
         doubt room-x
         resync room-x 71/4 epoch
         said room-x 5 9 on
         head room-x 71/5
         join 1 room-x
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > entered 1 room-x 70/0 new
              1 < {"joined":{"realm":"room-x","epoch":"70","recovered":true,"why":"new","members":"1"}}
              1 may go on
            > doubt room-x
            > resync room-x 71/4 epoch
            > said room-x 5 9 on
            > head room-x 71/5
            > join 1 room-x
              1 < {"doubt":{"realm":"room-x"}}
              1 < {"resync":{"realm":"room-x","epoch":"71","offset":"4","why":"epoch"}}
              1 < {"type":0,"text":"on","sender":9,"realm":"room-x","offset":5}
              1 < {"head":{"realm":"room-x","epoch":"71","offset":"5"}}
              1 < {"joined":{"realm":"room-x","epoch":"71","offset":"5","recovered":true,"why":"new","members":"1"}}
            > flush
              desk: Count { realm: Room(Name("x")), members: 1 }
        "#]],
    );
}

#[test]
fn in_a_fleet_the_desk_passes_on_what_is_said_and_counts_the_others() {
    check_with(
        fleet(),
        "open 1 json lobby
         flush
         hello 1 1
         entered 1 user-u1 0/0 new
         entered 1 lobby 0/0 new
         chat 1 hi
         said lobby 0 99 hello
         elsewhere lobby 3
         tick
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
              desk: Interest { realm: Lobby, is_wanted: true }
            > flush
              desk: Count { realm: Lobby, members: 1 }
            > hello 1 1
              1 waits
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              desk: Enter { conn: ConnId(1), realm: User(Name("u1")), cursor: None }
            > entered 1 user-u1 0/0 new
              desk: Enter { conn: ConnId(1), realm: Lobby, cursor: None }
            > entered 1 lobby 0/0 new
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > chat 1 hi
              desk: Say(Lobby, Say { from: Some(ConnId(1)), user: Some(Name("u1")), what: Chat("hi") })
            > said lobby 0 99 hello
            > elsewhere lobby 3
            > tick
            > flush
              1 < {"type":0,"text":"hello","sender":99,"realm":"lobby"}
              1 < {"presence":{"realm":"lobby","members":"4"}}
        "#]],
    );
}

#[test]
fn who_starts_in_a_room_that_another_waits_to_enter_is_known_to_the_desk() {
    check_with(
        numbered(),
        "open 1 json lobby
         hello 1 1
         join 1 room-x
         open 2 json room-x
         not-entered 1 room-x
         flush
         said room-x 1 9 hi
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > open 2 json room-x
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
              desk: Interest { realm: Room(Name("x")), is_wanted: true }
            > not-entered 1 room-x
              1 < {"error":{"code":"unavailable","text":"who could say does not answer: try again; it may have been said"}}
              1 may go on
            > flush
              desk: Count { realm: Room(Name("x")), members: 1 }
            > said room-x 1 9 hi
            > flush
              2 < {"type":0,"text":"hi","sender":9}
        "#]],
    );
}

#[test]
fn a_member_with_a_gap_has_it_filled() {
    check_with(
        numbered(),
        "open 1 protobuf lobby
         hello 1 1
         join 1 room-x
         entered 1 room-x 70/6 new
         joinat 1 room-x 70/4
         entered 1 room-x 70/4 ring 9 e 9 f
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 room-x
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: None }
            > entered 1 room-x 70/6 new
              1 < {"joined":{"realm":"room-x","epoch":"70","offset":"6","recovered":true,"why":"new","members":"1"}}
              1 may go on
            > joinat 1 room-x 70/4
              1 waits
              desk: Enter { conn: ConnId(1), realm: Room(Name("x")), cursor: Some(Place { epoch: Epoch(70), offset: Offset(4) }) }
            > entered 1 room-x 70/4 ring 9 e 9 f
              1 < {"joined":{"realm":"room-x","epoch":"70","offset":"4","recovered":true,"why":"ring","members":"1"}}
              1 < {"senderId":"9","realm":"room-x","offset":"5","chat":{"msg":"e"}}
              1 < {"senderId":"9","realm":"room-x","offset":"6","chat":{"msg":"f"}}
              1 may go on
            > flush
              desk: Count { realm: Room(Name("x")), members: 1 }
        "#]],
    );
}
