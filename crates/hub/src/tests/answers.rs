//! What is for one conn alone, counts, and what hubs of one node tell each other.

use expect_test::expect;

use super::*;

#[test]
fn a_direct_reaches_one_conn_after_what_was_said_before_it() {
    check(
        "open 1 protobuf lobby
         open 2 protobuf lobby
         open 3 json lobby
         hello 1 1
         hello 3 1
         chat 1 first
         direct 1 3 psst
         chat 1 second
         direct 1 2 for a plain one
         bytes 1 2 raw
         direct 1 1 to myself
         direct 1 0 nobody
         direct 1 77 nobody
         flush",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > open 3 json lobby
              3 < {"type":1,"message":{"text":"hello, client!"},"id":3}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"3"}}
              1 may go on
            > hello 3 1
              3 < {"welcome":{"user":"u3","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              3 < {"joined":{"realm":"lobby","members":"3"}}
              3 may go on
            > chat 1 first
            > direct 1 3 psst
              3 < {"type":0,"text":"first","sender":1,"realm":"lobby"}
              3 < {"senderId":"1","direct":{"conn":"3","msg":"psst"}}
            > chat 1 second
            > direct 1 2 for a plain one
              2 < {"senderId":"1","chat":{"msg":"first"}}
              2 < {"senderId":"1","chat":{"msg":"second"}}
              2 < {"senderId":"1","chat":{"msg":"for a plain one"}}
            > bytes 1 2 raw
              1 < {"error":{"code":"not_found","text":"conn 2 has said no `hello` and hears only `direct.msg`"}}
            > direct 1 1 to myself
              1 < {"senderId":"1","direct":{"conn":"1","msg":"to myself"}}
            > direct 1 0 nobody
              1 < {"error":{"code":"bad_id","text":"`direct.conn` is no conn id: they go from 1 to 2^53 - 1"}}
            > direct 1 77 nobody
              1 < {"error":{"code":"not_found","text":"no conn 77"}}
            > flush
              3 < {"type":0,"text":"second","sender":1,"realm":"lobby"}
        "#]],
    );
}

#[test]
fn faults_are_told_to_those_who_can_hear_them_and_counted() {
    check(
        "open 1 protobuf lobby
         open 2 json lobby
         fault 1
         fault 2
         fault 1
         fault 1
         at 60001
         fault 2
         fault 2
         fault 2
         chat 2 123456789012345678901",
        expect![[r#"
            > open 1 protobuf lobby
              1 < {"senderId":"1","id":{"id":"1"}}
            > open 2 json lobby
              2 < {"type":1,"message":{"text":"hello, client!"},"id":2}
            > fault 1
            > fault 2
              2 < {"error":{"code":"unreadable","text":"no packet"}}
            > fault 1
            > fault 1
              1 closed: too many errors
            > at 60001
            > fault 2
              2 < {"error":{"code":"unreadable","text":"no packet"}}
            > fault 2
              2 < {"error":{"code":"unreadable","text":"no packet"}}
            > fault 2
              2 closed: too many errors
            > chat 2 123456789012345678901
        "#]],
    );
}

#[test]
fn presence_is_told_once_a_second_to_those_with_hello() {
    check(
        "open 1 json lobby
         hello 1 1
         open 2 protobuf lobby
         open 3 protobuf lobby
         tick
         flush
         tick
         flush
         close 3
         tick
         flush",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > open 2 protobuf lobby
              2 < {"senderId":"2","id":{"id":"2"}}
            > open 3 protobuf lobby
              3 < {"senderId":"3","id":{"id":"3"}}
            > tick
            > flush
              1 < {"presence":{"realm":"lobby","members":"3"}}
            > tick
            > flush
            > close 3
            > tick
            > flush
              1 < {"presence":{"realm":"lobby","members":"2"}}
        "#]],
    );
}

#[test]
fn hubs_of_one_node_tell_each_other() {
    check_with(
        Settings { hubs: 2, ..Settings::alone(limits()) },
        "open 1 json lobby
         hello 1 1
         chat 1 hi
         flush
         told-members lobby 3
         told-chat lobby from afar
         tick
         flush
         direct 1 50 far
         close 1
         flush
         told-members lobby 0
         told-chat lobby nobody hears",
        expect![[r#"
            > open 1 json lobby
              1 < {"type":1,"message":{"text":"hello, client!"},"id":1}
            > hello 1 1
              1 < {"welcome":{"user":"u1","session":"s","limits":{"messageBytes":16384,"chatChars":20,"realms":3},"serverTime":"1700000000000","heartbeat":20000,"version":1}}
              1 < {"joined":{"realm":"lobby","members":"1"}}
              1 may go on
            > chat 1 hi
              tell Chat { realm: Lobby, from: ConnId(1), text: "hi" }
            > flush
              tell Members { realm: Lobby, count: 1 }
            > told-members lobby 3
            > told-chat lobby from afar
            > tick
            > flush
              1 < {"type":0,"text":"from afar","sender":99,"realm":"lobby"}
              1 < {"presence":{"realm":"lobby","members":"4"}}
            > direct 1 50 far
              pass Seek(LostDirect { from: ConnId(1), to: ConnId(50), text: "far", body: [], hops: 0 })
            > close 1
            > flush
              tell Members { realm: Lobby, count: 0 }
            > told-members lobby 0
            > told-chat lobby nobody hears
        "#]],
    );
}

#[test]
fn a_direct_that_nobody_has_comes_home_once() {
    let settings = Settings { hubs: 3, ..Settings::alone(limits()) };
    let mut hubs: Vec<Hub> = (0..3).map(|_| Hub::new(settings)).collect();
    let (now, mut out) = (Now::default(), Out::default());
    let open = Input::Opened {
        conn: ConnKey(0),
        id: ConnId::new(1).unwrap(),
        dialect: Dialect::Json,
        home: Realm::Lobby,
        token: None,
    };
    hubs[0].handle(now, open, &mut out);
    hubs[0].handle(now, Input::Said(ConnKey(0), FromClient::Hello(Box::new(hello(1, Vec::new())))), &mut out);
    hubs[0].handle(now, Input::Node(Box::new(let_in(ConnId::new(1).unwrap()))), &mut out);
    out.clear();
    let direct = FromClient::Direct { to: 9, text: "x".into(), body: b"".as_slice().into() };
    hubs[0].handle(now, Input::Said(ConnKey(0), direct), &mut out);
    let mut visited = Vec::new();
    for hop in 1..10 {
        let Some(Output::Pass(message)) = out.list.pop() else { break };
        out.clear();
        visited.push(hop % 3);
        hubs[hop % 3].handle(now, Input::Told(0, message), &mut out);
    }
    assert_eq!(visited, [1, 2, 0]);
    assert_eq!(messages(&out.bytes), [r#"{"error":{"code":"not_found","text":"no conn 9"}}"#]);
}
