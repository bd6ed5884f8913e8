//! What operators ask, and what they are told.

use crate::Served;

#[tokio::test]
async fn a_service_speaks_in_a_realm() {
    let served = Served::new();
    let (status, told) = served.ask(r#"POST /api/realms/lobby/publish {"text": "hello"}"#).await;
    assert_eq!((status, &told["place"]["epoch"]), (200, &7.into()));
    let (_, told) = served.ask("GET /api/realms/lobby/history").await;
    let views = told["views"].as_array().unwrap();
    assert_eq!(views.last().unwrap()["text"], "hello");
    assert_eq!(views.last().unwrap()["offset"], told["head"]["offset"]);
}

#[tokio::test]
async fn a_message_must_say_something() {
    let served = Served::new();
    for (body, why) in [
        ("{}", "`text` is missing"),
        (r#"{"body": "aGk="}"#, "`text` is missing"),
        (r#"{"kind": "score"}"#, "the message is empty"),
        (r#"{"kind": "a b", "text": "x"}"#, "not a name"),
        (r#"{"kind": "score", "body": "%%"}"#, "base64"),
        (r#"{"txt": "hi"}"#, "`txt` is no field of this request; it takes `body`, `kind`, `realm`, `text`"),
        (r#"{"realm": "lobby", "text": "hi"}"#, "`realm` is given twice"),
        ("hello", "the body is not the JSON object expected"),
    ] {
        let (status, told) = served.ask(&format!("POST /api/realms/lobby/publish {body}")).await;
        assert_eq!((status, &told["code"]), (400, &"bad_request".into()), "{body}");
        assert!(told["text"].as_str().unwrap().contains(why), "{body}: {told}");
    }
    let (status, told) = served.ask(r#"POST /api/broadcast {"kind": "score", "body": "aGk="}"#).await;
    assert_eq!((status, &told["conns"]), (200, &20.into()));
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let served = Served::new();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = served.ask(&format!("GET /api/conns?limit=6{after}")).await;
        assert_eq!(status, 200);
        seen.extend(page["conns"].as_array().unwrap().iter().map(|conn| conn["conn"].as_u64().unwrap()));
        let Some(next) = page["next"].as_u64() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn realms_are_found_by_how_they_begin() {
    let served = Served::new();
    let (_, told) = served.ask("GET /api/realms?prefix=game-").await;
    let names: Vec<_> =
        told["realms"].as_array().unwrap().iter().map(|realm| realm["realm"].as_str().unwrap()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("game-")) && names.is_sorted(), "{names:?}");
    let (_, told) = served.ask(&format!("GET /api/realms/{}/members", names[0])).await;
    assert!(told["members"][0]["conn"].is_u64());
}

#[tokio::test]
async fn who_is_kicked_is_gone() {
    let served = Served::new();
    let (status, told) = served.ask(r#"POST /api/conns/7/kick {"code": 4008}"#).await;
    assert_eq!((status, &told["conns"]), (200, &1.into()));
    for line in ["GET /api/conns/7", "POST /api/conns/7/kick", r#"POST /api/conns/7/send {"text": "?"}"#] {
        let (status, told) = served.ask(line).await;
        assert_eq!((status, &told["code"]), (404, &"no_such_conn".into()), "{line}");
    }
    let (_, told) = served.ask("GET /api/stats").await;
    assert_eq!(told["closed"][0]["name"], "too slow");
}

#[tokio::test]
async fn a_kick_has_a_code_of_ours() {
    let served = Served::new();
    for (body, why) in [
        (r#"{"code": 4999}"#, "4999 is no close code of this server; it has 1000 (done)"),
        (r#"{"code": 70000}"#, "`code`: invalid value"),
        (r#"{"reason": "bye"}"#, "`reason` is no field"),
    ] {
        let (status, told) = served.ask(&format!("POST /api/conns/7/kick {body}")).await;
        assert_eq!(status, 400);
        assert!(told["text"].as_str().unwrap().contains(why), "{told}");
    }
}

#[tokio::test]
async fn who_is_revoked_has_no_conn_left() {
    let served = Served::new();
    let (_, told) = served.ask("GET /api/conns").await;
    let user = told["conns"].as_array().unwrap().iter().find_map(|conn| conn["user"].as_str()).unwrap().to_owned();
    let (status, told) = served.ask(&format!("POST /api/users/{user}/revoke")).await;
    assert_eq!((status, &told["conns"]), (200, &1.into()));
    let (_, told) = served.ask(&format!("GET /api/conns?user={user}")).await;
    assert_eq!(told["conns"], serde_json::json!([]));
    let (status, told) = served.ask(&format!(r#"POST /api/users/{user}/send {{"text": "hi"}}"#)).await;
    assert_eq!((status, &told["code"]), (404, &"no_such_user".into()));
}

#[tokio::test]
async fn names_in_a_path_are_checked() {
    let served = Served::new();
    for path in
        ["/api/realms/game.x/members", "/api/realms/room-%2e%2e/members", "/api/users/a%20b/revoke", "/api/conns/1e3"]
    {
        let method = if path.ends_with("revoke") { "POST" } else { "GET" };
        let (status, told) = served.ask(&format!("{method} {path}")).await;
        assert_eq!((status, &told["code"]), (400, &"bad_request".into()), "{path}: {told}");
    }
    assert_eq!(served.ask("GET /api/realms/%ff/members").await.0, 400);
}

#[tokio::test]
async fn old_history_is_gone_and_says_where_it_begins() {
    let served = Served::new();
    for number in 0..60 {
        served.ask(&format!(r#"POST /api/realms/lobby/publish {{"text": "{number}"}}"#)).await;
    }
    let (status, told) = served.ask("GET /api/realms/lobby/history?after=3").await;
    assert_eq!((status, &told["code"]), (410, &"history_gone".into()));
    assert!(
        told["text"].as_str().unwrap().starts_with("what is kept begins at offset 11; ask again without"),
        "{told}"
    );
}

#[tokio::test]
async fn draining_is_asked_for_once_and_watched() {
    let served = Served::new();
    assert_eq!(served.ask("GET /api/drain").await.1["draining"], false);
    let (status, told) = served.ask(r#"POST /api/drain {"within_ms": 5000}"#).await;
    assert_eq!((status, &told["of"]), (200, &20.into()));
    served.fake.live(1_000);
    let (_, told) = served.ask("POST /api/drain").await;
    assert_eq!((&told["draining"], &told["of"], told["left"].as_u64() < Some(20)), (&true.into(), &20.into(), true));
    assert_eq!(served.ask(r#"POST /api/drain {"within_ms": 3600001}"#).await.0, 400);
}

#[tokio::test]
async fn games_are_listed_and_read_as_who_was_sent_them() {
    let served = Served::new();
    let (_, first) = served.ask("GET /api/games?limit=1").await;
    assert_eq!((&first["games"][0]["game"], &first["games"][0]["ended"]), (&"g2".into(), &false.into()));
    let next = first["next"].as_str().expect("there are more");
    let (_, second) = served.ask(&format!("GET /api/games?limit=1&after={next}")).await;
    assert_eq!((&second["games"][0]["game"], &second["next"]), (&"g1".into(), &serde_json::Value::Null));
    let (_, told) = served.ask("GET /api/games?live=true&user=ann").await;
    assert_eq!(told["games"].as_array().map(Vec::len), Some(1));
    let (_, watched) = served.ask("GET /api/games/g1/views?limit=2").await;
    assert_eq!((&watched["views"][1]["text"], &watched["next"]), (&r#"{"seat":0}"#.into(), &2.into()));
    assert_eq!(watched, served.ask("GET /api/games/g1/views?as=watcher&limit=2").await.1);
    let (_, told) = served.ask("GET /api/games/g1/views?as=ann&after=5").await;
    assert_eq!(told["views"][0]["text"], r#"{"seat":0,"rack":"of ann"}"#);
}

#[tokio::test]
async fn what_is_asked_of_games_is_checked() {
    let served = Served::new();
    for (line, status, why) in [
        ("GET /api/games?after=g1", 400, "`after`: not a place in the list of games"),
        ("GET /api/games?after=1-g.1", 400, "`after`: not a place in the list of games"),
        ("GET /api/games?limit=1001", 400, "more than 1000"),
        ("GET /api/games/g1/views?as=a.b", 400, "`as`: not a viewer: expected `watcher`, or a user"),
        ("GET /api/games/g1/views?viewpoint=ann", 400, "it takes `after`, `as`, `game`, `limit`"),
        ("GET /api/games/g.1", 400, "`game`: not a name"),
        ("GET /api/games/g9", 404, "GET /api/games lists the games that are kept"),
        ("GET /api/games/g2/gcg", 409, "until a game is over its text would show what players hold"),
    ] {
        let (told_status, told) = served.ask(line).await;
        assert_eq!(told_status, status, "{line}: {told}");
        assert!(told["text"].as_str().unwrap().contains(why), "{line}: {told}");
    }
}
