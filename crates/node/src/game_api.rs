//! What operators ask about games over the server API.

use api::{Code, CreateGame, Error, Game, GameInfo, GamePlace, Games, KnownGame, ListGames, OneGame, Text};
use host::{NewGame, Refused};
use ledger::{Failed, GameRow, GamesAfter, Look, Looked, PAGE_MAX, Question, Which};
use types::{CommandId, GameId, Name, UnixMs};

use crate::backend::Answers;

/// The most pages of the store that are looked through for one page of an answer: where few of many games are wanted, the
/// answer has fewer than were asked for, and says where to go on.
const PAGES_MAX: usize = 8;

/// Begins a game under an id that nobody guesses.
pub(crate) async fn create(answers: &Answers, request: CreateGame) -> Result<Game, Error> {
    let id = format!("{:032x}", rand::random::<u128>());
    let game: Name = id.parse().map_err(|_| Error::new(Code::Failed, "no id"))?;
    let new = NewGame {
        game: game.clone().into(),
        id: CommandId::Client(rand::random()),
        by: None,
        rules: request.rules.0,
        seats: request.seats.into_iter().map(|user| user.0.name().clone()).collect(),
        setup: serde_json::Value::Object(request.setup).to_string(),
    };
    let begun = answers.by_clerk(|clerk| clerk.create_game(new)).await?.await;
    match begun.map_err(|_| Error::new(Code::Unavailable, "the node goes down"))? {
        host::Answer::Created(_) => Ok(Game { game: Text(game) }),
        host::Answer::Refused(refused) => Err(why(&refused)),
        host::Answer::Acked(_)
        | host::Answer::Admitted(_)
        | host::Answer::Views { .. }
        | host::Answer::Snapshot { .. }
        | host::Answer::Noted
        | host::Answer::NotMine { .. } => Err(Error::new(Code::Failed, "the host has answered something else")),
    }
}

/// Why there is no such game.
fn why(refused: &Refused) -> Error {
    let code = match refused {
        refused if *refused == Refused::NOT_FOUND => return no_store(),
        refused if refused.retry_after.is_some() => Code::Unavailable,
        _ => Code::BadRequest,
    };
    Error::new(code, format!("{}: {}", refused.code, refused.text))
}

fn no_store() -> Error {
    let text = "this node keeps no games: `store.folder` or `store.database_file` says where they are kept";
    Error::new(Code::NotSetUp, text)
}

impl Answers {
    /// Asks the store itself, past all owners.
    pub(crate) async fn ask_store<Q: Question>(&self, question: Q) -> Result<Q::Reply, Error> {
        let store = self.store.as_ref().ok_or_else(no_store)?;
        store::ask(&**store, question).await.map_err(|failed| unread(&failed))
    }

    /// What the store knows of a game.
    pub(crate) async fn look(&self, game: &GameId) -> Result<Looked, Error> {
        let looked = self.ask_store(Look { game: game.clone() }).await?;
        looked.ok_or_else(|| Error::new(Code::NoSuchGame, format!("no game {game} is kept")))
    }
}

fn unread(failed: &Failed) -> Error {
    tracing::warn!(%failed, "an operator's question about games is not answered");
    Error::new(Code::Unavailable, "the store does not answer")
}

/// A page of the games that are kept.
pub(crate) async fn list(answers: &Answers, request: ListGames) -> Result<Games, Error> {
    let (limit, which) = (request.limit.count(), which(&request));
    let mut games = Vec::new();
    let mut after =
        request.after.as_ref().map(|after| GamesAfter { made: UnixMs(after.made_ms), game: after.game.clone().into() });
    for _ in 0..PAGES_MAX {
        let ask = ledger::Games { which: which.clone(), after: after.clone(), limit: PAGE_MAX };
        let rows = answers.ask_store(ask).await?;
        let is_last = rows.len() < PAGE_MAX;
        for row in rows {
            if games.len() == limit {
                return Ok(Games { games, next: after.map(place) });
            }
            after = Some(row.place());
            if is_wanted(&request, &row) {
                games.push(info(row));
            }
        }
        if is_last {
            return Ok(Games { games, next: None });
        }
    }
    Ok(Games { games, next: after.map(place) })
}

/// What the store is asked for: it knows the games of a user and the live ones of some rules without looking at others.
fn which(request: &ListGames) -> Which {
    match (&request.user, &request.rules) {
        (Some(user), _) => Which::OfUser(user.name().clone()),
        (None, Some(rules)) if request.live => Which::Live(rules.0.clone()),
        (None, _) => Which::All,
    }
}

fn is_wanted(request: &ListGames, row: &GameRow) -> bool {
    let has_rules = request.rules.as_ref().is_none_or(|rules| rules.0 == row.rules);
    has_rules && !(request.live && row.ended)
}

fn place(after: GamesAfter) -> Text<GamePlace> {
    Text(GamePlace { made_ms: after.made.0, game: after.game.name().clone() })
}

fn info(row: GameRow) -> GameInfo {
    GameInfo {
        game: Text(row.game.name().clone()),
        rules: Text(row.rules),
        seats: row.seats.into_iter().map(Text).collect(),
        head: row.head.0,
        ended: row.ended,
        made_ms: row.made.0,
    }
}

/// All that is known of one game.
pub(crate) async fn known(answers: &Answers, request: OneGame) -> Result<KnownGame, Error> {
    let game = request.game.0;
    let Looked { head, owner, rules, seats, made, wake_at, ended, .. } = answers.look(&game.clone().into()).await?;
    let row = GameRow { game: game.into(), made, rules, seats, head, ended };
    Ok(KnownGame { info: info(row), owner: owner.map(|(owner, _)| Text(owner)), wake_at_ms: wake_at.map(|at| at.0) })
}
