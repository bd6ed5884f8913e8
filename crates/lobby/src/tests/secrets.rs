//! What is between two, nobody else can tell from anything else that is.

use game::Viewer;
use game::kit::twins;

use super::offer::{TestLobby, Two};
use super::script::{Script, on};
use crate::event::Event;

/// What happens in one world: two steps, each one event.
fn world(first: &str, second: Option<(&str, &str)>) -> Vec<Event> {
    let mut script = Script::new();
    let id = script.seek_with("ann", first);
    if let Some((user, kind)) = second {
        script.does(user, kind, &on(id));
    }
    script.seek("dan");
    script.log
}

#[test]
fn a_directed_seek_is_the_same_whatever_it_is() {
    let to_bob = r#"{"rules":"hands","rated":true,"to":"bob"}"#;
    let to_cid = r#"{"rules":"hands","rated":false,"to":"cid","setup":{"turn_ms":77}}"#;
    twins::<TestLobby>(&world(to_bob, None), &world(to_cid, None), Viewer::Watcher);
}

#[test]
fn a_decline_is_the_same_as_a_seek_taken_back() {
    let to_bob = r#"{"rules":"hands","rated":true,"to":"bob"}"#;
    let declined = world(to_bob, Some(("bob", "decline")));
    twins::<TestLobby>(&declined, &world(to_bob, Some(("ann", "unseek"))), Viewer::Watcher);
}

#[test]
fn what_is_refused_to_a_stranger_does_not_tell_either() {
    let mut script = Script::new();
    let directed = script.seek_with("ann", r#"{"rules":"hands","rated":true,"to":"bob"}"#);
    for kind in ["accept", "unseek", "decline"] {
        let refusals = [directed, directed + 99].map(|id| script.asks("cid", kind, &on(id)).unwrap_err());
        assert_eq!(refusals[0], refusals[1], "{kind}");
    }
}

#[test]
fn a_stranger_is_told_nothing_of_it_alone() {
    let mut script = Script::new();
    let before = script.own("cid");
    script.seek_with("ann", r#"{"rules":"hands","rated":true,"to":"bob"}"#);
    assert_eq!(script.own("cid"), before);
    let seat = <crate::Lobby<Two> as game::Game>::snapshot(&script.lobby, Viewer::Seat(game::Seat(0)));
    assert_eq!(seat, game::Game::snapshot(&script.lobby, Viewer::Watcher), "nobody sits at a lobby");
}
