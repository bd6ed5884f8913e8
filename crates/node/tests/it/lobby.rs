//! The lobby on a real node: players find each other there, and their games end up in its lists.

use std::time::Duration;

use nats_server::NatsServer;
use postgres_server::PostgresServer;
use serde_json::{Value, json};

use crate::harness::Node;
use crate::operators::open_to_operators;
use crate::seat::{Seat, empty_folder, fleet_node, node};

/// Somebody in the lobby, which is as it stands then.
fn enter(node: &Node) -> (Seat, Value) {
    let mut seat = Seat::new(node);
    let lists = visit(&mut seat);
    (seat, lists)
}

/// Enters the lobby.
fn visit(seat: &mut Seat) -> Value {
    seat.looks("gametv-lobby")
}

/// What the lobby says to one user alone, until it is so.
fn yours(seat: &mut Seat, is_so: impl Fn(&Value) -> bool) -> Value {
    loop {
        let own = seat.hears("lobby_yours");
        if is_so(&own) {
            return own;
        }
    }
}

fn seek(seat: &mut Seat, words: Value) -> u64 {
    let answer = seat.wants("lobby", "seek", words);
    let offset = answer["offset"].as_str().unwrap_or_else(|| panic!("{answer}"));
    offset.parse().expect("a number")
}

fn open_seek() -> Value {
    json!({ "rules": "crossword", "setup": {}, "to": null, "rated": true, "range": null })
}

/// Two who have found each other, and their game.
fn paired(ann: &mut Seat, bob: &mut Seat) -> String {
    let id = seek(ann, open_seek());
    let seen = bob.hears("seek_added");
    assert_eq!((&seen["seek"]["id"], &seen["seek"]["by"]), (&id.into(), &ann.user.as_str().into()));
    let answer = bob.wants("lobby", "accept", json!({ "seek": id }));
    assert!(answer["offset"].is_string(), "{answer}");
    let game = |seat: &mut Seat| {
        let own = yours(seat, |own| own["games"][0].is_object());
        own["games"][0]["id"].as_str().expect("an id").to_owned()
    };
    let ids = [game(ann), game(bob)];
    assert_eq!(ids[0], ids[1]);
    ids[0].clone()
}

#[test]
fn who_seeks_finds_plays_is_rated_and_plays_again() {
    let node = node(&empty_folder("lobby"));
    let [(mut ann, lists), (mut bob, _), (mut eve, _)] = [(); 3].map(|()| enter(&node));
    assert_eq!(lists["seeks_total"], 0);
    let game = paired(&mut ann, &mut bob);
    let added = eve.hears("game_added")["game"].clone();
    assert_eq!((&added["id"], &added["rated"]), (&game.as_str().into(), &true.into()), "{added}");
    let realm = format!("game-{game}");
    for seat in [&mut ann, &mut bob] {
        let snapshot = seat.looks(&realm);
        assert!(snapshot["rack"].as_str().is_some_and(|rack| rack.len() == 7), "{snapshot}");
    }
    eve.looks(&format!("gametv-{game}"));
    let answer = ann.wants(&game, "resign", json!({}));
    assert!(answer["offset"].is_string(), "{answer}");
    let gone = eve.hears("game_gone");
    let ann_sits = added["seats"].as_array().expect("seats").iter().position(|seat| *seat == ann.user.as_str());
    let ann_sits = ann_sits.expect("ann sits there");
    assert_eq!((&gone["points"][ann_sits], &gone["points"][1 - ann_sits]), (&0.0.into(), &1.0.into()), "{gone}");
    assert_eq!(gone["ratings"][ann_sits]["value"], 1480, "{gone}");
    let rating = |own: &Value| own["rating"]["crossword"]["value"].clone();
    yours(&mut bob, |own| rating(own) == 1520);

    // Both want another: the first of them begins it, and all who were at the old one are told where it is.
    for seat in [&mut ann, &mut bob] {
        let answer = seat.wants(&game, "offer_rematch", json!({}));
        assert!(answer["offset"].is_string(), "{answer}");
    }
    let next = eve.hears("rematch")["game"].as_str().expect("an id").to_owned();
    assert_ne!(next, game);
    let own = yours(&mut ann, |own| own["games"][0]["id"] == next.as_str());
    assert_eq!(own["games"][0]["rematch_of"], game.as_str(), "{own}");
    assert_eq!(own["games"][0]["seats"][1 - ann_sits], ann.user.as_str(), "the other one sits first");
    bob.looks(&format!("game-{next}"));
}

