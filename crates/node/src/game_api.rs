//! What operators ask about games over the server API.

use api::{Code, CreateGame, Error, Game, Text};
use host::{NewGame, Refused};
use types::{CommandId, Name};

use crate::backend::Answers;

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
        refused if *refused == Refused::NOT_FOUND => {
            let text = "this node runs no games: `store.folder` or `store.database_file` says where they are kept";
            return Error::new(Code::NotSetUp, text);
        }
        refused if refused.retry_after.is_some() => Code::Unavailable,
        _ => Code::BadRequest,
    };
    Error::new(code, format!("{}: {}", refused.code, refused.text))
}
