//! What nodes ask each other about games, and answer, as it is sent.

use std::borrow::Cow;
use std::time::Duration;

use desk::NodeNumber;
use game::Words;
use host::{Answer, Ask, Command, NewGame, Refused, Told, Viewpoint};
use types::{CommandId, Epoch, GameId, Name, Offset, Place};
use wire::bus::{self as words, game_answer, game_ask};

/// The question as it is sent.
pub(crate) fn ask_out(ask: Ask) -> words::GameAsk {
    let game = ask.game().to_string();
    let mut seat = String::new();
    let mut seen_as = |view: Viewpoint| seat = view.user().map(Name::to_string).unwrap_or_default();
    let ask = match ask {
        Ask::Command(Command { id, user, expect, words: Words { kind, text }, .. }) => {
            let expect = expect.map_or(0, |expect| expect.0);
            let (command_id, user) = (id.to_bytes(), text_of(user));
            game_ask::Ask::Command(words::GameCommand { command_id, user, expect, kind, text })
        }
        Ask::Create(NewGame { id, by, rules, seats, setup, .. }) => game_ask::Ask::Create(words::GameCreate {
            command_id: id.to_bytes(),
            by: text_of(by),
            rules: rules.to_string(),
            seats: seats.iter().map(Name::to_string).collect(),
            setup,
        }),
        Ask::Enter { user, watches, .. } => game_ask::Ask::Enter(words::GameEnter { user: user.to_string(), watches }),
        Ask::Wake { .. } => game_ask::Ask::Wake(true),
        Ask::Present { user, is_here, .. } => {
            game_ask::Ask::Presence(words::GamePresence { user: user.to_string(), is_here })
        }
        Ask::After { view, place, .. } => {
            seen_as(view);
            game_ask::Ask::After(place_out(place))
        }
        Ask::Snapshot { view, .. } => {
            seen_as(view);
            game_ask::Ask::Whole(true)
        }
    };
    words::GameAsk { game, ask: Some(ask), seat }
}

/// The question, if it can be made out.
pub(crate) fn ask_in(ask: words::GameAsk) -> Option<Ask> {
    let game: GameId = ask.game.parse().ok()?;
    let view = view_in(&ask.seat)?;
    Some(match ask.ask? {
        game_ask::Ask::Command(command) => Ask::Command(Command {
            game,
            id: CommandId::from_bytes(&command.command_id)?,
            user: name_in(&command.user)?,
            expect: Some(Offset(command.expect)).filter(|expect| expect.0 > 0),
            words: Words { kind: command.kind, text: command.text },
        }),
        game_ask::Ask::Create(new) => Ask::Create(NewGame {
            game,
            id: CommandId::from_bytes(&new.command_id)?,
            by: name_in(&new.by)?,
            rules: new.rules.parse().ok()?,
            seats: new.seats.iter().map(|seat| seat.parse().ok()).collect::<Option<_>>()?,
            setup: new.setup,
        }),
        game_ask::Ask::Enter(enter) => Ask::Enter { game, user: enter.user.parse().ok()?, watches: enter.watches },
        game_ask::Ask::Presence(presence) => {
            Ask::Present { game, user: presence.user.parse().ok()?, is_here: presence.is_here }
        }
        game_ask::Ask::After(place) => Ask::After { game, view, place: place_in(&place) },
        game_ask::Ask::Whole(_) => Ask::Snapshot { game, view },
        game_ask::Ask::Wake(_) => Ask::Wake { game },
    })
}

/// The answer as it is sent.
pub(crate) fn answer_out(answer: Answer) -> words::GameAnswer {
    let answer = match answer {
        Answer::Acked(offset) => game_answer::Answer::Acked(offset.0),
        Answer::Created(_) => game_answer::Answer::Created(true),
        Answer::Admitted(view) => game_answer::Answer::Admitted(view.user().map(Name::to_string).unwrap_or_default()),
        Answer::Views { place, views } => {
            let too_many = views.is_none();
            let views = views.into_iter().flatten().map(told_out).collect();
            game_answer::Answer::Views(words::GameViews {
                place: buffa::MessageField::some(place_out(place)),
                too_many,
                views,
            })
        }
        Answer::Snapshot { place, words } => {
            let views = vec![told_out(Told { offset: place.offset, words })];
            game_answer::Answer::Whole(words::GameViews {
                place: buffa::MessageField::some(place_out(place)),
                too_many: false,
                views,
            })
        }
        Answer::Noted => game_answer::Answer::Noted(true),
        Answer::Refused(Refused { code, text, retry_after }) => {
            let (code, text) = (code.into_owned(), text.into_owned());
            let retry_after_ms = retry_after.map_or(0, millis);
            game_answer::Answer::Refused(words::GameRefusal { code, text, retry_after_ms })
        }
        Answer::NotMine { owner, left } => {
            game_answer::Answer::Elsewhere(words::GameOwner { name: owner.to_string(), left_ms: millis(left) })
        }
    };
    words::GameAnswer { answer: Some(answer) }
}

