//! What a host tells, as it is said in a realm.

use desk::{Said, View, What};
use game::Words;
use host::Viewpoint;
use types::{GameId, Offset, Realm};

/// The realm in which somebody hears a game.
#[must_use]
pub fn realm_of(game: &GameId, view: Viewpoint) -> Realm {
    match view {
        Viewpoint::Of(user) => Realm::seat(game.name().clone(), user),
        Viewpoint::Watcher => Realm::Stands(game.name().clone()),
    }
}

/// One view; the offset is 0 for a game as it stands, and for what is no part of a stream.
#[must_use]
pub fn said(offset: Offset, words: Words) -> Said {
    let view = View { kind: words.kind, text: words.text, body: Vec::new() };
    Said { offset, from: None, user: None, what: What::View(view) }
}
