//! The admin page, embedded in the binary. It holds no secret: whoever looks at it needs the token to be told anything.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

/// Everything that a browser loads; in a debug build read from the folder at each request.
#[derive(RustEmbed)]
#[folder = "../../clients/web/admin/"]
struct Files;

/// What a page may do: load and connect to nothing but this server, run no inline script, be in no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page at `/admin/`, to be served beside the API.
pub fn page() -> Router {
    Router::new()
        .route("/admin", get(async || Redirect::permanent("/admin/")))
        .route("/admin/", get(async |headers: HeaderMap| file("index.html", &headers)))
        .route("/admin/{file}", get(async |Path(path): Path<String>, headers: HeaderMap| file(&path, &headers)))
}

fn file(path: &str, headers: &HeaderMap) -> Response {
    match Files::get(path) {
        Some(file) => embedded(path, file, headers),
        None => (StatusCode::NOT_FOUND, "nothing is served there; the admin page is at /admin/\n").into_response(),
    }
}

/// Answers with a file of the binary, and with the headers that guard a page: loaded again only if it has changed.
pub fn embedded(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let etag = format!("\"{}\"", hash[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let headers = [
        (CONTENT_TYPE.as_str(), content_type(path).to_owned()),
        (CACHE_CONTROL.as_str(), "no-cache".to_owned()),
        (ETAG.as_str(), etag),
        ("content-security-policy", CONTENT_SECURITY_POLICY.to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from(file.data.into_owned())).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