/// The answer to a question about a game, if it can be made out.
pub(crate) fn answer_in(game: &GameId, answer: words::GameAnswer) -> Option<Answer> {
    Some(match answer.answer? {
        game_answer::Answer::Acked(offset) => Answer::Acked(Offset(offset)),
        game_answer::Answer::Created(_) => Answer::Created(game.clone()),
        game_answer::Answer::Admitted(seat) => Answer::Admitted(view_in(&seat)?),
        game_answer::Answer::Views(views) => {
            let place = place_in(views.place.as_option()?);
            let told = views.views.into_iter().map(told_in).collect();
            Answer::Views { place, views: if views.too_many { None } else { Some(told) } }
        }
        game_answer::Answer::Whole(views) => {
            let place = place_in(views.place.as_option()?);
            Answer::Snapshot { place, words: told_in(views.views.into_iter().next()?).words }
        }
        game_answer::Answer::Noted(_) => Answer::Noted,
        game_answer::Answer::Refused(words::GameRefusal { code, text, retry_after_ms, .. }) => {
            let retry = Duration::from_millis(retry_after_ms.into());
            let retry_after = Some(retry).filter(|retry| !retry.is_zero());
            Answer::Refused(Refused { code: Cow::Owned(code), text: Cow::Owned(text), retry_after })
        }
        game_answer::Answer::Elsewhere(owner) => {
            Answer::NotMine { owner: owner.name.parse().ok()?, left: Duration::from_millis(owner.left_ms.into()) }
        }
    })
}

/// The node that owns games under a name.
pub(crate) fn node_of(owner: &Name) -> Option<NodeNumber> {
    owner.as_str().split('_').nth(1)?.parse().ok().map(NodeNumber)
}

fn text_of(user: Option<Name>) -> String {
    user.map(|user| user.to_string()).unwrap_or_default()
}

/// The user, if one is named; `None` when the name is none.
fn name_in(user: &str) -> Option<Option<Name>> {
    if user.is_empty() { Some(None) } else { user.parse().ok().map(Some) }
}

fn view_in(seat: &str) -> Option<Viewpoint> {
    if seat.is_empty() { Some(Viewpoint::Watcher) } else { seat.parse().ok().map(Viewpoint::Of) }
}

fn told_out(told: Told) -> words::GameView {
    words::GameView { offset: told.offset.0, kind: told.words.kind, text: told.words.text }
}

fn told_in(view: words::GameView) -> Told {
    Told { offset: Offset(view.offset), words: Words { kind: view.kind, text: view.text } }
}

fn place_out(place: Place) -> words::Place {
    words::Place { epoch: place.epoch.0, offset: place.offset.0 }
}

fn place_in(place: &words::Place) -> Place {
    Place { epoch: Epoch(place.epoch), offset: Offset(place.offset) }
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_and_answered_arrives_as_it_was_sent() {
        let game: GameId = "g".parse().unwrap();
        let name = |text: &str| text.parse::<Name>().unwrap();
        let place = Place { epoch: Epoch(3), offset: Offset(9) };
        let words = Words { kind: "pass".to_owned(), text: "{}".to_owned() };
        let id = CommandId::Client([7; 16]);
        let seat = Viewpoint::Of(name("ann"));
        for ask in [
            Ask::Command(Command {
                game: game.clone(),
                id,
                user: Some(name("ann")),
                expect: None,
                words: words.clone(),
            }),
            Ask::Command(Command { game: game.clone(), id, user: None, expect: None, words: words.clone() }),
            Ask::Wake { game: game.clone() },
            Ask::Create(NewGame {
                game: game.clone(),
                id,
                by: None,
                rules: name("crossword"),
                seats: vec![name("ann"), name("bob")],
                setup: "{}".to_owned(),
            }),
            Ask::Enter { game: game.clone(), user: name("ann"), watches: true },
            Ask::Present { game: game.clone(), user: name("ann"), is_here: true },
            Ask::After { game: game.clone(), view: seat.clone(), place },
            Ask::Snapshot { game: game.clone(), view: Viewpoint::Watcher },
        ] {
            assert_eq!(ask_in(ask_out(ask.clone())), Some(ask));
        }
        let told = Told { offset: Offset(9), words: words.clone() };
        for answer in [
            Answer::Acked(Offset(4)),
            Answer::Created(game.clone()),
            Answer::Admitted(seat),
            Answer::Admitted(Viewpoint::Watcher),
            Answer::Views { place, views: Some(vec![told]) },
            Answer::Views { place, views: Some(Vec::new()) },
            Answer::Views { place, views: None },
            Answer::Snapshot { place, words },
            Answer::Noted,
            Answer::Refused(Refused::BUSY),
            Answer::Refused(Refused::STALE),
            Answer::NotMine { owner: name("node_7_123"), left: Duration::from_millis(900) },
        ] {
            assert_eq!(answer_in(&game, answer_out(answer.clone())), Some(answer));
        }
        assert_eq!(node_of(&name("node_7_123")), Some(NodeNumber(7)));
    }
}
