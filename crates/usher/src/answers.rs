//! What a host answers, as hubs and desks are told it.

use std::sync::Arc;

use desk::{Failed, No, NodeNumber, Said, StreamAnswer, Why};
use host::{Answer, Refused};
use hub::Commanded;
use types::{GameId, Offset, Place, Realm};

use crate::views::{realm_of, said};

/// What became of a player's command.
#[must_use]
pub fn commanded(answer: Answer) -> Commanded {
    let refused = match answer {
        Answer::Acked(offset) => return Commanded::Acked(offset),
        Answer::Refused(refused) => refused,
        Answer::NotMine { .. } => Refused::MOVING,
        // Answers to something else.
        Answer::Created(_) | Answer::Admitted(_) | Answer::Views { .. } | Answer::Snapshot { .. } | Answer::Noted => {
            Refused::UNANSWERED
        }
    };
    let retry = refused.retry_after.unwrap_or_default();
    let retry_after_ms = u32::try_from(retry.as_millis()).unwrap_or(u32::MAX);
    Commanded::Refused { code: refused.code, text: refused.text, retry_after_ms }
}

/// Why somebody is not let into a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotIn {
    /// No host knows the game: its realm may be some other service's.
    NoGame,
    /// The game is there, and does not let him in; or nobody could say.
    Refused(No),
}

/// Whether somebody is let into a game, and the realm in which he hears it.
///
/// # Errors
///
/// If he is not.
pub fn entered(game: &GameId, answer: Answer) -> Result<Realm, NotIn> {
    match answer {
        Answer::Admitted(view) => Ok(realm_of(game, view)),
        Answer::Refused(refused) if refused == Refused::NOT_FOUND => Err(NotIn::NoGame),
        Answer::Refused(refused) if refused == Refused::NOT_ALLOWED => Err(NotIn::Refused(No::NotFound)),
        Answer::Refused(_)
        | Answer::NotMine { .. }
        | Answer::Acked(_)
        | Answer::Created(_)
        | Answer::Views { .. }
        | Answer::Snapshot { .. }
        | Answer::Noted => Err(NotIn::Refused(No::Unavailable)),
    }
}

/// What was said in a game's stream, or how the game stands.
///
/// # Errors
///
/// If nobody could say it: the desk asks again.
pub fn stream_answer(answer: Answer, owner: NodeNumber) -> Result<StreamAnswer, Failed> {
    let (place, said): (Place, Result<Vec<Arc<Said>>, Why>) = match answer {
        Answer::Views { place, views: Some(views) } => {
            (place, Ok(views.into_iter().map(|told| said(told.offset, told.words).into()).collect()))
        }
        Answer::Views { place, views: None } => (place, Err(Why::Trimmed)),
        Answer::Snapshot { place, words } => (place, Ok(vec![said(Offset(0), words).into()])),
        Answer::NotMine { .. } => return Err(Failed::NotMine(None)),
        Answer::Acked(_) | Answer::Created(_) | Answer::Admitted(_) | Answer::Noted | Answer::Refused(_) => {
            return Err(Failed::TooLate);
        }
    };
    Ok(StreamAnswer { owner, place, said })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use host::Viewpoint;

    use super::*;

    fn game() -> GameId {
        "g".parse().unwrap()
    }

    fn refused(refused: Refused) -> Answer {
        Answer::Refused(refused)
    }

    fn elsewhere() -> Answer {
        Answer::NotMine { owner: "n".parse().unwrap(), left: Duration::ZERO }
    }

    fn code(answer: Answer) -> (String, u32) {
        match commanded(answer) {
            Commanded::Refused { code, retry_after_ms, .. } => (code.into_owned(), retry_after_ms),
            Commanded::Acked(offset) => panic!("acknowledged: {offset:?}"),
        }
    }

    #[test]
    fn an_ack_is_an_ack_and_what_is_on_its_way_is_to_be_sent_again() {
        assert_eq!(commanded(Answer::Acked(Offset(3))), Commanded::Acked(Offset(3)));
        assert_eq!(code(refused(Refused::STALE)), ("stale".to_owned(), 0));
        assert_eq!(code(elsewhere()), ("moving".to_owned(), 250));
        assert_eq!(code(Answer::Noted), ("unanswered".to_owned(), 500), "an answer to something else is none");
    }

    #[test]
    fn who_sits_hears_his_seat_and_who_is_not_let_in_learns_no_more_than_that() {
        let user = "ann".parse().unwrap();
        let seat = Realm::seat("g".parse().unwrap(), "ann".parse().unwrap());
        assert_eq!(entered(&game(), Answer::Admitted(Viewpoint::Of(user))), Ok(seat));
        let stands = Realm::Stands("g".parse().unwrap());
        assert_eq!(entered(&game(), Answer::Admitted(Viewpoint::Watcher)), Ok(stands));
        assert_eq!(entered(&game(), refused(Refused::NOT_FOUND)), Err(NotIn::NoGame));
        assert_eq!(entered(&game(), refused(Refused::NOT_ALLOWED)), Err(NotIn::Refused(No::NotFound)));
        assert_eq!(entered(&game(), refused(Refused::MOVING)), Err(NotIn::Refused(No::Unavailable)));
        assert_eq!(entered(&game(), elsewhere()), Err(NotIn::Refused(No::Unavailable)));
    }

    #[test]
    fn more_than_can_be_told_is_trimmed_and_what_nobody_could_say_is_asked_again() {
        let owner = NodeNumber(4);
        let trimmed = stream_answer(Answer::Views { place: Place::NONE, views: None }, owner);
        assert_eq!(trimmed.map(|answer| answer.said), Ok(Err(Why::Trimmed)));
        assert_eq!(stream_answer(elsewhere(), owner), Err(Failed::NotMine(None)));
        assert_eq!(stream_answer(refused(Refused::UNAVAILABLE), owner), Err(Failed::TooLate));
    }
}
