//! Whole games on a real node: players and a watcher over sockets, a store on the disk.

use nats_server::NatsServer;
use postgres_server::PostgresServer;
use serde_json::{Value, json};

use crate::harness::Node;
use crate::operators::{ask, post};
use crate::seat::{Seat, best_play, empty_folder, fleet_node, id_of, node};

fn begin(node: &Node, seats: &[&Seat]) -> String {
    let users: Vec<&str> = seats.iter().map(|seat| seat.user.as_str()).collect();
    let made = post(node, "/api/games", json!({ "rules": "crossword", "seats": users, "setup": { "first": 0 } }));
    made["game"].as_str().expect("an id").to_owned()
}

#[test]
fn two_players_and_a_watcher_play_a_whole_game_and_nobody_sees_what_he_may_not() {
    let node = node(&empty_folder("whole"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let mut watcher = Seat::new(&node);
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    let seen = watcher.looks(&stands);
    assert_eq!((&seen["rack"], &seen["phase"]), (&Value::Null, &"waiting".into()));
    for seat in &mut seats {
        seat.looks(&realm);
    }
    watcher.hears("begun");
    let mut racks = Vec::new();
    for turn in 0.. {
        let seat = &mut seats[turn % 2];
        let snapshot = seat.looks(&realm);
        if snapshot["phase"] == "ended" {
            break;
        }
        let rack = snapshot["rack"].as_str().expect("a rack").to_owned();
        let answer = match best_play(&snapshot) {
            Some(play) => seat.wants(&game, "place", play),
            None => seat.wants(&game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "{answer}");
        racks.push(rack);
        assert!(turn < 100, "the game does not end");
    }
    let ended = watcher.hears("ended");
    assert_eq!(ended["reason"], "standard", "{ended}");
    let full = racks.iter().filter(|rack| rack.len() == 7).count();
    assert!(full > 10, "{racks:?}");
    // While the game was on nobody was sent a rack but his own.
    let before_the_end = |seat: &Seat| {
        let heard: Vec<String> =
            seat.player.heard.iter().take_while(|line| !line.contains(r#"{"kind":"ended""#)).cloned().collect();
        heard.join("\n")
    };
    let told = [before_the_end(&seats[0]), before_the_end(&seats[1]), before_the_end(&watcher)];
    for (turn, rack) in racks.iter().enumerate().filter(|(_, rack)| rack.len() == 7) {
        assert!(told[turn % 2].contains(rack.as_str()), "turn {turn}: his own rack");
        assert!(!told[(turn + 1) % 2].contains(rack.as_str()), "turn {turn}: the other one's rack");
        assert!(!told[2].contains(rack.as_str()), "turn {turn}: a rack before a watcher");
    }
}

#[test]
fn a_game_outlives_its_server() {
    let folder = empty_folder("outlives");
    let (game, tokens, before) = {
        let node = node(&folder);
        let mut seats = [Seat::new(&node), Seat::new(&node)];
        let game = begin(&node, &[&seats[0], &seats[1]]);
        let realm = format!("game-{game}");
        seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
        let play = best_play(&seats[0].looks(&realm)).expect("a play");
        assert!(seats[0].wants(&game, "place", play)["offset"].is_string());
        let before = seats.each_mut().map(|seat| seat.looks(&realm));
        (game, seats.map(|seat| (seat.token, seat.commands)), before)
    };
    let node = node(&folder);
    let realm = format!("game-{game}");
    for ((token, commands), before) in tokens.into_iter().zip(before) {
        let mut seat = Seat::with_token(&node, &token);
        seat.commands = commands;
        let after = seat.looks(&realm);
        for field in ["board", "rack", "scores", "turn", "bag"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        if after["turn"] == 0 && seat.commands > 0 {
            continue;
        }
        // The same command again: its ack, and nothing happens.
        if commands > 0 {
            let id = id_of(&seat.user, commands);
            let words = json!({ "game": game, "commandId": id, "kind": "pass", "text": "" });
            seat.player.say(&json!({ "command": words }));
            assert!(seat.answer(&id)["offset"].is_string());
            assert_eq!(seat.looks(&realm)["board"], before["board"]);
        }
    }
}

#[test]
fn t61_a_game_goes_on_over_gateways_when_the_node_that_runs_it_is_gone() {
    let (nats, database) = (NatsServer::start(), PostgresServer::start());
    let gateways = [fleet_node(&nats, None), fleet_node(&nats, None)];
    let mut hosts = vec![fleet_node(&nats, Some(&database)), fleet_node(&nats, Some(&database))];
    let mut seats = [Seat::new(&gateways[0]), Seat::new(&gateways[1])];
    let mut watcher = Seat::new(&gateways[1]);
    let game = begin(&gateways[0], &[&seats[0], &seats[1]]);
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    watcher.looks(&stands);
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    watcher.hears("begun");
    for turn in 0..8 {
        let seat = &mut seats[turn % 2];
        let before = seat.looks(&realm);
        let answer = match best_play(&before) {
            Some(play) => seat.wants(&game, "place", play),
            None => seat.wants(&game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "turn {turn}: {answer}");
        // Both that could have begun it end, one after the other, and another one is there by then.
        if turn == 2 || turn == 5 {
            drop(hosts.remove(0));
            hosts.push(fleet_node(&nats, Some(&database)));
        }
    }
    let ends = [seats[0].looks(&realm), watcher.looks(&stands)];
    assert_eq!(ends[0]["board"], ends[1]["board"]);
    assert_eq!(ends[0]["moves"].as_array().map(Vec::len), Some(8), "every turn is there once");
}

#[test]
fn who_comes_back_with_a_cursor_is_told_what_he_has_missed() {
    let node = node(&empty_folder("cursor"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    seats[0].hears("begun");
    seats[1].player.say(&json!({ "join": { "realm": realm } }));
    let joined = seats[1].player.until("joined");
    let cursor = json!({ "epoch": joined["epoch"], "offset": joined["offset"] });
    seats[1].player.say(&json!({ "leave": { "realm": realm } }));
    seats[1].player.until("left");
    let offset = seats[0].wants(&game, "pass", json!({}))["offset"].clone();
    seats[1].player.say(&json!({ "join": { "realm": realm, "cursor": cursor } }));
    let joined = seats[1].player.until("joined");
    assert_eq!((&joined["recovered"], &joined["offset"]), (&true.into(), &cursor["offset"]), "{joined}");
    let passed: Value = serde_json::from_str(&seats[1].player.client.text()).expect("JSON");
    assert_eq!((&passed["view"]["kind"], &passed["offset"]), (&"passed".into(), &offset));
}

#[test]
fn t81_who_knows_more_than_the_store_is_told_so_and_shown_the_game() {
    let node = node(&empty_folder("ahead"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    let seat = &mut seats[0];
    seat.looks(&realm);
    seat.player.say(&json!({ "join": { "realm": realm } }));
    let epoch = seat.player.until("joined")["epoch"].clone();
    seat.player.say(&json!({ "leave": { "realm": realm } }));
    seat.player.until("left");
    seat.player.say(&json!({ "join": { "realm": realm, "cursor": { "epoch": epoch, "offset": "9" } } }));
    let joined = seat.player.until("joined");
    assert_eq!((&joined["recovered"], &joined["why"]), (&Value::Null, &"ahead".into()), "{joined}");
    seat.hears("snapshot");
}

#[test]
fn what_is_wrong_with_a_command_is_said_and_nothing_happens() {
    let node = node(&empty_folder("wrong"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let mut eve = Seat::new(&node);
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    let code = |answer: Value| answer["code"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(code(seats[1].wants(&game, "pass", json!({}))), "not_your_turn");
    assert_eq!(code(seats[0].wants(&game, "fly", json!({}))), "bad_command");
    assert_eq!(code(seats[0].wants(&game, "pass", json!({ "more": 1 }))), "bad_command");
    assert_eq!(code(seats[0].wants(&game, "adjudicate", json!({ "winner": 0 }))), "not_allowed");
    assert_eq!(code(eve.wants(&game, "resign", json!({}))), "not_seated");
    assert_eq!(code(eve.wants("nosuchgame", "resign", json!({}))), "not_found");
    eve.player.say(&json!({ "join": { "realm": realm } }));
    assert_eq!(eve.player.until("joined")["realm"], format!("gametv-{game}"), "who does not sit there watches");
    seats[0].player.say(&json!({ "join": { "realm": format!("gametv-{game}") } }));
    assert_eq!(seats[0].player.until("error")["code"], "not_found", "t46: who sits at a game does not watch it");
    let (status, refused) = ask(&node, "POST", "/api/games", Some(json!({ "rules": "chess", "seats": ["ann"] })));
    assert_eq!((status, &refused["code"]), (400, &"bad_request".into()));
    assert_eq!(seats[0].looks(&realm)["scores"], json!([0, 0]));
    assert_eq!(node.metric("commands_total", "rules"), 3);
    assert_eq!(node.metric("commands_total", "not_found"), 1);
    // The lobby and the game.
    node.until_metric("games", "", 2);
}