#[test]
fn what_the_lobby_refuses_is_said_to_whoever_asked() {
    let node = node(&empty_folder("lobby-refuses"));
    let [(mut ann, _), (mut bob, _)] = [(); 2].map(|()| enter(&node));
    let code = |answer: Value| answer["code"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{answer}"));
    let chess = json!({ "rules": "chess", "setup": {}, "to": null, "rated": false, "range": null });
    assert_eq!(code(ann.wants("lobby", "seek", chess)), "unknown_rules");
    let slow = json!({ "rules": "crossword", "setup": { "clock": { "kind": "live", "initial_s": 1 } }, "to": null,
                       "rated": false, "range": null });
    assert_eq!(code(ann.wants("lobby", "seek", slow)), "bad_setup");
    let id = seek(&mut ann, open_seek());
    assert_eq!(code(bob.wants("lobby", "unseek", json!({ "seek": id }))), "not_yours");
    assert!(ann.wants("lobby", "unseek", json!({ "seek": id }))["offset"].is_string());
    assert_eq!(code(bob.wants("lobby", "accept", json!({ "seek": id }))), "gone");
    let report = json!({ "game": "g", "rules": "crossword", "seats": [], "standing": { "is": "live" } });
    assert_eq!(code(ann.wants("lobby", "report", report)), "not_allowed", "only a host reports");
}

#[test]
fn a_seek_outlives_the_server_and_a_short_drop_and_goes_with_its_seeker() {
    let folder = empty_folder("lobby-outlives");
    let hasty = |config: &mut config::Config| {
        open_to_operators(config);
        config.store.folder = Some(folder.clone());
        config.limits.left_after = Duration::from_secs(2);
    };
    let (token, id) = {
        let node = Node::with(hasty);
        let (mut ann, _) = enter(&node);
        let id = seek(&mut ann, open_seek());
        (ann.token, id)
    };
    let node = Node::with(hasty);
    let mut ann = Seat::with_token(&node, &token);
    assert_eq!(visit(&mut ann)["seeks"][0]["id"], id);
    let (mut bob, _) = enter(&node);
    drop(ann);
    let mut ann = Seat::with_token(&node, &token);
    assert_eq!(visit(&mut ann)["seeks"][0]["id"], id, "she was gone for a moment");
    drop(ann);
    let gone = bob.hears("seek_gone");
    assert_eq!((&gone["id"], &gone["why"]), (&id.into(), &"left".into()));
}

#[test]
fn players_at_two_gateways_find_each_other_although_the_node_of_the_lobby_ends() {
    let (nats, database) = (NatsServer::start(), PostgresServer::start());
    let gateways = [fleet_node(&nats, None), fleet_node(&nats, None)];
    let mut hosts = vec![fleet_node(&nats, Some(&database)), fleet_node(&nats, Some(&database))];
    let (mut ann, _) = enter(&gateways[0]);
    let (mut bob, _) = enter(&gateways[1]);
    let first = paired(&mut ann, &mut bob);
    for seat in [&mut ann, &mut bob] {
        seat.looks(&format!("game-{first}"));
    }
    ann.hears("begun");
    // One after the other, so that the lobby and the game move whichever of them has it.
    for _ in 0..2 {
        drop(hosts.remove(0));
        hosts.push(fleet_node(&nats, Some(&database)));
    }
    let answer = bob.wants(&first, "resign", json!({}));
    assert!(answer["offset"].is_string(), "{answer}");
    yours(&mut ann, |own| own["rating"]["crossword"]["value"] == 1520 && own["games"][0].is_null());
    let second = paired(&mut bob, &mut ann);
    assert_ne!(first, second);
    ann.looks(&format!("game-{second}"));
}

#[test]
fn a_bot_takes_a_seek_that_is_directed_to_it_and_plays_to_the_end() {
    let node = node(&empty_folder("lobby-bot"));
    let (mut ann, _) = enter(&node);
    let setup = json!({ "clock": { "kind": "live", "initial_s": 15 } });
    seek(&mut ann, json!({ "rules": "crossword", "setup": setup, "to": "bot_1", "rated": false, "range": null }));
    let own = yours(&mut ann, |own| own["games"][0].is_object());
    let game = own["games"][0]["id"].as_str().expect("an id").to_owned();
    let realm = format!("game-{game}");
    let mut board = ann.looks(&realm);
    let me = board["seat"].clone();
    let mut laid = false;
    while board["phase"] != "ended" {
        if board["phase"] == "playing" && board["turn"] == me {
            // Whatever becomes of it: the bot's turns are what is looked at.
            ann.wants(&game, "pass", json!({}));
        }
        ann.player.until("view");
        board = ann.looks(&realm);
        laid |= board["scores"][usize::from(me == 0)] != 0;
    }
    assert!(laid, "the bot has laid tiles: {board}");
}
