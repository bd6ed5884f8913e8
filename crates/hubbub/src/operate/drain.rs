//! `hubbub drain`: begin, and watch if told to.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use api::Drained;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tokio::time::{MissedTickBehavior, interval};

use super::cli;
use super::client::Client;
use super::failure::Failure;
use crate::print;
use crate::table::{self, count};

/// How often it is asked how many are left.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) async fn run(asked: cli::Drain) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let within_ms = asked.within.map(|seconds| seconds * 1_000);
    let drained: Drained = client.post("/api/drain", &json!({ "within_ms": within_ms })).await?;
    if asked.watch {
        return watch(&client, drained, &mut Teller::new(asked.server.json, drained)).await;
    }
    if asked.server.json {
        return table::json(&drained);
    }
    let until = drained.deadline_ms.map_or_else(String::new, |at| format!(", at the latest at {}", table::time(at)));
    print(format_args!("draining: {} left{until}; --watch shows how it goes\n", count(drained.left, "conn")))
}

/// Looks again and again until nobody is left, or the server has gone with them.
async fn watch(client: &Client, mut drained: Drained, teller: &mut Teller) -> anyhow::Result<()> {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        teller.tell(drained)?;
        if drained.left == 0 {
            return teller.end("all have left");
        }
        looks.tick().await;
        match client.get("/api/drain").await {
            Ok(next) => drained = next,
            Err(Failure::NobodyListens(_) | Failure::BrokeOff { .. } | Failure::Unreachable { .. }) => {
                return teller.end(&format!("{} has gone down", client.server()));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
}

/// Where progress is shown: a bar on a terminal, a line for every change elsewhere, JSON if asked for.
enum Teller {
    Bar(ProgressBar),
    Lines { last: Option<u64> },
    Json,
}

impl Teller {
    fn new(json: bool, drained: Drained) -> Self {
        if json {
            return Self::Json;
        }
        if !io::stderr().is_terminal() {
            return Self::Lines { last: None };
        }
        let bar = ProgressBar::new(drained.of.unwrap_or(drained.left));
        let style = ProgressStyle::with_template("draining {bar:32} {pos} of {len} conns have left, {elapsed}");
        Self::Bar(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    fn tell(&mut self, drained: Drained) -> anyhow::Result<()> {
        match self {
            Self::Bar(bar) => bar.set_position(drained.of.unwrap_or(drained.left).saturating_sub(drained.left)),
            Self::Lines { last } if *last == Some(drained.left) => {}
            Self::Lines { last } => {
                *last = Some(drained.left);
                print(format_args!("{} left of {}\n", drained.left, drained.of.unwrap_or(drained.left)))?;
            }
            Self::Json => table::json(&drained)?,
        }
        Ok(())
    }

    fn end(&mut self, said: &str) -> anyhow::Result<()> {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines { .. } => {}
            Self::Json => return Ok(()),
        }
        print(format_args!("drained: {said}\n"))
    }
}
