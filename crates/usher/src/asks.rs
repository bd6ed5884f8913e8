//! What hubs and desks want of a game, as it is asked of a host.

use desk::StreamAsk;
use game::Words;
use host::{Ask, Command, Viewpoint};
use hub::PlayerCommand;
use types::{Name, Realm};

/// A player wants something of a game.
#[must_use]
pub fn ask_command(user: Name, command: PlayerCommand) -> Ask {
    let PlayerCommand { game, id, expect, kind, text } = command;
    Ask::Command(Command { game, id, user: Some(user), expect, words: Words { kind, text } })
}

/// A user wants to be let into a game's realm, by the name that players have for it. `None`: no other realm is a game's.
#[must_use]
pub fn ask_enter(user: Name, realm: &Realm) -> Option<Ask> {
    let (game, watches) = match realm {
        Realm::Game(game) => (game.clone(), false),
        Realm::GameTv(game) => (game.clone(), true),
        Realm::Lobby | Realm::Room(_) | Realm::User(_) | Realm::Seat(..) | Realm::Stands(_) => return None,
    };
    Some(Ask::Enter { game: game.into(), user, watches })
}

/// A desk wants to know what was said in a game's stream. `None` where no host speaks, and for what a host is never asked:
/// nobody but the rules says anything there.
#[must_use]
pub fn ask_stream(ask: desk::Ask) -> Option<Ask> {
    let (game, view) = match ask.realm {
        Realm::Seat(seat) => (seat.game.into(), Viewpoint::Of(seat.user)),
        Realm::Stands(game) => (game.into(), Viewpoint::Watcher),
        Realm::Lobby | Realm::Room(_) | Realm::Game(_) | Realm::GameTv(_) | Realm::User(_) => return None,
    };
    match ask.ask {
        StreamAsk::After(place) => Some(Ask::After { game, view, place }),
        StreamAsk::Whole => Some(Ask::Snapshot { game, view }),
        StreamAsk::Say(_) => None,
    }
}
