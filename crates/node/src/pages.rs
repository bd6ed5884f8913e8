//! The pages for players and the documentation, embedded in the binary.

use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// Everything that a browser loads; in a debug build read from the folder at each request.
#[derive(RustEmbed)]
#[folder = "../../clients/web/pages/"]
struct Pages;

/// What `/docs.html` shows, as it stands in the repository.
#[derive(RustEmbed)]
#[folder = "../../docs/"]
struct Docs;

const DOCS: &str = "docs/";

/// Answers with the file that the path names; `/` is `index.html`.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let file = match path.strip_prefix(DOCS) {
        Some(name) => Docs::get(name),
        None => Pages::get(path),
    };
    match file {
        Some(file) => api::embedded(path, file, &headers),
        None => (StatusCode::NOT_FOUND, "nothing is served there; the chat page is at /\n").into_response(),
    }
}
