//! The stream of what happens.

use axum::body::{Body, BodyDataStream};
use axum::http::Response;
use futures_util::StreamExt as _;

use crate::{Served, TOKEN, request};

async fn tail(served: &Served, query: &str) -> BodyDataStream {
    let token = format!("Bearer {TOKEN}");
    let asked = request(&format!("GET /api/tail{query}"), &[("authorization", &token)]);
    let response: Response<Body> = served.send(asked).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-store");
    response.into_body().into_data_stream()
}

async fn next(stream: &mut BodyDataStream) -> String {
    String::from_utf8(stream.next().await.expect("it goes on").expect("it is sent").to_vec()).expect("it is text")
}

#[tokio::test]
async fn what_happens_is_told_as_it_happens() {
    let served = Served::new();
    let mut stream = tail(&served, "").await;
    served.ask(r#"POST /api/realms/lobby/publish {"text": "canary"}"#).await;
    let said = next(&mut stream).await;
    assert!(
        said.starts_with("event: said\ndata: {\"at_ms\":1767225601000,\"type\":\"said\",\"realm\":\"lobby\","),
        "{said}"
    );
    assert!(
        said.contains("\"bytes\":6,\"heard\":20,") && said.ends_with("}\n\n") && !said.contains("canary"),
        "{said}"
    );
    served.ask("POST /api/conns/7/kick").await;
    assert!(next(&mut stream).await.starts_with("event: left\n"));
    let mut told = next(&mut stream).await;
    while told.starts_with("event: left\n") {
        told = next(&mut stream).await;
    }
    assert!(told.contains("\"type\":\"closed\",\"conn\":7,\"code\":4503,\"name\":\"removed\""), "{told}");
}

#[tokio::test]
async fn contents_are_told_to_who_asks_for_them() {
    let served = Served::new();
    let mut stream = tail(&served, "?realm=lobby&contents=true").await;
    served.ask(r#"POST /api/conns/7/send {"text": "not in the lobby"}"#).await;
    served.ask(r#"POST /api/realms/lobby/publish {"text": "canary"}"#).await;
    let said = next(&mut stream).await;
    assert!(said.starts_with("event: said\n") && said.contains("\"text\":\"canary\""), "{said}");
}

#[tokio::test]
async fn a_wrong_question_gets_an_answer_and_no_stream() {
    let served = Served::new();
    for (query, why) in
        [("?contents=yes", "`contents`"), ("?realm=games", "`realm`"), ("?topic=x", "`topic` is no field")]
    {
        let (status, told) = served.ask(&format!("GET /api/tail{query}")).await;
        assert_eq!(status, 400);
        assert!(told["text"].as_str().unwrap().contains(why), "{told}");
    }
}

#[tokio::test]
async fn only_so_many_tails_are_open_at_a_time() {
    let served = Served::new();
    let mut tails = Vec::new();
    for _ in 0..64 {
        tails.push(tail(&served, "").await);
    }
    let (status, told) = served.ask("GET /api/tail").await;
    assert_eq!((status, &told["code"]), (429, &"busy".into()));
    tails.pop();
    tails.push(tail(&served, "").await);
}
