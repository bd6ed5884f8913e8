//! The API over HTTP, before a node that only pretends.

#[path = "../fake/mod.rs"]
#[expect(dead_code, reason = "tests of other crates share it and need more")]
mod fake;
mod guard;
mod openapi;
mod page;
mod requests;
mod schema;
mod tail;

use std::sync::Arc;

use api::AdminToken;
use auth::Secret;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use serde_json::Value;
use tower_service::Service;

use fake::{Fake, TOKEN};

/// The API of a node with some players.
struct Served {
    admin: Router,
    players: Router,
    fake: Arc<Fake>,
}

impl Served {
    fn new() -> Self {
        let fake = Arc::new(Fake::new(20));
        let token = AdminToken::new(&Secret::new(TOKEN)).expect("it is long enough");
        Self { admin: api::admin(fake.clone(), token), players: api::players(fake.clone()), fake }
    }

    /// A request with the token, as `GET /path` or `POST /path {"json": 1}`.
    async fn ask(&self, line: &str) -> (u16, Value) {
        read(self.send(request(line, &[("authorization", &format!("Bearer {TOKEN}"))])).await).await
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.admin.clone().call(request).await.expect("a router always answers")
    }
}

/// A request, with nothing but these headers and what a body needs.
fn request(line: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut words = line.splitn(3, ' ');
    let (Some(method), Some(path), body) = (words.next(), words.next(), words.next()) else { panic!("{line:?}") };
    let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8081");
    if body.is_some() && headers.iter().all(|(name, _)| *name != "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.unwrap_or_default().to_owned())).expect("the line is right")
}

/// The status, and the JSON that every answer is.
async fn read(response: Response<Body>) -> (u16, Value) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("it is sent whole");
    (status, serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{error}: {body:?}")))
}

/// The items of an array.
fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}
