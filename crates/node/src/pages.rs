//! The chat page, embedded in the binary.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// Everything that a browser loads; in a debug build read from the folder at each request.
#[derive(RustEmbed)]
#[folder = "../../clients/web/pages/"]
struct Pages;

/// What a page may do: load and connect to nothing but this server, run no inline script, be in no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers with the file that the path names; `/` is `index.html`.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some(file) = Pages::get(path) else {
        return (StatusCode::NOT_FOUND, "nothing is served there; the chat page is at /\n").into_response();
    };
    let etag = etag(&file.metadata.sha256_hash());
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

fn etag(hash: &[u8; 32]) -> String {
    let short: String = hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{short}\"")
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
        _ => "application/octet-stream",
    }
}
