//! The admin page and the API, served by a node that only pretends: `cargo run -p api --example pretend -- 60`.
//!
//! The number is how many players there are at first. It says where it listens, and with which token.

#[path = "../tests/fake/mod.rs"]
#[expect(dead_code, reason = "tests of other crates share it and need more")]
mod fake;

use std::io::{Write, stdout};
use std::sync::Arc;
use std::time::Duration;

use api::AdminToken;
use auth::Secret;
use tokio::net::TcpListener;

use fake::{Fake, TOKEN};

/// How often something happens.
const TICK: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let players = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(60);
    let port = std::env::args().nth(2).and_then(|port| port.parse().ok()).unwrap_or(0);
    let fake = Arc::new(Fake::new(players));
    let token = AdminToken::new(&Secret::new(TOKEN)).map_err(std::io::Error::other)?;
    let router = api::admin(fake.clone(), token).merge(api::page());
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(stdout(), "listening on http://{}/admin/#token={TOKEN}", listener.local_addr()?)?;
    if players > 0 {
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(TICK);
            loop {
                ticks.tick().await;
                fake.live(TICK.as_millis() as u64);
            }
        });
    }
    axum::serve(listener, router).await
}
