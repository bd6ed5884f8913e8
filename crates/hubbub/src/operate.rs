//! The commands that ask a running server over its API: what is going on, and what to do about it.
//!
//! Read `operate/cli.rs` for what can be said, `operate/client.rs` for how the server is asked.

mod cli;
mod client;
mod drain;
mod failure;
mod games;
mod lists;
mod tail;

use std::process::ExitCode;

use anyhow::Context;
use api::{Game, Published, Reached};
use auth::UserId;
use serde_json::json;
use tokio::runtime::Builder;

#[cfg(test)]
pub(crate) use cli::EXAMPLES;
pub(crate) use cli::Operate;
use cli::{Begin, Publish, Server};
use client::Client;

use crate::{print, table};

/// Carries out one command.
pub(crate) fn run(command: Operate) -> anyhow::Result<ExitCode> {
    let runtime = Builder::new_current_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(async {
        match command {
            Operate::Realms(asked) => lists::realms(asked).await,
            Operate::Members(asked) => lists::members(asked).await,
            Operate::Conns(asked) => lists::conns(asked).await,
            Operate::History(asked) => lists::history(asked).await,
            Operate::Nodes(server) => lists::nodes(server).await,
            Operate::Kick(asked) => {
                let body = json!({ "code": asked.code });
                reached(&asked.server, &format!("/api/conns/{}/kick", asked.conn), &body, "closed").await
            }
            Operate::Revoke(asked) => {
                reached(&asked.server, &format!("/api/users/{}/revoke", asked.user), &json!({}), "closed").await
            }
            Operate::Publish(asked) => publish(asked).await,
            Operate::Begin(asked) => begin(asked).await,
            Operate::Games(asked) => games::list(asked).await,
            Operate::Replay(asked) => games::replay(asked).await,
            Operate::Gcg(asked) => games::gcg(asked).await,
            Operate::Drain(asked) => drain::run(asked).await,
            Operate::Tail(asked) => tail::run(asked).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Asks for something that concerns conns, and says how many.
async fn reached(server: &Server, path: &str, body: &serde_json::Value, done: &str) -> anyhow::Result<()> {
    let reached: Reached = Client::of(server)?.post(path, body).await?;
    if server.json {
        return table::json(&reached);
    }
    let (conns, fleet) =
        (table::count(reached.conns, "conn"), if reached.fleet { ", and asked the other nodes" } else { "" });
    print(format_args!("{done} {conns}{fleet}\n"))
}

async fn begin(asked: Begin) -> anyhow::Result<()> {
    let seats: Vec<&str> = asked.seats.iter().map(UserId::as_str).collect();
    let body = json!({ "rules": asked.rules, "seats": seats, "setup": asked.setup });
    let begun: Game = Client::of(&asked.server)?.post("/api/games", &body).await?;
    if asked.server.json {
        return table::json(&begun);
    }
    print(format_args!("players join game-{0}, watchers gametv-{0}\n", begun.game))
}

async fn publish(asked: Publish) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let body = json!({ "text": asked.text });
    let published: Published = client.post(&format!("/api/realms/{}/publish", asked.realm), &body).await?;
    if asked.server.json {
        return table::json(&published);
    }
    match published.place {
        Some(place) => print(format_args!("published at {}/{}\n", place.epoch, place.offset)),
        None => print("published\n"),
    }
}
