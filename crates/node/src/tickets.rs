//! `POST /api/ticket`: exchanges a login token for a ticket, which may stand in the URL of a WebSocket.

use auth::{Refused, Ticket};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};
use types::Secret;

use crate::clerk::Event;

/// The answer.
#[derive(Serialize)]
struct TicketWords<'a> {
    /// For `?ticket=`, once.
    ticket: &'a str,
    /// Seconds from now.
    expires_in: u64,
}

#[derive(Serialize)]
struct ErrorWords {
    code: &'static str,
    text: &'static str,
}

/// The route.
pub(crate) fn router(events: mpsc::Sender<Event>) -> Router {
    Router::new().route("/api/ticket", post(ticket)).with_state(events)
}

async fn ticket(State(events): State<mpsc::Sender<Event>>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return refused(
            StatusCode::UNAUTHORIZED,
            "no_token",
            "send `Authorization: Bearer` and the user's login token",
        );
    };
    let (sender, receiver) = oneshot::channel();
    if events.send(Event::Ticket(token, sender)).await.is_err() {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the node goes down");
    }
    match receiver.await {
        Ok(Ok(ticket)) => {
            let words = TicketWords { ticket: ticket.expose(), expires_in: Ticket::LIFE.as_secs() };
            ([(header::CACHE_CONTROL, "no-store")], Json(words)).into_response()
        }
        Ok(Err(Refused::Expired)) => {
            refused(StatusCode::UNAUTHORIZED, "token_expired", "the token was good and has ended: fetch another")
        }
        Ok(Err(Refused::Failed(_))) => refused(StatusCode::UNAUTHORIZED, "login_failed", "the token is not good here"),
        Err(_) => refused(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the node goes down"),
    }
}

/// The token of `Authorization: Bearer` (RFC 6750 section 2.1).
fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let is_token = scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty();
    is_token.then(|| Secret::new(token.trim()))
}

fn refused(status: StatusCode, code: &'static str, text: &'static str) -> Response {
    (status, Json(ErrorWords { code, text })).into_response()
}
