//! Who is let in, and what is refused before a backend hears of it.

use crate::{Served, TOKEN, read, request};

#[tokio::test]
async fn nothing_is_told_without_the_token() {
    let served = Served::new();
    for line in
        ["GET /api/stats", "POST /api/drain", "GET /api/nothing", "DELETE /api/conns", "GET /api/tail", "GET /api"]
    {
        for (headers, text) in [
            (vec![], "the token is missing"),
            (vec![("authorization", "Bearer wrong")], "the token is wrong"),
            (vec![("authorization", "Basic YTpi")], "the token is missing"),
            (vec![("authorization", "")], "the token is missing"),
        ] {
            let response = served.send(request(line, &headers)).await;
            assert_eq!(response.headers()["www-authenticate"], "Bearer", "{line}");
            let (status, told) = read(response).await;
            assert_eq!((status, &told["code"]), (401, &"unauthorized".into()), "{line}");
            assert!(told["text"].as_str().unwrap().starts_with(text), "{told}");
        }
    }
    let query = request(&format!("GET /api/stats?token={TOKEN}"), &[]);
    assert_eq!(served.send(query).await.status(), 401);
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_even_with_the_token() {
    let served = Served::new();
    let token = format!("Bearer {TOKEN}");
    for (origin, status) in [
        ("http://127.0.0.1:8081", 200),
        ("http://127.0.0.1:8080", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:8081.evil.example", 403),
    ] {
        let asked = request("GET /api/stats", &[("authorization", &token), ("origin", origin)]);
        assert_eq!(served.send(asked).await.status(), status, "{origin}");
    }
    let preflight = request("OPTIONS /api/stats", &[("origin", "https://evil.example")]);
    let response = served.send(preflight).await;
    assert_eq!(response.status(), 403);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json() {
    let served = Served::new();
    for path in ["/api", "/api/", "/api/stat", "/api/conns/7/kick/now", "/api/realms/lobby"] {
        let (status, told) = served.ask(&format!("GET {path}")).await;
        assert_eq!((status, &told["code"]), (404, &"no_such_path".into()), "{path}: {told}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let served = Served::new();
    let token = format!("Bearer {TOKEN}");
    for (line, allowed) in [
        ("DELETE /api/conns/7/kick", "POST"),
        ("POST /api/stats", "GET,HEAD"),
        ("PUT /api/drain", "GET,HEAD,POST"),
        ("POST /api/openapi.json", "GET,HEAD"),
    ] {
        let response = served.send(request(line, &[("authorization", &token)])).await;
        assert_eq!(response.headers()["allow"], allowed, "{line}");
        let (status, told) = read(response).await;
        assert_eq!((status, &told["code"]), (405, &"wrong_method".into()), "{line}");
    }
}

#[tokio::test]
async fn bodies_have_a_limit_and_a_type() {
    let served = Served::new();
    let long = format!(r#"POST /api/broadcast {{"text": "{}"}}"#, "x".repeat(128 << 10));
    let (status, told) = served.ask(&long).await;
    assert_eq!((status, &told["code"]), (413, &"too_large".into()));
    let token = format!("Bearer {TOKEN}");
    for (kind, status) in [("text/plain", 415), ("application/json; charset=utf-8", 200), ("application/jsonp", 415)] {
        let line = r#"POST /api/broadcast {"text": "hi"}"#;
        let asked = request(line, &[("authorization", &token), ("content-type", kind)]);
        assert_eq!(served.send(asked).await.status(), status, "{kind}");
    }
}

#[tokio::test]
async fn a_game_that_is_over_is_reviewed_for_everybody() {
    let served = Served::new();
    let ask = async |line: &str| {
        let mut players = served.players.clone();
        read(tower_service::Service::call(&mut players, request(line, &[])).await.unwrap()).await
    };
    let (status, told) = ask("GET /api/games/g1/review").await;
    assert_eq!((status, &told["turns"][0]["best"][0]["score"]), (200, &22.into()), "{told}");
    let (status, told) = ask("GET /api/games/g2/review").await;
    assert_eq!((status, &told["code"]), (409, &"not_over".into()));
    assert_eq!(served.ask("GET /api/games/g1/review").await.0, 404, "it is served where players connect alone");
}

#[tokio::test]
async fn a_ticket_is_for_who_brings_a_login() {
    let served = Served::new();
    let ask = async |line: &str, headers: &[(&str, &str)]| {
        let mut players = served.players.clone();
        read(tower_service::Service::call(&mut players, request(line, headers)).await.unwrap()).await
    };
    let (status, told) = ask("POST /api/ticket", &[("authorization", "Bearer good")]).await;
    assert_eq!((status, &told["ticket"], &told["good_for_ms"]), (200, &"hbt_once".into(), &30_000.into()));
    for headers in [vec![], vec![("authorization", "Bearer canary")]] {
        let (status, told) = ask("POST /api/ticket", &headers).await;
        assert_eq!((status, &told["code"]), (401, &"login_failed".into()));
        assert!(!told.to_string().contains("canary"), "{told}");
    }
    let (status, told) = ask("GET /api/ticket", &[]).await;
    assert_eq!((status, &told["code"]), (405, &"wrong_method".into()));
    let (status, told) = ask(r#"POST /api/ticket {"token": "good"}"#, &[("authorization", "Bearer good")]).await;
    assert_eq!(status, 400, "{told}");
    assert_eq!(served.ask("POST /api/ticket").await.0, 404, "it is served where players connect alone");
}
