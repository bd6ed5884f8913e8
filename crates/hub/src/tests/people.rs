//! Who a conn is, what services and operators let it do, and who is told of it.

use expect_test::expect;
use types::RealmKind;

use super::desk::numbered;
use super::*;

#[test]
fn what_a_service_lets_into_is_entered_and_its_views_are_heard() {
    check_with(
        numbered(),
        "open 1 protobuf lobby
         hello 1 1
         join 1 game-g
         granted 1 gametv-g
         entered 1 gametv-g 0/0 new
         view gametv-g move e4
         flush
         chatin 1 gametv-g hi
         call 1 move e5
         put-out gametv-g
         flush
         join 1 game-h
         granted 1
         join 1 user-u2
         kick user-u1",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > join 1 game-g
              1 waits
              node: Register { conn: ConnId(1), user: Name("u1"), realm: Game(Name("g")) }
            > granted 1 gametv-g
              desk: Enter { conn: ConnId(1), realm: GameTv(Name("g")), cursor: None }
            > entered 1 gametv-g 0/0 new
              node: Moved { conn: ConnId(1), user: Name("u1"), realm: GameTv(Name("g")), is_in: true }
              1 < {"joined":{"realm":"gametv-g","members":"1"}}
              1 may go on
            > view gametv-g move e4
            > flush
              1 < {"realm":"gametv-g","view":{"kind":"move","text":"e4","body":"AQ=="}}
              desk: Count { realm: GameTv(Name("g")), members: 1 }
            > chatin 1 gametv-g hi
              1 < {"error":{"code":"not_allowed","text":"members do not chat in that realm: only who owns it speaks there"}}
            > call 1 move e5
              node: Call { conn: ConnId(1), user: Name("u1"), kind: Name("move"), text: "e5", body: [] }
            > put-out gametv-g
              node: Moved { conn: ConnId(1), user: Name("u1"), realm: GameTv(Name("g")), is_in: false }
              1 < {"left":{"realm":"gametv-g"}}
            > flush
              desk: Interest { realm: GameTv(Name("g")), is_wanted: false }
            > join 1 game-h
              1 waits
              node: Register { conn: ConnId(1), user: Name("u1"), realm: Game(Name("h")) }
            > granted 1
              1 < {"error":{"code":"not_found","text":"no such realm: `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _, can be joined by anybody; into others their service lets in"}}
              1 may go on
            > join 1 user-u2
              1 < {"error":{"code":"not_found","text":"no such realm: `lobby`, or `room-` and 1 to 64 of A-Z a-z 0-9 _, can be joined by anybody; into others their service lets in"}}
            > kick user-u1
              1 closed: removed
        "#]],
    );
}

#[test]
fn comings_and_goings_are_told_where_they_are_announced() {
    let announce = [RealmKind::Lobby].into_iter().collect();
    let settings = Settings::alone(limits());
    let settings = Settings { hubs: 2, manners: Manners { announce, ..settings.manners }, ..settings };
    check_with(
        settings,
        "open 1 json lobby
         hello 1 1
         flush
         open 2 protobuf lobby
         hello 2 1
         flush
         close 2
         flush
         who 1 lobby 5
         direct-user 1 ann psst",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              tell Said { realm: Lobby, said: Said { offset: Offset(0), from: Some(ConnId(1)), user: Some(Name("u1")), what: Came } }
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > flush
              tell Members { realm: Lobby, count: 1 }
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > hello 2 1
              2 < {"welcome":{"user":"u2","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              tell Said { realm: Lobby, said: Said { offset: Offset(0), from: Some(ConnId(2)), user: Some(Name("u2")), what: Came } }
              2 < {"joined":{"realm":"lobby","members":"2"}}
              2 may go on
            > flush
              1 < {"senderId":"2","came":{"realm":"lobby","member":{"conn":"2","user":"u2"}}}
              tell Members { realm: Lobby, count: 2 }
            > close 2
              tell Said { realm: Lobby, said: Said { offset: Offset(0), from: Some(ConnId(2)), user: Some(Name("u2")), what: Went } }
            > flush
              1 < {"senderId":"2","went":{"realm":"lobby","member":{"conn":"2","user":"u2"}}}
              tell Members { realm: Lobby, count: 1 }
            > who 1 lobby 5
              node: Who { conn: ConnId(1), realm: Lobby, after: 5, limit: 256 }
            > direct-user 1 ann psst
              node: DirectToUser { from: ConnId(1), to: Name("ann"), text: "psst", body: [] }
        "#]],
    );
}

#[test]
fn t15_where_login_is_required_a_conn_hears_nothing_before_it() {
    let settings = Settings { login: types::LoginPolicy::Guest, ..Settings::alone(limits()) };
    check_with(
        settings,
        "open 1 protobuf lobby
         open 2 protobuf lobby
         open 3 protobuf lobby
         chat 1 hi
         hello 2 1
         chat 2 alone
         flush
         at 4999
         tick
         at 5000
         tick",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > open 3 protobuf lobby
              3 < {"senderId":"3","id":{"id":"3"}}
            > chat 1 hi
              1 closed: login required
            > hello 2 1
              2 < {"welcome":{"user":"u2","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              2 < {"joined":{"realm":"lobby","members":"1"}}
              2 may go on
            > chat 2 alone
            > flush
            > at 4999
            > tick
            > at 5000
            > tick
              3 closed: hello late
        "#]],
    );
}

#[test]
fn who_chats_more_often_than_the_operator_wants_is_heard_by_nobody() {
    let limits = Limits { chat_rate: 1, chat_burst: 2, ..limits() };
    check_with(
        Settings::alone(limits),
        "open 1 json lobby
         open 2 protobuf lobby
         chat 1 one
         chat 1 two
         chat 1 three
         flush
         at 1500
         chat 1 four
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > chat 1 one
            > chat 1 two
            > chat 1 three
              1 < {"error":{"code":"busy","text":"more than 1 chats a second: nobody has heard this one"}}
            > flush
              2 < {"senderId":"1","chat":{"msg":"one"}}
              2 < {"senderId":"1","chat":{"msg":"two"}}
            > at 1500
            > chat 1 four
            > flush
              2 < {"senderId":"1","chat":{"msg":"four"}}
        "#]],
    );
}
