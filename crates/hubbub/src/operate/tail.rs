//! `hubbub tail`: a line for everything that happens at a server; `games.rs` follows a game.

use api::{Event, Happened, Place};
use clap::CommandFactory as _;
use clap::error::ErrorKind;
use form_urlencoded::Serializer;
use http_body_util::BodyExt as _;
use types::Realm;

use super::client::Client;
use super::{cli, games};
use crate::cli::Cli;
use crate::table::{self, count, harmless, time};

/// The most bytes of one event; one with contents has a message in it.
const LINE_BYTES_MAX: usize = 1 << 20;

pub(super) async fn run(asked: cli::Tail) -> anyhow::Result<()> {
    let wrong = |why| Cli::command().error(ErrorKind::ValueValidation, why).exit();
    match (&asked.what, &asked.viewpoint) {
        (Some(what), Some(viewpoint)) => match what.game() {
            Some(game) => games::follow(&asked.server, &game, viewpoint, asked.limit).await,
            None => wrong("--as is for a game: give its id alone, as `hubbub games` lists it"),
        },
        (what, None) => match what.as_ref().map(cli::Tailed::realm) {
            Some(None) => wrong("that is no realm; to follow a game, say as whom: --as USER or --as watcher"),
            Some(realm @ Some(_)) => events(&asked, realm).await,
            None => events(&asked, None).await,
        },
        (None, Some(_)) => wrong("--as is for a game: give its id"),
    }
}

async fn events(asked: &cli::Tail, realm: Option<Realm>) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let mut body = client.stream(&path(asked, realm)).await?;
    let mut left = asked.limit.unwrap_or(u64::MAX);
    let mut held = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| client.broke_off(error))?;
        held.extend_from_slice(frame.data_ref().map(AsRef::as_ref).unwrap_or_default());
        while let Some(end) = held.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = held.drain(..=end).collect();
            let Some(data) = line.strip_prefix(b"data: ") else { continue };
            if left == 0 || !say(data.trim_ascii(), asked.server.json)? {
                return Ok(());
            }
            left -= 1;
            if left == 0 {
                return Ok(());
            }
        }
        anyhow::ensure!(held.len() <= LINE_BYTES_MAX, "{} sends no events", client.server());
    }
    anyhow::bail!("{} has ended the stream; it may be going down", client.server())
}

fn path(asked: &cli::Tail, realm: Option<Realm>) -> String {
    let mut query = Serializer::new(String::new());
    if let Some(realm) = realm {
        query.append_pair("realm", &realm.to_string());
    }
    if let Some(conn) = asked.conn {
        query.append_pair("conn", &conn.to_string());
    }
    query.append_pair("contents", if asked.contents { "true" } else { "false" });
    format!("/api/tail?{}", query.finish())
}

/// Prints one event; `false` when nobody reads any more.
fn say(data: &[u8], json: bool) -> anyhow::Result<bool> {
    let event: Event = serde_json::from_slice(data)?;
    table::line(if json { serde_json::to_string(&event)? } else { told(&event) })
}

/// An event in words.
fn told(event: &Event) -> String {
    let what = match &event.happened {
        Happened::Opened { conn, address, .. } => format!("conn {conn} opened from {address}"),
        Happened::LoggedIn { conn, user } => format!("conn {conn} is {user}"),
        Happened::Closed { conn, code, name } => format!("conn {conn} closed: {code} {}", harmless(name)),
        Happened::Joined { conn, realm, members } => format!("conn {conn} joined {realm}, now {members}"),
        Happened::Left { conn, realm, members } => format!("conn {conn} left {realm}, now {members}"),
        Happened::Said { realm, conn, bytes, heard, place, text } => {
            let who = conn.map_or_else(|| "somebody".to_owned(), |conn| format!("conn {conn}"));
            let place = place.map_or_else(String::new, |Place { offset, .. }| format!(" at {offset}"));
            let text = text.as_ref().map_or_else(String::new, |text| format!(": {}", harmless(text)));
            format!("{who} said {} in {realm}{place} to {}{text}", count(*bytes, "byte"), count(*heard, "conn"))
        }
        Happened::Direct { from, to, bytes } => {
            let who = from.map_or_else(|| "somebody".to_owned(), |conn| format!("conn {conn}"));
            format!("{who} said {} to conn {to} alone", count(*bytes, "byte"))
        }
        Happened::Draining { left } => format!("draining: {} left", count(*left, "conn")),
        Happened::Lost { events } => format!("{} missing here: too many at a time", count(*events, "event")),
    };
    format!("{} {what}", time(event.at_ms))
}
