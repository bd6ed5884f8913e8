//! The commands about games that are kept: which there are, what somebody was sent of one, and its text.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::Duration;

use anyhow::Context;
use api::{GameInfo, GameText, GameView, GameViews, KnownGame, PageLimit, Viewpoint};
use serde_json::json;
use tokio::time::sleep;
use types::GameId;

use super::cli::{Games, Gcg, Replay, Server};
use super::client::Client;
use super::failure::Failure;
use super::lists::{all, with_query};
use crate::print;
use crate::table::{self, harmless};

/// How often a game that goes on is asked for more.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) async fn list(asked: Games) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let games: Vec<GameInfo> = all(asked.most.count(), None, async |[after, limit]| {
        let live = ("live", Some(asked.live.to_string()));
        let user = ("user", asked.user.as_ref().map(ToString::to_string));
        let rules = ("rules", asked.rules.as_ref().map(ToString::to_string));
        let path = with_query("/api/games", &[live, user, rules, after, limit]);
        client.get(&path).await.map(|page: api::Games| (page.games, page.next))
    })
    .await?;
    if asked.server.json {
        return table::json(&json!({ "games": games }));
    }
    let columns =
        [("GAME", false), ("RULES", false), ("SEATS", false), ("HEAD", true), ("STATE", false), ("MADE", false)];
    table::rows(&columns, games.into_iter().map(row))
}

fn row(game: GameInfo) -> Vec<String> {
    let seats: Vec<_> = game.seats.iter().map(ToString::to_string).collect();
    let state = if game.ended { "over" } else { "live" };
    let (head, made) = (game.head.to_string(), table::day_and_time(game.made_ms));
    vec![game.game.to_string(), game.rules.to_string(), seats.join(" "), head, state.to_owned(), made]
}

pub(super) async fn replay(asked: Replay) -> anyhow::Result<()> {
    let (client, json) = (Client::of(&asked.server)?, asked.server.json);
    let views = Views { client, game: &asked.game, viewpoint: &asked.viewpoint, after: asked.after };
    print_views(views, json, u64::MAX, false).await
}

/// Prints what comes from now on, until the game is over.
pub(super) async fn follow(
    server: &Server,
    game: &GameId,
    viewpoint: &Viewpoint,
    most: Option<u64>,
) -> anyhow::Result<()> {
    let client = Client::of(server)?;
    let known: KnownGame = client.get(&format!("/api/games/{game}")).await?;
    let views = Views { client, game, viewpoint, after: known.info.head };
    print_views(views, server.json, most.unwrap_or(u64::MAX), true).await
}

/// What one viewer was sent of a game, page by page.
struct Views<'a> {
    client: Client,
    game: &'a GameId,
    viewpoint: &'a Viewpoint,
    after: u64,
}

impl Views<'_> {
    async fn page(&mut self) -> Result<GameViews, Failure> {
        let limit = PageLimit::nearest(usize::MAX).count();
        let fields =
            [("as", self.viewpoint.to_string()), ("after", self.after.to_string()), ("limit", limit.to_string())];
        let path =
            with_query(&format!("/api/games/{}/views", self.game), &fields.map(|(name, value)| (name, Some(value))));
        let page: GameViews = self.client.get(&path).await?;
        self.after = page.views.last().map_or(self.after, |last| last.offset);
        Ok(page)
    }
}

/// Prints views until there are no more, or none are wanted; where they are followed, until the game is over.
async fn print_views(mut views: Views<'_>, json: bool, most: u64, are_followed: bool) -> anyhow::Result<()> {
    let mut left = most;
    loop {
        let page = views.page().await?;
        for view in &page.views {
            if left == 0 || !table::line(in_a_line(view, json)?)? {
                return Ok(());
            }
            left -= 1;
        }
        if left == 0 || page.next.is_none() && (page.ended || !are_followed) {
            return Ok(());
        }
        if page.next.is_none() {
            sleep(LOOK_EVERY).await;
        }
    }
}

fn in_a_line(view: &GameView, json: bool) -> anyhow::Result<String> {
    let GameView { offset, kind, text, .. } = view;
    Ok(if json { serde_json::to_string(view)? } else { format!("{offset} {} {}", harmless(kind), harmless(text)) })
}

pub(super) async fn gcg(asked: Gcg) -> anyhow::Result<()> {
    let text: GameText = Client::of(&asked.server)?.get(&format!("/api/games/{}/gcg", asked.game)).await?;
    let Some(path) = &asked.output else {
        return if asked.server.json { table::json(&text) } else { print(text.gcg) };
    };
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.with_context(|| format!("cannot create {}", path.display()))?;
    file.write_all(text.gcg.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    print(format_args!("{} has the game\n", path.display()))
}
