//! The games of the made-up node: one that is over, and one that goes on by itself.

use api::{BestPlay, Code, Error, GameInfo, GameReview, GameView, GameViews, KnownGame, Text, TurnReview, Viewpoint};

use super::START_MS;

/// The game that is over.
const OVER: &str = "g1";

/// The game that goes on: something happens in it whenever somebody reads it, until it is over.
const LIVE: &str = "g2";

/// How much happens in a game.
const WHOLE: u64 = 6;

/// All of them, the newest first. `head` is that of the one that goes on.
pub(super) fn all(head: u64) -> [GameInfo; 2] {
    [(LIVE, head, 2), (OVER, WHOLE, 1)].map(|(game, head, day)| GameInfo {
        game: name(game),
        rules: name("crossword"),
        seats: vec![name("ann"), name("bob")],
        head,
        ended: head == WHOLE,
        made_ms: START_MS + day * 86_400_000,
    })
}

pub(super) fn find(head: u64, game: &str) -> Result<GameInfo, Error> {
    let found = all(head).into_iter().find(|info| info.game.as_str() == game);
    found.ok_or_else(|| Error::new(Code::NoSuchGame, format!("no game {game} is kept here")))
}

pub(super) fn known(info: GameInfo) -> KnownGame {
    let owner = (!info.ended).then(|| name("node_1_1767225600000"));
    KnownGame { wake_at_ms: owner.as_ref().map(|_| info.made_ms + 60_000), owner, info }
}

/// One step of the game that goes on.
pub(super) fn step(head: &mut u64, game: &str) {
    if game == LIVE {
        *head = (*head + 1).min(WHOLE);
    }
}

/// What is sent: a player is shown his rack, a watcher none.
pub(super) fn views(info: &GameInfo, viewpoint: &Viewpoint, after: u64, limit: usize) -> GameViews {
    let text = |offset: u64| match viewpoint {
        Viewpoint::Watcher => format!(r#"{{"seat":{}}}"#, offset % 2),
        Viewpoint::Of(user) => format!(r#"{{"seat":{},"rack":"of {user}"}}"#, offset % 2),
    };
    let view = |offset| GameView {
        offset,
        at_ms: info.made_ms + i64::try_from(offset).unwrap_or(0),
        kind: if offset == WHOLE { "ended" } else { "placed" }.to_owned(),
        text: text(offset),
    };
    let views: Vec<GameView> = (after + 1..=info.head).take(limit).map(view).collect();
    let next = views.last().map(|last| last.offset).filter(|last| *last < info.head);
    GameViews { head: info.head, ended: info.ended, views, next }
}

/// Of a game with one play and a pass.
pub(super) fn review() -> GameReview {
    let best = BestPlay { at: "H8".to_owned(), across: true, tiles: "BANJO".to_owned(), score: 22 };
    let turns = vec![TurnReview { best: vec![best] }, TurnReview { best: Vec::new() }];
    GameReview { words: "Words".to_owned(), turns }
}

fn name(text: &str) -> Text<types::Name> {
    Text(text.parse().expect("a name"))
}
