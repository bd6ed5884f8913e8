//! Server-sent events (the WHATWG's HTML, section 9.2), with heartbeats.

use std::time::Duration;

use axum::response::sse::{Event as Line, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;

use crate::Events;

/// How often a comment line is sent when nothing happens, so that both ends learn soon that the other is gone.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);

/// Tails that are open at a time. When full: `busy`.
pub(crate) const TAILS_MAX: usize = 64;

/// Tells all events until the reader goes, and holds its place until then.
pub(crate) fn response(events: Events, place: OwnedSemaphorePermit) -> Response {
    let lines = stream::unfold((events, place), async |(mut events, place)| {
        let event = events.next().await?;
        Some((line(&event), (events, place)))
    });
    Sse::new(lines).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

fn line(event: &crate::Event) -> Result<Line, serde_json::Error> {
    Ok(Line::default().event(event.happened.name()).data(serde_json::to_string(event)?))
}
