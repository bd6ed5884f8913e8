//! Server-sent events (the WHATWG's HTML, section 9.2), with heartbeats.

use std::time::Duration;

use axum::response::sse::{Event as Line, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::Events;

/// How often an empty line is sent when nothing happens, so that both ends learn soon that the other is gone.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);

/// Tells all events until the reader goes.
pub(crate) fn response(events: Events) -> Response {
    let lines = stream::unfold(events, async |mut events| {
        let event = events.next().await?;
        Some((line(&event), events))
    });
    Sse::new(lines).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

fn line(event: &crate::Event) -> Result<Line, serde_json::Error> {
    Ok(Line::default().event(event.happened.name()).data(serde_json::to_string(event)?))
}
