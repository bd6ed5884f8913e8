//! The admin page's files.

use axum::body::Body;
use axum::http::Response;
use tower_service::Service as _;

use crate::request;

async fn look(path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    api::page().call(request(&format!("GET {path}"), headers)).await.expect("a router always answers")
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline() {
    for path in ["/admin/", "/admin/admin.js", "/admin/admin.css", "/admin/icon.svg"] {
        let response = look(path, &[]).await;
        assert_eq!(response.status(), 200, "{path}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    assert_eq!(look("/admin", &[]).await.headers()["location"], "/admin/");
    assert_eq!(look("/admin/secrets.txt", &[]).await.status(), 404);
    assert_eq!(look("/admin/..%2fpages%2findex.html", &[]).await.status(), 404);
}

#[tokio::test]
async fn a_file_that_is_known_is_not_sent_again() {
    let response = look("/admin/admin.js", &[]).await;
    let tag = response.headers()["etag"].to_str().unwrap();
    assert_eq!(look("/admin/admin.js", &[("if-none-match", tag)]).await.status(), 304);
}

#[tokio::test]
async fn every_file_that_the_page_names_is_there() {
    let body = axum::body::to_bytes(look("/admin/", &[]).await.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let named = text.split('"').filter(|word| word.starts_with("/admin/"));
    let mut count = 0;
    for path in named {
        assert_eq!(look(path, &[]).await.status(), 200, "{path}");
        count += 1;
    }
    assert!(count >= 4);
    assert!(
        !text.contains("<style") && !text.contains(" style=") && !text.contains("http"),
        "nothing inline, nothing foreign"
    );
}
